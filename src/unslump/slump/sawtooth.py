"""The saw-tooth of one person in two hats: deals are worked, prospecting stops, and a cycle later there is
nothing to work.

Seen in the logged hours of someone who wears both hats over a year or more: marketing and selling hours, in
means of four weeks, move against each other (correlation −0.4 or less), the marketing share of the week
swings between a high and a low state (30 points or more apart, five weeks or more in each), and does so at
least twice. Without that, nothing is said of a saw-tooth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.history.people_weeks import PeopleWeeks

__all__ = ["Tooth", "sawtooth_of"]

Array = NDArray[np.float64]

_MEAN_OF = 4
_FEWEST_WEEKS = 52
_AGAINST = -0.4
_SWING = 0.3
_PHASE = 5
_SWINGS = 2
_BOTH = 0.15


@dataclass(frozen=True)
class Tooth:
    """One person's saw-tooth.

    Attributes:
        person: who.
        since: the Monday on which the latest time without prospecting began.
        lows: how many such times there were.
        period: weeks from one to the next, on average.
        marketing: mean marketing hours a week in the high and in the low state.
    """

    person: str
    since: date
    lows: int
    period: float
    marketing: tuple[float, float]


def sawtooth_of(weeks: PeopleWeeks, until: date) -> tuple[Tooth, ...]:
    """Everybody's saw-tooth up to a day, the widest swing first."""
    if weeks.hours is None:
        return ()
    last = min((until - weeks.first_week).days // 7 + 1, weeks.weeks)
    found = []
    for index, name in enumerate(weeks.people):
        tooth = _tooth(
            name, weeks, weeks.hours[Function.MARKETING][index, :last],
            weeks.hours[Function.SALES][index, :last],
        )  # fmt: skip
        if tooth is not None:
            found.append(tooth)
    return tuple(sorted(found, key=lambda tooth: tooth.marketing[1] - tooth.marketing[0]))


def _tooth(name: str, weeks: PeopleWeeks, marketing: Array, sales: Array) -> Tooth | None:
    worked = np.flatnonzero(marketing + sales > 0)
    if not len(worked):
        return None
    first, last = int(worked[0]), int(worked[-1]) + 1
    if last - first < _FEWEST_WEEKS:
        return None
    kernel = np.ones(_MEAN_OF) / _MEAN_OF
    mine = np.convolve(marketing[first:last], kernel, mode="valid")
    theirs = np.convolve(sales[first:last], kernel, mode="valid")
    share = mine / np.maximum(mine + theirs, 1e-9)
    overall = mine.sum() / max(mine.sum() + theirs.sum(), 1e-9)
    if not _BOTH <= overall <= 1 - _BOTH or mine.std() == 0 or theirs.std() == 0:
        return None
    low, high = np.quantile(share, [0.1, 0.9])
    if high - low < _SWING or np.corrcoef(mine, theirs)[0, 1] > _AGAINST:
        return None
    starts = _lows(share, low + (high - low) / 3.0, high - (high - low) / 3.0)
    if len(starts) < _SWINGS:
        return None
    is_low = share < (low + high) / 2.0
    return Tooth(
        name,
        weeks.monday(first + int(starts[-1])),
        len(starts),
        float(np.diff(starts).mean()),
        (float(mine[~is_low].mean()), float(mine[is_low].mean())),
    )


def _lows(share: Array, low: float, high: float) -> list[int]:
    """Weeks in which the low state begins, after a high one; either lasts `_PHASE` weeks or more."""
    starts: list[int] = []
    state, run, since = "", 0, 0
    settled = ""
    for week, value in enumerate(share):
        now = "low" if value < low else "high" if value > high else state
        if now != state:
            state, run, since = now, 0, week
        run += 1
        if run == _PHASE and state != settled:
            if state == "low" and settled == "high":
                starts.append(since)
            settled = state
    return starts
