"""A weekly stream's drifting level, and what it leads one to expect of any window of weeks.

    y_t = λ_t · o_t + noise,   λ_t+1 = λ_t + walk,   o_t the week's offset (exposure, season, prospects)
    counts and money   Var noise = φ λ o + (λ o)² / r,   Var walk = ω² λ²
    means              Var noise = s² o,                 Var walk = ω²       (y_t = sum of o_t values)

φ is 1 for counts, 1 − rate for counts out of o_t, 0 for money and hours. The filter is linear Bayes
(West and Harrison 1997, ch. 4): means and variances only, so that one pass over the weeks serves
any number of series at once, real or simulated. An observation further than three standard
deviations off is taken as three: no single week moves a level far. ω and the noise are learnt from the
weeks before an anchor on a grid, each point weighted by its predictive likelihood and prior.

A window (t − h, t] is judged against the level at t − h: what lies in it has had no part in what is
expected of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri

__all__ = [
    "LONGEST",
    "Level",
    "LevelPosterior",
    "Path",
    "Windows",
    "follow",
    "learn_level",
    "score",
    "simulate",
    "windows",
]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

LONGEST = 26
"""Weeks of the longest window that is judged."""

_WALKS = np.array([0.0, 0.004, 0.008, 0.014, 0.022, 0.034, 0.05, 0.08])
_WALK_SCALE = 0.012  # prior of ω: exponential with this mean; a level that wanders further is a change
_FAR = 3.0
_SHAPES = np.array([2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 150.0, 1000.0])  # r
_SHAPE_PRIOR = (25.0, 1.0)  # lognormal: median and log standard deviation; leads come in flocks as a rule
_NOISES = np.array([0.6, 0.8, 1.0, 1.25, 1.6])  # s², beside what neighbouring weeks show
_ASKED = 1.8  # standard deviations
_ALONE = 8  # weeks at the beginning from which the first level is taken


@dataclass(frozen=True)
class Level:
    """How a stream moves: ω, and its noise. `relative`: walk and noise scale with the level."""

    walk: float
    phi: float = 1.0
    inverse_size: float = 0.0
    noise: float = 0.0
    relative: bool = True

    def variance(self, mean: Array, offset: Array) -> Array:
        """Var of what a week brings around `mean` (of the level)."""
        return self.noise_of(mean, offset, offset**2)

    def noise_of(self, mean: Array, offset: Array, squares: Array) -> Array:
        """Var of what several weeks bring together: the sum of their offsets, and of those squared."""
        if not self.relative:
            return np.asarray(self.noise * offset + 0.0 * mean)
        return np.asarray(self.phi * mean * offset + mean**2 * squares * self.inverse_size)

    def drift(self, mean: Array) -> Array:
        """Var of the level's step in a week."""
        return np.asarray(self.walk**2 * (mean**2 if self.relative else np.ones_like(mean)))


@dataclass(frozen=True)
class LevelPosterior:
    """`level` has the posterior mean of ω² and of the noise; `chance` weighs the `points`, both (points,)."""

    level: Level
    points: Level
    chance: Array

    def drawn(self, rng: np.random.Generator, series: int) -> Level:
        """A level whose walk and noise are arrays, one posterior draw for each of so many series."""
        at = rng.choice(len(self.chance), size=series, p=self.chance)
        names = ("walk", "inverse_size", "noise")
        drawn: dict[str, Any] = {name: np.asarray(getattr(self.points, name))[at] for name in names}
        return replace(self.level, **drawn)


@dataclass(frozen=True)
class Path:
    """The filter after each week: level and its variance, … × (weeks + 1); index 0 is before week 0."""

    mean: Array
    variance: Array
    log_likelihood: Array


@dataclass(frozen=True)
class Windows:
    """Sums over the windows (t − h, t], h = 1 … longest: observed, expected, variance: … × weeks × h.

    Windows that reach before week 0, or hold nothing to judge, have variance infinite.
    """

    observed: Array
    expected: Array
    variance: Array


