"""Who is good at what, and who wears which hat."""

from __future__ import annotations

from pathlib import Path

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, Where, day_of, example

__all__ = ["add_people"]

Here = Path()


def add_people(app: typer.Typer) -> None:
    """`unslump people`."""
    app.command("people", epilog=example("unslump people -w brightline"))(_people)


def _people(as_of: AsOf = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Say who finds and who closes.

    How sure that is, who wears which hat in fact, and what two hats cost.
    """
    import unslump
    from unslump.report.people_view import print_people

    face, day = Face(as_json), day_of(as_of)
    with face.waiting("learning about the people"):
        answer = unslump.open(workspace).people(day)
    face.show(answer, lambda console: print_people(answer, console))
