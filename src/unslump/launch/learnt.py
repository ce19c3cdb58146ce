"""What past campaigns taught about promises: delivered ÷ promised, pooled over campaigns.

    delivered_i ~ Poisson(promised_i · exp(mu + tau·z_i))      z_i ~ N(0, 1)
    mu ~ N(0, 0.3²), tau ~ |N(0, 0.4²)|

The next campaign's ratio is exp(mu + tau·z). Before any review it is near 1, give or take a half: campaigns
differ, and that is a belief. The posterior of (mu, tau) is computed on a grid, each z integrated out by
Gauss–Hermite quadrature, and drawn from (a hierarchy as in Gelman et al., Bayesian Data Analysis, chapter 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Kept", "next_ratio"]

Array = NDArray[np.float64]

_MU_SD, _TAU_SD = 0.3, 0.4
_MU = np.linspace(-2.5, 1.5, 161)  # wide to the left: a campaign may bring nothing
_TAU = np.linspace(0.01, 2.0, 60)
_NODES = 24


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
    log_weight = -0.5 * ((_MU[:, None] / _MU_SD) ** 2 + (_TAU[None, :] / _TAU_SD) ** 2)
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    log_ratio = _MU[:, None, None] + _TAU[None, :, None] * nodes  # mu × tau × nodes
    for each in usable:
        mean = each.promised * np.exp(log_ratio)
        log_chance = each.delivered * log_ratio - mean
        top = log_chance.max(axis=2, keepdims=True)
        log_weight = log_weight + np.log(np.exp(log_chance - top) @ weights) + top[:, :, 0]
    chance = np.exp(log_weight - log_weight.max()).ravel()
    at = rng.choice(chance.size, size=draws, p=chance / chance.sum())
    step = _MU[1] - _MU[0], _TAU[1] - _TAU[0]
    mu = _MU[at // len(_TAU)] + step[0] * (rng.random(draws) - 0.5)
    tau = np.abs(_TAU[at % len(_TAU)] + step[1] * (rng.random(draws) - 0.5))
    return np.asarray(np.exp(mu + tau * rng.standard_normal(draws)))
