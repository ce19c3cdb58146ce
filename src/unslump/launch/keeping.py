"""Campaigns, charters, launches and reviews as they are kept: each with its versions, who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from unslump.business.naming import fold, nearest
from unslump.errors import QuestionError
from unslump.launch.campaign import CampaignPlan, read_plan
from unslump.launch.charter import Charter, read_charter
from unslump.launch.gate import Check, Other
from unslump.launch.learnt import Kept as Promise
from unslump.records.kept import Kept, all_current, current, keep

__all__ = [
    "CampaignRecord",
    "Launch",
    "ReviewFigures",
    "all_campaigns",
    "keep_campaign",
    "keep_charter",
    "keep_launch",
    "keep_review",
    "past_promises",
    "read_campaign_record",
]

CAMPAIGN, CHARTER, LAUNCH, REVIEW = "campaign", "charter", "launch", "campaign_review"


class Launch(BaseModel):
    """That a campaign was started: by whom, over which reds and why, and what was then expected of it.

    `expected_leads` is the engine's middle before what earlier campaigns taught, by which the next one's
    prior is learnt; `promised_leads` what marketing owes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    by: str
    at: datetime
    despite: str = ""
    reds: list[str] = []
    checks: list[Check] = []
    expected_leads: float | None = None
    expected_deal_share: float | None = None
    promised_leads: float | None = None


class ReviewFigures(BaseModel):
    """What a review found, as the next campaign's prior reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    promised_leads: float | None
    expected_leads: float | None
    leads: int
    deals: int
    won: int
    answered_share: float | None


@dataclass(frozen=True)
class CampaignRecord:
    """A campaign with everything kept of it. Versions are those of the newest; 0: not there."""

    plan: CampaignPlan
    plan_kept: Kept
    charter: Charter | None
    charter_kept: Kept | None
    launch: Launch | None
    review: ReviewFigures | None

    @property
    def other(self) -> Other:
        """As another campaign's gate sees it."""
        return Other(self.plan, self.charter, self.launch is not None)

    def state_on(self, today: date) -> str:
        """How far it has come: planned, launched, running, over or reviewed."""
        if self.review is not None:
            return "reviewed"
        if self.launch is None:
            return "planned"
        if today < self.plan.start:
            return "launched"
        return "running" if today <= self.plan.end else "over"


def read_campaign_record(connection: Connection | None, name: str) -> CampaignRecord:
    """The campaign called `name`, whatever its case. Raises QuestionError with the nearest known one."""
    kept = current(connection, CAMPAIGN, fold(name))
    if kept is None:
        known = [read_plan(each.body).name for each in all_current(connection, CAMPAIGN)]
        close = nearest(name, known)
        guess = f"Did you mean {close}? " if close else ""
        listing = f"Known: {', '.join(known)}." if known else "Plan one: unslump campaign new NAME"
        raise QuestionError(f"There is no campaign {name!r}.", hint=f"{guess}{listing}")
    return _record(connection, kept)


def all_campaigns(connection: Connection | None) -> list[CampaignRecord]:
    """Every campaign, the one that starts first in front."""
    found = [_record(connection, kept) for kept in all_current(connection, CAMPAIGN)]
    return sorted(found, key=lambda record: (record.plan.start, record.plan.name))


def past_promises(records: list[CampaignRecord]) -> list[Promise]:
    """What reviewed campaigns brought beside what was expected (else promised) of them."""
    out = []
    for record in records:
        if record.review is not None:
            asked = record.review.expected_leads or record.review.promised_leads
            if asked:
                out.append(Promise(asked, float(record.review.leads)))
    return out


def keep_campaign(
    connection: Connection, plan: CampaignPlan, *, seen: int, by: str, at: datetime, note: str = ""
) -> Kept:
    """Write a campaign down. Raises ChangedMeanwhile when it was changed since it was read."""
    body = plan.model_dump(mode="json")
    return keep(connection, CAMPAIGN, fold(plan.name), body, seen=seen, by=by, at=at, note=note)


def keep_charter(
    connection: Connection, charter: Charter, *, seen: int, by: str, at: datetime, note: str = ""
) -> Kept:
    """Write a charter down. Raises ChangedMeanwhile when it was changed since it was read."""
    body = charter.model_dump(mode="json")
    return keep(connection, CHARTER, fold(charter.campaign), body, seen=seen, by=by, at=at, note=note)


def keep_launch(connection: Connection, name: str, launch: Launch, *, by: str, at: datetime) -> Kept:
    """Write down that a campaign was started. Raises ChangedMeanwhile when it was already."""
    body = launch.model_dump(mode="json")
    return keep(connection, LAUNCH, fold(name), body, seen=0, by=by, at=at, note=launch.despite)


def keep_review(connection: Connection, name: str, figures: ReviewFigures, *, by: str, at: datetime) -> Kept:
    """Write down what a review found, over what an earlier one did."""
    before = current(connection, REVIEW, fold(name))
    seen = before.version if before else 0
    return keep(connection, REVIEW, fold(name), figures.model_dump(mode="json"), seen=seen, by=by, at=at)


def _record(connection: Connection | None, kept: Kept) -> CampaignRecord:
    plan = read_plan(kept.body)
    charter, launch, review = (current(connection, kind, kept.key) for kind in (CHARTER, LAUNCH, REVIEW))
    return CampaignRecord(
        plan=plan,
        plan_kept=kept,
        charter=None if charter is None else read_charter(charter.body),
        charter_kept=charter,
        launch=None if launch is None else Launch.model_validate(launch.body),
        review=None if review is None else ReviewFigures.model_validate(review.body),
    )