def follow(y: Array, offset: Array, seen: Bools, level: Level, start: tuple[Array, Array]) -> Path:
    """Filter series (… × weeks). Weeks with `seen` False, or nothing to see, teach nothing."""
    mean, variance = (np.broadcast_to(value, y.shape[:-1]).astype(float) for value in start)
    means, variances = [mean], [variance]
    total = np.zeros(y.shape[:-1])
    for week in range(y.shape[-1]):
        variance = variance + level.drift(mean)
        o = offset[..., week]
        if seen[week] and np.any(o > 0):
            noise = level.variance(mean, o)
            spread = variance * o**2 + noise + 1e-12
            error = y[..., week] - mean * o
            limit = _FAR * np.sqrt(spread)
            pull = np.abs(error) / np.sqrt(spread)
            loss = np.where(pull <= _FAR, 0.5 * pull**2, _FAR * pull - 0.5 * _FAR**2)  # Huber 1964
            total = total - loss - 0.5 * np.log(spread)
            gain = variance * o / spread
            mean = mean + gain * np.clip(error, -limit, limit)
            if level.relative:
                mean = np.maximum(mean, 1e-9)
            variance = variance * (1.0 - gain * o)
        means.append(mean)
        variances.append(variance)
    return Path(np.stack(means, axis=-1), np.stack(variances, axis=-1), total)


def first_level(y: Array, offset: Array, seen: Bools, relative: bool) -> tuple[Array, Array]:
    """A first level and its variance from the first weeks that saw anything."""
    weeks = np.flatnonzero(seen & (offset > 0))[:_ALONE]
    if not len(weeks):
        return np.array(1.0), np.array(1.0)
    o = offset[weeks].sum()
    mean = y[weeks].sum() / o
    if relative:
        mean = max(mean, 0.3 / o)
        return np.array(mean), np.array((0.5 * mean) ** 2)
    return np.array(mean), np.array(0.5)


def learn_level(
    y: Array, offset: Array, seen: Bools, *, kind: str, rate: float | None = None
) -> tuple[LevelPosterior, tuple[Array, Array]]:
    """ω and the noise from one series (weeks,), and the level before its first week with its variance.

    `kind` is "count", "share" (counts out of `offset`), "money" (also hours) or "mean".
    """
    start = first_level(y, offset, seen, kind != "mean")
    usual = _noise_of(y, offset, seen) if kind == "mean" else 0.0
    second = usual * _NOISES if kind == "mean" else 1.0 / _SHAPES
    walks, others = (axis.ravel() for axis in np.meshgrid(_WALKS, second, indexing="ij"))
    nothing = np.zeros(len(walks))
    grid = (
        _all_at_once(walks, 1.0, nothing, others, relative=False)
        if kind == "mean"
        else _all_at_once(walks, {"count": 1.0, "money": 0.0}.get(kind, 1.0 - (rate or 0.0)), others, nothing)
    )
    series = np.broadcast_to(y, (len(walks), len(y)))
    evidence = follow(series, offset, seen, grid, start).log_likelihood - walks / _WALK_SCALE
    if kind == "count":
        middle, sd = _SHAPE_PRIOR
        evidence = evidence - 0.5 * (np.log(1.0 / others / middle) / sd) ** 2
    chance = np.exp(evidence - evidence.max())
    chance /= chance.sum()
    mean = replace(
        grid,
        walk=float(np.sqrt(chance @ walks**2)),
        inverse_size=float(chance @ np.asarray(grid.inverse_size)),
        noise=float(chance @ np.asarray(grid.noise)),
    )
    return LevelPosterior(mean, grid, chance), start


def _all_at_once(walk: Array, phi: float, inverse_size: Array, noise: Array, relative: bool = True) -> Level:
    """Levels side by side: each field an array, one a grid point."""
    many: dict[str, Any] = {"walk": walk, "inverse_size": inverse_size, "noise": noise}
    return Level(phi=phi, relative=relative, **many)


def _noise_of(y: Array, offset: Array, seen: Bools) -> float:
    """Variance of one value, from the differences of neighbouring weeks' means."""
    weeks = np.flatnonzero(seen & (offset > 0))
    if len(weeks) < 3:
        return 1.0
    means, n = y[weeks] / offset[weeks], offset[weeks]
    scaled = np.diff(means) ** 2 / (1.0 / n[1:] + 1.0 / n[:-1])
    return max(float(scaled.mean()), 1e-4)


