"""What past campaigns taught about promises: delivered ÷ promised, pooled over campaigns.

    log(delivered_i ÷ promised_i) ~ N(mu + tau·z_i, 1 ÷ (delivered_i + ½))      z_i ~ N(0, 1)
    mu ~ N(0, 0.3²), tau ~ |N(0, 0.4²)|

The next campaign's ratio is exp(mu + tau·z). Before any review it is near 1, give or take a half: campaigns
differ, and that is a belief. tau is drawn from its marginal posterior on a grid (mu integrated out), mu given
tau exactly: the normal–normal hierarchy of Gelman et al., Bayesian Data Analysis, chapter 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Kept", "next_ratio"]

Array = NDArray[np.float64]

_MU_SD, _TAU_SD = 0.3, 0.4
_GRID = np.linspace(0.005, 2.0, 400)


@dataclass(frozen=True)
class Kept:
    """One past promise: what was promised (or expected), and how much of it came, in counts."""

    promised: float
    delivered: float


def next_ratio(past: Sequence[Kept], rng: np.random.Generator, draws: int) -> Array:
    """Draws of delivered ÷ promised of a campaign to come: (draws,)."""
    usable = [each for each in past if each.promised > 0]
    if not usable:
        tau = np.abs(rng.normal(0.0, _TAU_SD, draws))
        return np.asarray(np.exp(rng.normal(0.0, _MU_SD, draws) + tau * rng.standard_normal(draws)))
    delivered = np.array([each.delivered for each in usable]) + 0.5
    ratio = np.log(delivered / np.array([each.promised for each in usable]))
    noise = 1.0 / delivered
    variance = noise[:, None] + _GRID[None, :] ** 2  # campaigns × grid
    precision = (1.0 / variance).sum(axis=0) + 1.0 / _MU_SD**2
    centre = (ratio[:, None] / variance).sum(axis=0) / precision
    fit = (ratio[:, None] ** 2 / variance).sum(axis=0) - centre**2 * precision
    log_weight = -0.5 * (np.log(variance).sum(axis=0) + np.log(precision) + fit + (_GRID / _TAU_SD) ** 2)
    weight = np.exp(log_weight - log_weight.max())
    at = rng.choice(len(_GRID), size=draws, p=weight / weight.sum())
    mu = centre[at] + rng.standard_normal(draws) / np.sqrt(precision[at])
    return np.asarray(np.exp(mu + _GRID[at] * rng.standard_normal(draws)))
