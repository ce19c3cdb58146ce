"""How good a distribution was, once the truth is known (Gneiting and Raftery 2007)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["covered", "crps", "pinball"]

Array = NDArray[np.float64]


def crps(draws: Array, actual: float) -> float:
    """Continuous ranked probability score, E|X − y| − ½ E|X − X'|, in the unit of the draws.

    0 is perfect; for a point forecast it is the absolute error.

    >>> crps(np.array([4.0, 4.0]), 7.0)
    3.0
    """
    ordered = np.sort(draws)
    n = len(ordered)
    # ½ E|X − X'| of an empirical distribution, from its order statistics.
    spread = float(((2.0 * np.arange(1, n + 1) - n - 1) * ordered).sum()) / n**2
    return float(np.abs(ordered - actual).mean()) - spread


def pinball(draws: Array, actual: float, levels: Array) -> float:
    """Mean quantile (pinball) loss over `levels`."""
    away = actual - np.quantile(draws, levels)
    return float(np.maximum(levels * away, (levels - 1.0) * away).mean())


def covered(draws: Array, actual: float, share: float) -> bool:
    """Whether the central interval that holds `share` of the draws holds the truth."""
    low, high = np.quantile(draws, [(1.0 - share) / 2.0, (1.0 + share) / 2.0])
    return bool(low <= actual <= high)
