"""Whether something changed at all: mostly nothing does.

    change = 0 with probability 1 − π,  Normal(0, slab²) with probability π

A cause that chance alone explains then gets next to nothing, and a real one is not shrunk: the slab is
wide. π = 0.3 is a prior: of seven causes two are believed to have changed when somebody asks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["CHANGED", "Prior", "chance_of_change"]

Array = NDArray[np.float64]

CHANGED = 0.3


def chance_of_change(
    seen: Array, variance: Array | float, slab: float, believed: float = CHANGED
) -> tuple[float, Array]:
    """P(changed), and each draw's weight if so: (draws,), adding up to one.

    `seen` is the measured change in each draw of what was expected (draws,), its error has `variance`;
    `believed` is π.

    >>> surely, _ = chance_of_change(np.array([-0.4, -0.5]), 0.05**2, slab=0.5)
    >>> hardly, _ = chance_of_change(np.array([-0.04, 0.02]), 0.05**2, slab=0.5)
    >>> surely > 0.99, hardly < 0.1
    (True, True)
    """
    still = _normal(seen, variance)
    moved = _normal(seen, np.asarray(variance) + slab**2)
    odds = believed / (1.0 - believed) * moved.mean() / max(float(still.mean()), 1e-300)
    total = moved.sum()
    weights = moved / total if total > 0 else np.full(len(seen), 1.0 / len(seen))
    return float(odds / (1.0 + odds)), weights


def _normal(x: Array, variance: Array | float) -> Array:
    variance = np.maximum(np.asarray(variance, dtype=float), 1e-12)
    return np.asarray(np.exp(-0.5 * np.minimum(x**2 / variance, 1200.0)) / np.sqrt(variance))


class Prior:
    """The same prior on a grid of log factors: the first point is no change.

    `log_weight` is (points,), adding up to one in probability.
    """

    def __init__(self, slab: float, points: int = 25, reach: float = 3.0) -> None:
        grid = np.linspace(-reach, reach, points) * slab
        grid = grid[np.abs(grid) > 1e-9]
        density = np.exp(-0.5 * (grid / slab) ** 2)
        self.grid: Array = np.concatenate([[0.0], grid])
        self.log_weight: Array = np.log(np.concatenate([[1.0 - CHANGED], CHANGED * density / density.sum()]))
        self.step = float(grid[1] - grid[0])
