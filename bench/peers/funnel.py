"""A company's funnel in plain numbers, as handed to every simulator, and the chance drawn for it.

    leads     each week and channel NegativeBinomial(mean, size), in random order in mid-week
    hours     enough for so many leads a week; of those left waiting at its end, a share goes cold
    stages    a lead taken up becomes a deal, and a deal is won, with a probability by channel and week
              of entry, after a lag by channel; who leaves a stage enters the next in mid-week
    amount    lognormal, its centre that of a won deal of the past picked at random

Simulators of events draw all chance with NumPy beforehand, many futures at once: it is cheaper than a
call a lead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["WEEK", "Chance", "Funnel", "Lags", "Won", "at_once", "in_mid_week"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

WEEK = 7.0  # days
_AT_ONCE = 50  # futures


@dataclass(frozen=True)
class Lags:
    """Days in a stage: `family` as in estimates/lag.py, `scale` (channels,) in days, `shape`."""

    family: str
    scale: Array
    shape: float

    def sample(self, channel: Ints, rng: np.random.Generator) -> Array:
        """One lag for each lead."""
        scale = self.scale[channel]
        if self.family == "gamma":
            return rng.gamma(self.shape, scale / self.shape)
        if self.family == "weibull":
            return scale * rng.weibull(self.shape, len(channel))
        return scale * np.exp(rng.standard_normal(len(channel)) / self.shape)


@dataclass(frozen=True)
class Funnel:
    """The parameters.

    `means` is channels × weeks, `size` the negative binomial's; `taken` is leads a week there are hours
    for; `shares` and `lags` are those of lead → deal and deal → won, a share channels × weeks;
    `centres` are log amounts and `spread` their standard deviation.
    """

    means: Array
    size: float
    taken: int
    cold_a_week: float
    shares: tuple[Array, Array]
    lags: tuple[Lags, Lags]
    centres: Array
    spread: float

    @property
    def weeks(self) -> int:
        """Weeks simulated."""
        return int(self.means.shape[1])

    def amounts(self, count: int, rng: np.random.Generator) -> Array:
        """What so many won deals are worth."""
        centre = self.centres[rng.integers(0, len(self.centres), size=count)]
        return np.exp(centre + self.spread * rng.standard_normal(count))


@dataclass(frozen=True)
class Chance:
    """What chance holds for one future.

    `arrivals` has the leads of each week as channel numbers; the lists after it have one entry a lead, in
    the order they come: luck (below the share: moves on) and lag in both stages.
    """

    arrivals: list[list[int]]
    luck: list[float]
    lag: list[float]
    deal_luck: list[float]
    deal_lag: list[float]


@dataclass(frozen=True)
class Won:
    """Deals won and their money, both futures × weeks; `leads` is how many came in all of them."""

    deals: Array
    money: Array
    leads: int


def at_once(funnel: Funnel, futures: int, rng: np.random.Generator) -> Iterator[Chance]:
    """Chance for so many futures."""
    channels, weeks = funnel.means.shape
    for first in range(0, futures, _AT_ONCE):
        some = min(_AT_ONCE, futures - first)
        rates = rng.gamma(funnel.size, funnel.means.T / funnel.size, size=(some, weeks, channels))
        counts = rng.poisson(rates)
        channel = np.repeat(np.tile(np.arange(channels), some * weeks), counts.ravel())
        # Within a week no channel comes first.
        week = np.repeat(np.arange(some * weeks), counts.sum(axis=2).ravel())
        channel = channel[np.lexsort((rng.random(len(week)), week))]
        luck, deal_luck = rng.random((2, len(channel)))
        lag, deal_lag = (lags.sample(channel, rng) for lags in funnel.lags)
        week_ends = np.cumsum(counts.sum(axis=2)).reshape(some, weeks).tolist()
        columns = [values.tolist() for values in (luck, lag, deal_luck, deal_lag)]
        names, begin = channel.tolist(), 0
        for ends in week_ends:
            arrivals = [names[a:b] for a, b in zip([begin, *ends[:-1]], ends, strict=True)]
            yield Chance(arrivals, *(column[begin : ends[-1]] for column in columns))
            begin = ends[-1]


def in_mid_week(day: float) -> float:
    """The middle of the week that a day is in.

    >>> in_mid_week(13.9)
    10.5
    """
    return day // WEEK * WEEK + WEEK / 2


def counted(funnel: Funnel, weeks_won: list[list[int]], leads: int, rng: np.random.Generator) -> Won:
    """Weeks of single wins, a list a future, as counts and money by week."""
    future = np.repeat(np.arange(len(weeks_won)), [len(weeks) for weeks in weeks_won])
    at = future * funnel.weeks + np.array([week for weeks in weeks_won for week in weeks], dtype=np.int64)
    size, shape = len(weeks_won) * funnel.weeks, (len(weeks_won), funnel.weeks)
    money = np.bincount(at, weights=funnel.amounts(len(at), rng), minlength=size)
    deals = np.bincount(at, minlength=size).astype(float)
    return Won(deals.reshape(shape), money.reshape(shape), leads)
