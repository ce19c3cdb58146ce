"""Business time: how fast prospects move on in each calendar month.

Sellers are away in August, a new hire speeds things up in April, nobody sells before December.
Such months speed up or slow down every prospect alike, whatever its age. The lag of the first
ending (won, or moved on) is therefore measured on a clock that runs at `pace` days a day: 1 is
usual, 0 is a month in which nothing could end. Without it a fast month makes young cohorts look
better than they are, and a slow one invents a slump. Other endings run on calendar days: lost
deals are closed when someone tidies up, which says nothing about selling.

    log pace_m ~ Normal(0, σ²)

is part of the model of conversion.py and learnt with everything else, so that not knowing whether
a month was fast or its leads were good is part of every draw. A business age is linear in the
paces: Σ_m overlap_m · pace_m. Months still to come start from the last one's pace and return to
the usual one, half of the way each month (a prior, not learnt).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

__all__ = ["MONTH_DAYS", "Clock", "Timeline"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

MONTH_DAYS = 365.25 / 12.0
PERSISTENCE = 0.5


@dataclass(frozen=True)
class Timeline:
    """The calendar months of a history, days counted from the first day of the first month.

    In the first `silent` months the clock stands still.
    """

    first_month: date
    now: date
    months: int
    silent: int = 0

    @property
    def starts(self) -> Array:
        """First day of each month and of the one after the last: (months + 1,)."""
        first = self.first_month.year * 12 + self.first_month.month - 1
        numbers = np.arange(first, first + self.months + 1)
        days = np.array([date(n // 12, n % 12 + 1, 1).toordinal() for n in numbers], dtype=float)
        return np.asarray(days - days[0])

    @property
    def today(self) -> float:
        """The end of the last day."""
        return float(self.now.toordinal() + 1 - self.first_month.toordinal())

    def overlap(self, begin: Array, end: Array) -> Array:
        """Days of each month between two days: … × months. Days after the last month count to it."""
        starts = self.starts.copy()
        starts[-1] = np.inf
        begin, end = np.asarray(begin)[..., None], np.asarray(end)[..., None]
        return np.asarray(np.clip(end, starts[:-1], starts[1:]) - np.clip(begin, starts[:-1], starts[1:]))

    def endings(self, started: Ints, ended: Ints, low: Array, high: Array) -> tuple[Array, Array]:
        """The window in which something ended: days by month from its start to either side of it.

        Known are the month it started in, the month it ended in, and that its age was from `low` to
        `high` days. Averaged over all days it may have started on; both points × months.
        """
        starts = self.starts
        last = np.minimum(starts[1:], self.today)
        days = np.arange(31) + 0.5  # begun in the middle of a day, as ages are counted
        start = starts[started][:, None] + days
        floor, ceiling = starts[ended][:, None], last[ended][:, None]
        begin = np.clip(start + low[:, None], floor, ceiling)
        end = np.clip(start + high[:, None], floor, ceiling)
        weight = np.where(start < starts[started + 1][:, None], end - begin, 0.0)
        total = weight.sum(axis=1)
        odd = total <= 0.0  # dates at odds with each other, or an age beyond the last bin
        weight[odd, 15], total[odd] = 1.0, 1.0
        begin[odd], end[odd] = (start + low[:, None])[odd], (start + high[:, None])[odd]

        def mean(values: Array) -> Array:
            return np.asarray((weight * values).sum(axis=1) / total)

        middle = mean(start)
        return self.overlap(middle, mean(begin)), self.overlap(middle, mean(end))


@dataclass(frozen=True)
class Clock:
    """The pace of each month since `first_month`, and how much it varies.

    `now` is the history's last day; `pace` is draws × months, or (months,) where all draws agree;
    `spread` is σ, one a draw or one for all.
    """

    first_month: date
    now: date
    pace: Array
    spread: Array | float = 0.0

    def ages(self, watched: Array) -> Array:
        """Business days in the last `watched` days (n,): draws × n."""
        pace = np.atleast_2d(self.pace)
        timeline = Timeline(self.first_month, self.now, pace.shape[1])
        watched = np.asarray(watched, dtype=float)
        overlap = timeline.overlap(timeline.today - watched, np.full(watched.shape, timeline.today))
        return np.asarray(pace @ overlap.T)

    def since(self, watched: Array) -> Array:
        """The same at the average pace: (n,)."""
        return np.asarray(self.ages(watched).mean(axis=0))

    def future(self, draws: int, weeks: int, rng: np.random.Generator) -> Array:
        """Business days from today to the end of each coming week: draws × (weeks + 1), from 0.

        The log pace returns from the last month's to 0, half of the way each month.
        """
        months = int(weeks * 7 / MONTH_DAYS) + 2
        kept = PERSISTENCE ** np.arange(1, months + 1)
        last = np.broadcast_to(np.atleast_2d(self.pace)[:, -1], (draws,))
        mean = np.log(np.maximum(last, 1e-3))[:, None] * kept
        sd = np.broadcast_to(self.spread, (draws,))[:, None] * np.sqrt(1.0 - kept**2)
        pace = np.exp(mean + sd * rng.standard_normal((draws, months)))
        month = np.minimum((np.arange(weeks) * 7 + 3.5) / MONTH_DAYS, months - 1).astype(int)
        return np.concatenate([np.zeros((draws, 1)), 7.0 * np.cumsum(pace[:, month], axis=1)], axis=1)
