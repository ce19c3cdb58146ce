"""`unslump needs`, `unslump match`, `unslump route`: needs, offers and sellers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, By, Where, day_of, example, writer
from unslump.errors import QuestionError

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
    """Say which needs come, how they are won, and which no offer answers.

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
            one = opened.pick_needs(lead, pick or [], by=writer(by), now=_now(), seen=seen)
    else:
        with face.waiting("reading the notes"):
            one = opened.needs_of(lead, day_of(as_of))
    face.show(one, lambda console: print_lead_needs(one, console))


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def add_match(app: typer.Typer) -> None:
    """Not yet a command."""


def add_route(app: typer.Typer) -> None:
    """Not yet a command."""
