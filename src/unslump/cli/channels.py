"""What a lead costs, by channel, and what one more would cost."""

from __future__ import annotations

from pathlib import Path

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, Where, day_of, example

__all__ = ["add_channels"]

Here = Path()


def add_channels(app: typer.Typer) -> None:
    """`unslump channels`."""
    app.command("channels", epilog=example("unslump channels -w brightline"))(_channels)


def _channels(as_of: AsOf = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Say what a lead costs, by channel.

    And what one more would cost in money or in hours, what a customer costs, and when it pays back.
    """
    import unslump
    from unslump.report.channels_view import print_channels

    face, day = Face(as_json), day_of(as_of)
    with face.waiting("learning what money and hours bring"):
        answer = unslump.open(workspace).channels(day)
    face.show(answer, lambda console: print_channels(answer, console))
