"""How soon leads were answered, and how often they were followed up: counted in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis

from unslump.business.functions import Function
from unslump.history.picking import came_within, labels_meant

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["Answered", "Touches", "hours_until_answered", "read_answered", "read_touches"]

_FEWEST = 20  # leads below which a share or a quantile says too little


@dataclass(frozen=True)
class Answered:
    """Leads of some days: how many were answered within so many hours, later, or not at all.

    `waiting` are unanswered leads that have not waited that long yet: nothing can be said of them.
    """

    hours: float
    in_time: int
    later: int
    never: int
    waiting: int

    @property
    def judged(self) -> int:
        """Leads of which it is known whether they were answered in time."""
        return self.in_time + self.later + self.never

    @property
    def share(self) -> float | None:
        """The part answered in time; None with too few leads to say."""
        return self.in_time / self.judged if self.judged >= _FEWEST else None


@dataclass(frozen=True)
class Touches:
    """Sales activities on leads that moved on: how many until then (9 in 10 took no more), how far apart."""

    leads: int
    most: int
    days_between: float | None


def read_answered(
    snapshot: Snapshot, hours: float, start: date, end: date, campaign: Callable[[str], bool] | None = None
) -> Answered | None:
    """Judge the leads that came from `start` to `end`; None where no answers are recorded at all.

    `campaign` tells which of the leads' campaigns count; left out, every lead does.
    """
    if not _answers_recorded(snapshot):
        return None
    leads = snapshot.table("leads")
    leads = leads.filter(came_within(leads.created_at, start, end))
    if campaign is not None:
        leads = leads.filter(leads.campaign.isin(labels_meant(leads, "campaign", campaign)))
    now = ibis.timestamp(f"{snapshot.observed_until + timedelta(days=1)} 00:00:00")
    waited = (
        leads.first_response_at.coalesce(now).epoch_seconds() - leads.created_at.epoch_seconds()
    ) / 3600.0
    answered = leads.first_response_at.notnull()
    gone = leads.lost_at.notnull() & ~answered
    (row,) = (
        leads.aggregate(
            in_time=(answered & (waited <= hours)).sum(),
            later=(answered & (waited > hours)).sum(),
            never=(~answered & ((waited > hours) | gone)).sum(),
            waiting=(~answered & (waited <= hours) & ~gone).sum(),
        )
        .to_pyarrow()
        .to_pylist()
    )
    return Answered(hours, *(int(row[name] or 0) for name in ("in_time", "later", "never", "waiting")))


def hours_until_answered(snapshot: Snapshot, share: float, start: date, end: date) -> float | None:
    """Hours within which `share` of the leads of these days were answered; unanswered ones wait for ever.

    None where no answers are recorded, too few leads came, or fewer than `share` were ever answered.
    """
    if not _answers_recorded(snapshot):
        return None
    leads = snapshot.table("leads")
    leads = leads.filter(came_within(leads.created_at, start, end))
    waited = (leads.first_response_at.epoch_seconds() - leads.created_at.epoch_seconds()) / 3600.0
    never = 1e9
    (row,) = (
        leads.aggregate(count=leads.count(), hours=waited.coalesce(never).quantile(share))
        .to_pyarrow()
        .to_pylist()
    )
    if row["count"] < _FEWEST or row["hours"] >= never / 2:
        return None
    return max(float(row["hours"]), 0.0)


def read_touches(
    snapshot: Snapshot, function_of: Callable[[str], Function | None], start: date, end: date
) -> Touches | None:
    """Sales activities on the leads of these days that became deals; None where the history has too few.

    An activity counts when it was done before the lead's first deal was opened.
    """
    if not all(snapshot.has(name) for name in ("leads", "deals", "activities")):
        return None
    activities = snapshot.table("activities")
    kinds = labels_meant(activities, "kind", lambda kind: function_of(kind) is Function.SALES)
    if not kinds:
        return None
    leads = snapshot.table("leads")
    leads = leads.filter(came_within(leads.created_at, start, end))
    deals = snapshot.table("deals")
    opened = deals.filter(deals.lead_id.notnull() & deals.created_at.notnull())
    opened = opened.group_by("lead_id").aggregate(opened=opened.created_at.min())
    moved = leads.select("lead_id").inner_join(opened, "lead_id").select("lead_id", "opened")
    done = activities.filter(activities.kind.isin(kinds) & activities.lead_id.notnull())
    joined = moved.inner_join(done.select("lead_id", "at"), "lead_id")
    before = joined.filter(joined["at"] <= joined.opened)
    days = (before["at"].max().epoch_seconds() - before["at"].min().epoch_seconds()) / 86400.0
    each = before.group_by("lead_id").aggregate(touches=before.count(), days=days)
    (row,) = (
        each.aggregate(
            leads=each.count(),
            most=each.touches.quantile(0.9),
            between=(each.days / (each.touches - 1)).quantile(0.5, where=each.touches > 1),
        )
        .to_pyarrow()
        .to_pylist()
    )
    if (row["leads"] or 0) < _FEWEST:
        return None
    return Touches(int(row["leads"]), int(row["most"]), row["between"])


def _answers_recorded(snapshot: Snapshot) -> bool:
    """Whether any lead has a first answer: an export without that column says nothing of sales."""
    if not snapshot.has("leads"):
        return False
    return bool(snapshot.table("leads").first_response_at.count().to_pyarrow().as_py())
