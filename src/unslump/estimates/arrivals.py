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

from unslump.estimates.spreads import future_steps
from unslump.estimates.walk_modes import SIZES, WALKS, level_modes
from unslump.history.weekly import WeeklyCounts

__all__ = [
    "MAX_WEEKS",
    "SEASON_SD",
    "SEASON_SD_OFF",
    "SEASON_SD_UNSEEN",
    "SEASON_WEEKS",
    "ArrivalsPosterior",
    "fit_arrivals",
    "harmonics",
    "season_position",
]

Array = NDArray[np.float64]

SEASON_SD = 0.15
SEASON_SD_UNSEEN = 0.08
SEASON_SD_OFF = 1e-4
SEASON_WEEKS = 104
_YEAR_WEEKS = 365.25 / 7.0
MAX_WEEKS = 208


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
        season = self.season @ harmonics(season_position(first_day), weeks).T
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
    weeks = min(weekly.counts.shape[1], MAX_WEEKS)
    counts = weekly.counts[:, -weeks:].astype(float)
    exposure = np.maximum(weekly.exposure[-weeks:], 1e-9)
    first = weekly.first_week.toordinal() + 7 * (weekly.counts.shape[1] - weeks)
    season = harmonics(season_position(date.fromordinal(first)), weeks)
    seen = weeks >= SEASON_WEEKS
    walk, size = (grid.ravel() for grid in np.meshgrid(WALKS, SIZES, indexing="ij"))

    modes = level_modes(
        counts, np.log(exposure), season, walk, size, season_sd=SEASON_SD if seen else SEASON_SD_OFF
    )
    weight = np.exp(modes.evidence - modes.evidence.max())
    chosen = rng.choice(len(walk), size=draws, p=weight / weight.sum())
    root = np.linalg.cholesky(modes.season_precision)  # posterior precision of b, per grid point
    noise = rng.standard_normal((draws, 4))
    shift = np.linalg.solve(np.swapaxes(root[chosen], 1, 2), noise[:, :, None])[:, :, 0]
    # A level given b: its mode moves against the season, and keeps its own conditional variance.
    last = modes.level[chosen, :, -1] - np.einsum("dck,dk->dc", modes.regression[chosen, :, -1], shift)
    last = last + rng.standard_normal(last.shape) / np.sqrt(modes.last_precision[chosen])
    yearly = modes.season[chosen] + shift
    if not seen:  # the level holds whatever season there is now; ahead of it, anything the prior allows
        yearly = rng.standard_normal((draws, 4)) * SEASON_SD_UNSEEN
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


def season_position(day: date) -> float:
    """Where `harmonics` starts for a Monday, in weeks."""
    return (day.toordinal() % 1461) / 7.0  # four years: harmonics repeat yearly
