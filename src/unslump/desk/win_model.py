"""P(win | lead × offer × seller): a partially pooled logistic regression that knows about open leads.

    logit p = x'β        what was seen of a lead ∝ a + b p   (win_ripeness.py)
    β of one factor ~ Normal(0, σ²),   σ² ~ scaled inverse-χ²

x is win_design.py's row. The mode is found with every σ² at its variational optimum (laplace.py: never
both maximised together, which would shrink every effect to nothing), and β is drawn from the normal
approximation there, so that every P comes with its uncertainty. Leads alike in everything are one row with
a weight: the cost follows kinds of leads, not their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import solve_triangular
from scipy.special import expit, logit

from unslump.desk.lead_frame import OPEN, LeadFrame
from unslump.desk.win_design import Design, Sides, design_for, sides_of
from unslump.estimates.laplace import damped_factor, fit_spreads, precision_matrix, precisions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unslump.business.company import Company
    from unslump.desk.win_ripeness import Ripeness

__all__ = ["DRAWS", "WinModel", "fit_wins"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS = 200
_TINY = 1e-9
_FULL = 0.05  # of the numbers of a matrix that are not zero, from which on it is kept in full
_MOST_NUMBERS = 30_000_000
_MOST_ROWS = 60_000  # kinds of leads that are told apart; with more, ages are taken in coarser steps


@dataclass(frozen=True)
class WinModel:
    """The posterior.

    Attributes:
        design: what the columns mean.
        sides: each lead's weights by factor, as it was.
        draws: of the parameters, draws × parameters.
        mean_row: the average lead, (parameters,): what reasons are told against.
        ripeness: what was seen of each lead.
    """

    design: Design
    sides: Sides
    draws: Array
    mean_row: Array
    ripeness: Ripeness

    @property
    def middle(self) -> Array:
        """The mean of the parameters."""
        return np.asarray(self.draws.mean(axis=0))

    def chance(self, rows: sparse.csr_matrix) -> Array:
        """P(a new lead like this is won ever): draws × leads."""
        return np.asarray(expit((rows @ self.draws.T).T))

    def still(self, rows: sparse.csr_matrix, leads: Ints) -> Array:
        """P(won yet | still open today) of open leads of the frame: draws × leads."""
        p = self.chance(rows)
        a, b = self.ripeness.a[leads], self.ripeness.b[leads]
        left = p * (1.0 - self.ripeness.won_by_now[leads])
        return np.asarray(left / np.maximum(a + b * p, 1e-6))

    def side_rows(self, leads: Ints) -> dict[str, sparse.csr_matrix]:
        """The sides of some leads as if they came now, to change one: the offer, the seller, the reply."""
        return {name: side[leads] for name, side in self.sides.items() if name not in ("quarter", "meeting")}


class _Likelihood:
    """Σ count · log(a + b · expit(X β)), with its derivatives (laplace.Model)."""

    def __init__(self, rows: sparse.csr_matrix, a: Array, b: Array, count: Array) -> None:
        self.rows, self.a, self.b, self.count = rows, a, b, count
        self.columns = rows.T.tocsr()
        # Where much is not written down rows are full of usual mixes, and a full matrix is far faster.
        size = rows.shape[0] * rows.shape[1]
        self.full = rows.toarray() if rows.nnz > _FULL * size and size <= _MOST_NUMBERS else None

    @property
    def cost(self) -> int:
        return int(self.rows.nnz)

    def value(self, parameters: Array) -> float:
        p = expit(self.rows @ parameters)
        return float((self.count * np.log(np.maximum(self.a + self.b * p, _TINY))).sum())

    def derivatives(self, parameters: Array) -> tuple[Array, Array]:
        p = expit(self.rows @ parameters)
        seen = np.maximum(self.a + self.b * p, _TINY)
        slope = self.b * p * (1.0 - p) / seen
        curve = slope * (1.0 - 2.0 * p) - slope**2
        gradient = self.columns @ (self.count * slope)
        if self.full is not None:
            return np.asarray(gradient), self.full.T @ (self.full * (self.count * curve)[:, None])
        hessian = self.columns @ self.rows.multiply((self.count * curve)[:, None])
        return np.asarray(gradient), np.asarray(hessian.todense())


def fit_wins(
    frame: LeadFrame,
    ripeness: Ripeness,
    need_weight: sparse.csr_matrix,
    needs: Sequence[str],
    company: Company | None,
    rng: np.random.Generator,
    draws: int = DRAWS,
) -> WinModel:
    """Learn who wins what. `need_weight` is leads × needs (1 where picked, P where proposed)."""
    sides, labels, usual = sides_of(frame, need_weight, needs)
    answers = np.zeros((len(needs), len(labels["offer"])))
    for offer in company.offers if company else ():
        if offer.name in labels["offer"]:
            answers[:, labels["offer"].index(offer.name)] = [float(offer.meets(need)) for need in needs]
    design = design_for(sides, labels, usual, answers)
    kinds, count, (a, b) = _alike(frame, sides, ripeness)
    spread, kind, weight = design.spread({name: side[kinds] for name, side in sides.items()})
    model = _Likelihood(design.rows(spread), a[kind], b[kind], count[kind] * weight)
    start = np.array([block.mean for block in design.layout.blocks for _ in range(block.size)])
    start[design.columns["level"]] = _first_level(ripeness)
    fit = fit_spreads(model, design.layout.blocks, design.spreads, start)
    Q, _, _ = precision_matrix(design.layout.blocks, precisions_of(design.spreads))
    factor = damped_factor(Q - fit.hessian)
    noise = rng.standard_normal((len(fit.mode), draws))
    drawn = fit.mode[None, :] + solve_triangular(factor, noise, lower=True, trans="T").T
    mean_row = np.asarray((count[kind] * weight) @ model.rows).ravel() / count.sum()
    return WinModel(design, sides, drawn, mean_row, ripeness)


def _first_level(ripeness: Ripeness) -> float:
    won = float((ripeness.b == 1.0).sum())
    told = float(np.clip(1.0 - ripeness.a - np.minimum(ripeness.b, 0.0), 0.0, 1.0).sum()) + 1.0
    return float(logit(np.clip((won + 0.5) / (told + 1.0), 0.005, 0.8)))


def _alike(frame: LeadFrame, sides: Sides, ripeness: Ripeness) -> tuple[Ints, Array, tuple[Array, Array]]:
    """One lead of each kind, how many there are of it, and their a and b."""
    open_ = frame.outcome == OPEN
    for step in (1, 7, 30):
        age = np.where(open_, frame.age // step, -1)
        keys = np.stack(
            [
                frame.outcome,
                age,
                sides["quarter"].indices.astype(np.int64),
                *(frame.codes[factor] for factor in frame.codes),
                *(_hashed(sides[factor]) for factor in ("need", "reply")),
            ],
            axis=1,
        )
        _, kinds, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        if len(kinds) <= _MOST_ROWS:
            break
    inverse = inverse.reshape(-1)
    weight = np.bincount(inverse, minlength=len(kinds)).astype(float)

    def mean(values: Array) -> Array:
        return np.asarray(np.bincount(inverse, weights=values, minlength=len(kinds)) / weight)

    return kinds, weight, (mean(ripeness.a), mean(ripeness.b))


def _hashed(side: sparse.csr_matrix) -> Ints:
    """A number for each row, the same for rows that are the same to two digits."""
    mixed = np.random.default_rng(0).integers(1, 2**40, side.shape[1])
    return np.asarray((side * 100.0).rint() @ mixed.astype(float)).astype(np.int64)
