"""Is a slump on its way: the months ahead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, Where, day_of, example

__all__ = ["add_outlook"]

Here = Path()


def add_outlook(app: typer.Typer) -> None:
    """`unslump outlook`."""
    examples = example(
        "unslump outlook",
        'unslump outlook --months 9 --what-if "spend -30 %" --what-if "Ana leaves on 2026-09-01"',
        'unslump outlook --share 0.8 --what-if "hire a finder from 2026-10-01 at 30 hours"',
    )
    app.command("outlook", epilog=examples)(_outlook)


WhatIf = Annotated[
    list[str] | None,
    typer.Option(
        "--what-if",
        metavar="WORDS",
        help='A change, once for each: "spend on Paid search +50 %", "Ana leaves on 2026-09-01", '
        '"Ben 10 hours marketing, 20 hours sales", "hire a closer from 2026-10-01 at 30 hours", '
        '"win rate -20 %".',
    ),
]


def _outlook(
    months: Annotated[
        int, typer.Option("--months", metavar="NUMBER", help="How many months ahead, at most 24.")
    ] = 6,
    share: Annotated[
        float,
        typer.Option(
            "--share", metavar="SHARE", help="A slump is a quarter under this share of the goal's pace."
        ),
    ] = 0.7,
    what_if: WhatIf = None,
    goal: Annotated[
        str | None,
        typer.Option(
            "--goal",
            metavar="NAME",
            help="The goal in company.yaml whose pace counts; by default each day's own.",
        ),
    ] = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say how likely a slump is, month by month.

    The months ahead as ranges, and the chance that each ends in a slump: 13 weeks that bring less
    than a share of the goal's pace. With what-ifs both futures stand side by side.
    """
    import unslump
    from unslump.report.outlook_view import print_outlook

    face, day = Face(as_json), day_of(as_of)
    opened = unslump.open(workspace)
    with face.waiting("learning from the history"):
        result = opened.outlook(goal, day, months=months, share=share, what_ifs=what_if or ())
    face.show(result, lambda console: print_outlook(result, console))
