"""What to do: who should do what, and whom to hire."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, GoalName, Where, day_of, example

__all__ = ["add_hire", "add_plan"]

Here = Path()


def add_plan(app: typer.Typer) -> None:
    """`unslump plan`."""
    examples = example(
        "unslump plan",
        'unslump plan --horizon 2026-Q4 --budget 6000 --lock "Ana stays in sales"',
        "unslump plan --objective cheapest --probability 0.7 --goal 2026-Q3",
    )
    app.command("plan", epilog=examples)(_plan)


def add_hire(app: typer.Typer) -> None:
    """`unslump hire`."""
    examples = example(
        "unslump hire",
        "unslump hire --start 2026-10-01 --hours 40 --cost 38",
        'unslump hire --blank kim.yaml --name "Kim Sand"',
        "unslump hire --candidate kim.yaml",
    )
    app.command("hire", epilog=examples)(_hire)


Lock = Annotated[
    list[str] | None,
    typer.Option(
        "--lock",
        metavar="WORDS",
        help='What must stay, once for each: "Ana stays in sales", "Ben not in marketing", '
        '"Ana marketing at most 10 hours", "Trade fairs is booked", "LinkedIn at most 2000".',
    ),
]


def _plan(
    goal: GoalName = None,
    horizon: Annotated[
        str | None,
        typer.Option(
            "--horizon",
            metavar="TIME",
            help="How far: weeks (13), a period (2026-Q4) or a last day; by default the goal's end.",
        ),
    ] = None,
    objective: Annotated[
        str,
        typer.Option(
            "--objective",
            metavar="WORD",
            help="margin (the most of it), cheapest (the least money to reach the goal with --probability) "
            "or probability (the best chance of the goal).",
        ),
    ] = "margin",
    probability: Annotated[
        float, typer.Option("--probability", metavar="SHARE", help="For cheapest: how sure, as 0.8.")
    ] = 0.8,
    lock: Lock = None,
    budget: Annotated[
        float | None,
        typer.Option(
            "--budget",
            metavar="MONEY",
            help="Marketing money a month; by default the budgets in company.yaml, else what is spent now.",
        ),
    ] = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say who should do what next.

    Hours by person, function and channel and money by channel, month by month, beside today's
    assignment; and what the next hour is worth in each function. Ctrl-C during the search gives the
    best plan so far.
    """
    import unslump
    from unslump.report.plan_view import print_plan

    face, day = Face(as_json), day_of(as_of)
    opened = unslump.open(workspace)
    with face.waiting("learning from the history") as waiting:
        result = opened.plan(
            goal,
            day,
            horizon=horizon,
            objective=objective,
            probability=probability,
            locks=lock or (),
            budget=budget,
            progress=waiting.step,
        )
    face.show(result, lambda console: print_plan(result, console))


def _hire(
    candidate: Annotated[
        list[Path] | None,
        typer.Option("--candidate", metavar="FILE", help="A filled-in scorecard; as many as there are."),
    ] = None,
    blank: Annotated[
        Path | None, typer.Option("--blank", metavar="FILE", help="Write a scorecard to fill in, and stop.")
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="With --blank: the candidate's name.")
    ] = "the candidate",
    start: Annotated[
        str | None,
        typer.Option("--start", metavar="DATE", help="First working day; by default four weeks from now."),
    ] = None,
    hours: Annotated[
        float, typer.Option("--hours", metavar="NUMBER", help="A full-time week; part time is half of it.")
    ] = 40.0,
    cost: Annotated[
        float | None,
        typer.Option(
            "--cost", metavar="MONEY", help="An hour's cost; by default what colleagues in the function cost."
        ),
    ] = None,
    ramp: Annotated[
        float, typer.Option("--ramp", metavar="WEEKS", help="Weeks until fully productive.")
    ] = 22.0,
    goal: GoalName = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say which hire brings most.

    A finder, a closer or someone who does both, full or part time, with pay and ramp: margin, chance
    of the goal, and when it pays back. A scorecard says more about a candidate, in both skills.
    """
    import unslump
    from unslump.report.hire_view import print_hires
    from unslump.workspace.hire_question import write_blank

    face = Face(as_json)
    if blank is not None:
        from unslump.cli.results import BlankScorecard

        written = write_blank(blank, name)
        face.show(
            BlankScorecard(scorecard=written),
            lambda console: console.print(f"Fill in {written}, then: unslump hire --candidate {written}"),
        )
        return
    with face.waiting("learning from the history"):
        result = unslump.open(workspace).hire(
            goal,
            day_of(as_of),
            start=day_of(start, "--start"),
            hours=hours,
            cost=cost,
            ramp_weeks=ramp,
            candidates=candidate or (),
        )
    face.show(result, lambda console: print_hires(result, console))
