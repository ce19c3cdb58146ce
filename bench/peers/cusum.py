"""Page's one-sided CUSUM for a fall of the mean (Page 1954; Lucas 1985 for counts).

    S[t] = max(0, S[t-1] + log-likelihood ratio of week t, fallen against healthy)

Normal: δ·(−z − k) with k = δ/2, the reference value that is best for a fall of δ sd. Poisson:
x·ln(1 − fall) + fall·mean. Both are in units of log-likelihood, so one threshold means about the same
rate of false alarms for companies of any size. Weeks that are NaN add nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["FALL", "cusum", "cusum_half", "cusum_poisson"]

Array = NDArray[np.float64]

FALL = 0.4  # the fall of the mean that is to be found


def cusum(series: ArrayLike, trained: int) -> Array:
    """On values standardised by the training weeks, tuned for a fall of the mean by `FALL`."""
    values, mean, spread = _standard(series, trained)
    shift = FALL * np.abs(mean) / spread
    return _page(shift * (-values - shift / 2), trained)


def cusum_half(series: ArrayLike, trained: int) -> Array:
    """With the textbook's k = 0.5: tuned for a fall by one standard deviation."""
    values, _, _ = _standard(series, trained)
    return _page(-values - 0.5, trained)


def cusum_poisson(series: ArrayLike, trained: int) -> Array:
    """For counts: Poisson, tuned for a fall of the mean by `FALL`."""
    counts = np.asarray(series, dtype=float)
    mean = np.nanmean(counts[..., :trained], axis=-1, keepdims=True)
    return _page(counts * np.log1p(-FALL) + FALL * mean, trained)


def _standard(series: ArrayLike, trained: int) -> tuple[Array, Array, Array]:
    values = np.asarray(series, dtype=float)
    mean = np.nanmean(values[..., :trained], axis=-1, keepdims=True)
    spread = np.nanstd(values[..., :trained], axis=-1, ddof=1, keepdims=True)
    spread = np.maximum(spread, 1e-9 * np.maximum(np.abs(mean), 1.0))
    return (values - mean) / spread, mean, spread


def _page(gain: Array, trained: int) -> Array:
    """max(0, running sum), from the first watched week on."""
    watched = np.nan_to_num(gain[..., trained:])
    total = np.cumsum(watched, axis=-1)
    lowest = np.minimum.accumulate(np.minimum(total, 0.0), axis=-1)
    return np.asarray(total - lowest)
