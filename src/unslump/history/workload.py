"""Hours and money spent lately, week by week, beside the leads they went with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.history.cohorts import MISSING, Canonical, recode

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["Workload", "read_workload"]

Array = NDArray[np.float64]

WEEKS = 26


@dataclass(frozen=True)
class Workload:
    """The last `WEEKS` full weeks of work, or fewer where the history is shorter.

    `hours` maps a function to its hours a week (None: no durations recorded for it), `leads` is
    leads a week, `spend` maps a channel to money a week (None: no spend recorded), and
    `leads_by_channel` a channel to its leads a week. All arrays have shape (weeks,).
    """

    weeks: int
    leads: Array
    hours: Mapping[Function, Array] | None
    leads_by_channel: Mapping[str, Array]
    spend: Mapping[str, Array] | None


def read_workload(
    snapshot: Snapshot,
    canonical: Mapping[str, Canonical],
    function_of: Callable[[str], Function | None],
) -> Workload:
    """Count the last weeks before the leads' last day."""
    arrivals = "leads" if snapshot.has("leads") else "deals"
    last = snapshot.last_arrival(arrivals) or snapshot.observed_until
    channel_of = canonical.get("channel", str)
    table = snapshot.table(arrivals)
    started = table.created_at.date()
    weekly = _Weekly(last)
    by_channel = weekly.sums(table, started, table.channel, None, channel_of)
    leads = sum(by_channel.values(), np.zeros(WEEKS))
    occupied = np.flatnonzero(leads)
    weeks = WEEKS - int(occupied[0]) if len(occupied) else WEEKS
    return Workload(
        weeks=weeks,
        leads=leads[-weeks:],
        hours=_hours(snapshot, weekly, weeks, function_of),
        leads_by_channel={name: counts[-weeks:] for name, counts in by_channel.items()},
        spend=_spend(snapshot, weekly, weeks, channel_of),
    )


def _hours(
    snapshot: Snapshot, weekly: _Weekly, weeks: int, function_of: Callable[[str], Function | None]
) -> Mapping[Function, Array] | None:
    if not snapshot.has("activities"):
        return None
    table = snapshot.table("activities").filter(ibis._.hours.notnull())
    by_kind = weekly.sums(table, table["at"].date(), table.kind, table.hours, str)
    hours = {
        function: sum(
            (worked for kind, worked in by_kind.items() if function_of(kind) is function), np.zeros(WEEKS)
        )[-weeks:]
        for function in Function
    }
    return {function: worked for function, worked in hours.items() if worked.sum() > 0} or None


def _spend(
    snapshot: Snapshot, weekly: _Weekly, weeks: int, channel_of: Canonical
) -> Mapping[str, Array] | None:
    if not snapshot.has("spend"):
        return None
    table = snapshot.table("spend")
    by_channel = weekly.sums(table, table.day.date(), table.channel, table.amount, channel_of)
    return {name: money[-weeks:] for name, money in by_channel.items() if name != MISSING}


class _Weekly:
    """Sums by label over the `WEEKS` seven-day blocks that end on a day."""

    def __init__(self, last: date) -> None:
        self.last = last
        self.first = last - timedelta(days=7 * WEEKS - 1)

    def sums(
        self,
        table: ibis.Table,
        day: ibis.Value,
        label: ibis.Value,
        value: ibis.Value | None,
        canonical: Canonical,
    ) -> dict[str, Array]:
        first, last = ibis.date(self.first.isoformat()), ibis.date(self.last.isoformat())
        rows = table.select(
            block=(day.delta(first, unit="day").cast("int64") // 7),
            label=label.cast("string"),
            value=ibis.literal(1.0) if value is None else value.cast("float64"),
            inside=day.between(first, last),
        )
        rows = rows.filter(rows.inside)
        grouped = rows.group_by(["label", "block"]).aggregate(total=rows.value.sum())
        found = grouped.order_by(["label", "block"]).to_pyarrow()
        if not found.num_rows:
            return {}
        ones = np.ones(found.num_rows, dtype=np.int64)
        names, code = recode(found["label"].combine_chunks(), ones, canonical)
        sums = np.zeros((len(names), WEEKS))
        total = np.nan_to_num(found["total"].to_numpy(zero_copy_only=False).astype(float))
        np.add.at(sums, (code, found["block"].to_numpy()), total)
        return dict(zip(names, sums, strict=True))
