"""Leads still to come: weekly arrivals per channel, with a drifting level and a yearly season.

    y_ct ~ NegativeBinomial(mean μ_ct, size r),   Var = μ + μ² / r
    log μ_ct = log(exposure_t) + level_ct + x_tᵀ b
    level_c,t+1 ~ Normal(level_ct, σ² / w_t)   a random walk of its own for each channel
    w_t ~ Gamma(ν/2, ν/2)                      weeks in which everything changed: Student-t steps
    x_t: two yearly harmonics, b ~ Normal(0, 0.15²) each, shared by all channels

(a local-level dynamic generalised linear model: West, Harrison and Migon 1985). The walk's σ and
the size r are shared by the channels and integrated out over a grid, each point weighted by its
Laplace evidence; the levels are found by Newton steps on tridiagonal systems, all channels and
grid points at once. Below two years a season cannot be told from a trend or a step: then it is not learnt,
and its prior, Normal(0, 0.08²), is added to every draw as not knowing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from unslump.estimates.spreads import STEP_DEGREES, future_steps
from unslump.history.weekly import WeeklyCounts

__all__ = ["ArrivalsPosterior", "fit_arrivals"]

Array = NDArray[np.float64]

_WALKS = np.array([0.005, 0.01, 0.02, 0.04, 0.07, 0.11, 0.17, 0.26])
_SIZES = np.array([1.5, 3.0, 6.0, 12.0, 30.0, 100.0, 1000.0])
_SEASON_SD = 0.15
_SEASON_SD_UNSEEN = 0.08
_SEASON_SD_OFF = 1e-4
_SEASON_WEEKS = 104
_FIRST_LEVEL_SD = 1.5
_YEAR_WEEKS = 365.25 / 7.0
_MAX_WEEKS = 208


@dataclass(frozen=True)
class ArrivalsPosterior:
    """Draws of the level at the end of the history and of what drives it further.

    Attributes:
        channels: channel names.
        level: log weekly mean at the last week, season taken out: draws × channels.
        walk: σ of the weekly walk: draws.
        size: r of the negative binomial: draws.
        season: coefficients of the harmonics: draws × 4.
        last_week: Monday of the history's last week.
        season_seen: the history is long enough (two years) to have shown a season.
    """

    channels: tuple[str, ...]
    level: Array
    walk: Array
    size: Array
    season: Array
    last_week: date
    season_seen: bool

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.walk)

    def means(self, first_day: date, weeks: int, rng: np.random.Generator) -> Array:
        """Expected arrivals in each 7-day block from `first_day`: draws × channels × weeks."""
        _, variance = future_steps(self.walk, weeks, rng)
        variance[:, :1] *= max((first_day - self.last_week).days / 7.0 - 0.5, 0.0)  # since the last week
        noise = rng.standard_normal((self.draws, len(self.channels), weeks))
        # Held level on average: without −σ²/2 a step, more uncertainty would promise more leads.
        steps = noise * np.sqrt(variance)[:, None, :] - 0.5 * variance[:, None, :]
        path = self.level[:, :, None] + np.cumsum(steps, axis=2)
        season = self.season @ harmonics(_position(first_day), weeks).T
        return np.exp(np.minimum(path + season[:, None, :], 18.0))

    def simulate(self, means: Array, rng: np.random.Generator) -> NDArray[np.int64]:
        """Arrivals drawn around `means`, of the same shape."""
        size = self.size[:, None, None]
        return rng.poisson(rng.gamma(size, means / size))


def harmonics(first: float, weeks: int) -> Array:
    """Two yearly harmonics in each week from a position on: weeks × 4."""
    angle = 2.0 * np.pi * (first + np.arange(weeks, dtype=float))[:, None] / _YEAR_WEEKS
    return np.concatenate([np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)], axis=1)


def fit_arrivals(weekly: WeeklyCounts, rng: np.random.Generator, draws: int) -> ArrivalsPosterior:
    """The posterior of the arrivals."""
    weeks = min(weekly.counts.shape[1], _MAX_WEEKS)
    counts = weekly.counts[:, -weeks:].astype(float)
    exposure = np.maximum(weekly.exposure[-weeks:], 1e-9)
    first = weekly.first_week.toordinal() + 7 * (weekly.counts.shape[1] - weeks)
    season = harmonics(_position(date.fromordinal(first)), weeks)
    seen = weeks >= _SEASON_WEEKS
    walk, size = (grid.ravel() for grid in np.meshgrid(_WALKS, _SIZES, indexing="ij"))

    level, coefficients, evidence, pivot, back, schur = _modes(
        counts, exposure, season, walk, size, _SEASON_SD if seen else _SEASON_SD_OFF
    )
    weight = np.exp(evidence - evidence.max())
    chosen = rng.choice(len(walk), size=draws, p=weight / weight.sum())
    root = np.linalg.cholesky(schur)  # posterior precision of b, per grid point
    noise = rng.standard_normal((draws, 4))
    shift = np.linalg.solve(np.swapaxes(root[chosen], 1, 2), noise[:, :, None])[:, :, 0]
    # A level given b: its mode moves against the season, and keeps its own conditional variance.
    last = level[chosen, :, -1] - np.einsum("dck,dk->dc", back[chosen], shift)
    last = last + rng.standard_normal(last.shape) / np.sqrt(pivot[chosen])
    yearly = coefficients[chosen] + shift
    if not seen:  # the level holds whatever season there is now; ahead of it, anything the prior allows
        yearly = rng.standard_normal((draws, 4)) * _SEASON_SD_UNSEEN
        last = last - (yearly @ season[-1])[:, None]
    return ArrivalsPosterior(
        channels=weekly.channels,
        level=last,
        walk=walk[chosen],
        size=size[chosen],
        season=yearly,
        last_week=date.fromordinal(first + 7 * (weeks - 1)),
        season_seen=seen,
    )


def _position(day: date) -> float:
    return (day.toordinal() % 1461) / 7.0  # four years: harmonics repeat yearly


def _modes(
    counts: Array, exposure: Array, season: Array, walk: Array, size: Array, season_sd: float
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Newton to the mode of levels and season at every grid point.

    Returns level (grid × channels × weeks), b (grid × 4), log evidence (grid), the conditional
    precision of the last level (grid × channels), its regression on b (grid × channels × 4), and
    the posterior precision of b (grid × 4 × 4).
    """
    channels, weeks = counts.shape
    grid = len(walk)
    r = size[:, None, None]
    rate = (counts.sum(axis=1) + 0.5) / (exposure.sum() + 1.0)
    level = np.broadcast_to(np.log(rate)[None, :, None], (grid, channels, weeks)).copy()
    start = np.log(rate)[None, :]
    b = np.zeros((grid, 4))
    offset = np.log(exposure)
    step = np.zeros_like(level)
    for round_number in range(25):
        if round_number % 3 == 0:  # let the weights follow the levels, but slowly enough to converge
            tau = _step_precision(level, walk)
        mu = np.exp(np.minimum(offset + level + (b @ season.T)[:, None, :], 20.0))
        gradient = r * (counts - mu) / (r + mu)
        weight = mu * r * (r + counts) / (r + mu) ** 2
        slope = gradient - _walk_pull(level, tau)
        slope[:, :, 0] -= (level[:, :, 0] - start) / _FIRST_LEVEL_SD**2
        diagonal = weight.copy()
        diagonal[:, :, :-1] += tau[:, None, :]
        diagonal[:, :, 1:] += tau[:, None, :]
        diagonal[:, :, 0] += 1.0 / _FIRST_LEVEL_SD**2
        right = np.concatenate([slope[..., None], weight[..., None] * season], axis=3)
        solved, pivots = _tridiagonal(diagonal, -tau, right)
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
    evidence = _log_joint(counts, level, b, offset, season, walk, r, start, season_sd)
    evidence -= 0.5 * np.log(pivots).sum(axis=(1, 2)) + 0.5 * np.linalg.slogdet(schur)[1]
    return level, b, evidence, pivots[:, :, -1], solved[:, :, -1, 1:], schur


def _step_precision(level: Array, walk: Array) -> Array:
    """E[w_t] / σ² of each week's step, all channels taken together: grid × (weeks − 1)."""
    squares = (np.diff(level, axis=2) ** 2).sum(axis=1) / walk[:, None] ** 2
    weight = (STEP_DEGREES + level.shape[1]) / (STEP_DEGREES + squares)
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
        gammaln((STEP_DEGREES + channels) / 2.0)
        - gammaln(STEP_DEGREES / 2.0)
        - 0.5 * channels * np.log(STEP_DEGREES * spread**2)
        - 0.5 * (STEP_DEGREES + channels) * np.log1p(moves / (STEP_DEGREES * spread**2))
    ).sum(axis=1)
    first = -0.5 * ((level[:, :, 0] - start) ** 2).sum(axis=1) / _FIRST_LEVEL_SD**2
    return np.asarray(likelihood + steps + first - 0.5 * (b**2).sum(axis=1) / season_sd**2)


def _tridiagonal(diagonal: Array, off: Array, right: Array) -> tuple[Array, Array]:
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
