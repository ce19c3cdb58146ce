"""A plan as numbers, and exactly what it is worth in every scenario.

effort     Σ people finder skill × hours, less what wearing both hats costs
leads      base + scale · adstock^alpha · effort^beta
queue      leads of the period, and those still warm from the one before
followed   as many as the selling hours last, the best closers first
worth      every lead its channel's value; one that goes cold costs the value of a usual lead
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["IDLE", "Decision", "Outcome", "outcome_of"]

Array = NDArray[np.float64]

_PLENTY = 1e12  # leads that can be followed up where time is not known to be short
IDLE = 1e-6  # hours in a period that do not make a hat


@dataclass(frozen=True)
class Decision:
    """Who does what, and what is spent.

    `marketing` is hours by person, channel and period (P, C, M), `sales` hours by person and
    period (P, M), `spend` money by channel and period (C, M).
    """

    marketing: Array
    sales: Array
    spend: Array

    @property
    def both(self) -> NDArray[np.bool_]:
        """Who wears both hats in which period (P, M)."""
        return np.asarray((self.marketing.sum(axis=1) > IDLE) & (self.sales > IDLE))

    @property
    def hours(self) -> Array:
        """Hours by person and period, both functions together (P, M)."""
        return np.asarray(self.marketing.sum(axis=1) + self.sales)


@dataclass(frozen=True)
class Outcome:
    """What a decision brings in each scenario: leads (S, C, M), followed up (S, P, M), worth (S,).

    `waiting` is leads that found nobody's time (S, M); `worth` is in the objective's unit, before
    the money spent.
    """

    leads: Array
    followed: Array
    waiting: Array
    worth: Array

    def net(self, decision: Decision) -> Array:
        """Worth less the money spent (S,)."""
        return np.asarray(self.worth - decision.spend.sum())


def outcome_of(scenarios: Scenarios, decision: Decision, *, shared: bool = False) -> Outcome:
    """Everything a decision brings; exact, no sampling.

    Leads go to the best closers first, or, `shared`, to the sellers as their hours are.
    """
    kept = 1.0 - scenarios.focus_loss[:, None, None] * decision.both
    effort = (
        np.einsum(
            "sp,spm,pm,pcm->scm",
            scenarios.finder,
            kept,
            scenarios.able[:, 0],
            decision.marketing,
            optimize=True,
        )
        / scenarios.weeks
    )
    leads = scenarios.base + scenarios.driven(scenarios.adstock(decision.spend), effort)
    followed, waiting = _follow_up(
        scenarios, kept * scenarios.able[:, 1] * decision.sales, leads.sum(axis=1), shared
    )
    worth = (
        scenarios.certain
        + ((scenarios.value - scenarios.typical[:, None, :]) * leads).sum(axis=(1, 2))
        + np.einsum("sm,sp,spm->s", scenarios.typical, scenarios.closer, followed, optimize=True)
    )
    return Outcome(leads, followed, waiting, worth)


def _follow_up(scenarios: Scenarios, hours: Array, arriving: Array, shared: bool) -> tuple[Array, Array]:
    """Leads followed up by person and period (S, P, M), and those that found no time (S, M)."""
    per_lead = scenarios.hours_per_lead[:, None, None]
    able = np.where(per_lead > 0, hours / np.maximum(per_lead, 1e-12), _PLENTY)
    best_first = np.argsort(-scenarios.closer, axis=1, kind="stable")
    able = np.take_along_axis(able, best_first[:, :, None], axis=1)
    followed, waiting = np.zeros_like(able), np.zeros_like(arriving)
    left = scenarios.waiting
    for period in range(scenarios.periods):
        queue = arriving[:, period] + left
        if shared:
            total = able[:, :, period].sum(axis=1, keepdims=True)
            part = np.minimum(queue[:, None] / np.maximum(total, 1e-12), 1.0)
            followed[:, :, period] = able[:, :, period] * part
            filled = followed[:, :, period].sum(axis=1, keepdims=True)
        else:
            filled = np.minimum(np.cumsum(able[:, :, period], axis=1), queue[:, None])
            followed[:, :, period] = np.diff(filled, axis=1, prepend=0.0)
        waiting[:, period] = np.maximum(queue - filled[:, -1], 0.0)
        left = waiting[:, period] * scenarios.kept[period]
    out = np.empty_like(followed)
    np.put_along_axis(out, best_first[:, :, None], followed, axis=1)
    return out, waiting
