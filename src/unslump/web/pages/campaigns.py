"""Campaigns: every one by how far it has come; one with its gate, launch and review; planning one."""

from __future__ import annotations

import json
import secrets
from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from unslump.business.functions import Function
from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.records import answers
from unslump.report.campaign_view import agreement_lines
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.campaign_form import empty_form, form_of, typed_form, wishes_of

__all__ = ["here", "router", "today"]

router = APIRouter()
STATES = ("running", "launched", "planned", "over", "reviewed")
_ERRANDS = {"campaign charter", "campaign launch", "campaign review"}


@router.get("/campaigns")
def campaigns(request: Request) -> Response:
    """Every campaign, those that run first."""
    who = asking(request)
    found = who.house.workspace.campaigns(today(who))
    company = who.house.workspace.company
    written = {each.campaign.name for each in found.campaigns}
    waiting = [each.name for each in company.campaigns if each.name not in written] if company else []
    return page(
        who, "campaigns.html.j2", "campaigns",
        lambda: {
            "by_state": [
                (state, [each for each in found.campaigns if each.state == state]) for state in STATES
            ],
            "found": found,
            "in_file": waiting,
            "has_company": company is not None,
            "may": who.who.may(Act.CAMPAIGNS),
        },
        key=repr((found, waiting, company is None)),
    )  # fmt: skip


@router.get("/campaigns/new")
def new(request: Request) -> Response:
    """A form for a campaign, filled with what company.yaml says of it where it is written there."""
    who = asking(request)
    name = request.query_params.get("name", "")[:120]
    return _form_page(who, empty_form(who.house.workspace.company, name), 0)


@router.get("/campaigns/change")
def change(request: Request) -> Response:
    """The form for a campaign that is there."""
    who = asking(request)
    view = here(who, request.query_params.get("name", ""))
    return _form_page(who, form_of(view.campaign), view.written.version)


@router.post("/campaigns/new")
async def write(request: Request) -> Response:
    """Write a campaign down, or change it; what cannot be is said beside what was typed."""
    who = asking(request)
    form = await who.form(Act.CAMPAIGNS)
    typed = typed_form({key: str(value) for key, value in form.multi_items()})
    raw = str(form.get("seen") or "0")
    seen = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
    workspace = who.house.workspace
    try:
        wishes = wishes_of(typed, change=seen > 0)
        view = workspace.plan_campaign(
            typed["name"], wishes, by=who.who.name, now=now(), change=seen > 0, seen=seen or None
        )
    except ChangedMeanwhile as error:
        theirs = here(who, typed["name"])
        return _form_page(who, typed, theirs.written.version if seen else 0, error=error,
                          theirs=form_of(theirs.campaign))  # fmt: skip
    except QuestionError as error:
        return _form_page(who, typed, seen, error=error)
    did = "changed the campaign" if seen else "planned the campaign"
    who.house.note(who.who.name, did, view.campaign.name)
    return _to(view.campaign.name)


def _form_page(
    who: Asking,
    typed: dict[str, str],
    seen: int,
    *,
    error: QuestionError | ChangedMeanwhile | None = None,
    theirs: dict[str, str] | None = None,
) -> Response:
    who.require(Act.CAMPAIGNS)
    status = 409 if isinstance(error, ChangedMeanwhile) else 422 if error else 200
    return page(
        who, "campaign_form.html.j2", "campaigns",
        lambda: {
            "typed": typed,
            "seen": seen,
            "error": error,
            "theirs": theirs,
            "c": who.house.workspace.company,
        },
        status=status,
    )  # fmt: skip


@router.get("/campaigns/one")
def one(request: Request) -> Response:
    """One campaign: its charter, its gate, launch and review, and who changed what."""
    who = asking(request)
    view = here(who, request.query_params.get("name", ""))
    name, shelf, company = view.campaign.name, who.house.shelf, who.house.workspace.company
    gate = review = None
    if view.launch is None and company is not None and shelf.basis() != EMPTY:
        gate = shelf.take("gate", {"name": name}, by=who.who.name, now=now())
    if view.state == "reviewed":
        review = shelf.take("review", {"name": name}, by=who.who.name, now=now())
    people = [each.name for each in company.people] if company else []
    waits = (gate and gate.waiting) or (review and review.waiting) or request.query_params.get("errand")
    stands = (name, view.history, view.state, gate and gate.key, review and review.key, company, today(who))
    return page(
        who, "campaign.html.j2", "campaigns",
        lambda: {
            "v": view,
            "gate": gate,
            "review": review,
            "errand": _errand(who, request.query_params.get("errand", ""), name),
            "people": people,
            "may": who.who.may(Act.CAMPAIGNS),
            "functions": list(Function),
            "agreement_lines": agreement_lines,
            "here": f"/campaigns/one?name={quote(name)}",
        },
        key=None if waits else repr(stands),
    )  # fmt: skip


