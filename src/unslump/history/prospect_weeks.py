"""Prospects from arrival to their final ending, counted by Monday week: what the watch looks at.

A prospect is a lead with its first deal, or a deal that came from no lead (its opening stands for the
lead; channel `DIRECT` where leads are recorded too). Groups are prospects alike in everything below, so
the cost follows kinds and weeks, not rows. Weeks are whole: the one in which the history breaks off is
left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
from numpy.typing import NDArray

from unslump.history.cohorts import Canonical, recode
from unslump.history.journey import DIRECT, FACTORS
from unslump.history.prospects import deals_in_full, opening_known

if TYPE_CHECKING:
    import pyarrow as pa

    from unslump.history.snapshot import Snapshot

__all__ = ["LOST", "NEVER", "OPEN", "REPLY_DAYS", "WON", "ProspectWeeks", "prospects", "read_prospect_weeks"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

OPEN, WON, LOST = -1, 0, 1
NEVER = -1
"""In `reply`, `opened` and `ended`: it has not happened."""
REPLY_DAYS = (1, 3, 7)
"""First replies are counted as within so many days, or later: reply 0, 1, 2, 3; NEVER without any."""


@dataclass(frozen=True)
class ProspectWeeks:
    """Counts of prospects that are alike. Weeks count from `first_week`, a Monday; arrays are (groups,).

    Attributes:
        weeks: number of whole weeks.
        labels, codes: factor (channel, segment, owner, offer) → labels, and each group's code.
        started: week of arrival.
        reply: first reply, an index into `REPLY_DAYS` or one more for later; NEVER.
        opened: week in which the deal was opened; NEVER. A lead's day where no openings are recorded.
        ended, ending: week of the final ending and WON, LOST or OPEN; `ended` is NEVER for OPEN.
        count: prospects.
        priced: those of them whose deal has an amount above zero.
        log_amount, log_amount_sq: sums over the priced of the log amount and its square.
        amount: sum of the amounts.
        has_replies, has_openings: whether the history records them at all.
        has_leads: whether there is a lead table; without one deals stand for leads.
    """

    first_week: date
    weeks: int
    labels: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Ints]
    started: Ints
    reply: Ints
    opened: Ints
    ended: Ints
    ending: Ints
    count: Ints
    priced: Ints
    log_amount: Array
    log_amount_sq: Array
    amount: Array
    has_replies: bool
    has_openings: bool
    has_leads: bool

    def monday(self, week: int) -> date:
        """The first day of a week."""
        return self.first_week + timedelta(weeks=int(week))

    def week_of(self, day: date) -> int:
        """The week a day lies in; negative before the first."""
        return (day - self.first_week).days // 7

    def chosen(self, rows: Bools) -> ProspectWeeks:
        """Some of the groups."""
        names = ("started", "reply", "opened", "ended", "ending", "count", "priced")
        sums = ("log_amount", "log_amount_sq", "amount")
        return replace(
            self,
            codes={factor: code[rows] for factor, code in self.codes.items()},
            **{name: getattr(self, name)[rows] for name in names + sums},
        )

    def by_week(self, week: Ints, weights: Array | Ints | None = None) -> Array:
        """Sums by week of `weights` (by default the counts), for groups whose `week` has come: (weeks,)."""
        values = self.count if weights is None else weights
        inside = (week >= 0) & (week < self.weeks)
        sums = np.bincount(week[inside], weights=values[inside], minlength=self.weeks)
        return np.asarray(sums, dtype=np.float64)


def prospects(snapshot: Snapshot) -> ibis.Table:
    """One row a prospect: its days, labels and deal's amount; `ending` is "moved" (won) or "lost"."""
    deals = deals_in_full(snapshot)
    openings = opening_known(deals.cache()) if snapshot.has("deals") else False
    closed = deals.outcome.isin(["won", "lost"]) & deals.closed.notnull()
    deals = deals.mutate(
        ended=ibis.ifelse(closed, deals.closed, ibis.null("date")),
        ending=ibis.ifelse(closed, ibis.ifelse(deals.outcome == "won", "moved", "lost"), ibis.null("string")),
    )
    if not snapshot.has("leads"):
        return deals.select(
            "started", "ended", "ending", *FACTORS, "amount",
            opened=deals.started if openings else ibis.null("date"), replied=ibis.null("date"),
        )  # fmt: skip
    leads = snapshot.table("leads")
    first = deals.filter(deals.from_lead == 1)
    first = first.select(
        "lead_id", "amount", deal_day=first.started, deal_end=first.ended, deal_ending=first.ending,
        deal_owner=first.owner, deal_segment=first.segment, deal_offer=first.offer,
    )  # fmt: skip
    joined = leads.left_join(first, leads.lead_id == first.lead_id)
    given_up = ibis.ifelse(joined.deal_day.isnull(), joined.lost_at.date(), ibis.null("date"))
    dropped = ibis.ifelse(given_up.notnull(), "lost", ibis.null("string"))
    of_leads = joined.select(
        started=joined.created_at.date(),
        ended=ibis.coalesce(joined.deal_end, given_up),
        ending=ibis.coalesce(joined.deal_ending, dropped),
        channel=joined.channel, segment=joined.segment, owner=joined.owner, offer=joined.offer,
        amount=joined.amount,
        opened=joined.deal_day if openings else ibis.null("date"),
        replied=joined.first_response_at.date(),
    )  # fmt: skip
    outside = deals.filter(deals.from_lead == 0) if openings else deals.filter(ibis.literal(value=False))
    direct = outside.select(
        "started", "ended", "ending", channel=ibis.literal(DIRECT), segment=outside.segment,
        owner=outside.owner, offer=outside.offer, amount=outside.amount, opened=outside.started,
        replied=outside.started,
    )  # fmt: skip
    return ibis.union(of_leads, direct.select(*of_leads.columns))


