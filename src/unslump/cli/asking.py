"""The questions: what can this history answer, is the goal supported, and how good are such answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import (
    Amount,
    AsJson,
    AsOf,
    GoalName,
    MeasureName,
    PeriodText,
    Where,
    day_of,
    example,
)

__all__ = ["add_backtest", "add_check", "add_readiness", "add_report"]

Here = Path()


def add_readiness(app: typer.Typer) -> None:
    """`unslump readiness`."""
    app.command("readiness", epilog=example("unslump readiness -w brightline"))(_readiness)


def add_check(app: typer.Typer) -> None:
    """`unslump check`."""
    examples = example(
        "unslump check --goal 2026-Q3",
        "unslump check --period 2026-Q3 --amount 120000 --measure bookings",
        "unslump check --goal 2026-Q3 --as-of 2026-03-31 --json",
    )
    app.command("check", epilog=examples)(_check)


def add_backtest(app: typer.Typer) -> None:
    """`unslump backtest`."""
    app.command("backtest", epilog=example("unslump backtest --measure deals --weeks 13"))(_backtest)


def add_report(app: typer.Typer) -> None:
    """`unslump report`."""
    app.command("report", epilog=example("unslump report --goal 2026-Q3 -o report.html"))(_report)


def _readiness(as_of: AsOf = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Say what this history can answer.

    And what it cannot, why, and what would mend it.
    """
    import unslump
    from unslump.report.terminal import print_readiness

    face, day = Face(as_json), day_of(as_of)
    with face.waiting("looking through the history"):
        ready = unslump.open(workspace).readiness(day)
    face.show(ready, lambda console: print_readiness(ready, console))


def _check(
    goal: GoalName = None,
    period: PeriodText = None,
    amount: Amount = None,
    measure: MeasureName = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say whether a goal is supported.

    How likely it is, why, and what it still needs by when: leads, hours and money.
    """
    import unslump
    from unslump.report.terminal import print_check

    face, day = Face(as_json), day_of(as_of)
    opened = unslump.open(workspace)
    asked = opened.ask(goal, day, period=period, amount=amount, measure=measure)
    face.aside(asked.note)
    with face.waiting("learning from the history"):
        answer = opened.check(asked.goal, day)
    face.show(answer, lambda console: print_check(answer, console))


def _backtest(
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            metavar="WORD",
            help="What is foretold: deals, bookings, delivered or paid; by default what the first goal "
            "in company.yaml counts, else deals.",
        ),
    ] = None,
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="N", min=1, max=104, help="How far each answer looks ahead.")
    ] = 13,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say how good past answers would have been.

    The history is replayed: at the end of each past month the same question is asked from what was
    known then, and the answer held to what came.
    """
    import unslump
    from unslump.report.backtest_view import print_backtest

    face, day = Face(as_json), day_of(as_of)
    opened = unslump.open(workspace)
    with face.waiting("replaying the history") as waiting:
        result = opened.backtest(measure, day, weeks=weeks, progress=waiting.step)
    face.show(result, lambda console: print_backtest(result, console))


def _report(
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Where to; by default report.html in the workspace."
        ),
    ] = None,
    goal: GoalName = None,
    period: PeriodText = None,
    amount: Amount = None,
    measure: MeasureName = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Write the answer as one HTML file.

    With its pictures; it needs no network and prints well.
    """
    import unslump
    from unslump.cli.results import ReportWritten
    from unslump.cli.views import print_report_written
    from unslump.workspace.page_file import page_place

    face, day = Face(as_json), day_of(as_of)
    opened = unslump.open(workspace)
    asked = opened.ask(goal, day, period=period, amount=amount, measure=measure)
    place = page_place(output or workspace / "report.html")  # before the work, not after it
    face.aside(asked.note)
    with face.waiting("learning from the history") as waiting:
        answer = opened.check(asked.goal, day)
        waiting.step("drawing the report", 0.0)
        path = opened.report(place, result=answer)
    result = ReportWritten(
        report=path,
        goal=answer.goal.name,
        as_of=answer.as_of,
        verdict=answer.verdict,
        sentence=answer.sentence,
    )
    face.show(result, lambda console: print_report_written(result, console))
