"""The likelihood of a mixture-cure model with competing endings, on binned counts.

For a prospect of cell c (cohort month t, channel g, …) and endings k = 1 … K:

    P(ends as k ever)            p_k = exp(η_k) / (1 + Σ_j exp(η_j))        the rest never ends
    P(ended as k by age a)       p_k · F_k(a)
    P(still open at age a)       1 − Σ_k p_k F_k(a)
    η_ck = level_k(t) + Σ_factors effect_k(label)
    F_k: a lag family with log scale  s_k + u_k(channel)  and a shape shared by all; for the first
         ending, a is the age on the clock of clock.py, whose log paces are parameters too

Mixture-cure models: Boag 1949; Farewell 1982. With M prospects open at age a,

    log(1 − Σ p_k F_k) = log(1 + Σ exp(η_k + log S_k(a))) − log(1 + Σ exp(η_k)),

a log-sum-exp, so gradient and Hessian follow from its responsibilities r_k. Shares cost by cell
and pair of factors, lags by point (lag_points.py): nothing follows the number of leads.
"""

from __future__ import annotations

from copy import copy

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.clock import Timeline
from unslump.estimates.lag import LagFamily, SurvivalDerivatives, log_interval
from unslump.estimates.lag_points import Ages, ended_points, waiting_points
from unslump.estimates.layout import Layout
from unslump.history.cohorts import StageCohorts

