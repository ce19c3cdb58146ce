"""What several commands ask for, described once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from unslump.errors import QuestionError

__all__ = [
    "Amount",
    "AsJson",
    "AsOf",
    "By",
    "GoalName",
    "MeasureName",
    "PeriodText",
    "Where",
    "day_of",
    "example",
    "writer",
]

Where = Annotated[
    Path,
    typer.Option(
        "-w",
        "--workspace",
        metavar="DIR",
        envvar="UNSLUMP_WORKSPACE",
        help="The company's folder; by default the current one.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, and print nothing else.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Answer as if it were this day (2026-03-31), from what was known then; "
        "by default the last day in the history.",
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="NAME",
        envvar="UNSLUMP_USER",
        show_envvar=False,
        help="Who writes this; by default UNSLUMP_USER, else the name you are logged in with.",
    ),
]
GoalName = Annotated[
    str | None,
    typer.Option("--goal", metavar="NAME", help="A goal in company.yaml; by default the next to end."),
]
PeriodText = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help="For a goal that is not in company.yaml: 2026-Q3, 2026-07, 2026 or 2026-07-01..2026-08-15.",
    ),
]
Amount = Annotated[str | None, typer.Option("--amount", metavar="NUMBER", help="How much in that period.")]
MeasureName = Annotated[
    str | None,
    typer.Option(
        "--measure", metavar="WORD", help="Of what: deals, bookings (the default), delivered or paid."
    ),
]


def day_of(text: str | None, option: str = "--as-of") -> date | None:
    """The day an option names; QuestionError when it names none.

    >>> day_of("2026-03-31"), day_of(None)
    (datetime.date(2026, 3, 31), None)
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise QuestionError(
            f"{option} {text!r} is not a day.", hint=f"Write year, month, day: {option} 2026-03-31"
        ) from error


def writer(by: str | None) -> str:
    """Who is said to have written: the name given, else that of the login. QuestionError without either.

    >>> writer(" Ana ")
    'Ana'
    """
    name = (by or "").strip()
    if name:
        return name
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise QuestionError(
            "Nobody is named as the writer, and the login has no name.",
            hint="Add --by NAME, or set UNSLUMP_USER.",
        ) from error


def example(*commands: str) -> str:
    """The end of a command's help: examples, kept on their lines."""
    return "\b\nExample:\n" + "\n".join(f"  {command}" for command in commands)
