"""Weeks, months and the season of a generated company."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.spec import WorldSpec

__all__ = ["SECONDS_A_DAY", "SECONDS_A_WEEK", "Calendar"]

SECONDS_A_DAY = 86_400
SECONDS_A_WEEK = 7 * SECONDS_A_DAY

_WEEKS_A_YEAR = 365.25 / 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weeks of a world: when each begins, its month, its season."""

    starts: NDArray[np.datetime64]  # weeks, days
    season: NDArray[np.float64]  # weeks, mean one over a year
    months: NDArray[np.datetime64]  # months

    @staticmethod
    def of(spec: WorldSpec) -> Calendar:
        """The calendar of `spec`: season = 1 + amplitude · cos(2π (week of the year − peak) / 52.18)."""
        starts = np.datetime64(spec.start, "D") + 7 * np.arange(spec.all_weeks)
        day_of_year = (starts - starts.astype("datetime64[Y]")).astype(np.int64)
        phase = 2 * np.pi * (day_of_year / 7 - spec.season_peak) / _WEEKS_A_YEAR
        first = starts[0].astype("datetime64[M]")
        last = (starts[-1] + 6).astype("datetime64[M]")
        return Calendar(
            starts=starts,
            season=1 + spec.season * np.cos(phase),
            months=np.arange(first, last + 1),
        )

    def month_of(self, times: NDArray[np.datetime64]) -> NDArray[np.int64]:
        """Index into `months` of each time."""
        month: NDArray[np.int64] = (times.astype("datetime64[M]") - self.months[0]).astype(np.int64)
        return month
