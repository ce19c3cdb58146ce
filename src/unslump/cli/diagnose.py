"""What took the money: a window's shortfall by cause and function."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, Where, day_of, example

__all__ = ["add_diagnose"]

Here = Path()


def add_diagnose(app: typer.Typer) -> None:
    """`unslump diagnose`."""
    examples = example(
        "unslump diagnose",
        "unslump diagnose --from 2026-04-01 --to 2026-06-30",
        "unslump diagnose --from 2026-04-01 --to 2026-06-30 --baseline 2025-11-03",
    )
    app.command("diagnose", epilog=examples)(_diagnose)


def _diagnose(
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="The first day; without any, the last quarter, and what changed since the "
            "earliest alarm that is on.",
        ),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="The last day; by default the last in the history."),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            metavar="DATE",
            help="The day from which on things may have changed, if that is earlier than --from: "
            "what is expected is learnt from the days before.",
        ),
    ] = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say what took the money.

    Expected and actual bookings of some days, and the difference split among causes: leads, their mix,
    replies, win rate, deal size, cycle length, hours lost to split roles. With what would mend each.
    """
    import unslump
    from unslump.report.diagnosis_view import print_diagnosis

    face = Face(as_json)
    first = day_of(start, "--from")
    last, since, day = day_of(end, "--to"), day_of(baseline, "--baseline"), day_of(as_of)
    with face.waiting("comparing with what was to be expected"):
        result = unslump.open(workspace).diagnose(first, last, baseline=since, as_of=day)
    face.show(result, lambda console: print_diagnosis(result, console))