__all__ = ["PACE", "Likelihood"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

PACE = "pace"
_PIECE = 200_000  # multiplications up to which a product of matrices stays in one thread


class Likelihood:
    """log p(counts | parameters) with gradient and Hessian, for one lag family."""

    def __init__(
        self, cohorts: StageCohorts, layout: Layout, lag_factor: str, family: LagFamily, timeline: Timeline
    ) -> None:
        self.family = family
        self.size = layout.size
        self.endings = len(cohorts.endings)
        cells = cohorts.n_cells
        lag_codes = cohorts.codes.get(lag_factor, np.zeros(cells, dtype=np.int64))
        self.waiting = waiting_points(cohorts, lag_codes, timeline)
        self.ended_at = [ended_points(cohorts, k, lag_codes, timeline) for k in range(self.endings)]
        self.ended = np.zeros((self.endings, cells))
        np.add.at(self.ended, (cohorts.ended[1], cohorts.ended[0]), cohorts.ended[3])
        waiting = np.bincount(self.waiting.cell, self.waiting.count, minlength=cells)
        self.total = self.ended.sum(axis=0) + waiting
        # Parameters of each ending's share: (first index, size, code of each cell).
        self.share_blocks: list[list[tuple[int, int, Ints]]] = []
        # Parameters of each ending's lag: scale, scale by group, log paces, and last the log shape.
        self.lag_index: list[Ints] = []
        self.by_group: list[int] = []
        pace = layout.get(PACE)
        self.pace_index = (
            np.arange(pace.start, pace.start + pace.size) if pace else np.zeros(0, dtype=np.int64)
        )
        self.running = timeline.months - timeline.silent
        for k, ending in enumerate(cohorts.endings):
            named = [(f"{ending}/level", cohorts.months)]
            named += [(f"{ending}/{factor}", cohorts.codes[factor]) for factor in cohorts.labels]
            blocks = [(layout.get(name), codes) for name, codes in named]
            self.share_blocks.append([(b.start, b.size, codes) for b, codes in blocks if b is not None])
            grouped = layout.get(f"{ending}/scale by {lag_factor}")
            self.by_group.append(grouped.size if grouped else 0)
            parts = [np.array([layout[f"{ending}/scale"].start])]
            parts += [np.arange(grouped.start, grouped.start + grouped.size)] if grouped else []
            parts += [self.pace_index] if k == 0 else []
            parts += [np.array([layout[f"{ending}/shape"].start])]
            self.lag_index.append(np.concatenate(parts))

    @property
    def cost(self) -> int:
        """How many cells, points and entries there are to evaluate."""
        points = sum(len(at.count) for at in self.ended_at) + len(self.waiting.group)
        return len(self.total) + len(self.waiting.cell) + points

    def with_family(self, family: LagFamily) -> Likelihood:
        """The same counts under another lag family."""
        other = copy(self)
        other.family = family
        return other

    def _shares(self, parameters: Array) -> Array:
        """η: endings × cells."""
        eta = np.zeros_like(self.ended)
        for k, blocks in enumerate(self.share_blocks):
            for start, size, codes in blocks:
                eta[k] += parameters[start : start + size][codes]
        return eta

    def _lag(self, parameters: Array, k: int) -> tuple[Array, float, Array]:
        """Log scale of each lag group, log shape, and pace of each running month."""
        mine = parameters[self.lag_index[k]]
        scale = mine[0] + (mine[1 : 1 + self.by_group[k]] if self.by_group[k] else np.zeros(1))
        if len(self.pace_index) and k == 0:
            return scale, float(mine[-1]), np.exp(np.clip(parameters[self.pace_index], -8.0, 8.0))
        return scale, float(mine[-1]), np.ones(self.running if k == 0 else 0)

    def _group(self, group: Ints, k: int) -> Ints:
        return group if self.by_group[k] else np.zeros_like(group)

    def _waiting_ages(self, k: int) -> Ages:
        if k == 0:
            return self.waiting.on_clock
        return Ages(self.waiting.watched, np.zeros((len(self.waiting.watched), 0)))

    def value(self, parameters: Array) -> float:
        """log p(counts | parameters)."""
        eta = self._shares(parameters)
        open_odds = eta[:, self.waiting.cell]
        # Sums, not products of vectors: linear algebra in threads is slower here.
        result = float((self.ended * eta).sum() - (self.total * _log1p_sum_exp(eta)).sum())
        for k in range(self.endings):
            scale, shape, pace = self._lag(parameters, k)
            days = self._waiting_ages(k).days(pace)
            survival = self.family.log_survival(
                days, scale[self._group(self.waiting.group, k)], np.asarray(shape)
            )
            open_odds[k] += survival[self.waiting.point]
            at = self.ended_at[k]
            interval = log_interval(
                self.family,
                at.low.days(pace),
                at.high.days(pace),
                scale[self._group(at.group, k)],
                np.asarray(shape),
            )
            result += float((at.count * interval).sum())
        return result + float((self.waiting.count * _log1p_sum_exp(open_odds)).sum())

    def derivatives(self, parameters: Array) -> tuple[Array, Array]:
        """Gradient (size) and Hessian (size × size) of `value`."""
        gradient, hessian = np.zeros(self.size), np.zeros((self.size, self.size))
        eta = self._shares(parameters)
        open_odds = eta[:, self.waiting.cell]
        lags: list[tuple[SurvivalDerivatives, Array, Array]] = []
        for k in range(self.endings):
            self._add_ended(parameters, k, gradient, hessian)
            lags.append(self._waiting_lag(parameters, k))
            open_odds[k] += lags[k][0].value[self.waiting.point]
        r = np.exp(open_odds - _log1p_sum_exp(open_odds))  # endings × entries
        self._add_shares(eta, r, gradient, hessian)
        self._add_waiting(r, lags, gradient, hessian)
        return gradient, hessian

    def _by_parameter(self, ages: Ages, pace: Array, days: Array, group: Ints, k: int) -> Array:
        """∂y / ∂ lag parameters (the shape's column is zero): points × parameters of the lag."""
        jacobian = np.zeros((len(days), len(self.lag_index[k])))
        jacobian[:, 0] = -1.0
        if self.by_group[k]:
            jacobian[np.arange(len(days)), 1 + group] = -1.0
        if k == 0 and len(self.pace_index):
            jacobian[:, self._paces(k)] = ages.by_log_pace(pace, days)
        return jacobian

    def _paces(self, k: int) -> slice:
        return slice(1 + self.by_group[k], len(self.lag_index[k]) - 1)

    def _add_ended(self, parameters: Array, k: int, gradient: Array, hessian: Array) -> None:
        at, index = self.ended_at[k], self.lag_index[k]
        if not len(at.count):
            return
        scale, shape, pace = self._lag(parameters, k)
        low_days, high_days = at.low.days(pace), at.high.days(pace)
        d = self.family.interval_derivatives(low_days, high_days, scale[self._group(at.group, k)], shape)
        low = self._by_parameter(at.low, pace, low_days, at.group, k)
        high = self._by_parameter(at.high, pace, high_days, at.group, k)
        n = at.count
        slope = low.T @ (n * d.low) + high.T @ (n * d.high)
        slope[-1] = n @ d.shape
        mixed = _gram(low, n * d.low_high, high)
        curve = _gram(low, n * d.low_low, low) + mixed + mixed.T
        curve += _gram(high, n * d.high_high, high)
        curve[-1, :] = curve[:, -1] = low.T @ (n * d.low_shape) + high.T @ (n * d.high_shape)
        curve[-1, -1] = n @ d.shape_shape
        curve += self._bend(low, n * d.low, k) + self._bend(high, n * d.high, k)
        gradient[index] += slope
        hessian[np.ix_(index, index)] += curve

    def _bend(self, jacobian: Array, weight: Array, k: int) -> Array:
        """Σ weight · ∂²y / ∂ lag parameters²: only the log paces bend y."""
        out = np.zeros((jacobian.shape[1], jacobian.shape[1]))
        if k == 0 and len(self.pace_index):
            paces = jacobian[:, self._paces(k)]
            out[self._paces(k), self._paces(k)] = np.diag(weight @ paces) - _gram(paces, weight, paces)
        return out

    def _waiting_lag(self, parameters: Array, k: int) -> tuple[SurvivalDerivatives, Array, Array]:
        """log S at the open points, ∂y, and ∂ log S / ∂ lag parameters (points × parameters)."""
        scale, shape, pace = self._lag(parameters, k)
        ages = self._waiting_ages(k)
        days = ages.days(pace)
        d = self.family.survival_derivatives(days, scale[self._group(self.waiting.group, k)], shape)
        jacobian = self._by_parameter(ages, pace, days, self.waiting.group, k)
        slope = d.y[:, None] * jacobian
        slope[:, -1] = d.shape
        return d, jacobian, slope

    def _add_shares(self, eta: Array, r: Array, gradient: Array, hessian: Array) -> None:
        """Shares with shares."""
        cells, waiting = eta.shape[1], self.waiting
        p = np.exp(eta - _log1p_sum_exp(eta))
        blocks = [(k, *block) for k in range(self.endings) for block in self.share_blocks[k]]
        slope = [
            self.ended[k]
            - self.total * p[k]
            + np.bincount(waiting.cell, waiting.count * r[k], minlength=cells)
            for k in range(self.endings)
        ]
        curve = {
            (k, j): np.bincount(waiting.cell, waiting.count * _covariance(r, k, j), minlength=cells)
            - self.total * _covariance(p, k, j)
            for k in range(self.endings)
            for j in range(k, self.endings)
        }
        for a, (k, start, size, codes) in enumerate(blocks):
            mine = slice(start, start + size)
            gradient[mine] += np.bincount(codes, slope[k], minlength=size)
            hessian[np.arange(start, start + size), np.arange(start, start + size)] += np.bincount(
                codes, curve[k, k], minlength=size
            )
            for j, other, width, other_codes in blocks[a + 1 :]:
                theirs = slice(other, other + width)
                flat = np.bincount(codes * width + other_codes, curve[k, j], minlength=size * width)
                hessian[mine, theirs] += flat.reshape(size, width)
                hessian[theirs, mine] = hessian[mine, theirs].T

    def _add_waiting(
        self,
        r: Array,
        lags: list[tuple[SurvivalDerivatives, Array, Array]],
        gradient: Array,
        hessian: Array,
    ) -> None:
        """Lags of those still open: with themselves and with shares."""
        waiting, points = self.waiting, len(self.waiting.group)
        for k in range(self.endings):
            d, jacobian, slope = lags[k]
            index = self.lag_index[k]
            n = np.bincount(waiting.point, waiting.count * r[k], minlength=points)
            gradient[index] += slope.T @ n
            own = _gram(jacobian, n * d.y_y, jacobian) + self._bend(jacobian, n * d.y, k)
            own[-1, :] = own[:, -1] = jacobian.T @ (n * d.y_shape)
            own[-1, -1] = n @ d.shape_shape
            hessian[np.ix_(index, index)] += own
            for j in range(self.endings):
                weight = waiting.count * _covariance(r, k, j)
                by_point = np.bincount(waiting.point, weight, minlength=points).astype(np.float64)
                theirs = self.lag_index[j]
                hessian[np.ix_(index, theirs)] += _gram(slope, by_point, lags[j][2])
                for start, size, codes in self.share_blocks[k]:
                    flat = np.bincount(
                        codes[waiting.cell] * points + waiting.point, weight, minlength=size * points
                    )
                    cross = flat.reshape(size, points) @ lags[j][2]
                    hessian[start : start + size, theirs] += cross
                    hessian[theirs, start : start + size] += cross.T


def _gram(left: Array, weight: Array, right: Array) -> Array:
    """leftᵀ diag(weight) right, in pieces that linear algebra does not spread over threads.

    Threads are slower here by far when anything else runs on the machine.
    """
    rows = max(_PIECE // (left.shape[1] * right.shape[1]), 8)
    whole = len(weight) // rows * rows
    weighted = weight[:, None] * right
    pieces = left[:whole].reshape(-1, rows, left.shape[1]).swapaxes(1, 2)
    product = (pieces @ weighted[:whole].reshape(-1, rows, right.shape[1])).sum(axis=0)
    return np.asarray(product + left[whole:].T @ weighted[whole:])


def _covariance(p: Array, k: int, j: int) -> Array:
    """p_k (δ_kj − p_j)."""
    return np.asarray(p[k] * ((1.0 if k == j else 0.0) - p[j]))


def _log1p_sum_exp(x: Array) -> Array:
    """log(1 + Σ_k exp(x_k)) along axis 0."""
    if x.max(initial=0.0) < 300.0:
        return np.asarray(np.log1p(np.exp(x).sum(axis=0)))
    top = np.maximum(x.max(axis=0, initial=0.0), 0.0)
    return np.asarray(top + np.log(np.exp(-top) + np.exp(x - top).sum(axis=0)))
