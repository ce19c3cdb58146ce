"""Which seven-day block a business day falls into, on the clock of each draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Blocks"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_BINS = 3  # a block, on average


class Blocks:
    """Blocks by their ends `ahead` (draws × (blocks + 1), or 1 × … for all draws), from 0, ascending.

    A block holds its end and not its beginning, so that one in which the clock stands still is empty.
    Even bins of business days lead to a block near the one looked for; a step or two do the rest.
    """

    def __init__(self, ahead: Array) -> None:
        self._ends = np.ascontiguousarray(ahead).ravel()
        rows, edges = ahead.shape
        self._one = rows == 1
        self._edges, self._bins = edges, _BINS * edges
        per_day = (self._bins - 1) / np.maximum(ahead[:, -1], 1e-9)
        # Bin b starts at b / per_day; the blocks that end before that lie behind all of its days.
        first = np.minimum(np.ceil(ahead[:, 1:-1] * per_day[:, None]).astype(np.int64) + 1, self._bins)
        at = first + (np.arange(rows) * (self._bins + 1))[:, None]
        passed = np.bincount(at.ravel(), minlength=rows * (self._bins + 1)).reshape(rows, -1)
        self._block = np.cumsum(passed[:, : self._bins], axis=1).ravel()
        self._per_day = per_day

    def of(self, draw: Ints, business: Array) -> Ints:
        """The block of each business day > 0 (n,); those beyond the end are in the last one."""
        if self._one:
            draw = np.zeros_like(draw)
        bins = (business * self._per_day.take(draw)).astype(np.int64)
        np.clip(bins, 0, self._bins - 1, out=bins)
        bins += draw * self._bins
        block = self._block.take(bins)
        ends = draw * self._edges + 1
        last = self._edges - 2
        behind = np.flatnonzero(self._ends.take(ends + block) < business)
        behind = behind[block[behind] < last]
        while len(behind):
            block[behind] += 1
            here = block[behind]
            late = self._ends.take(ends[behind] + here) < business[behind]
            behind = behind[late & (here < last)]
        return np.asarray(block)

    def day(self, draw: Ints, business: Array) -> Array:
        """Business days from today as calendar days; in a block, both run evenly."""
        if self._one:
            draw = np.zeros_like(draw)
        block = self.of(draw, business)
        at = draw * self._edges + block
        begin = self._ends.take(at)
        within = (business - begin) / np.maximum(self._ends.take(at + 1) - begin, 1e-9)
        return np.asarray(7.0 * (block + np.clip(within, 0.0, 1.0 - 1e-9)))
