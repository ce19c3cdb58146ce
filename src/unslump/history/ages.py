"""Ages in days, binned: by day in the first two weeks, by week up to three years.

A prospect of date-difference age a is in the bin that holds a. An ending in bin b happened with
a lag in (edges[b], edges[b + 1]]; a prospect still open after a whole days has been watched for
`watched[b]` days. Ages beyond the last bin stay in it.
"""

from __future__ import annotations

import ibis
import numpy as np
from numpy.typing import NDArray

__all__ = ["BINS", "DAILY", "EDGES", "WATCHED", "bin_of", "bin_of_column"]

DAILY = 14
_WEEKS = 156

EDGES: NDArray[np.float64] = np.concatenate([np.arange(DAILY), DAILY + 7.0 * np.arange(_WEEKS - 1)])
BINS: int = len(EDGES) - 1
# Ages are whole days: a prospect of age a has lived through a + 1 day ends; in weekly bins, on average.
WATCHED: NDArray[np.float64] = np.where(
    np.arange(BINS) < DAILY, EDGES[1:], (EDGES[:-1] + EDGES[1:] + 1.0) / 2.0
)


def bin_of(age_days: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bin of each age in whole days; negative ages count as 0.

    >>> bin_of(np.array([-3, 0, 13, 14, 20, 21, 99999])).tolist()
    [0, 0, 13, 14, 14, 15, 167]
    """
    age = np.maximum(age_days, 0)
    return np.minimum(np.where(age < DAILY, age, DAILY + (age - DAILY) // 7), BINS - 1)


def bin_of_column(age_days: ibis.expr.types.IntegerColumn) -> ibis.expr.types.IntegerColumn:
    """The same on a column of a table."""
    age = ibis.greatest(age_days, 0)
    return ibis.least(ibis.ifelse(age < DAILY, age, DAILY + (age - DAILY) // 7), BINS - 1)
