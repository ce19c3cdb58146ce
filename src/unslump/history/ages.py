"""Ages in days, binned: by day in the first two weeks, by week up to three years.

Only days are counted, not hours: what began and ended some time in two days that lie a apart took
between a − 1 and a + 1 days, a on average. So an ending in bin b is taken to have had a lag in
(edges[b], edges[b + 1]], which is half a day around each age; and a prospect still open at the end
of a day a days after its own has been watched for a + ½ days, `watched[b]` on average over its bin.
Ages beyond the last bin stay in it.
"""

from __future__ import annotations

import ibis
import numpy as np
from numpy.typing import NDArray

__all__ = ["BINS", "DAILY", "EDGES", "HALF_A_DAY", "WATCHED", "bin_of", "bin_of_column"]

DAILY = 14
_WEEKS = 156

HALF_A_DAY = 0.5  # from the middle of a day to its end

_FIRST_AGES: NDArray[np.float64] = np.concatenate([np.arange(DAILY), DAILY + 7.0 * np.arange(_WEEKS - 1)])
EDGES: NDArray[np.float64] = np.maximum(_FIRST_AGES - HALF_A_DAY, 0.0)
BINS: int = len(EDGES) - 1
WATCHED: NDArray[np.float64] = (_FIRST_AGES[:-1] + _FIRST_AGES[1:] - 1.0) / 2.0 + HALF_A_DAY


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
