"""The likelihood of a mixture-cure model with competing endings, on binned counts.

For a prospect of cell c (cohort month t, channel g, …) and endings k = 1 … K:

    P(ends as k ever)            p_k = exp(η_k) / (1 + Σ_j exp(η_j))        the rest never ends
    P(ended as k by age a)       p_k · F_k(a)
    P(still open at age a)       1 − Σ_k p_k F_k(a)
    η_ck = level_k(t) + Σ_factors effect_k(label)
    F_k: a lag family with log scale  s_k + u_k(channel)  and a shape shared by all

Mixture-cure models: Boag 1949; Farewell 1982. With M prospects open at age a,

    log(1 − Σ p_k F_k) = log(1 + Σ exp(η_k + log S_k(a))) − log(1 + Σ exp(η_k)),

a log-sum-exp, so gradient and Hessian follow from its responsibilities r_k. Everything below is
per cell: the cost follows cells and ages, not leads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.clock import Clock
from unslump.estimates.lag import LagFamily, log_interval, with_derivatives
from unslump.history.ages import BINS, EDGES, WATCHED
from unslump.history.cohorts import StageCohorts

__all__ = ["Block", "Layout", "Likelihood"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of parameters: `start : start + size` of the vector.

    `spread` names the σ that pools them ("" for a fixed normal prior with `mean` and `sd`); a
    `walk` is a random walk whose first element has the fixed prior.
    """

    name: str
    start: int
    size: int
    spread: str = ""
    mean: float = 0.0
    sd: float = 1.0
    walk: bool = False

    @property
    def slice(self) -> slice:
        """Where the block stands in the vector."""
        return slice(self.start, self.start + self.size)


