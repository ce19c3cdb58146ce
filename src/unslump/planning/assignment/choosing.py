"""Which of the draws a plan is made on: few enough to decide quickly, spread over what may be true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["spread_out"]

Array = NDArray[np.float64]


def spread_out(worth: Array, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """`count` draws, one from each of as many equal parts of the draws sorted by `worth` (draws,).

    Stratified on what today's assignment brings, so that few draws have the mean and the spread of
    all. All draws when there are no more.

    >>> spread_out(np.array([3.0, 1.0, 2.0]), 5, np.random.default_rng(0))
    array([1, 2, 0])
    """
    order = np.argsort(worth, kind="stable")
    if len(order) <= count:
        return order
    edges = np.linspace(0, len(order), count + 1)
    return np.asarray(order[(edges[:-1] + rng.random(count) * np.diff(edges)).astype(np.int64)])
