"""ruptures, fitted anew every week on all weeks so far.

KernelCPD with the linear kernel is the l2 cost and exact; its dynamic programme gives the best 0 … 4
changes at once, and from their costs every penalty's choice follows (the lower hull). Values are brought
to constant variance first, the Poisson-like way (square root) and divided by the training weeks' spread.

The score is the highest penalty that still leaves a last change which came after the training weeks
and lowered the mean; 0 where there is none. So "score > threshold" is "Pelt with this penalty sees a
fall". Weeks that are NaN are left out of the fit.
"""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["ruptures_weekly"]

Array = NDArray[np.float64]

_MOST = 4  # changes
_SHORTEST = 2  # weeks, the default of ruptures; 1 and 3 did no better on companies to tune on
_ANSCOMBE = 3 / 8


def ruptures_weekly(series: ArrayLike, trained: int) -> Array:
    """Scores of series (… × weeks, values at least zero) for the weeks from `trained` on."""
    values = np.asarray(series, dtype=float)
    rows = np.atleast_2d(values)
    return np.stack([_one(_steadied(row, trained), trained) for row in rows]).reshape(*values.shape[:-1], -1)


def _steadied(row: Array, trained: int) -> Array:
    counts = np.nanmax(np.abs(row - np.rint(row)), initial=0.0) == 0.0
    root = np.sqrt(np.maximum(row + (_ANSCOMBE if counts else 0.0), 0.0))
    return np.asarray(root / max(float(np.nanstd(root[:trained], ddof=1)), 1e-9))


def _one(row: Array, trained: int) -> Array:
    detector: Any = importlib.import_module("ruptures").KernelCPD(kernel="linear", min_size=_SHORTEST)
    known = np.flatnonzero(~np.isnan(row))
    values, healthy = row[known], int((known < trained).sum())
    sums, squares = (np.concatenate([[0.0], np.cumsum(values**power)]) for power in (1, 2))
    weeks = len(values)
    cost = np.full((weeks + 1, _MOST + 1), np.inf)
    fall = np.zeros((weeks + 1, _MOST + 1), dtype=bool)
    for end in range(healthy + 1, weeks + 1):
        cost[end, 0] = squares[end] - sums[end] ** 2 / end
        most = min(_MOST, end - 1)
        detector.fit(values[:end, None]).predict(n_bkps=most)
        for changes in range(1, most + 1):
            at = np.array([0, *detector.segmentations_dict[changes]])
            total, length = np.diff(sums[at]), np.diff(at)
            cost[end, changes] = squares[end] - (total**2 / length).sum()
            fall[end, changes] = at[-2] >= healthy and total[-1] / length[-1] < total[-2] / length[-2]
    score = _last_penalty(cost, fall)
    return np.asarray(score[np.searchsorted(known, np.arange(trained, len(row)), side="right")])


def _last_penalty(cost: Array, fall: NDArray[np.bool_]) -> Array:
    """Highest penalty whose best number of changes has a fall last; cost and fall are rows × changes."""
    most = cost.shape[1] - 1
    score = np.zeros(len(cost))
    with np.errstate(invalid="ignore"):  # where fewer changes fit than asked for
        for changes in range(1, most + 1):
            fewer, more = np.arange(changes), np.arange(changes + 1, most + 1)
            up_to = ((cost[:, fewer] - cost[:, [changes]]) / (changes - fewer)).min(axis=1)
            from_here = ((cost[:, [changes]] - cost[:, more]) / (more - changes)).max(axis=1, initial=0.0)
            chosen = fall[:, changes] & (up_to > from_here)
            score = np.where(chosen, np.maximum(score, up_to), score)
    return score
