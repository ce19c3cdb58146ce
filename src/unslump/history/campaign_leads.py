"""What the history holds of one campaign: its leads, what became of them, and the money spent on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from unslump.history.picking import came_within, labels_meant

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["CampaignLeads", "SourceShares", "read_campaign", "read_sources"]


@dataclass(frozen=True)
class CampaignLeads:
    """Leads of a campaign until the snapshot's day.

    `deals` are leads with at least one deal, `won` leads with a won one, `lost` leads given up, or whose
    deals are all lost; the rest is still open, and `waiting` are those of it without a deal.
    `amount` is what was won (None: no amounts). `spend` is None where no money is recorded under the
    campaign.
    """

    leads: int
    deals: int
    won: int
    lost: int
    waiting: int
    amount: float | None
    spend: float | None

    @property
    def open(self) -> int:
        """Leads that may still be won."""
        return self.leads - self.won - self.lost


@dataclass(frozen=True)
class SourceShares:
    """The part of some days' leads that carry their channel, and their campaign (0..1)."""

    leads: int
    with_channel: float
    with_campaign: float


def read_campaign(
    snapshot: Snapshot,
    mine: Callable[[str], bool],
    channel: Callable[[str], bool] | None,
    start: date,
    end: date,
) -> CampaignLeads:
    """Count the leads whose campaign is `mine`, whenever they came.

    With `channel`, count those of a channel that came from `start` to `end` instead.
    """
    leads = snapshot.table("leads")
    column = "campaign" if channel is None else "channel"
    labels = labels_meant(leads, column, mine if channel is None else channel)
    leads = leads.filter(leads[column].isin(labels))
    if channel is not None:
        leads = leads.filter(came_within(leads.created_at, start, end))
    deals = snapshot.table("deals")
    deals = deals.filter(deals.lead_id.notnull())
    won = deals.outcome == "won"
    each = deals.group_by("lead_id").aggregate(
        deals=deals.count(),
        won=won.sum(),
        open=(deals.outcome == "open").sum(),
        amount=deals.amount.sum(where=won),
        amounts=deals.amount.count(where=won),
    )
    joined = leads.select("lead_id", "lost_at").left_join(each, "lead_id")
    with_deal = joined.deals.coalesce(0) > 0
    is_won = joined.won.coalesce(0) > 0
    is_lost = ~is_won & (joined.lost_at.notnull() | (with_deal & (joined.open.coalesce(0) == 0)))
    (row,) = (
        joined.aggregate(
            leads=joined.count(),
            deals=with_deal.sum(),
            won=is_won.sum(),
            lost=is_lost.sum(),
            waiting=(~is_won & ~is_lost & ~with_deal).sum(),
            amount=joined.amount.sum(),
            amounts=joined.amounts.sum(),
        )
        .to_pyarrow()
        .to_pylist()
    )
    leads_, deals_, won_, lost_, waiting = (
        int(row[name] or 0) for name in ("leads", "deals", "won", "lost", "waiting")
    )
    amount = float(row["amount"] or 0.0) if row["amounts"] or not won_ else None
    return CampaignLeads(leads_, deals_, won_, lost_, waiting, amount, _spend(snapshot, mine))


def read_sources(snapshot: Snapshot, start: date, end: date) -> SourceShares | None:
    """How many of the leads of these days carry a channel and a campaign; None where none came."""
    leads = snapshot.table("leads")
    leads = leads.filter(came_within(leads.created_at, start, end))
    (row,) = (
        leads.aggregate(leads=leads.count(), channel=leads.channel.count(), campaign=leads.campaign.count())
        .to_pyarrow()
        .to_pylist()
    )
    if not row["leads"]:
        return None
    return SourceShares(int(row["leads"]), row["channel"] / row["leads"], row["campaign"] / row["leads"])


def _spend(snapshot: Snapshot, mine: Callable[[str], bool]) -> float | None:
    spend = snapshot.table("spend")
    labels = labels_meant(spend, "campaign", mine)
    if not labels:
        return None
    found = spend.filter(spend.campaign.isin(labels)).amount.sum().to_pyarrow().as_py()
    return None if found is None else float(found)
