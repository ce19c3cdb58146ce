"""How many leads a goal needs: the smallest multiple of those expected with P(goal) ≥ 0.8.

Given a draw, what m times the expected leads bring is compound Poisson: mean m Σ λ v s and
variance m Σ λ v E[s²] (v the chance to count, s the amount). It is approximated by a gamma with
these moments, which keeps its right skew; what is won already and the open pipeline are as
simulated. P(goal) is then a smooth, increasing function of m, found by bisection.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

__all__ = ["CONFIDENCE", "MOST", "multiple_needed", "probability_with"]

Array = NDArray[np.float64]

CONFIDENCE = 0.8
MOST = 200.0


def probability_with(multiple: float, base: Array, mean: Array, second: Array, goal: float) -> float:
    """P(base + new ≥ goal) with `multiple` times the expected leads; arrays are (draws,).

    `mean` is the expected amount of the new leads, `second` the sum of λ v E[s²].
    """
    short = goal - base
    m, v = multiple * mean, multiple * second
    certain = m <= 1e-12
    shape = np.where(certain, 1.0, m**2 / np.maximum(v, 1e-300))
    rate = np.where(certain, 1.0, m / np.maximum(v, 1e-300))
    reach = gammaincc(shape, np.maximum(short, 0.0) * rate)
    return float(np.where(short <= 1e-9, 1.0, np.where(certain, 0.0, reach)).mean())


def multiple_needed(
    base: Array,
    mean: Array,
    second: Array,
    goal: float,
    confidence: float = CONFIDENCE,
    most: float = MOST,
) -> float | None:
    """The smallest multiple with P(goal) ≥ confidence; 0: none are needed, None: more than `most`."""
    if probability_with(0.0, base, mean, second, goal) >= confidence:
        return 0.0
    if probability_with(most, base, mean, second, goal) < confidence:
        return None
    low, high = 0.0, most
    for _ in range(60):
        middle = 0.5 * (low + high)
        if probability_with(middle, base, mean, second, goal) >= confidence:
            high = middle
        else:
            low = middle
    return high
