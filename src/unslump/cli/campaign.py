"""`unslump campaign`: before a campaign starts, and after it ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from unslump.cli.face import Face
from unslump.cli.groups import group_of
from unslump.cli.options import AsJson, AsOf, By, Where, day_of, example, writer
from unslump.errors import QuestionError
from unslump.records.moments import utc_now

if TYPE_CHECKING:
    from unslump.business.functions import Function

__all__ = ["add_campaign"]

Here = Path()
Name = Annotated[str, typer.Argument(metavar="NAME", help="The campaign's name.", show_default=False)]


def add_campaign(app: typer.Typer) -> None:
    """`unslump campaign` and its sub-commands."""
    group = group_of(app, "campaign", "Roles, gate, launch and review of campaigns.")
    group.command(
        "new",
        epilog=example(
            'unslump campaign new "Autumn fair" --message "A tenth less in a year" --channel "Trade fairs" '
            "--from 2026-09-01 --to 2026-09-30 --budget 4000 --goal 2026-Q3"
        ),
    )(_new)
    group.command("list", epilog=example("unslump campaign list"))(_list)
    group.command("show", epilog=example('unslump campaign show "Autumn fair"'))(_show)
    group.command(
        "charter",
        epilog=example(
            'unslump campaign charter "Autumn fair"',
            'unslump campaign charter "Autumn fair" --accountable sales=Aylin',
            'unslump campaign charter "Autumn fair" --write charter.yaml',
            'unslump campaign charter "Autumn fair" --read charter.yaml',
        ),
    )(_charter)
    group.command("check", epilog=example('unslump campaign check "Autumn fair"'))(_check)
    group.command(
        "launch",
        epilog=example(
            'unslump campaign launch "Autumn fair"',
            'unslump campaign launch "Autumn fair" --despite "the stand is paid for"',
        ),
    )(_launch)
    group.command("review", epilog=example('unslump campaign review "Autumn fair"'))(_review)


def _text(option: str, meaning: str, metavar: str = "NAME") -> Any:
    return typer.Option(option, metavar=metavar, help=meaning, show_default=False)


def _new(
    name: Name,
    message: Annotated[str | None, _text("--message", "What it says: a message in company.yaml.")] = None,
    offer: Annotated[str | None, _text("--offer", "What it offers; by default the message's.")] = None,
    segment: Annotated[str | None, _text("--segment", "Whom it is for; by default the message's.")] = None,
    channel: Annotated[str | None, _text("--channel", "What it runs on.")] = None,
    start: Annotated[str | None, _text("--from", "Its first day.", "DATE")] = None,
    end: Annotated[str | None, _text("--to", "Its last day.", "DATE")] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", metavar="NUMBER", min=0, help="Money over its whole life.")
    ] = None,
    leads: Annotated[
        float | None,
        typer.Option(
            "--leads", metavar="NUMBER", help="How many it is to bring; else what is to be expected."
        ),
    ] = None,
    goal: Annotated[str | None, _text("--goal", "The goal it serves.")] = None,
    about: Annotated[str | None, _text("--about", "What else is to be known.", "WORDS")] = None,
    change: Annotated[
        bool, typer.Option("--change", help="Change a campaign that is there and was not launched.")
    ] = False,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Write a campaign down, or change it.

    A campaign is a message to a segment through a channel for some days, for so much money, to bring so
    many leads for a goal.
    What is left out is taken from company.yaml's campaign of that name, or from the message.
    """
    import unslump
    from unslump.launch.campaign import Wishes
    from unslump.report.campaign_view import print_campaign

    wishes = Wishes(
        about=about, message=message, offer=offer, segment=segment, channel=channel,
        start=day_of(start, "--from"), end=day_of(end, "--to"), budget=budget, leads=leads, goal=goal,
    )  # fmt: skip
    face = Face(as_json)
    result = unslump.open(workspace).plan_campaign(name, wishes, by=writer(by), now=utc_now(), change=change)
    face.show(result, lambda console: print_campaign(result, console))


