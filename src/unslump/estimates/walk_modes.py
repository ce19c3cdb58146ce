"""Drifting log levels of counts by channel: the mode, its evidence, and its precision, on a grid.

    y_ct ~ NegativeBinomial(mean μ_ct, size r)
    log μ_ct = offset_ct + level_ct + x_tᵀ b
    level_c,t+1 ~ Normal(level_ct, σ² / w_t),   w_t ~ Gamma(ν/2, ν/2)   (`degrees` ν; infinite: w = 1)
    b ~ Normal(0, season_sd²)

For every grid point (σ, r) Newton steps find the mode of levels and b together (tridiagonal systems,
a Schur complement for b), all channels and grid points at once; Laplace's method gives the evidence.
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
    for round_number in range(25):
        if round_number % 3 == 0:  # let the weights follow the levels, but slowly enough to converge
            tau = _step_precision(level, walk, degrees)
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
    evidence = _log_joint(counts, level, b, offset, season, walk, r, start, season_sd, degrees)
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


def _step_precision(level: Array, walk: Array, degrees: float) -> Array:
    """E[w_t] / σ² of each week's step, all channels taken together: grid × (weeks − 1)."""
    squares = (np.diff(level, axis=2) ** 2).sum(axis=1) / walk[:, None] ** 2
    weight = (degrees + level.shape[1]) / (degrees + squares)
    return np.asarray(weight / walk[:, None] ** 2)


def _walk_pull(level: Array, tau: Array) -> Array:
    pull = np.zeros_like(level)
    step = tau[:, None, :] * np.diff(level, axis=2)
    pull[:, :, 1:] += step
    pull[:, :, :-1] -= step
    return pull


def _log_joint(
    counts: Array,
    level: Array,
    b: Array,
    offset: Array,
    season: Array,
    walk: Array,
    r: Array,
    start: Array,
    season_sd: float,
    degrees: float,
) -> Array:
    mu = np.exp(np.minimum(offset + level + (b @ season.T)[:, None, :], 20.0))
    likelihood = (
        gammaln(counts + r) - gammaln(r) + counts * np.log(mu / (r + mu)) + r * np.log(r / (r + mu))
    ).sum(axis=(1, 2))
    moves = (np.diff(level, axis=2) ** 2).sum(axis=1)  # grid × steps
    channels = level.shape[1]
    spread = walk[:, None]
    # Multivariate Student-t steps, their weights integrated out.
    steps = (
        gammaln((degrees + channels) / 2.0)
        - gammaln(degrees / 2.0)
        - 0.5 * channels * np.log(degrees * spread**2)
        - 0.5 * (degrees + channels) * np.log1p(moves / (degrees * spread**2))
    ).sum(axis=1)
    first = -0.5 * ((level[:, :, 0] - start) ** 2).sum(axis=1) / FIRST_LEVEL_SD**2
    return np.asarray(likelihood + steps + first - 0.5 * (b**2).sum(axis=1) / season_sd**2)


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
