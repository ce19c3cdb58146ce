"""The best that can be made of a plan in each scenario, when who follows up what is decided as leads come.

`outcome_of` has the best closers take whatever comes. Better can be done: the poorest channel's
leads are the ones to leave when time is short, and a lead may wait for a better closer. That is a
linear program in each scenario, with the leads a plan brings as its limits; all are solved as one.
"""

from __future__ import annotations

from math import inf

import highspy
import numpy as np
from numpy.typing import NDArray

from unslump.planning.assignment.decision import Decision, outcome_of
from unslump.planning.assignment.rows import Blocks, Rows, loaded
from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["best_worth"]

Array = NDArray[np.float64]


def best_worth(scenarios: Scenarios, decision: Decision) -> Array:
    """Worth of a decision in each scenario (S,), followed up as well as can be; money not taken off."""
    leads = outcome_of(scenarios, decision).leads
    driven = np.maximum(leads - scenarios.base, 0.0)
    count, people, periods = scenarios.count, len(scenarios.people), scenarios.periods
    at = Blocks()
    for name, shape in (
        ("driven", driven.shape),
        ("followed", (count, people, periods)),
        ("waiting", (count, periods)),
    ):
        at.add(name, *shape)
    kept = 1.0 - scenarios.focus_loss[:, None, None] * decision.both
    per_lead = scenarios.hours_per_lead[:, None, None]
    high = np.full(at.size, inf)
    high[at["driven"]] = driven
    high[at["followed"]] = np.where(
        per_lead > 0, kept * scenarios.able[:, 1] * decision.sales / np.maximum(per_lead, 1e-12), inf
    )
    extra = scenarios.value - scenarios.typical[:, None, :]
    cost = np.zeros(at.size)
    cost[at["driven"]] = extra
    cost[at["followed"]] = scenarios.closer[:, :, None] * scenarios.typical[:, None, :]
    rows = Rows()
    add_queue(rows, at, scenarios)
    solver = loaded(cost, np.zeros(at.size), high, rows)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return outcome_of(scenarios, decision).worth
    solution = np.array(solver.getSolution().col_value)
    value = (solution * cost)[at["driven"]].sum(axis=(1, 2)) + (solution * cost)[at["followed"]].sum(
        axis=(1, 2)
    )
    return np.asarray(scenarios.certain + (extra * scenarios.base).sum(axis=(1, 2)) + value)


def add_queue(rows: Rows, at: Blocks, scenarios: Scenarios) -> None:
    """Followed up + waiting = leads that come + those still warm from the period before."""
    count, channels, periods = scenarios.scale.shape
    people = len(scenarios.people)
    before = np.roll(at["waiting"], 1, axis=1)
    kept = np.broadcast_to(np.concatenate([[0.0], scenarios.kept[:-1]]), (count, periods))
    arriving = scenarios.base.sum(axis=1)
    arriving = arriving + np.where(np.arange(periods) == 0, scenarios.waiting[:, None], 0.0)
    rows.add(
        arriving.ravel(),
        arriving.ravel(),
        (np.swapaxes(at["followed"], 1, 2).reshape(-1, people), 1.0),
        (at["waiting"].reshape(-1, 1), 1.0),
        (np.swapaxes(at["driven"], 1, 2).reshape(-1, channels), -1.0),
        (before.reshape(-1, 1), -kept.reshape(-1, 1)),
    )
