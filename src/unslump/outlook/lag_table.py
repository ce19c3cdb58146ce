"""P(lag ≤ days) of one stage, tabled once for each draw so that it costs a look-up.

The families of estimates/lag.py are scale families: given its shape, a draw's distribution of
lag / scale is the same for every channel and age. It is tabled on a grid of log(lag / scale) that
leaves out a hundred-thousandth at either end, and read off linearly (largest error about 2e-4).
Only the gamma needs it: its incomplete gamma function costs ten times a look-up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.conversion import StagePosterior

__all__ = ["LagTable"]

Array = NDArray[np.float64]

_POINTS = 240
_TAIL = 1e-5
_TABLED = ("gamma",)


class LagTable:
    """The lag of a posterior's first ending; `reach` is the longest one, in business days."""

    def __init__(self, posterior: StagePosterior) -> None:
        self._family = posterior.family
        self._log_shape = posterior.log_shape[:, 0]
        self._low, high = (
            np.log(posterior.family.quantile(np.array(share), np.array(0.0), self._log_shape))
            for share in (_TAIL, 1.0 - _TAIL)
        )
        self.reach = float(np.exp(high + posterior.log_scale[:, 0].max(axis=1)).max())
        self._step = np.maximum(high - self._low, 1e-6) / (_POINTS - 1)
        self._values: Array | None = None

    def cdf(self, days: Array, log_scale: Array) -> Array:
        """P(lag ≤ days), both broadcast together; axis 0 is the draw."""
        per_draw = (-1, *[1] * (max(days.ndim, log_scale.ndim) - 1))
        if self._family.name not in _TABLED:
            return self._family.cdf(days, log_scale, self._log_shape.reshape(per_draw))
        with np.errstate(divide="ignore"):
            at = np.log(np.maximum(days, 0.0)) - log_scale
        at -= self._low.reshape(per_draw)
        at /= self._step.reshape(per_draw)
        np.clip(at, 0.0, _POINTS - 1 - 1e-9, out=at)
        index = at.astype(np.int32)
        at -= index
        index += (np.arange(len(self._log_shape), dtype=np.int32) * _POINTS).reshape(per_draw)
        table = self._table()
        below = table.take(index)
        index += 1
        return np.asarray(below + at * (table.take(index) - below))

    def _table(self) -> Array:
        if self._values is None:
            grid = np.exp(self._low[:, None] + self._step[:, None] * np.arange(_POINTS))
            values = self._family.cdf(grid, np.array(0.0), self._log_shape[:, None])
            values[:, 0], values[:, -1] = 0.0, 1.0  # what lies outside counts as its end
            self._values = values.ravel()
        return self._values
