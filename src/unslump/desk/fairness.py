"""Whether a routing favours anyone: leads, margin and the best leads per seller, against their hours.

The best leads are the quarter that is worth most with an average seller, so that being good at selling does
not by itself make one's leads good. Someone is favoured when their part of the best leads is more than
`MUCH` times their part of the free hours, and chance alone (binomial, one in twenty) would not bring that.
With so few best leads that chance could bring an average seller even `FAR` times their part, it cannot be
said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from unslump.business.wording import percent, things
from unslump.desk.routing_answer import Fairness

__all__ = ["best_quarter", "fairness_of", "gini"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MUCH = 1.5
FAR = 3
_CHANCE = 0.05


def gini(values: Array) -> float:
    """The Gini coefficient of amounts from zero: half the mean difference between two, over the mean.

    >>> gini(np.array([1.0, 1.0, 1.0])), gini(np.array([0.0, 0.0, 3.0]))
    (0.0, 0.6666666666666666)
    """
    if len(values) == 0 or values.sum() <= 0:
        return 0.0
    apart = np.abs(values[:, None] - values[None, :]).mean()
    return float(apart / (2.0 * values.mean()))


def best_quarter(value: Array) -> Bools:
    """The leads worth most with an average seller. `value` is leads × sellers."""
    usual = np.where(np.isfinite(value), value, 0.0).mean(axis=1)
    best = np.zeros(len(usual), dtype=bool)
    best[np.argsort(-usual, kind="stable")[: int(np.ceil(len(usual) / 4.0))]] = True
    return best


def fairness_of(names: Sequence[str], value: Array, seller: Ints, free: Array, skill: Array) -> Fairness:
    """Judge a routing.

    Args:
        names: the sellers.
        value: expected margin of the assigned leads with every seller, leads × sellers.
        seller: whom each lead goes to, (leads,).
        free: hours each seller has left, (sellers,).
        skill: odds of a win against the average seller, (sellers,), to say why.
    """
    able = free > 0
    got = value[np.arange(len(seller)), seller] if len(seller) else np.zeros(0)
    margin = np.bincount(seller, weights=got, minlength=len(names))
    per_hour = margin[able] / free[able]
    part = free / free.sum() if free.sum() > 0 else np.zeros(len(names))
    even = float((np.where(np.isfinite(value), value, 0.0) @ part).sum()) if len(seller) else 0.0
    best = best_quarter(value) if len(seller) else np.zeros(0, dtype=bool)
    mine = np.bincount(seller[best], minlength=len(names)).astype(np.float64)
    favoured = tuple(_favoured(names, mine, part, skill))
    answer, sentence = _judged(favoured, int(best.sum()), int(able.sum()), int((able & (margin <= 0)).sum()))
    return Fairness(
        answer=answer,
        sentence=sentence,
        gini=gini(per_hour),
        most_per_hour=float(per_hour.max(initial=0.0)),
        least_per_hour=float(per_hour.min()) if len(per_hour) else 0.0,
        best_leads=int(best.sum()),
        even_split=even,
        gain=float(got.sum()) - even,
        favoured=favoured,
    )


def _judged(
    favoured: Sequence[str], best: int, able: int, without: int
) -> tuple[Literal["yes", "no", "cannot say"], str]:
    """The answer, and a sentence with why; `able` have free hours, and `without` of them get no lead."""
    gets = "gets" if without == 1 else "get"
    nothing = f" {without:,} of {able:,} sellers with free hours {gets} no lead." if without else ""
    if favoured:
        return "no", f"No: {favoured[0]}{nothing}"
    if not best:
        return "cannot say", "Cannot say: no lead is given to anybody."
    if able < 2:
        return "cannot say", "Cannot say: only one seller has free hours, so there is nobody to compare with."
    far = min(best, int(np.ceil(FAR * best / able)))
    if binom.sf(far - 1, best, 1.0 / able) > _CHANCE:
        few = f"the best quarter is only {things(best, 'lead', 'leads')}"
        return "cannot say", f"Cannot say: {few}, too few to tell favour from chance.{nothing}"
    return "yes", f"Yes: nobody gets far more of the best leads than of the hours.{nothing}"


def _favoured(names: Sequence[str], mine: Array, part: Array, skill: Array) -> list[str]:
    total = int(mine.sum())
    said = []
    for at, name in enumerate(names):
        if not total or mine[at] / total <= MUCH * part[at]:
            continue
        if binom.sf(mine[at] - 1, total, part[at]) > _CHANCE:
            continue
        why = f"wins {skill[at]:.1f} times the odds of the average seller" if skill[at] > 1.05 else (
            "does not win more often than the average: look at who is left for the others"
        )  # fmt: skip
        best = f"{things(mine[at], 'lead', 'leads')} of the {total:,} best ({percent(mine[at] / total)})"
        said.append(f"{name} gets {best} with {percent(part[at])} of the free hours, and {why}.")
    return said
