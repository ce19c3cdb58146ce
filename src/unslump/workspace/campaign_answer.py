"""A campaign as data: what --json shows of it, with who wrote it and how far it has come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.launch.campaign import CampaignPlan
from unslump.launch.charter import Charter
from unslump.launch.gate import GateResult
from unslump.launch.keeping import CampaignRecord, Launch

__all__ = ["CampaignList", "CampaignView", "LaunchedView", "WrittenView"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class WrittenView(_View):
    """One version of something: which, by whom and when (UTC), with the writer's note."""

    version: int
    by: str
    at: datetime
    note: str


class CampaignView(_View):
    """A campaign. `state` is as of `as_of`; versions are None where nothing of the kind is written yet."""

    campaign: CampaignPlan
    state: Literal["planned", "launched", "running", "over", "reviewed"]
    as_of: date
    currency: str
    written: WrittenView
    charter: Charter | None
    charter_written: WrittenView | None
    launch: Launch | None
    history: list[WrittenView]

    @classmethod
    def of(
        cls, record: CampaignRecord, today: date, currency: str, history: list[WrittenView] | None = None
    ) -> CampaignView:
        """As it stands on a day."""
        kept, charter = record.plan_kept, record.charter_kept
        return cls.model_validate(
            {
                "campaign": record.plan,
                "state": record.state_on(today),
                "as_of": today,
                "currency": currency,
                "written": {"version": kept.version, "by": kept.by, "at": kept.at, "note": kept.note},
                "charter": record.charter,
                "charter_written": None
                if charter is None
                else {"version": charter.version, "by": charter.by, "at": charter.at, "note": charter.note},
                "launch": record.launch,
                "history": history or [],
            }
        )


class CampaignList(_View):
    """Every campaign that is written down, the one that starts first in front. `as_of` None: no day known."""

    as_of: date | None
    currency: str
    campaigns: list[CampaignView]


class LaunchedView(_View):
    """That a campaign was launched, and what the gate said when it was."""

    launch: Launch
    gate: GateResult
    sentence: str
