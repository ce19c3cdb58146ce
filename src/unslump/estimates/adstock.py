"""Adstock: what spend leaves behind, week by week.

    adstock_t = spend_t + decay · adstock_{t−1}        geometric (Broadbent 1979)
    before the first week: in balance, spend / (1 − decay) at the usual spend of the first weeks

A steady spend s ends at s / (1 − decay); a share 1 − decay of what it brings comes in the same week.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["BALANCE_WEEKS", "adstock", "balanced"]

Array = NDArray[np.float64]

BALANCE_WEEKS = 8


def adstock(spend: Array, decay: Array, before: Array) -> Array:
    """Spend carried over: … × weeks.

    `spend` is … × weeks in money a week, `decay` (0 to below 1) and `before`, the adstock left by the
    week before the first, broadcast with `spend` without its weeks.

    >>> adstock(np.array([10.0, 10.0, 0.0]), np.array(0.5), np.array(20.0))
    array([20., 20., 10.])
    """
    decay, before = np.asarray(decay), np.asarray(before)
    shape = np.broadcast_shapes(spend.shape[:-1], decay.shape, before.shape)
    carried = np.empty((*shape, spend.shape[-1]))
    last = np.broadcast_to(before, shape)
    for week in range(spend.shape[-1]):
        last = spend[..., week] + decay * last
        carried[..., week] = last
    return carried


def balanced(spend: Array, decay: Array) -> Array:
    """The adstock before the first week if the mean spend of the first weeks had always been spent.

    >>> balanced(np.full(20, 10.0), np.array([0.0, 0.5]))
    array([10., 20.])
    """
    return np.asarray(spend[..., :BALANCE_WEEKS].mean(axis=-1) / (1.0 - np.asarray(decay)))
