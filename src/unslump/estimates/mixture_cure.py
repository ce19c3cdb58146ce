"""The likelihood of a mixture-cure model with competing endings, on binned counts.

For a prospect of cell c (cohort month t, channel g, …) and endings k = 1 … K:

    P(ends as k ever)            p_k = exp(η_k) / (1 + Σ_j exp(η_j))        the rest never ends
    P(ended as k by age a)       p_k · F_k(a)
    P(still open at age a)       1 − Σ_k p_k F_k(a)
    η_ck = level_k(t) + Σ_factors effect_k(label)
    F_k: a lag family with log scale  s_k + u_k(channel)  and a shape shared by all channels

Mixture-cure models: Boag 1949; Farewell 1982. With M prospects open at age a,

    log(1 − Σ p_k F_k) = log(1 + Σ exp(η_k + log S_k(a))) − log(1 + Σ exp(η_k)),

a log-sum-exp, so gradient and Hessian follow from its responsibilities r_k. Everything below is
per cell: the cost follows cells and ages, not leads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

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

    def get(self, name: str) -> Block | None:
        """The block called `name`, or None."""
        return next((block for block in self.blocks if block.name == name), None)


class Likelihood:
    """log p(counts | parameters) with gradient and Hessian, for one lag family.

    Local parameters of a cell, in this order: η_1 … η_K, s_1 … s_K, κ_1 … κ_K (log shapes).
    """

    def __init__(self, cohorts: StageCohorts, layout: Layout, lag_factor: str, family: LagFamily) -> None:
        self.family = family
        self.endings = len(cohorts.endings)
        self.lag_codes = cohorts.codes.get(lag_factor, np.zeros(cohorts.n_cells, dtype=np.int64))
        self.lag_labels = max(len(cohorts.labels.get(lag_factor, ("",))), 1)
        self._count(cohorts)
        self._index(cohorts, layout, lag_factor)

    def _count(self, cohorts: StageCohorts) -> None:
        cell, ending, age_bin, count = cohorts.ended
        self.ended = np.zeros((cohorts.n_cells, self.endings))
        np.add.at(self.ended, (cell, ending), count)
        self.lags = np.zeros((self.endings, self.lag_labels, BINS))
        np.add.at(self.lags, (ending, self.lag_codes[cell], age_bin), count)
        self.open_cell, self.open_bin, open_count = cohorts.still_open
        self.open_count = open_count.astype(float)
        self.total = self.ended.sum(axis=1)
        np.add.at(self.total, self.open_cell, self.open_count)
        self.open_key = self.lag_codes[self.open_cell] * BINS + self.open_bin
        self.used_bins = np.flatnonzero(self.lags.sum(axis=(0, 1)))

    def _index(self, cohorts: StageCohorts, layout: Layout, lag_factor: str) -> None:
        """`used[m, c]`: the m-th parameter of cell c; `slot[m]`: which local parameter it feeds."""
        columns: list[Ints] = []
        slots: list[int] = []
        cells = np.arange(cohorts.n_cells)

        def use(block: Block | None, codes: Ints, slot: int) -> None:
            if block is not None:
                columns.append(block.start + codes)
                slots.append(slot)

        zero = np.zeros_like(cells)
        for k, ending in enumerate(cohorts.endings):
            use(layout.get(f"{ending}/level"), cohorts.months, k)
            for factor in cohorts.labels:
                use(layout.get(f"{ending}/{factor}"), cohorts.codes[factor], k)
            use(layout.get(f"{ending}/scale"), zero, self.endings + k)
            use(layout.get(f"{ending}/scale by {lag_factor}"), self.lag_codes, self.endings + k)
            use(layout.get(f"{ending}/shape"), zero, 2 * self.endings + k)
        order = np.argsort(slots, kind="stable")
        self.used = np.stack(columns)[order]
        self.slot = np.array(slots, dtype=np.int64)[order]
        self.size = layout.size
        self.upper = np.triu_indices(len(self.slot))
        self.pairs = self._pair_index(self.used)
        # One representative cell a lag label, to place what depends on the label alone.
        self.label_of_row, first = np.unique(self.lag_codes, return_index=True)
        self.rows = self.used[:, first]
        self.row_pairs = self._pair_index(self.rows)

    def _pair_index(self, index: Ints) -> Ints:
        """Where each pair m ≤ n of a cell's parameters stands in the flattened Hessian."""
        m, n = self.upper
        return np.ascontiguousarray(index[m] * self.size + index[n])

    def local(self, parameters: Array) -> tuple[Array, Array, Array]:
        """η (cells × endings), log scales (lag labels × endings), log shapes (endings)."""
        values = parameters[self.used]
        eta = np.stack([values[self.slot == k].sum(axis=0) for k in range(self.endings)], axis=1)
        row_values = parameters[self.rows]
        scale = np.zeros((self.lag_labels, self.endings))
        shape = np.zeros(self.endings)
        for k in range(self.endings):
            scale[self.label_of_row, k] = row_values[self.slot == self.endings + k].sum(axis=0)
            shape[k] = row_values[self.slot == 2 * self.endings + k, 0].sum()
        return eta, scale, shape

    def value(self, parameters: Array) -> float:
        """log p(counts | parameters)."""
        eta, scale, shape = self.local(parameters)
        eta_open = np.empty((len(self.open_cell), self.endings))
        lag_part = 0.0
        for k in range(self.endings):
            log_survival = self.family.log_survival(WATCHED[None, :], scale[:, k, None], shape[k])
            eta_open[:, k] = eta[self.open_cell, k] + log_survival.ravel()[self.open_key]
            bins = self.used_bins
            interval = log_interval(
                self.family, EDGES[bins][None, :], EDGES[bins + 1][None, :], scale[:, k, None], shape[k]
            )
            lag_part += float((self.lags[k][:, bins] * interval).sum())
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

        row_slope = np.zeros((slots, self.rows.shape[1]))
        row_curve = np.zeros((slots, slots, self.rows.shape[1]))
        self._add_lags(scale, shape, row_slope, row_curve)

        gradient = self._scatter(self.used, slope) + self._scatter(self.rows, row_slope)
        hessian = self._scatter_pairs(self.pairs, curve) + self._scatter_pairs(self.row_pairs, row_curve)
        return gradient, hessian

    def _add_open(self, eta: Array, scale: Array, shape: Array, slope: Array, curve: Array) -> None:
        n, entries = self.endings, len(self.open_cell)
        if not entries:
            return
        # first[t][k]: derivative of η_k + log S_k by its own η, s, κ; second likewise.
        first = np.ones((3, n, entries))
        second = np.zeros((3, 3, n, entries))
        log_odds = np.empty((entries, n))
        for k in range(n):
            d = with_derivatives(
                lambda s, h: self.family.log_survival(WATCHED[None, :], s, h), scale[:, k, None], shape[k]
            )
            log_odds[:, k] = eta[self.open_cell, k] + d.value.ravel()[self.open_key]
            first[1, k], first[2, k] = d.scale.ravel()[self.open_key], d.shape.ravel()[self.open_key]
            second[1, 1, k] = d.scale_scale.ravel()[self.open_key]
            second[2, 2, k] = d.shape_shape.ravel()[self.open_key]
            second[1, 2, k] = second[2, 1, k] = d.scale_shape.ravel()[self.open_key]
        r = np.exp(log_odds - _log1p_sum_exp(log_odds)[:, None]).T  # endings × entries
        weight, cells = self.open_count, len(eta)
        push = r[None] * first  # 3 × endings × entries
        for t in range(3):
            for k in range(n):
                slope[t * n + k] += np.bincount(self.open_cell, weight * push[t, k], minlength=cells)
        for a, b in zip(*np.triu_indices(3 * n), strict=True):
            (t, k), (u, j) = divmod(int(a), n), divmod(int(b), n)
            value = -push[t, k] * push[u, j]
            if j == k:
                value = value + r[k] * (first[t, k] * first[u, k] + second[t, u, k])
            curve[a, b] += np.bincount(self.open_cell, weight * value, minlength=cells)

    def _add_lags(self, scale: Array, shape: Array, slope: Array, curve: Array) -> None:
        n, bins = self.endings, self.used_bins
        low, high = EDGES[bins][None, :], EDGES[bins + 1][None, :]
        for k in range(n):
            counts = self.lags[k][self.label_of_row][:, bins]
            d = with_derivatives(
                lambda s, h: log_interval(self.family, low, high, s, h),
                scale[self.label_of_row, k, None],
                shape[k],
            )
            s, h = n + k, 2 * n + k
            slope[s] += (counts * d.scale).sum(axis=1)
            slope[h] += (counts * d.shape).sum(axis=1)
            curve[s, s] += (counts * d.scale_scale).sum(axis=1)
            curve[h, h] += (counts * d.shape_shape).sum(axis=1)
            curve[s, h] += (counts * d.scale_shape).sum(axis=1)

    def _scatter(self, index: Ints, slope: Array) -> Array:
        return np.bincount(index.ravel(), slope[self.slot].ravel(), minlength=self.size)

    def _scatter_pairs(self, pairs: Ints, curve: Array) -> Array:
        m, n = self.upper
        values = curve[self.slot[m], self.slot[n]].ravel()
        half = np.bincount(pairs.ravel(), values, minlength=self.size**2).reshape(self.size, self.size)
        return half + half.T - np.diag(np.diag(half))


def _log1p_sum_exp(x: Array) -> Array:
    """log(1 + Σ_k exp(x_k)) along the last axis."""
    top = np.maximum(x.max(axis=-1, initial=0.0), 0.0)
    return top + np.log(np.exp(-top) + np.exp(x - top[..., None]).sum(axis=-1))
