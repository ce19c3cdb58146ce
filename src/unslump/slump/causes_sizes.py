"""Deal size: amounts since the anchor against amounts before, given offer and segment.

    log amount = mean of its offer and segment + δ + ε,   ε ~ Normal(0, σ²),   δ mostly 0 (sparse.py)

Amounts of open deals count too where open deals have amounts as won ones do: they tell of a lower price
before the first of them is won. Logs keep one huge deal from moving it far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.history.prospect_weeks import WON, ProspectWeeks
from unslump.slump.kinds import YEAR, Kinds
from unslump.slump.sparse import chance_of_change
from unslump.slump.window import Window

__all__ = ["Sizes", "sizes_of"]

Array = NDArray[np.float64]

_SLAB = 0.5
_FEWEST = 5  # amounts on either side
_AS_USUAL = 0.5  # share of open and lost deals with an amount from which on they count


@dataclass(frozen=True)
class Sizes:
    """The change of the log amount: draws of it if it changed (draws,), and P(changed)."""

    shift: Array
    probability: float
    amounts: int


def sizes_of(panel: ProspectWeeks, kinds: Kinds, window: Window, rng: np.random.Generator) -> Sizes | None:
    """The change of amounts; None with too few of them."""
    opened = panel.opened >= 0
    others = opened & (panel.ending != WON)
    all_priced = others.any() and panel.priced[others].sum() >= _AS_USUAL * panel.count[others].sum()
    rows = (panel.priced > 0) & (opened if all_priced else panel.ending == WON)
    recent = panel.started >= max(window.anchor - 2 * YEAR, 0)
    sums = []
    for part in (rows & recent & (panel.started < window.anchor), rows & (panel.started >= window.anchor)):
        of = kinds.of_group[part]
        size = kinds.counts.shape[0]
        n = np.bincount(of, weights=panel.priced[part], minlength=size)
        total = np.bincount(of, weights=panel.log_amount[part], minlength=size)
        squares = np.bincount(of, weights=panel.log_amount_sq[part], minlength=size)
        sums.append((n, total, squares))
    (n0, y0, q0), (n1, y1, q1) = sums
    if n0.sum() < _FEWEST or n1.sum() < _FEWEST:
        return None
    both = (n0 > 0) & (n1 > 0)
    if not both.any():
        return None
    within = float((q0 - y0**2 / np.maximum(n0, 1.0)).sum() + (q1 - y1**2 / np.maximum(n1, 1.0)).sum())
    freedom = float(n0.sum() + n1.sum() - (n0 > 0).sum() - (n1 > 0).sum())
    sigma2 = (within + 2 * 0.5**2) / (max(freedom, 0.0) + 2)
    weight = n0[both] * n1[both] / (n0[both] + n1[both])
    seen = float(weight @ (y1[both] / n1[both] - y0[both] / n0[both])) / weight.sum()
    variance = sigma2 / weight.sum()
    probability, _ = chance_of_change(np.array([seen]), variance, _SLAB)
    kept = _SLAB**2 / (_SLAB**2 + variance)
    shift = kept * seen + np.sqrt(kept * variance) * rng.standard_normal(kinds.draws)
    return Sizes(shift, probability, int(n1.sum()))
