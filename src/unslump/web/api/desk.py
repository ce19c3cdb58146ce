"""The desk: needs, the offers that fit a lead, who should take which, and what was accepted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from unslump.desk.matching_answer import MatchResult
from unslump.desk.needs_answer import LeadNeeds, NeedsResult
from unslump.desk.routing_answer import Accepted, RouteResult
from unslump.web.accounts.rights import Act
from unslump.web.api.entering import Asks
from unslump.web.api.telling import refusals
from unslump.web.api.typed import Body, Line, Seen
from unslump.web.api.waiting import LATER, answer
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter(tags=["desk"], responses=refusals(409))
Lead = Annotated[Line, Path(description="The CRM's id of the lead.")]


class PickedNeeds(Body):
    """The needs of a lead, in place of those picked before; none at all takes the pick back."""

    needs: list[Line] = Field(max_length=50)
    seen: Seen


class PickWritten(BaseModel):
    """The pick as it is kept; `version` is 0 where there is none any more."""

    lead: str
    needs: tuple[str, ...]
    version: int
    by: str | None
    at: datetime | None


class Taking(Body):
    """Who takes a lead."""

    lead: Line
    seller: Line
    seen: Seen


class AcceptedList(BaseModel):
    """The assignments that stand."""

    accepted: tuple[Accepted, ...]


@router.get("/needs", response_model=NeedsResult, responses=LATER)
def needs(who: Asks) -> Response:
    """Which needs come, from where, how they are won, and which no offer answers."""
    return answer(who, "needs", {})


@router.get("/needs/{lead:path}", response_model=LeadNeeds, responses=LATER | refusals(404))
def lead_needs(who: Asks, lead: Lead) -> Response:
    """One lead's needs, and who says so."""
    return answer(who, "lead_needs", {"lead": lead}, absent=True)


@router.post("/needs/{lead:path}", responses=refusals(403, 409, 413))
def pick(who: Asks, lead: Lead, picked: PickedNeeds) -> PickWritten:
    """Pick a lead's needs."""
    who.require(Act.DESK)
    workspace = who.house.workspace
    number = workspace.note_needs(lead, picked.needs, by=who.who.name, now=now(), seen=picked.seen)
    who.note("picked needs", f"{number}: {', '.join(picked.needs) or 'none'}")
    kept = workspace.picked(number)
    return PickWritten(lead=number, needs=kept.needs, version=kept.version, by=kept.by, at=kept.at)


@router.get("/match/{lead:path}", response_model=MatchResult, responses=LATER | refusals(404))
def match(
    who: Asks,
    lead: Lead,
    seller: Annotated[Line | None, Query(description="Who would sell; by default who owns it.")] = None,
) -> Response:
    """Which offer fits a lead, or that none does, and why."""
    return answer(who, "match", {"lead": lead, "seller": seller}, absent=seller is None)


@router.get("/route", response_model=RouteResult, responses=LATER)
def route(
    who: Asks,
    weeks: Annotated[int | None, Query(ge=1, le=8)] = None,
    everything: Annotated[
        bool | None, Query(description="Leads that are being worked on may change hands too.")
    ] = None,
) -> Response:
    """Who should take which open lead; a proposal."""
    return answer(who, "route", {"weeks": weeks, "everything": everything})


@router.get("/assignments")
def assignments(who: Asks) -> AcceptedList:
    """The leads that were accepted for a seller."""
    return AcceptedList(accepted=who.house.workspace.accepted_leads())


@router.post("/assignments", status_code=201, responses=refusals(403, 409, 413))
def take(who: Asks, taking: Taking) -> Accepted:
    """Accept that a seller takes a lead."""
    who.require(Act.DESK)
    workspace = who.house.workspace
    lead = workspace.assign_lead(taking.lead, taking.seller, by=who.who.name, now=now(), seen=taking.seen)
    found = next(each for each in workspace.accepted_leads() if each.lead == lead)
    who.note("accepted a lead", f"{lead}: {found.seller}")
    return found


@router.post("/assignments/{lead:path}/withdraw", responses=refusals(403, 404, 409, 413))
def take_back(
    who: Asks, lead: Lead, seen: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None
) -> AcceptedList:
    """Take an accepted assignment back; the ones that stand then."""
    who.require(Act.DESK)
    workspace = who.house.workspace
    workspace.take_back_lead(lead, by=who.who.name, now=now(), seen=seen)
    who.note("took an assignment back", lead)
    return AcceptedList(accepted=workspace.accepted_leads())
