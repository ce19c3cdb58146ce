"""Which way prospects go in this history, and the counts of every step of it.

Depending on what was recorded, the way is

    leads ─► deals ─► orders        deals have a day on which they were opened
    leads ─────────► orders         deals are known only once they are won (or lost)
             deals ─► orders        there is no lead table: a deal's opening stands for the lead
                      orders        only wins are known

Deals that came from no lead, and second deals of a lead, arrive on their own at the deal stage.
Wins that came from no lead, where deals are known only once won, arrive as wins. Orders go on to
be delivered and paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
from numpy.typing import NDArray

from unslump.history.ages import HALF_A_DAY, WATCHED
from unslump.history.cohorts import Canonical, StageCohorts, codes_for, count_stage, recode
from unslump.history.prospects import (
    deal_prospects,
    deals_in_full,
    lead_prospects,
    opening_known,
    orders_in_full,
)
from unslump.history.weekly import WeeklyCounts, count_weeks

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["Journey", "MonthOutcomes", "OpenProspects", "Realised", "Sales", "Stage", "read_journey"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_SILENT_DAYS = 14  # a gap at the end longer than this needs an explanation
_A_WHILE = timedelta(days=14)
_TELLING_WINS = 5

FACTORS = ("channel", "segment", "owner", "offer")
DIRECT = "(direct)"


@dataclass(frozen=True)
class OpenProspects:
    """Prospects inside a stage at `as_of`: one entry a deal or order, or one a cell and age of leads.

    All arrays have shape (entries,): cohort month, code by factor, days watched so far, count,
    amount (NaN where unknown).
    """

    months: Ints
    codes: Mapping[str, Ints]
    watched: Array
    count: Ints
    amount: Array

    def part(self, rows: slice) -> OpenProspects:
        """Some of the entries."""
        return OpenProspects(
            self.months[rows],
            {factor: codes[rows] for factor, codes in self.codes.items()},
            self.watched[rows],
            self.count[rows],
            self.amount[rows],
        )


@dataclass(frozen=True)
class Stage:
    """A stage's counts, who is inside it now, and who arrives at it from outside week by week."""

    cohorts: StageCohorts
    inside: OpenProspects
    arrivals: WeeklyCounts | None


@dataclass(frozen=True)
class Realised:
    """Things that happened, one row each: the day and the amount (NaN where unknown)."""

    days: NDArray[np.datetime64]
    amounts: Array

    def between(self, start: date, end: date) -> Realised:
        """Those from `start` to `end`, both included."""
        inside = (self.days >= np.datetime64(start)) & (self.days <= np.datetime64(end))
        return Realised(self.days[inside], self.amounts[inside])

    @property
    def count(self) -> int:
        """How many."""
        return len(self.days)


@dataclass(frozen=True)
class Sales:
    """Won deals with their offer and segment codes."""

    realised: Realised
    offers: Ints
    segments: Ints
    offer_labels: tuple[str, ...]
    segment_labels: tuple[str, ...]


@dataclass(frozen=True)
class MonthOutcomes:
    """How leads (or deals, without leads) of each month stand in the end: all arrays (months,)."""

    first_month: date
    started: Ints
    won: Ints
    lost: Ints


@dataclass(frozen=True)
class Journey:
    """Everything the estimates learn from.

    `stages` are in order; `wins` are arrivals that skip all stages (None: there are none).
    `delivery` and `payment` take an order to its delivery and to its payment (None: no orders).
    """

    as_of: date
    observed_until: date
    stages: tuple[Stage, ...]
    wins: WeeklyCounts | None
    sales: Sales
    delivered: Realised | None
    paid: Realised | None
    delivery: Stage | None
    payment: Stage | None
    leads: int
    deals: int
    outcomes: MonthOutcomes | None


def read_journey(snapshot: Snapshot, canonical: Mapping[str, Canonical] | None = None) -> Journey:
    """Count a snapshot into a journey. `canonical`: factor → the company's own spelling of a label."""
    spelling = canonical or {}
    # Endings are counted up to the last day of the history; what is later has not been seen.
    seen = snapshot.observed_until
    deals = deals_in_full(snapshot).cache()
    opened = snapshot.has("deals") and opening_known(deals)
    stages: list[Stage] = []
    if snapshot.has("leads"):
        stages.append(_lead_stage(snapshot, deals, opened, spelling, seen))
    if opened:
        stages.append(_deal_stage(deals, bool(stages), spelling, seen))
    orders = orders_in_full(snapshot, deals).cache() if snapshot.has("orders") else None
    return Journey(
        as_of=snapshot.as_of,
        observed_until=seen,
        stages=tuple(stages),
        wins=None if opened else _unannounced_wins(deals, seen),
        sales=_sales(deals, spelling),
        delivered=None if orders is None else _realised(orders, "delivered"),
        paid=None if orders is None else _realised(orders, "paid"),
        delivery=None if orders is None else _order_stage(orders, "delivered", seen),
        payment=None if orders is None else _order_stage(orders, "paid", seen),
        leads=snapshot.rows("leads"),
        deals=snapshot.rows("deals"),
        outcomes=_outcomes(snapshot, deals, seen) if stages else None,
    )


def _outcomes(snapshot: Snapshot, deals: ibis.Table, seen: date) -> MonthOutcomes:
    """Final outcomes by month of arrival, whatever stages lie between."""
    ends = lead_prospects(snapshot, deals, opened=False) if snapshot.has("leads") else deal_prospects(deals)
    cohorts = count_stage(
        ends, name="outcome", endings=("moved", "lost"), factors=(), as_of=seen, canonical={}
    )
    table = cohorts.month_table()
    lost = table[:, 2] if table.shape[1] > 2 else np.zeros_like(table[:, 0])
    return MonthOutcomes(cohorts.first_month, table[:, 0], table[:, 1], lost)


