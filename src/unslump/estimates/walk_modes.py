"""Drifting log levels of counts by channel: the mode, its evidence, and its precision, on a grid.

    y_ct ~ NegativeBinomial(mean μ_ct, size r)
    log μ_ct = offset_ct + level_ct + x_tᵀ b
    level_c,t+1 ~ Normal(level_ct, σ² / w_t),   w_t ~ Gamma(ν/2, ν/2)   (`degrees` ν; infinite: w = 1)
    b ~ Normal(0, season_sd²)

For every grid point (σ, r) Newton steps find the mode of levels and b together (tridiagonal systems,
a Schur complement for b), all channels and grid points at once. The weights w_t are shared by the
channels; their variational factor is

    w_t | y ~ Gamma((ν + C) / 2, (ν + Σ_c E Δ_ct² / σ²) / 2),   E Δ² = step of the mode² + its variance

(Tipping and Lawrence 2005). The variance matters: smoothed steps are smaller than true ones, and
weights judged by them alone make σ too wide, the more so the more channels share it (what is left
of that bias, σ a third to a half too wide, errs to caution). The evidence is the variational bound,
with Laplace's approximation of levels and b.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from unslump.estimates.spreads import STEP_DEGREES

__all__ = ["FIRST_LEVEL_SD", "SIZES", "WALKS", "LevelModes", "level_modes", "tridiagonal"]

Array = NDArray[np.float64]

WALKS = np.array([0.005, 0.01, 0.02, 0.04, 0.07, 0.11, 0.17, 0.26])
SIZES = np.array([1.5, 3.0, 6.0, 12.0, 30.0, 100.0, 1000.0])
FIRST_LEVEL_SD = 1.5


@dataclass(frozen=True)
class LevelModes:
    """The mode at every grid point.

    Attributes:
        level: grid × channels × weeks.
        season: b: grid × harmonics.
        evidence: log evidence up to a constant: (grid,).
        last_precision: of the last level given b: grid × channels.
        regression: of the levels on b, negative: grid × channels × weeks × harmonics.
        season_precision: of b, levels integrated out: grid × harmonics × harmonics.
        gradient, weight: of the log likelihood by log mean, and its negative curvature:
            grid × channels × weeks.
        diagonal, off: the levels' posterior precision: grid × channels × weeks, grid × (weeks − 1).
    """

    level: Array
    season: Array
    evidence: Array
    last_precision: Array
    regression: Array
    season_precision: Array
    gradient: Array
    weight: Array
    diagonal: Array
    off: Array


def level_modes(
    counts: Array,
    offset: Array,
    season: Array,
    walk: Array,
    size: Array,
    *,
    season_sd: float,
    degrees: float = STEP_DEGREES,
) -> LevelModes:
    """Newton to the mode of levels and season at every grid point.

    `counts` is channels × weeks, `offset` the log of what the level multiplies, of the same shape or
    (weeks,); `season` is weeks × harmonics; `walk` and `size` (grid,) are σ and r.
    """
    channels, weeks = counts.shape
    grid = len(walk)
    r = size[:, None, None]
    rate = (counts.sum(axis=1) + 0.5) / (np.exp(offset).sum(axis=-1) + 1.0)
    level = np.broadcast_to(np.log(rate)[None, :, None], (grid, channels, weeks)).copy()
    start = np.log(rate)[None, :]
    b = np.zeros((grid, 4))
    step = np.zeros_like(level)
    wiggle = np.zeros((grid, weeks - 1))
    for round_number in range(25):
        if round_number % 3 == 0:  # let the weights follow the levels, but slowly enough to converge
            step_weight, step_evidence = _step_weights(level, wiggle, walk, degrees)
            tau = step_weight / walk[:, None] ** 2
        mu = np.exp(np.minimum(offset + level + (b @ season.T)[:, None, :], 20.0))
        gradient = r * (counts - mu) / (r + mu)
        weight = mu * r * (r + counts) / (r + mu) ** 2
        slope = gradient - _walk_pull(level, tau)
        slope[:, :, 0] -= (level[:, :, 0] - start) / FIRST_LEVEL_SD**2
        diagonal = weight.copy()
        diagonal[:, :, :-1] += tau[:, None, :]
        diagonal[:, :, 1:] += tau[:, None, :]
        diagonal[:, :, 0] += 1.0 / FIRST_LEVEL_SD**2
        right = np.concatenate([slope[..., None], weight[..., None] * season], axis=3)
        solved, pivots = tridiagonal(diagonal, -tau, right)
        wiggle = _step_variances(pivots, -tau).sum(axis=1)
        cross = weight[..., None] * season  # ∂²/∂level∂b
        schur = np.einsum("tk,gct,tl->gkl", season, weight, season) - np.einsum(
            "gctk,gctl->gkl", cross, solved[..., 1:]
        )
        schur += np.eye(4) / season_sd**2
        pull = np.einsum("gct,tk->gk", gradient, season) - b / season_sd**2
        step_b = np.linalg.solve(schur, (pull - np.einsum("gctk,gct->gk", cross, solved[..., 0]))[..., None])[
            ..., 0
        ]
        step = solved[..., 0] - np.einsum("gctk,gk->gct", solved[..., 1:], step_b)
        largest = np.abs(step).max(axis=(1, 2), initial=0.0)
        damp = np.minimum(1.0, 1.5 / np.maximum(largest, 1e-12))
        level = level + damp[:, None, None] * step
        b = b + damp[:, None] * step_b
        if largest.max() < 1e-4:
            break
    evidence = _log_likelihood(counts, level, b, offset, season, r)
    evidence -= 0.5 * ((level[:, :, 0] - start) ** 2).sum(axis=1) / FIRST_LEVEL_SD**2
    evidence -= 0.5 * (tau * (np.diff(level, axis=2) ** 2).sum(axis=1)).sum(axis=1) - step_evidence
    evidence -= 0.5 * (b**2).sum(axis=1) / season_sd**2
    evidence -= 0.5 * np.log(pivots).sum(axis=(1, 2)) + 0.5 * np.linalg.slogdet(schur)[1]
    return LevelModes(
        level=level,
        season=b,
        evidence=evidence,
        last_precision=pivots[:, :, -1],
        regression=solved[..., 1:],
        season_precision=schur,
        gradient=gradient,
        weight=weight,
        diagonal=diagonal,
        off=-tau,
    )


def _step_weights(level: Array, wiggle: Array, walk: Array, degrees: float) -> tuple[Array, Array]:
    """E[w_t] (grid × steps), and what the steps' spread and weights add to the evidence (grid,).

    `wiggle` is the levels' posterior variance of each step, summed over the channels.
    """
    channels = level.shape[1]
    squares = ((np.diff(level, axis=2) ** 2).sum(axis=1) + wiggle) / walk[:, None] ** 2
    shape, rate = (degrees + channels) / 2.0, (degrees + squares) / 2.0
    weight = shape / rate
    parts = gammaln(shape) + shape - shape * np.log(rate) - degrees / 2.0 * weight
    parts += degrees / 2.0 * np.log(degrees / 2.0) - gammaln(degrees / 2.0) - channels * np.log(walk)[:, None]
    return np.asarray(weight), np.asarray(parts.sum(axis=1))


def _step_variances(pivots: Array, off: Array) -> Array:
    """Posterior variance of every step, given b: grid × channels × steps."""
    variance = np.empty((*pivots.shape[:2], pivots.shape[2] - 1))
    later = 1.0 / pivots[:, :, -1]
    for t in range(pivots.shape[2] - 2, -1, -1):
        back = -off[:, t, None] / pivots[:, :, t]
        earlier = 1.0 / pivots[:, :, t] + back**2 * later
        variance[:, :, t] = earlier + later - 2.0 * back * later
        later = earlier
    return variance


def _walk_pull(level: Array, tau: Array) -> Array:
    pull = np.zeros_like(level)
    step = tau[:, None, :] * np.diff(level, axis=2)
    pull[:, :, 1:] += step
    pull[:, :, :-1] -= step
    return pull


def _log_likelihood(counts: Array, level: Array, b: Array, offset: Array, season: Array, r: Array) -> Array:
    """Of the counts, up to their factorials: (grid,)."""
    mu = np.exp(np.minimum(offset + level + (b @ season.T)[:, None, :], 20.0))
    terms = gammaln(counts + r) - gammaln(r) + counts * np.log(mu / (r + mu)) + r * np.log(r / (r + mu))
    return np.asarray(terms.sum(axis=(1, 2)))


def tridiagonal(diagonal: Array, off: Array, right: Array) -> tuple[Array, Array]:
    """Solve symmetric tridiagonal systems, one per grid point and channel, along the weeks.

    `diagonal` is grid × channels × weeks, `off` grid × (weeks − 1), `right`
    grid × channels × weeks × sides. Returns the solution and the pivots of the elimination; the
    last pivot is the last element's marginal precision.
    """
    weeks = diagonal.shape[2]
    pivots = np.empty_like(diagonal)
    forward = right.copy()
    pivots[:, :, 0] = diagonal[:, :, 0]
    for t in range(1, weeks):
        factor = off[:, t - 1, None] / pivots[:, :, t - 1]
        pivots[:, :, t] = diagonal[:, :, t] - factor * off[:, t - 1, None]
        forward[:, :, t] -= factor[..., None] * forward[:, :, t - 1]
    solution = np.empty_like(forward)
    solution[:, :, -1] = forward[:, :, -1] / pivots[:, :, -1, None]
    for t in range(weeks - 2, -1, -1):
        solution[:, :, t] = (forward[:, :, t] - off[:, t, None, None] * solution[:, :, t + 1]) / pivots[
            :, :, t, None
        ]
    return solution, pivots
