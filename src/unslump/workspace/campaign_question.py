"""Campaigns listed, shown and written: a workspace's answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.business.naming import fold
from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.launch.campaign import Wishes, plan_campaign
from unslump.launch.keeping import (
    CAMPAIGN,
    CHARTER,
    LAUNCH,
    CampaignRecord,
    all_campaigns,
    keep_campaign,
    read_campaign_record,
)
from unslump.records.kept import Kept, current, history
from unslump.workspace.campaign_answer import CampaignList, CampaignView, WrittenView

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from unslump.business.company import Company
    from unslump.records.database import Records

__all__ = ["list_campaigns", "show_campaign", "view_of", "write_campaign"]


def list_campaigns(records: Records, today: date, currency: str) -> CampaignList:
    """Every campaign, without its changes."""
    with records.reading() as connection:
        found = all_campaigns(connection)
    return CampaignList(
        as_of=None if today == date.min else today,
        currency=currency,
        campaigns=[CampaignView.of(each, today, currency) for each in found],
    )


def show_campaign(records: Records, name: str, today: date, currency: str) -> CampaignView:
    """One campaign, with every change of it and of its charter. Raises QuestionError."""
    with records.reading() as connection:
        return view_of(connection, read_campaign_record(connection, name), today, currency)


def view_of(
    connection: Connection | None, record: CampaignRecord, today: date, currency: str
) -> CampaignView:
    """A campaign with its changes, newest last."""
    key = fold(record.plan.name)
    words = {CAMPAIGN: "campaign", CHARTER: "charter", LAUNCH: "launch"}
    changes: list[tuple[str, Kept]] = [
        (word, each) for kind, word in words.items() for each in history(connection, kind, key)
    ]
    changes.sort(key=lambda change: (change[1].at, change[1].version))
    told = [
        WrittenView(version=each.version, by=each.by, at=each.at, note=f"{word}: {each.note}".rstrip(": "))
        for word, each in changes
    ]
    return CampaignView.of(record, today, currency, told)


def write_campaign(
    records: Records,
    company: Company,
    name: str,
    wishes: Wishes,
    *,
    by: str,
    now: datetime,
    change: bool,
    today: date,
    currency: str,
    seen: int | None = None,
) -> CampaignView:
    """Write a campaign down, or change it: version `seen`, by default the newest.

    Raises QuestionError or ChangedMeanwhile.
    """
    with records.writing() as connection:
        there = current(connection, CAMPAIGN, fold(name))
        before = read_campaign_record(connection, name) if change else None
        if there is not None and before is None:
            raise ChangedMeanwhile(
                f"There is a campaign {name!r} already, written by {there.by} "
                f"({there.at:%Y-%m-%d %H:%M} UTC).",
                hint="Change it with unslump campaign new NAME --change, or choose another name.",
            )
        if before is not None and before.launch is not None:
            raise QuestionError(
                f"{before.plan.name} was launched by {before.launch.by}: what was promised "
                "then stays as it was.",
                hint="Plan another campaign for what is different.",
            )
        plan = plan_campaign(name, wishes, company, None if before is None else before.plan)
        newest = 0 if before is None else before.plan_kept.version
        stands = newest if seen is None else seen
        note = "written" if before is None else f"changed {_changes(wishes)}"
        keep_campaign(connection, plan, seen=stands, by=by, at=now, note=note)
        return view_of(connection, read_campaign_record(connection, plan.name), today, currency)


def _changes(wishes: Wishes) -> str:
    said = wishes.model_dump(exclude={"cleared"})
    changed = [key for key, value in said.items() if value is not None or key in wishes.cleared]
    return ", ".join(changed) or "nothing"