def _lead_stage(
    snapshot: Snapshot, deals: ibis.Table, opened: bool, canonical: Mapping[str, Canonical], seen: date
) -> Stage:
    prospects = lead_prospects(snapshot, deals, opened).cache()
    cohorts = count_stage(
        prospects,
        name="lead",
        endings=("moved", "lost"),
        factors=FACTORS,
        as_of=seen,
        canonical=canonical,
    )
    cell, age_bin, count = cohorts.still_open
    inside = OpenProspects(
        months=cohorts.months[cell],
        codes={factor: codes[cell] for factor, codes in cohorts.codes.items()},
        watched=WATCHED[age_bin],
        count=count,
        amount=np.full(len(cell), np.nan),
    )
    arriving = prospects.select(day=prospects.started, channel=prospects.channel)
    silence = _silence(snapshot, deals, seen)
    weekly = count_weeks(arriving, silence.watched_until, canonical.get("channel", str))
    return Stage(cohorts, inside, weekly.since(silence.since) if silence.stopped else weekly)


@dataclass(frozen=True)
class _Silence:
    """Whether the leads' end before the deals' end means that none came, or that none were recorded."""

    since: date
    watched_until: date
    stopped: bool


def _silence(snapshot: Snapshot, deals: ibis.Table, seen: date) -> _Silence:
    last = snapshot.last_arrival("leads") or seen
    if (seen - last).days < _SILENT_DAYS:
        return _Silence(last, seen, stopped=False)
    # Had leads gone on unrecorded, some of the deals won since would come from none of the recorded.
    late = deals.filter((deals.outcome == "won") & (deals.closed > ibis.date((last + _A_WHILE).isoformat())))
    row = late.aggregate(won=late.count(), linked=late.lead_id.count()).to_pyarrow().to_pylist()[0]
    stopped = row["won"] >= _TELLING_WINS and row["won"] == row["linked"]
    return _Silence(last, seen if stopped else last, stopped)


def _deal_stage(deals: ibis.Table, has_leads: bool, canonical: Mapping[str, Canonical], seen: date) -> Stage:
    prospects = deal_prospects(deals).cache()
    cohorts = count_stage(
        prospects,
        name="deal",
        endings=("moved", "lost"),
        factors=FACTORS,
        as_of=seen,
        canonical=canonical,
    )
    outside = prospects.filter(prospects.from_lead == 0) if has_leads else prospects
    channel = ibis.literal(DIRECT) if has_leads else outside.channel
    arrivals = count_weeks(
        outside.select(day=outside.started, channel=channel), seen, canonical.get("channel", str)
    )
    return Stage(cohorts, _inside(prospects, cohorts, canonical, seen), arrivals if arrivals.total else None)


def _order_stage(orders: ibis.Table, until: str, seen: date) -> Stage:
    done = orders[until]
    prospects = orders.select(
        "started", "amount", ended=done, ending=ibis.ifelse(done.notnull(), "moved", ibis.null("string"))
    )
    cohorts = count_stage(
        prospects, name=f"order {until}", endings=("moved",), factors=(), as_of=seen, canonical={}
    )
    return Stage(cohorts, _inside(prospects, cohorts, {}, seen), None)


def _inside(
    prospects: ibis.Table, cohorts: StageCohorts, canonical: Mapping[str, Canonical], seen: date
) -> OpenProspects:
    factors = tuple(cohorts.labels)
    open_rows = prospects.filter(prospects.ending.isnull() & prospects.started.notnull())
    table = (
        open_rows.select("started", "amount", *factors).order_by(["started", "amount", *factors]).to_pyarrow()
    )
    started = table["started"].to_numpy().astype("datetime64[D]")
    first = np.datetime64(cohorts.first_month, "M")
    return OpenProspects(
        months=(started.astype("datetime64[M]") - first).astype(np.int64),
        codes={
            factor: codes_for(
                table[factor].combine_chunks(), cohorts.labels[factor], canonical.get(factor, str)
            )
            for factor in factors
        },
        watched=(np.datetime64(seen) - started).astype(np.int64) + HALF_A_DAY,
        count=np.ones(len(started), dtype=np.int64),
        amount=table["amount"].to_numpy(zero_copy_only=False).astype(float),
    )


def _unannounced_wins(deals: ibis.Table, seen: date) -> WeeklyCounts | None:
    outside = deals.filter((deals.outcome == "won") & (deals.from_lead == 0))
    wins = count_weeks(outside.select(day=outside.closed, channel=ibis.literal(DIRECT)), seen, str)
    return wins if wins.total else None


def _sales(deals: ibis.Table, canonical: Mapping[str, Canonical]) -> Sales:
    won = deals.filter((deals.outcome == "won") & deals.closed.notnull())
    table = won.select("closed", "amount", "offer", "segment").order_by(["closed", "amount"]).to_pyarrow()
    ones = np.ones(table.num_rows, dtype=np.int64)
    offer_labels, offers = recode(table["offer"].combine_chunks(), ones, canonical.get("offer", str))
    segment_labels, segments = recode(table["segment"].combine_chunks(), ones, canonical.get("segment", str))
    return Sales(_as_realised(table, "closed"), offers, segments, offer_labels, segment_labels)


def _realised(orders: ibis.Table, when: str) -> Realised:
    done = orders.filter(orders[when].notnull()).select(when, "amount").order_by([when, "amount"])
    return _as_realised(done.to_pyarrow(), when)


def _as_realised(table: object, when: str) -> Realised:
    days = table[when].to_numpy().astype("datetime64[D]")  # type: ignore[index]
    amounts = table["amount"].to_numpy(zero_copy_only=False).astype(float)  # type: ignore[index]
    return Realised(days, amounts)
