"""Arrivals by channel and Monday week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import numpy as np
from numpy.typing import NDArray

from unslump.history.cohorts import recode

__all__ = ["WeeklyCounts", "count_weeks"]


@dataclass(frozen=True)
class WeeklyCounts:
    """Arrivals by channel and week: `counts` is channels × weeks.

    `exposure` (weeks,) is the share of each week that was watched; `first_week` is a Monday.
    """

    channels: tuple[str, ...]
    first_week: date
    counts: NDArray[np.int64]
    exposure: NDArray[np.float64]

    @property
    def total(self) -> int:
        """All arrivals."""
        return int(self.counts.sum())

    def since(self, day: date) -> WeeklyCounts:
        """The weeks after the one `day` is in (at least the last one)."""
        skip = min((day - self.first_week).days // 7 + 1, self.counts.shape[1] - 1)
        return WeeklyCounts(
            self.channels,
            self.first_week + timedelta(days=7 * skip),
            self.counts[:, skip:],
            self.exposure[skip:],
        )


def count_weeks(arrivals: ibis.Table, until: date, canonical: Callable[[str], str]) -> WeeklyCounts:
    """Count `arrivals` (columns `day`, a date, and `channel`) up to and including `until`.

    The first week counts from the first arrival's day, the last up to `until`; weeks between
    them without an arrival count as zero.
    """
    rows = arrivals.filter(arrivals.day.notnull() & (arrivals.day <= ibis.date(until.isoformat())))
    rows = rows.select(day=rows.day, week=rows.day.truncate("W"), channel=rows.channel.cast("string"))
    grouped = rows.group_by(["channel", "week"]).aggregate(count=rows.count(), first=rows.day.min())
    table = grouped.order_by(["channel", "week"]).to_pyarrow()
    if not table.num_rows:
        monday = until - timedelta(days=until.weekday())
        return WeeklyCounts((), monday, np.zeros((0, 1), dtype=np.int64), np.ones(1))
    count = table["count"].to_numpy().astype(np.int64)
    week = table["week"].to_numpy().astype("datetime64[D]")
    channels, code = recode(table["channel"].combine_chunks(), count, canonical)
    last_monday = np.datetime64(until - timedelta(days=until.weekday()))
    first_monday = week.min()
    weeks = int((last_monday - first_monday).astype(int)) // 7 + 1
    counts = np.zeros((len(channels), weeks), dtype=np.int64)
    np.add.at(counts, (code, ((week - first_monday).astype(int) // 7)), count)
    exposure = np.ones(weeks)
    first_day = table["first"].to_numpy().astype("datetime64[D]").min()
    exposure[0] -= int((first_day - first_monday).astype(int)) / 7.0
    exposure[-1] -= (6 - until.weekday()) / 7.0
    return WeeklyCounts(channels, first_monday.astype(object), counts, exposure)
