"""Business time: how fast prospects move on in each calendar month.

Sellers are away in August, a new hire speeds things up in April, nobody sells before December.
Such months speed up or slow down every prospect alike, whatever its age. Lags are therefore
measured on a clock that runs at `pace` days a day: 1 is usual, 0 is a month in which nothing could
end. Without it a fast month makes young cohorts look better than they are, and a slow one
invents a slump.

    pace_m ~ Gamma(mean 1, variance σ²);   endings in month m ~ Poisson(pace_m · expected_m)
    E[pace_m] = (seen_m + 1/σ²) / (expected_m + 1/σ²)

σ² is estimated by moments from the months, shrunk towards 0: Σ((seen − expected)² − expected) /
(Σ expected² + 50). Months still to come start from the last one's pace and return to 1, half of
the way each month (a prior, not learnt); their variance grows to σ² likewise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

__all__ = ["Clock", "learn_pace"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_SHRINK = 50.0
_LARGEST_VARIANCE = 0.5
MONTH_DAYS = 365.25 / 12.0
PERSISTENCE = 0.5


@dataclass(frozen=True)
class Clock:
    """Pace by calendar month since `first_month`; `now` is the history's last day."""

    first_month: date
    now: date
    pace: Array
    variance: float = 0.0

    @classmethod
    def steady(cls, first_month: date, now: date, months: int, silent: int = 0) -> Clock:
        """A clock that stands still for the first `silent` months and then runs at pace 1."""
        pace = np.ones(months)
        pace[:silent] = 0.0
        return cls(first_month, now, pace)

    def starts(self) -> Array:
        """First day of each month and of the one after the last, counted from the first."""
        first = self.first_month.year * 12 + self.first_month.month - 1
        numbers = np.arange(first, first + len(self.pace) + 1)
        days = np.array([date(n // 12, n % 12 + 1, 1).toordinal() for n in numbers], dtype=float)
        return np.asarray(days - days[0])

    def _reading(self, day: Array) -> Array:
        """Business days shown on a day counted from the first month's first; pace 1 outside."""
        starts = self.starts()
        shown = np.concatenate([[0.0], np.cumsum(self.pace * np.diff(starts))])
        inside = np.interp(day, starts, shown)
        return np.asarray(inside + np.maximum(day - starts[-1], 0.0))

    @property
    def today(self) -> float:
        """The end of the last day, counted from the first month's first day."""
        return float(self.now.toordinal() + 1 - self.first_month.toordinal())

    def since(self, watched: Array) -> Array:
        """Business days in the last `watched` days."""
        watched = np.asarray(watched, dtype=float)
        return np.asarray(self._reading(np.array(self.today)) - self._reading(self.today - watched))

    def between(self, begin: Array, end: Array) -> Array:
        """Business days from one day to another, both counted from the first month's first."""
        return self._reading(end) - self._reading(begin)

    def after(self, months: Ints, days: Array) -> Array:
        """Business days in the first `days` of a prospect that began in the middle of a month."""
        starts = self.starts()
        middle = ((starts[:-1] + starts[1:]) / 2.0)[months]
        return np.asarray(self._reading(middle + days) - self._reading(middle))

    def future(self, draws: int, weeks: int, rng: np.random.Generator) -> Array:
        """Business days from today to the end of each coming week: draws × (weeks + 1), from 0.

        The pace returns from the last month's to 1, half of the way each month.
        """
        months = int(weeks * 7 / MONTH_DAYS) + 2
        kept = PERSISTENCE ** np.arange(1, months + 1)
        mean = 1.0 + kept * (self.pace[-1] - 1.0)
        variance = self.variance * (1.0 - kept**2)
        pace = np.broadcast_to(mean, (draws, months))
        if self.variance > 0:
            pace = rng.gamma(mean**2 / variance, variance / mean, size=(draws, months))
        month = np.minimum((np.arange(weeks) * 7 + 3.5) / MONTH_DAYS, months - 1).astype(int)
        return np.concatenate([np.zeros((draws, 1)), 7.0 * np.cumsum(pace[:, month], axis=1)], axis=1)


def learn_pace(clock: Clock, seen: Ints, expected: Array) -> Clock:
    """Update the pace from endings seen and, at the clock's present pace, expected, by month."""
    running = clock.pace > 0
    usual = np.where(running, expected / np.where(running, clock.pace, 1.0), 0.0)  # at pace 1
    excess = ((seen - usual)[running] ** 2 - usual[running]).sum()
    variance = float(np.clip(excess / ((usual[running] ** 2).sum() + _SHRINK), 0.0, _LARGEST_VARIANCE))
    if variance < 1e-4:
        pace = np.where(running, 1.0, 0.0)
    else:
        pace = np.where(running, (seen + 1.0 / variance) / (usual + 1.0 / variance), 0.0)
    return Clock(clock.first_month, clock.now, pace, variance)