@router.post("/campaigns/accountable")
async def accountable(request: Request) -> Response:
    """Make one person answer for every duty of a function."""
    who = asking(request)
    form = await who.form(Act.CAMPAIGNS)
    name = str(form.get("name") or "")
    chosen = {each: str(form.get(each) or "") for each in Function if form.get(each)}
    if not chosen:
        raise QuestionError("Nobody was chosen.", hint="Choose who answers for marketing, or for sales.")
    workspace = who.house.workspace
    view = workspace.name_accountable(name, chosen, by=who.who.name, now=now())
    said = ", ".join(f"{function}: {person}" for function, person in chosen.items())
    who.house.note(who.who.name, "named who answers", f"{view.campaign.name}: {said}")
    return _to(view.campaign.name)


@router.post("/campaigns/draft")
async def draft(request: Request) -> Response:
    """Have the charter drafted from the plan, or from the hats."""
    who = asking(request)
    form = await who.form(Act.CAMPAIGNS)
    source = "hats" if form.get("source") == "hats" else "plan"
    return _send(who, "campaign charter", str(form.get("name") or ""), {"source": source})


@router.post("/campaigns/launch")
async def launch(request: Request) -> Response:
    """Start it: over a red only with a reason."""
    who = asking(request)
    form = await who.form(Act.CAMPAIGNS)
    reason = str(form.get("despite") or "")[:1000]
    return _send(who, "campaign launch", str(form.get("name") or ""), {"despite": reason})


@router.post("/campaigns/review")
async def look_back(request: Request) -> Response:
    """Hold it to its promises, and remember what it kept."""
    who = asking(request)
    form = await who.form(Act.CAMPAIGNS)
    return _send(who, "campaign review", str(form.get("name") or ""), {})


def _send(who: Asking, errand: str, name: str, more: dict[str, str]) -> Response:
    """Have it done in the background, under the sender's name."""
    view = here(who, name)
    given = {"name": view.campaign.name, "by": who.who.name, **more}
    with who.house.workspace.records.writing() as connection:
        asked = answers.ask(
            connection, errand, given, secrets.token_hex(8), by=who.who.name, now=now(), priority=0
        )
    who.house.note(who.who.name, f"asked for the {errand}", view.campaign.name)
    return RedirectResponse(f"/campaigns/one?name={quote(view.campaign.name)}&errand={asked.id}#now", 303)


def _errand(who: Asking, number: str, name: str) -> dict[str, Any] | None:
    """How far an errand of this campaign is, and why it failed where it did."""
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        return None
    with who.house.workspace.records.reading() as connection:
        asked = answers.by_id(connection, int(number))
    if asked is None or asked.question not in _ERRANDS or asked.arguments.get("name") != name:
        return None
    failed = asked.is_over and asked.state != "done"
    told = json.loads(asked.body or "{}") if failed else {}
    return {
        "id": asked.id,
        "what": asked.question.removeprefix("campaign "),
        "over": asked.is_over,
        "failed": failed,
        "step": asked.step,
        "progress": asked.progress,
        "error": told.get("error", "It was stopped."),
        "despite": asked.arguments.get("despite", ""),
    }


def here(who: Asking, name: str) -> Any:
    """The campaign of that name. Raises QuestionError with the nearest known one."""
    return who.house.workspace.campaign(name[:300], today(who))


def today(who: Asking) -> date | None:
    """The history's last day, found once for a history; None without one."""
    basis = who.house.shelf.basis()
    if basis == EMPTY:
        return None
    found: date | None = who.house.drawn.of(
        ("history's day", basis), lambda: who.house.workspace.campaigns().as_of
    )
    return found


def _to(name: str) -> Response:
    return RedirectResponse(f"/campaigns/one?name={quote(name)}&said=saved", 303)
