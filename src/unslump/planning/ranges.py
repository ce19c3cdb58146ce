"""From draws to an 80 % range."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.planning.verdict import Range

__all__ = ["range_of"]


def range_of(draws: NDArray[np.float64]) -> Range:
    """The middle 80 % of draws and their median.

    >>> range_of(np.arange(11.0))
    Range(p10=1.0, p50=5.0, p90=9.0)
    """
    low, middle, high = (float(q) for q in np.quantile(draws, [0.1, 0.5, 0.9]))
    return Range(p10=low, p50=middle, p90=high)
