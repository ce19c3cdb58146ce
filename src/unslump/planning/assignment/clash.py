"""Which rules clash when no plan keeps them all."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import highspy
import numpy as np

from unslump.planning.assignment.rows import Blocks, Rows, loaded
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["clashing"]


def clashing(scenarios: Scenarios, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Texts of a smallest set of rules that cannot hold together; empty when all can.

    Found by the deletion filter (Chinneck 2008): a rule without which the rest still clash is not
    needed in the set. Hats play no part here: wearing both allows every split of the hours.
    """
    if _feasible(scenarios, rules):
        return ()
    left = list(rules)
    for rule in rules:
        without = [other for other in left if other is not rule]
        if not _feasible(scenarios, without):
            left = without
    return tuple(dict.fromkeys(rule.text for rule in left))


def _feasible(scenarios: Scenarios, rules: Sequence[Rule]) -> bool:
    people, channels, periods = len(scenarios.people), len(scenarios.channels), scenarios.periods
    at, rows = Blocks(), Rows()
    marketing = at.add("marketing", people, channels, periods)
    sales = at.add("sales", people, periods)
    spend = at.add("spend", channels, periods)
    rows.add(
        -inf,
        scenarios.capacity.ravel(),
        (np.swapaxes(marketing, 1, 2).reshape(-1, channels), 1.0),
        (sales.reshape(-1, 1), 1.0),
    )
    for rule in rules:
        terms = [
            (block.reshape(1, -1), weight.reshape(1, -1))
            for block, weight in ((marketing, rule.marketing), (sales, rule.sales), (spend, rule.spend))
            if weight is not None
        ]
        rows.add(rule.low, rule.high, *terms)
    solver = loaded(np.zeros(at.size), np.zeros(at.size), np.full(at.size, inf), rows)
    solver.run()
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)
