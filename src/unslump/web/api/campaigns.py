"""Campaigns: those written down, one of them, and to write or change one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from unslump.errors import QuestionError
from unslump.web.accounts.rights import Act
from unslump.web.api.entering import Asks
from unslump.web.api.telling import missing_or, refusals
from unslump.web.api.typed import Amount, Body, Line, Paragraphs
from unslump.web.house import now
from unslump.workspace.campaign_answer import CampaignList, CampaignView

__all__ = ["router"]

router = APIRouter(tags=["campaigns"], responses=refusals(409))


class NewCampaign(Body):
    """A campaign; what is left out is company.yaml's campaign's of that name, or the message's."""

    name: Annotated[Line, Field(max_length=120)]
    about: Paragraphs | None = None
    message: Line | None = None
    offer: Line | None = None
    segment: Line | None = None
    channel: Line | None = None
    start: date | None = None
    end: date | None = None
    budget: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)] | None = None
    leads: Amount | None = None
    goal: Line | None = None
    change: bool = Field(default=False, description="Change one that is there and was not launched.")


@router.get("/campaigns")
def campaigns(who: Asks) -> CampaignList:
    """Every campaign, and how far it has come."""
    return who.house.workspace.campaigns()


@router.get("/campaigns/{name:path}", responses=refusals(404))
def campaign(who: Asks, name: Annotated[Line, Path()]) -> CampaignView:
    """One campaign, its charter, and who changed what."""
    try:
        return who.house.workspace.campaign(name)
    except QuestionError as error:
        raise missing_or(error) from error


@router.post("/campaigns", status_code=201, responses=refusals(403, 409, 413))
def write(who: Asks, new: NewCampaign) -> CampaignView:
    """Write a campaign down, or change it."""
    from unslump.launch.campaign import Wishes

    who.require(Act.CAMPAIGNS)
    wishes = Wishes.model_validate(new.model_dump(exclude={"name", "change"}))
    view = who.house.workspace.plan_campaign(new.name, wishes, by=who.who.name, now=now(), change=new.change)
    who.note("changed a campaign" if new.change else "wrote a campaign down", view.campaign.name)
    return view
