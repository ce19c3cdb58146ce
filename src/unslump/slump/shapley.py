"""Splitting a difference among its causes, exactly: Shapley values, and amounts that add up to the cent.

With n causes, each either as expected (off) or as it became (on), f is known for all 2ⁿ combinations. A
cause's share is its effect on f averaged over all orders in which causes may be switched on:

    φ_i = Σ_S |S|! (n − |S| − 1)! / n! · (f(S ∪ {i}) − f(S)),     S over the sets without i

Shares add up to f(all on) − f(all off); a cause that never matters gets nothing; causes that matter alike
get the same (L. S. Shapley, A value for n-person games, 1953). No order of looking decides who is blamed.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

__all__ = ["combinations", "in_cents", "shapley"]

Array = NDArray[np.float64]


def combinations(causes: int) -> NDArray[np.bool_]:
    """All combinations, cause i on where bit i is set: 2ⁿ × causes."""
    return np.asarray((np.arange(2**causes)[:, None] >> np.arange(causes)) & 1 == 1)


def shapley(values: Array) -> Array:
    """Each cause's share of f(all on) − f(all off): draws × causes.

    `values` is draws × 2ⁿ, in the order of `combinations`.

    >>> shapley(np.array([[0.0, 1.0, 2.0, 4.0]]))  # alone 1 and 2, together 4: one more to share
    array([[1.5, 2.5]])
    """
    causes = int(values.shape[1]).bit_length() - 1
    if values.shape[1] != 2**causes:
        raise ValueError(f"{values.shape[1]} values are not those of all combinations of any causes")
    on = combinations(causes)
    size = on.sum(axis=1)
    orders = [factorial(k) * factorial(causes - k - 1) / factorial(causes) for k in range(causes)]
    shares = np.empty((len(values), causes))
    for cause in range(causes):
        without = np.flatnonzero(~on[:, cause])
        weight = np.array([orders[k] for k in size[without]])
        shares[:, cause] = (values[:, without + (1 << cause)] - values[:, without]) @ weight
    return shares


def in_cents(parts: Array, total: float) -> Array:
    """Parts rounded so that they add up to `total`, a whole number of cents; each moves by a cent at most.

    What rounding down leaves goes to the parts that lost most by it (largest remainder). `parts` must add
    up to `total` but for rounding.

    >>> in_cents(np.array([1 / 3, 1 / 3, 1 / 3]), 1.0)
    array([0.34, 0.33, 0.33])
    """
    exact = np.asarray(parts, dtype=float) * 100.0
    whole = np.floor(exact)
    left = round(total * 100.0 - float(whole.sum()))
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: max(left, 0)]] += 1.0
    return np.asarray(whole / 100.0)
