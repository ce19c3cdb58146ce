"""What shocks do, week by week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.demo.spec import ShockKind, WorldSpec

__all__ = ["shock_factor", "tilt"]


def shock_factor(spec: WorldSpec, kind: ShockKind) -> NDArray[np.float64]:
    """The factor of all shocks of `kind` together, by week: one before the first, their product after."""
    factor = np.ones(spec.all_weeks)
    for shock in spec.shocks:
        if shock.kind is kind:
            factor[shock.week :] *= shock.factor
    return factor


def tilt(
    weights: NDArray[np.float64], effect: NDArray[np.float64], factor: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Multiply the weight of groups that win more than average by `factor`, keeping each row's total.

    `weights` is rows × groups, `effect` one log-odds effect a group, `factor` one a row.

    >>> tilt(np.array([[3.0, 1.0]]), np.array([0.5, -0.5]), np.array([0.5])).round(3)
    array([[2.4, 1.6]])
    """
    total = weights.sum(axis=1, keepdims=True)
    if not total.any():
        return weights
    mean = weights.sum(axis=0) @ effect / weights.sum()
    better = effect > mean
    tilted: NDArray[np.float64] = np.where(better, weights * factor[:, None], weights)
    tilted_total = tilted.sum(axis=1, keepdims=True)
    kept: NDArray[np.float64] = tilted * np.divide(
        total, tilted_total, out=np.ones_like(total), where=tilted_total > 0
    )
    return kept
