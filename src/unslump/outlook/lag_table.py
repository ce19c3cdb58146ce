"""P(lag ≤ days) of one ending of a stage and its inverse, tabled so that either costs a look-up.

The families of estimates/lag.py are scale families: given its shape, a draw's distribution of
lag / scale is the same for every channel and age. It is tabled on a grid of log(lag / scale) that
leaves out a hundred-thousandth at either end, and read off linearly (largest error about 2e-4). A
draw's row lies between those of the two nearest of a few evenly spaced log shapes. The inverse reads
the same table the other way round, so that it undoes the look-up exactly.

Only the gamma needs it: its incomplete gamma function costs ten times a look-up.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.conversion import StagePosterior

__all__ = ["LagTable"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_POINTS = 240
_TAIL = 1e-5
_SHAPE_GAP = 0.04  # between the log shapes that are worked out
_TABLED = ("gamma",)


class LagTable:
    """The lag of one of a posterior's endings, by default the first."""

    def __init__(self, posterior: StagePosterior, ending: int = 0) -> None:
        self._posterior, self._others = posterior, dict[int, LagTable]()
        self._family = posterior.family
        self._tabled = posterior.family.name in _TABLED
        self._log_shape = posterior.log_shape[:, ending]
        self._log_scale = posterior.log_scale[:, ending]

    @property
    def reach(self) -> float:
        """The longest lag of any draw and channel, in business days (leaves out a hundred-thousandth)."""
        last = np.log(self._family.quantile(np.array(1.0 - _TAIL), np.array(0.0), self._log_shape))
        return float(np.exp(last + self._log_scale.max(axis=1)).max())

    def of_ending(self, ending: int) -> LagTable:
        """The table of another ending, made once."""
        return self._others.setdefault(ending, LagTable(self._posterior, ending))

    def cdf(self, days: Array, log_scale: Array, draw: Ints | None = None) -> Array:
        """P(lag ≤ days), both broadcast together; axis 0 is the draw, or rows of the draws in `draw`."""
        per_row = (-1, *[1] * (max(days.ndim, log_scale.ndim) - 1))
        if not self._tabled:
            shape = self._log_shape if draw is None else self._log_shape[draw]
            return self._family.cdf(days, log_scale, shape.reshape(per_row))
        if draw is None:
            draw = np.arange(len(self._log_shape))
        with np.errstate(divide="ignore"):
            at = np.log(np.maximum(days, 0.0)) - log_scale
        low, step, values = self._table
        at -= low[draw].reshape(per_row)
        at /= step[draw].reshape(per_row)
        np.clip(at, 0.0, _POINTS - 1 - 1e-9, out=at)
        index = at.astype(np.int32)
        at -= index
        index += (draw * _POINTS).astype(np.int32).reshape(per_row)
        below = values.take(index)
        index += 1
        at *= values.take(index) - below
        at += below
        return np.asarray(at)

    def quantile(self, share: Array, log_scale: Array, draw: Ints) -> Array:
        """The lag in business days that a share in [0, 1) of all lags stays under; all three (n,).

        Quickest where `draw` is sorted.
        """
        if not self._tabled:
            return self._family.quantile(share, log_scale, self._log_shape[draw])
        low, step, values = self._table
        first = draw * _POINTS
        index = np.searchsorted(self._stacked, share + draw, side="right") - 1
        np.clip(index, first, first + _POINTS - 2, out=index)
        below = values.take(index)
        within = (share - below) / np.maximum(values.take(index + 1) - below, 1e-300)
        index -= first
        at = index + np.clip(within, 0.0, 1.0)
        return np.asarray(np.exp(log_scale + low.take(draw) + step.take(draw) * at))

    @cached_property
    def _table(self) -> tuple[Array, Array, Array]:
        """For each draw, where its grid begins and its step; and all rows of P(lag ≤ grid), end to end."""
        smallest, largest = float(self._log_shape.min()), float(self._log_shape.max())
        gaps = int(np.ceil((largest - smallest) / _SHAPE_GAP))
        nodes = np.linspace(smallest, largest, gaps + 1)
        ends = [
            np.log(self._family.quantile(np.array(share), np.array(0.0), nodes))
            for share in (_TAIL, 1.0 - _TAIL)
        ]
        low, step = ends[0], np.maximum(ends[1] - ends[0], 1e-6) / (_POINTS - 1)
        grid = np.exp(low[:, None] + step[:, None] * np.arange(_POINTS))
        values = self._family.cdf(grid, np.array(0.0), nodes[:, None])
        values[:, 0], values[:, -1] = 0.0, 1.0  # what lies outside counts as its end
        at = (self._log_shape - smallest) * (gaps / max(largest - smallest, 1e-300))
        left = np.minimum(at.astype(np.int64), max(gaps - 1, 0))
        right, part = np.minimum(left + 1, gaps), at - left
        rows = values[left]
        rows += part[:, None] * (values[right] - rows)
        return (
            low[left] + part * (low[right] - low[left]),
            step[left] + part * (step[right] - step[left]),
            rows.ravel(),
        )

    @cached_property
    def _stacked(self) -> Array:
        """All rows, each raised by its draw's number: one ascending array to search."""
        rows = self._table[2].reshape(-1, _POINTS)
        return np.asarray((rows + np.arange(len(rows))[:, None]).ravel())
