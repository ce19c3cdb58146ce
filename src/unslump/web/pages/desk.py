"""Desk: leads with the offer that fits and who should take them, accepted or changed; needs; is it fair."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from unslump.desk.needs_answer import LeadNeeds
from unslump.desk.routing_answer import Accepted, RouteResult
from unslump.errors import ChangedMeanwhile, QuestionError, UnslumpError
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.order_form import seen_of

__all__ = ["router"]

router = APIRouter()
_A_PAGE = 24
_LONGEST = 200
_MOST_NEEDS = 50


@router.get("/desk")
def desk(request: Request) -> Response:
    """Open leads: the offer that fits, who should take them, and whether that is fair."""
    who = asking(request)
    shelf, workspace = who.house.shelf, who.house.workspace
    if shelf.basis() == EMPTY:
        return page(who, "desk_empty.html.j2", "desk", dict)
    shown = shelf.take("route", now=now())
    written = shelf.basis(("assignment",))
    accepted = who.house.drawn.of(("accepted", written), workspace.accepted_leads)
    at = _number(request.query_params.get("page", "1"))
    return page(
        who, "desk.html.j2", "desk",
        lambda: _leads(shown.result, accepted, at) | {"shown": shown, "may": who.who.may(Act.DESK)},
        key=None if shown.waiting else (shown.key, written, at),
    )  # fmt: skip


def _leads(result: Any, accepted: tuple[Accepted, ...], at: int) -> dict[str, Any]:
    """The leads on one page of the list, beside what was accepted since."""
    stands = {each.lead: each for each in accepted}
    if not isinstance(result, RouteResult):
        return {"r": None, "stands": stands, "routes": [], "at": 1, "pages": 1, "open": 0, "accepted": []}
    names = {each.lead: each.name for each in result.routes}
    names |= {each.lead: each.name for each in result.accepted}
    pages = max(1, -(-len(result.routes) // _A_PAGE))
    at = min(at, pages)
    return {
        "r": result,
        "stands": stands,
        "routes": result.routes[(at - 1) * _A_PAGE : at * _A_PAGE],
        "at": at,
        "pages": pages,
        "open": sum(route.lead not in stands for route in result.routes),
        "accepted": [each.model_copy(update={"name": names.get(each.lead)}) for each in accepted],
    }


@router.post("/desk/accept")
async def accept(request: Request) -> Response:
    """Accept that a seller takes a lead: the one proposed, or another."""
    who = asking(request)
    form = await who.form(Act.DESK)
    lead, seller = _short(form.get("lead")), _short(form.get("seller"))
    shown = who.house.shelf.take("route", now=now()).result
    proposal = shown if isinstance(shown, RouteResult) else None
    try:
        await run_in_threadpool(
            who.house.workspace.assign_lead, lead, seller, proposal,
            by=who.who.name, now=now(), seen=seen_of(form.get("seen")),
        )  # fmt: skip
    except (ChangedMeanwhile, QuestionError) as error:
        return _lead_page(who, lead, error=error, seller=seller)
    _written(who, "accepted a lead", f"{lead}: {seller}")
    return RedirectResponse("/desk?said=saved", 303)


@router.post("/desk/accept-all")
async def accept_all(request: Request) -> Response:
    """Accept the whole proposal, as it was looked at."""
    who = asking(request)
    form = await who.form(Act.DESK)
    shown = who.house.shelf.take("route", now=now())
    if not isinstance(shown.result, RouteResult) or str(shown.number) != form.get("proposal"):
        raise ChangedMeanwhile(
            "The proposal is no longer the one you looked at: nothing was accepted.",
            hint="Go back, reload the page, and look at the new one.",
        )
    count = await run_in_threadpool(
        who.house.workspace.accept_proposal, shown.result, by=who.who.name, now=now()
    )
    _written(who, "accepted a routing", f"{count} leads")
    return RedirectResponse("/desk?said=saved", 303)


@router.post("/desk/withdraw")
async def withdraw(request: Request) -> Response:
    """Take an accepted assignment back."""
    who = asking(request)
    form = await who.form(Act.DESK)
    lead = _short(form.get("lead"))
    try:
        who.house.workspace.take_back_lead(lead, by=who.who.name, now=now(), seen=seen_of(form.get("seen")))
    except ChangedMeanwhile as error:
        return _lead_page(who, lead, error=error)
    _written(who, "took an assignment back", lead)
    return RedirectResponse("/desk?said=saved", 303)


@router.get("/desk/lead")
def lead(request: Request) -> Response:
    """One lead: the offers that fit, or that none does; its needs; who takes it."""
    who = asking(request)
    return _lead_page(who, _short(request.query_params.get("id")), asked=request.query_params.get("seller"))


def _lead_page(
    who: Asking,
    lead: str,
    *,
    asked: str | None = None,
    error: UnslumpError | None = None,
    seller: str = "",
    picked: list[str] | None = None,
) -> Response:
    """`seller` and `picked` are what was typed and could not be written."""
    house, given = who.house, {"lead": lead} | ({"seller": _short(asked)} if asked else {})
    match = house.shelf.take("match", given, now=now())
    needs = house.shelf.take("lead_needs", {"lead": lead}, now=now())
    route = house.shelf.take("route", now=now()).result
    stands = {each.lead: each for each in house.workspace.accepted_leads()}.get(lead)
    pick = house.workspace.picked(lead)
    routes = route.routes if isinstance(route, RouteResult) else ()
    proposed = next((each for each in routes if each.lead == lead), None)
    company = house.workspace.company
    status = 200 if error is None else 409 if isinstance(error, ChangedMeanwhile) else 422

    def make() -> dict[str, Any]:
        known = [need.name for need in company.needs] if company else []
        told = needs.result if isinstance(needs.result, LeadNeeds) else None
        return {
            "lead": lead,
            "match": match,
            "m": match.result,
            "needs": needs,
            "told": told,
            "pick": pick,
            "known": known,
            "ticked": picked if picked is not None else list(pick.needs),
            "stands": stands,
            "proposed": proposed,
            "sellers": [each.seller for each in route.sellers] if isinstance(route, RouteResult) else [],
            "typed": seller,
            "asked": asked or "",
            "error": error,
            "may": who.who.may(Act.DESK),
        }

    settled = not (match.waiting or needs.waiting or error)
    version = (stands.version if stands else 0, pick.version)
    return page(
        who, "lead.html.j2", "desk", make, status=status,
        key=(lead, asked, match.key, needs.key, version, proposed, house.shelf.basis()) if settled else None,
    )  # fmt: skip


@router.post("/desk/pick")
async def pick(request: Request) -> Response:
    """Pick a lead's needs; none at all takes the pick back."""
    who = asking(request)
    form = await who.form(Act.DESK)
    lead = _short(form.get("lead"))
    picked = [_short(each) for each in form.getlist("need")][:_MOST_NEEDS]
    try:
        await run_in_threadpool(
            who.house.workspace.note_needs,
            lead,
            picked,
            by=who.who.name,
            now=now(),
            seen=seen_of(form.get("seen")),
        )
    except (ChangedMeanwhile, QuestionError) as error:
        return _lead_page(who, lead, error=error, picked=picked)
    _written(who, "picked needs", f"{lead}: {', '.join(picked) or 'none'}")
    return RedirectResponse(f"/desk/lead?id={quote(lead)}&said=saved", 303)


@router.get("/desk/needs")
def needs(request: Request) -> Response:
    """Which needs come, how they are won, and which no offer answers."""
    who = asking(request)
    if who.house.shelf.basis() == EMPTY:
        return page(who, "desk_empty.html.j2", "desk", dict)
    shown = who.house.shelf.take("needs", now=now())
    return page(
        who, "needs.html.j2", "desk", lambda: {"shown": shown, "r": shown.result},
        key=None if shown.waiting else shown.key,
    )  # fmt: skip


def _written(who: Asking, did: str, about: str) -> None:
    who.house.shelf.changed()
    who.house.note(who.who.name, did, about)


def _short(value: object) -> str:
    """A lead's id or a name as it was sent, no longer than one can be."""
    return str(value or "").replace("\x00", "").strip()[:_LONGEST]


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdigit() and text.isascii() and len(text) < 7 else 1
