"""`unslump needs`, `unslump match`, `unslump route`: needs, offers and sellers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, By, Where, day_of, example, writer
from unslump.errors import QuestionError
from unslump.records.moments import utc_now

__all__ = ["add_match", "add_needs", "add_route"]

Here = Path()

Seen = Annotated[
    int | None,
    typer.Option(
        "--seen",
        metavar="VERSION",
        min=0,
        help="The version you had in front of you; nothing is written if there is a newer one. "
        "By default the one that stands now.",
        show_default=False,
    ),
]


def add_needs(app: typer.Typer) -> None:
    """`unslump needs`."""
    examples = example(
        "unslump needs",
        "unslump needs --lead 410003235",
        'unslump needs --lead 410003235 --pick "Lower energy bill" --by Ana',
    )
    app.command("needs", epilog=examples)(_needs)


def _needs(
    lead: Annotated[
        str | None,
        typer.Option("--lead", metavar="ID", help="One lead: what it needs, and who says so."),
    ] = None,
    pick: Annotated[
        list[str] | None,
        typer.Option(
            "--pick",
            metavar="NEED",
            help="Pick this need for the lead, in place of what was picked before; several: once each.",
        ),
    ] = None,
    unpick: Annotated[bool, typer.Option("--unpick", help="Take the pick of the lead back.")] = False,
    by: By = None,
    seen: Seen = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say which needs come, and which no offer answers.

    A need is picked by a person, here or in the CRM, or proposed from the words of a lead's notes. A
    proposal is never taken for a pick, and notes that do not say propose nothing.
    """
    import unslump
    from unslump.report.needs_view import print_lead_needs, print_needs

    face = Face(as_json)
    opened = unslump.open(workspace)
    if lead is None:
        if pick or unpick:
            raise QuestionError("A need is picked for a lead.", hint="Add --lead ID.")
        with face.waiting("reading the notes"):
            result = opened.needs(day_of(as_of))
        face.show(result, lambda console: print_needs(result, console))
        return
    if pick and unpick:
        raise QuestionError("--pick and --unpick do not go together.")
    if pick or unpick:
        if as_of is not None:
            raise QuestionError("What is picked counts from now on: --as-of does not go with --pick.")
        with face.waiting("writing it down"):
            one = opened.pick_needs(lead, pick or [], by=writer(by), now=utc_now(), seen=seen)
    else:
        with face.waiting("reading the notes"):
            one = opened.needs_of(lead, day_of(as_of))
    face.show(one, lambda console: print_lead_needs(one, console))


def add_match(app: typer.Typer) -> None:
    """`unslump match`."""
    examples = example("unslump match 410003235", "unslump match 410003235 --seller 'Aylin Demir'")
    app.command("match", epilog=examples)(_match)


def _match(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="The CRM's id of the lead, or its name.")],
    seller: Annotated[
        str | None,
        typer.Option("--seller", metavar="NAME", help="Who would sell; by default who owns the lead."),
    ] = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say which offer fits a lead, or that none does.

    What cannot be delivered, costs too much, is not for the region or segment, or does not answer the need
    is out of the question. The others are ranked by chance of a win × price × margin, with the reasons.
    """
    import unslump
    from unslump.report.match_view import print_match

    face = Face(as_json)
    with face.waiting("weighing the offers"):
        result = unslump.open(workspace).match(lead, seller, day_of(as_of))
    face.show(result, lambda console: print_match(result, console))


def add_route(app: typer.Typer) -> None:
    """`unslump route`."""
    examples = example(
        "unslump route",
        "unslump route --weeks 2 --all",
        "unslump route --accept 410003235 --to 'Aylin Demir' --by Ana",
        "unslump route --accept-all --by Ana",
    )
    app.command("route", epilog=examples)(_route)


def _route(
    weeks: Annotated[
        int, typer.Option("--weeks", metavar="N", help="For how many weeks hours are counted, 1 to 8.")
    ] = 1,
    everything: Annotated[
        bool, typer.Option("--all", help="Leads that are being worked on may change hands too.")
    ] = False,
    accept: Annotated[
        str | None, typer.Option("--accept", metavar="LEAD", help="Accept what is proposed for this lead.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="NAME", help="With --accept: who takes it instead.")
    ] = None,
    accept_all: Annotated[
        bool, typer.Option("--accept-all", help="Accept everything that is proposed.")
    ] = False,
    withdraw: Annotated[
        str | None,
        typer.Option("--withdraw", metavar="LEAD", help="Take back what was accepted for this lead."),
    ] = None,
    by: By = None,
    seen: Seen = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say who should take which open lead.

    The most margin that the sellers' remaining hours allow, with what each lead would lose by the next best
    choice, and whether it is fair. A proposal: nothing is assigned before it is accepted.
    """
    import unslump
    from unslump.report.route_view import print_route

    writing = [name for name in (accept, withdraw) if name is not None]
    if len(writing) + accept_all > 1:
        raise QuestionError("--accept, --accept-all and --withdraw are asked for one at a time.")
    if to is not None and accept is None:
        raise QuestionError("--to says who takes a lead.", hint="Add --accept LEAD.")
    if (writing or accept_all) and as_of is not None:
        raise QuestionError("What is accepted counts from now on: --as-of does not go with it.")
    face = Face(as_json)
    opened = unslump.open(workspace)
    with face.waiting("weighing leads and sellers"):
        if accept is not None:
            result = opened.accept_lead(
                accept, to, by=writer(by), now=utc_now(), seen=seen, weeks=weeks, everything=everything
            )
        elif withdraw is not None:
            result = opened.withdraw_lead(withdraw, by=writer(by), now=utc_now(), seen=seen)
        elif accept_all:
            result = opened.accept_all(by=writer(by), now=utc_now(), weeks=weeks, everything=everything)
        else:
            result = opened.route(weeks=weeks, everything=everything, as_of=day_of(as_of))
    face.show(result, lambda console: print_route(result, console))
