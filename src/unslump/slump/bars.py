"""How high a stream's score must rise before it is an alarm, so that healthy companies hear few.

The bar is found from healthy futures of the stream itself, simulated by the same model and scored
by the same windows: how often does the highest score of half a year pass a height? Beyond what a few
hundred futures can show, the frequency falls as a normal tail does, exp(−S²/2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bar", "bar_from"]

Array = NDArray[np.float64]

_SHOWN = 0.08  # the frequency a few hundred simulated futures still show well
_LOWEST = 2.0  # a score that is never enough for an alarm
_SURELY = 3.0  # a score below which nothing is an alarm, whatever the simulated futures say
TWO_YEARS = 104.0


@dataclass(frozen=True)
class Bar:
    """`height` is passed `often` times in two healthy years."""

    height: float
    often: float

    def frequency(self, score: float) -> float:
        """False alarms in two years whose score would reach this high."""
        if score <= 0.0:
            return self.often * float(np.exp(self.height**2 / 2.0))
        return self.often * float(np.exp((self.height**2 - score**2) / 2.0))

    def for_rate(self, rate: float) -> float:
        """The score that `rate` false alarms in two years reach."""
        return max(float(np.sqrt(max(self.height**2 + 2.0 * np.log(self.often / rate), 0.0))), _SURELY)


def bar_from(highest: Array, weeks: int) -> Bar:
    """The bar from the highest score of each simulated future of so many weeks: (futures,).

    >>> bar = bar_from(np.sort(np.random.default_rng(1).normal(2.5, 0.4, 4000)), 26)
    >>> bar.for_rate(0.05) > bar.for_rate(0.5)
    True
    """
    if not len(highest) or not np.isfinite(highest).any():
        return Bar(np.inf, 1.0)
    reached = np.where(np.isfinite(highest), highest, 0.0)  # futures in which nothing was worth judging
    shown = max(_SHOWN, 10.0 / len(reached))
    height = max(float(np.quantile(reached, 1.0 - shown)), _LOWEST)
    often = max(float((reached >= height).mean()), 0.5 / len(reached))
    return Bar(height, often * TWO_YEARS / max(weeks, 1))