@dataclass
class Layout:
    """Which parameter stands where, and which parameters each cell uses."""

    blocks: list[Block] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Length of the parameter vector."""
        return self.blocks[-1].start + self.blocks[-1].size if self.blocks else 0

    def add(self, name: str, size: int, **prior: object) -> Block:
        """Append a block."""
        block = Block(name, self.size, size, **prior)  # type: ignore[arg-type]
        self.blocks.append(block)
        return block

    def __getitem__(self, name: str) -> Block:
        block = self.get(name)
        if block is None:
            raise KeyError(name)
        return block

    def get(self, name: str) -> Block | None:
        """The block called `name`, or None."""
        return next((block for block in self.blocks if block.name == name), None)


@dataclass(frozen=True, slots=True)
class LagPoints:
    """Endings of one kind by lag group and interval (low, high] of business days, all (points,)."""

    group: Ints
    low: Array
    high: Array
    count: Array

    def by_group(self, values: Array, groups: int) -> Array:
        """Sum of count × values for each group."""
        return np.asarray(np.bincount(self.group, weights=self.count * values, minlength=groups))


class Likelihood:
    """log p(counts | parameters) with gradient and Hessian, for one lag family.

    Local parameters of a cell, in this order: η_1 … η_K, s_1 … s_K, κ_1 … κ_K (log shapes).
    """

    def __init__(
        self, cohorts: StageCohorts, layout: Layout, lag_factor: str, family: LagFamily, clock: Clock
    ) -> None:
        self.family = family
        self.clock = clock
        self.endings = len(cohorts.endings)
        self.lag_codes = cohorts.codes.get(lag_factor, np.zeros(cohorts.n_cells, dtype=np.int64))
        self._count(cohorts)
        self._index(cohorts, layout, lag_factor)

    def _count(self, cohorts: StageCohorts) -> None:
        cell, ending, age_bin, count = cohorts.ended
        self.ended = np.zeros((cohorts.n_cells, self.endings))
        np.add.at(self.ended, (cell, ending), count)
        # A lag group is a lag label in a cohort month: all its cells share their lags.
        groups, self.group = np.unique(
            self.lag_codes * cohorts.n_months + cohorts.months, return_inverse=True
        )
        self.group = self.group.reshape(-1)
        self.groups = len(groups)
        self.group_month = groups % cohorts.n_months
        self.lags = [
            self._points(cell[ending == k], age_bin[ending == k], count[ending == k])
            for k in range(self.endings)
        ]
        self.open_cell, open_bin, open_count = cohorts.still_open
        self.open_count = open_count.astype(float)
        points, self.open_point = np.unique(self.group[self.open_cell] * BINS + open_bin, return_inverse=True)
        self.open_point = self.open_point.reshape(-1)
        self.open_group = points // BINS
        self.open_age = self.clock.since(WATCHED[points % BINS])
        self.total = self.ended.sum(axis=1)
        np.add.at(self.total, self.open_cell, self.open_count)

    def _points(self, cell: Ints, age_bin: Ints, count: Ints) -> LagPoints:
        """Where on the clock anything ended in each lag group."""
        points, inverse = np.unique(self.group[cell] * BINS + age_bin, return_inverse=True)
        group, bins = points // BINS, points % BINS
        low = self.clock.after(self.group_month[group], EDGES[bins])
        high = self.clock.after(self.group_month[group], EDGES[bins + 1])
        counts = np.bincount(inverse.reshape(-1), weights=count, minlength=len(points)).astype(np.float64)
        # Where the clock stands still an ending can still be dated: give it half a day.
        return LagPoints(group, low, np.maximum(high, low + 0.5), counts)

    def _index(self, cohorts: StageCohorts, layout: Layout, lag_factor: str) -> None:
        """`used[m, c]`: the m-th parameter of cell c; `slot[m]`: which local parameter it feeds."""
        columns: list[Ints] = []
        slots: list[int] = []

        def use(name: str, codes: Ints, slot: int) -> None:
            block = layout.get(name)
            if block is not None:
                columns.append(block.start + codes)
                slots.append(slot)

        zero = np.zeros(cohorts.n_cells, dtype=np.int64)
        for k, ending in enumerate(cohorts.endings):
            use(f"{ending}/level", cohorts.months, k)
            for factor in cohorts.labels:
                use(f"{ending}/{factor}", cohorts.codes[factor], k)
            use(f"{ending}/scale", zero, self.endings + k)
            use(f"{ending}/scale by {lag_factor}", self.lag_codes, self.endings + k)
            use(f"{ending}/shape", zero, 2 * self.endings + k)
        order = np.argsort(slots, kind="stable")
        self.used = np.stack(columns)[order]
        self.slot = np.array(slots, dtype=np.int64)[order]
        self.size = layout.size
        self.upper = np.triu_indices(len(self.slot))
        self.pairs = self._pair_index(self.used)
        # One representative cell a lag group, to place what depends on the group alone.
        _, first = np.unique(self.group, return_index=True)
        self.rows = self.used[:, first]
        self.row_pairs = self._pair_index(self.rows)

    def _pair_index(self, index: Ints) -> Ints:
        """Where each pair m ≤ n of a cell's parameters stands in the flattened Hessian."""
        m, n = self.upper
        return np.ascontiguousarray(index[m] * self.size + index[n])

    def local(self, parameters: Array) -> tuple[Array, Array, Array]:
        """η (cells × endings), log scales (lag groups × endings), log shapes (endings)."""
        n = self.endings
        values, row_values = parameters[self.used], parameters[self.rows]
        eta = np.stack([values[self.slot == k].sum(axis=0) for k in range(n)], axis=1)
        scale = np.stack([row_values[self.slot == n + k].sum(axis=0) for k in range(n)], axis=1)
        shape = np.array([row_values[self.slot == 2 * n + k, :1].sum() for k in range(n)])
        return eta, scale, shape

    def value(self, parameters: Array) -> float:
        """log p(counts | parameters)."""
        eta, scale, shape = self.local(parameters)
        eta_open = np.empty((len(self.open_cell), self.endings))
        lag_part = 0.0
        for k in range(self.endings):
            log_survival = self.family.log_survival(self.open_age, scale[self.open_group, k], shape[k])
            eta_open[:, k] = eta[self.open_cell, k] + log_survival[self.open_point]
            at = self.lags[k]
            interval = log_interval(self.family, at.low, at.high, scale[at.group, k], shape[k])
            lag_part += float((at.count * interval).sum())
        ended_part = float((self.ended * eta).sum() - (self.total * _log1p_sum_exp(eta)).sum())
        return ended_part + lag_part + float((self.open_count * _log1p_sum_exp(eta_open)).sum())

    def derivatives(self, parameters: Array) -> tuple[Array, Array]:
        """Gradient (size) and Hessian (size × size) of `value`."""
        eta, scale, shape = self.local(parameters)
        n, cells, slots = self.endings, len(eta), 3 * self.endings
        slope = np.zeros((slots, cells))
        curve = np.zeros((slots, slots, cells))  # filled for slot pairs t ≤ u
        p = np.exp(eta - _log1p_sum_exp(eta)[:, None]).T
        slope[:n] = self.ended.T - self.total * p
        curve[:n, :n] = self.total * p[:, None] * p[None, :]
        curve[range(n), range(n)] -= self.total * p
        self._add_open(eta, scale, shape, slope, curve)

        row_slope = np.zeros((slots, self.groups))
        row_curve = np.zeros((slots, slots, self.groups))
        self._add_lags(scale, shape, row_slope, row_curve)

        gradient = self._scatter(self.used, slope) + self._scatter(self.rows, row_slope)
        hessian = self._scatter_pairs(self.pairs, curve) + self._scatter_pairs(self.row_pairs, row_curve)
        return gradient, hessian

    def _add_open(self, eta: Array, scale: Array, shape: Array, slope: Array, curve: Array) -> None:
        n, entries, cells = self.endings, len(self.open_cell), len(eta)
        if not entries:
            return
        # first[t][k]: derivative of η_k + log S_k by its own η, s, κ; second likewise.
        first = np.ones((3, n, entries))
        second = np.zeros((3, 3, n, entries))
        log_odds = np.empty((entries, n))
        for k in range(n):
            d = with_derivatives(
                lambda s, h: self.family.log_survival(self.open_age, s, h),
                scale[self.open_group, k],
                shape[k],
            )
            log_odds[:, k] = eta[self.open_cell, k] + d.value[self.open_point]
            first[1, k], first[2, k] = d.scale[self.open_point], d.shape[self.open_point]
            second[1, 1, k] = d.scale_scale[self.open_point]
            second[2, 2, k] = d.shape_shape[self.open_point]
            second[1, 2, k] = second[2, 1, k] = d.scale_shape[self.open_point]
        r = np.exp(log_odds - _log1p_sum_exp(log_odds)[:, None]).T  # endings × entries
        push = r[None] * first  # 3 × endings × entries
        for t in range(3):
            for k in range(n):
                slope[t * n + k] += np.bincount(self.open_cell, self.open_count * push[t, k], minlength=cells)
        for a, b in zip(*np.triu_indices(3 * n), strict=True):
            (t, k), (u, j) = divmod(int(a), n), divmod(int(b), n)
            value = -push[t, k] * push[u, j]
            if j == k:
                value = value + r[k] * (first[t, k] * first[u, k] + second[t, u, k])
            curve[a, b] += np.bincount(self.open_cell, self.open_count * value, minlength=cells)

    def _add_lags(self, scale: Array, shape: Array, slope: Array, curve: Array) -> None:
        n = self.endings
        for k in range(n):
            at = self.lags[k]
            d = with_derivatives(
                lambda s, h: log_interval(self.family, at.low, at.high, s, h),  # noqa: B023
                scale[at.group, k],
                shape[k],
            )
            s, h = n + k, 2 * n + k
            slope[s] += at.by_group(d.scale, self.groups)
            slope[h] += at.by_group(d.shape, self.groups)
            curve[s, s] += at.by_group(d.scale_scale, self.groups)
            curve[h, h] += at.by_group(d.shape_shape, self.groups)
            curve[s, h] += at.by_group(d.scale_shape, self.groups)

    def expected_by_month(self, parameters: Array) -> Array:
        """Expected endings of the first kind in each calendar month, at the clock's pace: (months,)."""
        eta, scale, shape = self.local(parameters)
        share = np.exp(eta[:, 0] - _log1p_sum_exp(eta))
        weight = np.bincount(self.group, weights=self.total * share, minlength=self.groups)
        starts = self.clock.starts()
        ends = np.minimum(starts, self.clock.today)
        expected = np.zeros(len(starts) - 1)
        for part in (0.125, 0.375, 0.625, 0.875):  # prospects begin all over their month
            begin = (starts[:-1] + part * np.diff(starts))[self.group_month]
            age = self.clock.between(begin[:, None], np.maximum(ends[None, :], begin[:, None]))
            cdf = self.family.cdf(age, scale[:, :1], shape[0])
            expected += 0.25 * (weight[:, None] * np.diff(cdf, axis=1)).sum(axis=0)
        return expected

    def _scatter(self, index: Ints, slope: Array) -> Array:
        return np.asarray(np.bincount(index.ravel(), slope[self.slot].ravel(), minlength=self.size))

    def _scatter_pairs(self, pairs: Ints, curve: Array) -> Array:
        m, n = self.upper
        values = curve[self.slot[m], self.slot[n]].ravel()
        half = np.bincount(pairs.ravel(), values, minlength=self.size**2).astype(np.float64)
        upper = half.reshape(self.size, self.size)
        return np.asarray(upper + upper.T - np.diag(np.diag(upper)))


def _log1p_sum_exp(x: Array) -> Array:
    """log(1 + Σ_k exp(x_k)) along the last axis."""
    top = np.maximum(x.max(axis=-1, initial=0.0), 0.0)
    value: Array = top + np.log(np.exp(-top) + np.exp(x - top[..., None]).sum(axis=-1))
    return value