def read_prospect_weeks(snapshot: Snapshot, canonical: Mapping[str, Canonical]) -> ProspectWeeks:
    """Count a snapshot's prospects. `canonical` is that of `company_spelling`."""
    last = snapshot.observed_until
    end = last - timedelta(days=(last.weekday() + 1) % 7)  # the last Sunday
    rows = prospects(snapshot)
    rows = rows.filter(rows.started.notnull() & (rows.started <= ibis.date(end.isoformat())))
    table = _grouped(rows, end)
    count = table["count"].to_numpy().astype(np.int64)
    starts = table["start"].to_numpy().astype("datetime64[D]")
    first = starts.min().astype(object) if len(starts) else end - timedelta(days=6)
    labels: dict[str, tuple[str, ...]] = {}
    codes: dict[str, Ints] = {}
    for factor in FACTORS:
        labels[factor], codes[factor] = recode(
            table[factor].combine_chunks(), count, canonical.get(factor, str)
        )

    def week(name: str) -> Ints:
        days = table[name].to_numpy(zero_copy_only=False).astype("datetime64[D]")
        since = (days - np.datetime64(first)).astype(np.int64) // 7
        return np.asarray(np.where(np.isnat(days), NEVER, np.maximum(since, 0)), dtype=np.int64)

    def number(name: str) -> Array:
        return np.asarray(np.nan_to_num(table[name].to_numpy(zero_copy_only=False).astype(float)))

    ended = week("end")
    kind = table["ending"].fill_null("").to_numpy(zero_copy_only=False)
    reply = table["reply"].fill_null(NEVER).to_numpy().astype(np.int64)
    opened = week("open")
    return ProspectWeeks(
        first_week=first,
        weeks=max((end - first).days // 7 + 1, 0),
        labels=labels,
        codes=codes,
        started=week("start"),
        reply=reply,
        opened=opened,
        ended=ended,
        ending=np.where(ended == NEVER, OPEN, np.where(kind == "moved", WON, LOST)),
        count=count,
        priced=number("priced").astype(np.int64),
        log_amount=number("log_amount"),
        log_amount_sq=number("log_amount_sq"),
        amount=number("amount"),
        has_replies=snapshot.has("leads") and bool((reply >= 0).any()),
        has_openings=bool((opened >= 0).any()),
        has_leads=snapshot.has("leads"),
    )


def _grouped(rows: ibis.Table, end: date) -> pa.Table:
    last = ibis.date(end.isoformat())
    waited = rows.replied.delta(rows.started, unit="day").cast("int64")
    within = ibis.cases(
        *((waited < limit, index) for index, limit in enumerate(REPLY_DAYS)), else_=len(REPLY_DAYS)
    )
    over = rows.ended.notnull() & (rows.ended <= last) & rows.ending.notnull()
    priced = rows.amount.notnull() & (rows.amount > 0)
    log_amount = ibis.ifelse(priced, ibis.ifelse(priced, rows.amount, 1.0).ln(), 0.0)
    seen = rows.select(
        start=rows.started.truncate("W"),
        reply=ibis.ifelse(rows.replied.notnull(), within, ibis.null("int64")),
        open=ibis.ifelse(rows.opened <= last, rows.opened.truncate("W"), ibis.null("date")),
        end=ibis.ifelse(over, rows.ended.truncate("W"), ibis.null("date")),
        ending=ibis.ifelse(over, rows.ending, ibis.null("string")),
        priced=ibis.ifelse(priced, 1, 0),
        log_amount=log_amount,
        log_amount_sq=log_amount * log_amount,
        amount=ibis.ifelse(priced, rows.amount, 0.0),
        **{factor: rows[factor].cast("string") for factor in FACTORS},
    )
    keys = ["start", "end", "ending", "open", "reply", *FACTORS]
    sums = {name: seen[name].sum() for name in ("priced", "log_amount", "log_amount_sq", "amount")}
    grouped = seen.group_by(keys).aggregate(count=seen.count(), **sums)
    counted: pa.Table = grouped.order_by(keys).to_pyarrow()
    return counted
