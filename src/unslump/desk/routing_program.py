"""Who takes which lead: the generalised assignment problem, solved exactly.

    maximise    Σ value[l, s] x[l, s]
    subject to  Σ_s x[l, s] ≤ 1            every lead
                Σ_l hours[l] x[l, s] ≤ free[s]   every seller
                x binary

HiGHS, branch and bound, with the gap it proves. Where all leads take the same hours the relaxation is a
transportation problem and has whole answers by itself (Dantzig, 1951); the usual case is near it, and
small. The relaxation's dual of a seller's hours is what one more hour would bring.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

__all__ = ["NOBODY", "Assigned", "assign"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

NOBODY = -1
_GAP = 1e-4
_SECONDS = 20.0
_SLACK = 1e-6


@dataclass(frozen=True)
class Assigned:
    """The answer: `seller` of each lead (NOBODY: none), its `value`, the proven `gap` (share of the value),
    and what one more hour of each seller would bring, `hour_worth`."""

    seller: Ints
    value: float
    gap: float
    hour_worth: Array


def assign(value: Array, hours: Array, free: Array) -> Assigned:
    """Solve for `value` (leads × sellers; −inf where it may not be), `hours` (leads) and `free` (sellers).

    A lead that brings nothing with anybody is left to nobody.

    >>> best = assign(np.array([[5.0, 4.0], [4.0, 1.0]]), np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    >>> best.seller.tolist(), best.value  # the first gives way, for the sum
    ([1, 0], 8.0)
    """
    leads, sellers = value.shape
    lead, seller = np.nonzero(np.isfinite(value) & (value > 0) & (hours[:, None] <= free[None, :] + _SLACK))
    if not len(lead):
        return Assigned(np.full(leads, NOBODY), 0.0, 0.0, np.zeros(sellers))
    pairs = np.arange(len(lead))
    once = sparse.csr_matrix((np.ones(len(lead)), (lead, pairs)), shape=(leads, len(lead)))
    taken = sparse.csr_matrix((hours[lead], (seller, pairs)), shape=(sellers, len(lead)))
    worth = value[lead, seller]
    relaxed = linprog(
        -worth, A_ub=sparse.vstack([once, taken], format="csr"), b_ub=np.concatenate([np.ones(leads), free]),
        bounds=(0.0, 1.0), method="highs",
    )  # fmt: skip
    hour_worth = -np.asarray(relaxed.ineqlin.marginals[leads:])
    chosen, gap = np.asarray(relaxed.x), 0.0
    if np.abs(chosen - chosen.round()).max() > _SLACK:
        whole = milp(
            -worth,
            constraints=[LinearConstraint(once, -np.inf, 1.0), LinearConstraint(taken, -np.inf, free)],
            integrality=np.ones(len(lead)),
            bounds=Bounds(0.0, 1.0),
            options={"mip_rel_gap": _GAP, "time_limit": _SECONDS},
        )
        # Out of time without any answer: the whole part of the relaxation is one.
        chosen = np.floor(chosen + _SLACK) if whole.x is None else np.asarray(whole.x)
        bound = -float(relaxed.fun) if whole.mip_dual_bound is None else -float(whole.mip_dual_bound)
        found = float(worth @ chosen.round())
        gap = max(bound - found, 0.0) / max(found, 1e-12)
    taken_pairs = chosen.round() > 0.5
    answer = np.full(leads, NOBODY)
    answer[lead[taken_pairs]] = seller[taken_pairs]
    return Assigned(answer, float(worth[taken_pairs].sum()), gap, np.maximum(hour_worth, 0.0))