def windows(
    y: Array, offset: Array, seen: Bools, level: Level, path: Path, longest: int = LONGEST
) -> Windows:
    """What every window of up to `longest` weeks held, and what the level before it led one to expect."""
    weeks = y.shape[-1]
    o = np.where(seen, offset, 0.0)
    value = np.where(seen, y, 0.0)

    def summed(values: Array) -> Array:
        return np.concatenate([np.zeros_like(values[..., :1]), np.cumsum(values, axis=-1)], axis=-1)

    upto = summed(o)
    last = np.arange(1, weeks + 1)[:, None]
    first = last - np.arange(1, longest + 1)[None, :]
    inside = first >= 0
    before = np.maximum(first, 0)

    def held(values: Array) -> Array:
        cumulated = summed(values)
        return np.asarray(cumulated[..., last] - cumulated[..., before])

    mean = path.mean[..., before]
    total, squares = held(o), held(o**2)
    # The level's step in week j moves all weeks from j on: Σ_j (O_t − O_j)², O the offsets added up.
    ones, line, square = np.ones(weeks), upto[..., :-1], upto[..., :-1] ** 2
    end = upto[..., last]
    remaining = held(ones) * end**2 - 2.0 * end * held(line) + held(square)
    spread = path.variance[..., before] * total**2 + level.drift(mean) * np.maximum(remaining, 0.0)
    spread = spread + level.noise_of(mean, total, squares)
    judged = inside & (total > 0)
    return Windows(held(value), mean * total, np.where(judged, np.maximum(spread, 1e-12), np.inf))


def score(found: Windows, bad: int, *, skewed: bool, whole: bool) -> Array:
    """How far each window lies on the bad side, in standard deviations: … × weeks × h.

    `bad` is −1 where less is worse, +1 where more is. `skewed`: what is expected is positive and
    skewed, its cube root taken as normal (Wilson and Hilferty 1931); `whole`: it is counted, half a
    unit is allowed for, and far out, where the cube root no longer serves, the negative binomial itself
    is asked. Windows with nothing to judge score −∞.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = found.observed - (0.5 * bad if whole else 0.0)
        if skewed:
            shape = found.expected**2 / found.variance
            root = np.cbrt(np.maximum(observed, 0.0) / np.maximum(found.expected, 1e-12))
            z = (root - (1.0 - 1.0 / (9.0 * shape))) * 3.0 * np.sqrt(shape)
        else:
            z = (observed - found.expected) / np.sqrt(found.variance)
        if skewed and whole:
            z = _counted_exactly(z, found, bad)
    judged = np.isfinite(found.variance) & np.isfinite(z)
    return np.asarray(np.where(judged, bad * z, -np.inf))


def _counted_exactly(z: Array, found: Windows, bad: int) -> Array:
    """Scores beyond `_ASKED` from the tail of the negative binomial with the window's mean and variance."""
    observed, expected, variance = np.broadcast_arrays(found.observed, found.expected, found.variance)
    far = (bad * z > _ASKED) & np.isfinite(variance) & (expected > 0)
    y, mean = np.round(observed[far]), expected[far]
    spread = np.maximum(variance[far], 1.001 * mean)  # next to none above the mean: Poisson
    shape = mean**2 / (spread - mean)
    chance = shape / (shape + mean)
    if bad < 0:
        tail = betainc(shape, y + 1.0, chance)
    else:
        tail = np.where(y > 0, betainc(np.maximum(y, 1.0), shape, 1.0 - chance), 1.0)
    out = np.array(np.broadcast_to(z, observed.shape))
    out[far] = -bad * ndtri(np.maximum(tail, 1e-300))
    return out


def simulate(
    level: Level, start: tuple[float, float], offset: Array, rng: np.random.Generator, series: int, kind: str
) -> Array:
    """Healthy series from a level (mean, variance) on: series × weeks. `level` may be one a series."""
    weeks = len(offset)
    mean, variance = start
    truth = mean + np.sqrt(variance) * rng.standard_normal(series)
    if level.relative:
        truth = np.maximum(truth, 0.05 * mean)
    scale = level.walk * (truth if level.relative else np.ones(series))
    noise, inverse_size = (np.broadcast_to(v, (series,))[:, None] for v in (level.noise, level.inverse_size))
    steps = np.cumsum(rng.standard_normal((series, weeks)), axis=1) * scale[:, None]
    path = truth[:, None] + steps
    if not level.relative:
        sd = np.sqrt(noise * offset)
        return np.asarray(path * offset + sd * rng.standard_normal(path.shape))
    expected = np.maximum(path, 1e-9) * offset
    shape = 1.0 / np.maximum(inverse_size, 1e-6)
    expected = rng.gamma(shape, 1.0, expected.shape) / shape * expected
    if kind == "count":
        return np.asarray(rng.poisson(expected), dtype=np.float64)
    if kind == "share":
        share = np.clip(expected / np.maximum(offset, 1e-12), 0.0, 1.0)
        return np.asarray(rng.binomial(np.round(offset).astype(int), share), dtype=np.float64)
    return np.asarray(expected)
