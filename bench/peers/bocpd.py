"""Bayesian online change-point detection (Adams and MacKay 2007, arXiv:0710.3742).

A new run begins each week with probability HAZARD; within a run weeks are alike. Its predictive is
negative binomial (Poisson–Gamma, for counts) or Student's t (Normal-inverse-gamma, for money, on a
square-root scale because its spread grows with its mean). The training weeks are known to be one run.

The score is the log-odds of "a run has begun since the training weeks and its mean is lower than the
mean of all weeks before it began", summed over where it may have begun; the mean of a run is judged by
its own posterior. Log-odds, because probabilities near one cannot be told apart. Weeks that are NaN
tell nothing.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainc, gammaincc, gammaln, logsumexp, stdtr

__all__ = ["HAZARD", "bocpd_counts", "bocpd_money"]

Array = NDArray[np.float64]

HAZARD = 1 / 104
_FALL = 0.4  # how far the mean of a new run usually is from the training mean, as a share of it
_SHAPE = 10.0  # worth of the training weeks' variance when a run begins: about 2 × this many weeks
_TINY = 1e-300


class _Runs(Protocol):
    """Sufficient statistics of runs, series × runs; one more run can be put at the end."""

    def begin(self) -> None: ...
    def log_predictive(self, week: Array) -> Array: ...
    def learn(self, week: Array) -> None: ...
    def log_lower(self, level: Array) -> tuple[Array, Array]:
        """Log probabilities that a run's mean is below, and not below, `level` (series × runs)."""
        ...


def bocpd_counts(series: ArrayLike, trained: int) -> Array:
    """Poisson weeks with a Gamma prior around the training mean."""
    values = np.asarray(series, dtype=float)
    rows = np.atleast_2d(values)
    return _scores(rows, trained, _Counts(rows[:, :trained])).reshape(*values.shape[:-1], -1)


def bocpd_money(series: ArrayLike, trained: int) -> Array:
    """Normal weeks on the square-root scale, mean and variance unknown; values at least zero."""
    values = np.sqrt(np.maximum(np.asarray(series, dtype=float), 0.0))
    rows = np.atleast_2d(values)
    return _scores(rows, trained, _Normals(rows[:, :trained])).reshape(*values.shape[:-1], -1)


def _scores(rows: Array, trained: int, runs: _Runs) -> Array:
    count, weeks = rows.shape
    known, filled = ~np.isnan(rows), np.nan_to_num(rows)
    before = np.cumsum(filled, axis=1) / np.maximum(np.cumsum(known, axis=1), 1)  # mean up to each week
    log_run = np.zeros((count, 1))
    levels = np.zeros((count, 0))
    scores = np.empty((count, weeks - trained))
    for week in range(trained, weeks):
        runs.begin()
        levels = np.concatenate([levels, before[:, week - 1, None]], axis=1)
        born = np.log(HAZARD) + logsumexp(log_run, axis=1, keepdims=True)
        log_run = np.concatenate([log_run + np.log1p(-HAZARD), born], axis=1)
        seen = known[:, week, None]
        log_run += np.where(seen, runs.log_predictive(filled[:, week, None]), 0.0)
        log_run -= logsumexp(log_run, axis=1, keepdims=True)
        runs.learn(np.where(seen, filled[:, week, None], np.nan))
        below, above = (part[:, 1:] for part in runs.log_lower(np.c_[np.zeros(count), levels]))
        fallen = logsumexp(log_run[:, 1:] + below, axis=1)
        healthy = np.logaddexp(log_run[:, 0], logsumexp(log_run[:, 1:] + above, axis=1))
        scores[:, week - trained] = fallen - healthy
    return scores


class _Counts:
    """Poisson runs; the prior's standard deviation is `_FALL` of its mean."""

    def __init__(self, training: Array) -> None:
        shape = 1 / _FALL**2
        mean = np.maximum(np.nanmean(training, axis=1, keepdims=True), 1e-6)
        self._prior = np.full_like(mean, shape), shape / mean
        self._shape = self._prior[0] + np.nansum(training, axis=1, keepdims=True)
        self._rate = self._prior[1] + (~np.isnan(training)).sum(axis=1, keepdims=True)

    def begin(self) -> None:
        self._shape = np.concatenate([self._shape, self._prior[0]], axis=1)
        self._rate = np.concatenate([self._rate, self._prior[1]], axis=1)

    def log_predictive(self, week: Array) -> Array:
        shape, rate = self._shape, self._rate
        ways = gammaln(shape + week) - gammaln(shape) - gammaln(week + 1)
        return np.asarray(ways + shape * np.log(rate / (rate + 1)) - week * np.log1p(rate))

    def learn(self, week: Array) -> None:
        self._shape = self._shape + np.nan_to_num(week)
        self._rate = self._rate + ~np.isnan(week)

    def log_lower(self, level: Array) -> tuple[Array, Array]:
        at = self._rate * level
        below, above = gammainc(self._shape, at), gammaincc(self._shape, at)
        return np.log(np.maximum(below, _TINY)), np.log(np.maximum(above, _TINY))


class _Normals:
    """Normal runs: mean ~ Normal(m, variance / κ), variance ~ Inverse-Gamma(α, β)."""

    def __init__(self, training: Array) -> None:
        mean = np.nanmean(training, axis=1, keepdims=True)
        variance = np.nanvar(training, axis=1, ddof=1, keepdims=True)
        variance = np.maximum(variance, 1e-12 * np.maximum(mean**2, 1.0))
        # On the square-root scale a fall of the mean by 40 % is one by about 22 %.
        reach = np.maximum((1 - np.sqrt(1 - _FALL)) * np.abs(mean), 1e-6 * np.sqrt(variance))
        self._prior = mean, variance / reach**2, np.full_like(mean, _SHAPE), (_SHAPE - 1) * variance
        self._m, self._kappa, self._alpha, self._beta = self._prior
        for week in range(training.shape[1]):
            self.learn(training[:, week, None])

    def begin(self) -> None:
        now = (self._m, self._kappa, self._alpha, self._beta)
        self._m, self._kappa, self._alpha, self._beta = (
            np.concatenate(both, axis=1) for both in zip(now, self._prior, strict=True)
        )

    def log_predictive(self, week: Array) -> Array:
        free, scale2 = 2 * self._alpha, self._beta * (self._kappa + 1) / (self._alpha * self._kappa)
        off = (week - self._m) ** 2 / (free * scale2)
        top = gammaln((free + 1) / 2) - gammaln(free / 2) - np.log(np.pi * free * scale2) / 2
        return np.asarray(top - (free + 1) / 2 * np.log1p(off))

    def learn(self, week: Array) -> None:
        new = (~np.isnan(week)).astype(float)
        off = np.where(new > 0, week - self._m, 0.0)
        kappa = self._kappa + new
        self._beta = self._beta + self._kappa * off**2 / (2 * kappa)
        self._m = self._m + off / kappa
        self._alpha = self._alpha + new / 2
        self._kappa = kappa

    def log_lower(self, level: Array) -> tuple[Array, Array]:
        at = (level - self._m) / np.sqrt(self._beta / (self._alpha * self._kappa))
        below, above = stdtr(2 * self._alpha, at), stdtr(2 * self._alpha, -at)
        return np.log(np.maximum(below, _TINY)), np.log(np.maximum(above, _TINY))