def _list(as_of: AsOf = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Every campaign, and how far it has come."""
    import unslump
    from unslump.report.campaign_view import print_campaigns

    result = unslump.open(workspace).campaigns(day_of(as_of))
    Face(as_json).show(result, lambda console: print_campaigns(result, console))


def _show(name: Name, as_of: AsOf = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """One campaign, its charter, and who changed what."""
    import unslump
    from unslump.report.campaign_view import print_campaign

    result = unslump.open(workspace).campaign(name, day_of(as_of))
    Face(as_json).show(result, lambda console: print_campaign(result, console))


def _charter(
    name: Name,
    source: Annotated[
        str,
        typer.Option(
            "--from", metavar="WORD", help="Draft it from the plan, or from the hats in company.yaml (quick)."
        ),
    ] = "plan",
    redraft: Annotated[bool, typer.Option("--redraft", help="Draft it anew over the one there is.")] = False,
    accountable: Annotated[
        list[str] | None,
        typer.Option(
            "--accountable", metavar="FUNCTION=NAME", help="Who answers for marketing, or for sales."
        ),
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FILE", help="Write it to a file to edit.")
    ] = None,
    read: Annotated[
        Path | None, typer.Option("--read", metavar="FILE", help="Bring an edited file back.")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="WORDS", help="Why it was changed.")] = "",
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Who does what, and who answers for it.

    Roles and responsibilities of both functions, and what each owes the other, in numbers.

    The first time it is drafted from the assignment; then it is yours to edit. Two who edit it at once do
    not overwrite each other: the second is told.
    """
    import unslump
    from unslump.report.campaign_view import print_campaign

    if sum(map(bool, (redraft, accountable, write, read))) > 1:
        raise QuestionError(
            "--redraft, --accountable, --write and --read are different things to do.",
            hint="Give one of them.",
        )
    face, opened, who = Face(as_json), unslump.open(workspace), writer(by)
    if read is not None:
        charter, seen = opened.read_charter_file(read)
        result = opened.write_charter(charter, seen=seen, by=who, now=utc_now(), note=note)
    elif accountable:
        result = opened.name_accountable(name, _chosen(accountable), by=who, now=utc_now())
    else:
        with face.waiting("drafting the charter") as waiting:
            result = opened.charter(
                name, by=who, now=utc_now(), source=source, redraft=redraft, progress=waiting.step
            )
    if write is not None:
        opened.write_charter_file(result, write)
        face.aside(f"written to {write}: edit it, then --read {write}")
    face.show(result, lambda console: print_campaign(result, console))


def _check(name: Name, as_of: AsOf = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Say whether a campaign is ready.

    Red, amber or green for everything that can be computed, each with why and with what mends it.
    """
    import unslump
    from unslump.report.campaign_view import print_gate

    face = Face(as_json)
    with face.waiting("looking at what is ready") as waiting:
        result = unslump.open(workspace).check_campaign(name, day_of(as_of), progress=waiting.step)
    face.show(result, lambda console: print_gate(result, console))


def _launch(
    name: Name,
    despite: Annotated[
        str,
        typer.Option(
            "--despite", metavar="REASON", help="Why it starts over what is red; kept with your name."
        ),
    ] = "",
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Start a campaign.

    Where something red is in the way it starts with a reason only, which is kept with your name.
    """
    import unslump
    from unslump.report.campaign_view import print_launched

    face = Face(as_json)
    with face.waiting("looking at what is ready") as waiting:
        result = unslump.open(workspace).launch_campaign(
            name, by=writer(by), now=utc_now(), despite=despite, progress=waiting.step
        )
    face.show(result, lambda console: print_launched(result, console))


def _review(
    name: Name, as_of: AsOf = None, by: By = None, workspace: Where = Here, as_json: AsJson = False
) -> None:
    """Look back: what was promised, what delivered.

    What it brought beside what was expected of it is remembered for the next one.
    """
    import unslump
    from unslump.report.campaign_view import print_review

    result = unslump.open(workspace).review_campaign(name, day_of(as_of), by=writer(by), now=utc_now())
    Face(as_json).show(result, lambda console: print_review(result, console))


def _chosen(given: list[str]) -> dict[Function, str]:
    from unslump.business.functions import Function

    chosen: dict[Function, str] = {}
    for each in given:
        function, equals, name = each.partition("=")
        if not equals or function.strip().lower() not in list(Function) or not name.strip():
            raise QuestionError(
                f"--accountable {each!r} does not say who answers for what.",
                hint="Write --accountable marketing=NAME or --accountable sales=NAME.",
            )
        chosen[Function(function.strip().lower())] = name.strip()
    return chosen
