"""The company ahead as numbers: what hours and money bring in each scenario, and what there is of both.

A scenario is one draw of the RevenueEngine: one company that the history allows. A plan holds
across all of them (sample-average approximation: Kleywegt, Shapiro and Homem-de-Mello 2002), since
nobody knows which of them is true. Time runs in periods of whole weeks, the months of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

__all__ = ["Scenarios"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Scenarios:
    """S scenarios of P people, C channels and M periods.

    Attributes:
        people, channels: names.
        weeks: weeks in each period (M,).
        capacity: hours of each person for both functions together, ramp counted (P, M).
        base: leads that come whatever is done (S, C, M).
        scale, alpha, beta: more leads = scale · adstock^alpha · effort^beta; (S, C, M), (S, C), (S, C).
        left_over: mean adstock in a period that the past leaves (S, C, M), money.
        carry: mean adstock in period m for one unit of money a week in period n (S, C, M, N).
        able: share of an hour that counts while somebody still learns a function: marketing, then sales
            (P, 2, M); 1 for who has done it before.
        finder: skilled hours an hour of marketing is worth (S, P).
        closer: wins a followed-up lead gives with this seller, today's sellers together being 1 (S, P).
        focus_loss: share of hours lost by who wears both hats in a period (S,).
        hours_per_lead: selling hours a lead takes (S,); 0: nobody is ever short of time.
        waiting: leads waiting today for somebody's time (S,).
        kept: share of the leads waiting in a period that are still warm in the next (M,).
        value: worth of a followed-up lead to the objective (S, C, M).
        typical: the same for the usual mix of channels: what a lead that goes cold costs (S, M).
        certain: what the objective gets whatever is done from now on (S,).
    """

    people: tuple[str, ...]
    channels: tuple[str, ...]
    weeks: Ints
    capacity: Array
    base: Array
    scale: Array
    alpha: Array
    beta: Array
    left_over: Array
    carry: Array
    able: Array
    finder: Array
    closer: Array
    focus_loss: Array
    hours_per_lead: Array
    waiting: Array
    kept: Array
    value: Array
    typical: Array
    certain: Array

    @property
    def count(self) -> int:
        """How many scenarios."""
        return len(self.focus_loss)

    @property
    def periods(self) -> int:
        """How many periods."""
        return len(self.weeks)

    def adstock(self, spend: Array) -> Array:
        """Mean adstock (S, C, M) of money by channel and period (C, M)."""
        return np.asarray(self.left_over + np.einsum("scmn,cn->scm", self.carry, spend / self.weeks))

    def driven(self, adstock: Array, effort: Array) -> Array:
        """Leads (S, C, M) that adstock (S, C, M) and effort in skilled hours a week (S, C, M) bring."""
        return np.asarray(
            self.scale * power(adstock, self.alpha[:, :, None]) * power(effort, self.beta[:, :, None])
        )

    def only(self, which: Ints) -> Scenarios:
        """Some of the scenarios, in the order of `which`."""
        axis = (
            "base scale alpha beta left_over carry finder closer focus_loss hours_per_lead waiting "
            "value typical certain"
        )
        return replace(self, **{name: getattr(self, name)[which] for name in axis.split()})


def power(base: Array, exponent: Array) -> Array:
    """base^exponent with 0^0 = 1: an exponent of zero means that the input plays no part."""
    return np.asarray(np.maximum(base, 0.0) ** exponent)
