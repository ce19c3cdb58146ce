"""What a plan is to be best at, and how good a given plan is at it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from unslump.planning.assignment.decision import Decision, outcome_of
from unslump.planning.assignment.recourse import best_worth
from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["Aim", "Objective"]

Array = NDArray[np.float64]


class Objective(StrEnum):
    """What to look for.

    MARGIN: the most expected margin, money spent taken off.
    CHEAPEST: the least money with which P(goal) is high enough.
    PROBABILITY: the highest P(goal) that the budget can buy.
    """

    MARGIN = "margin"
    CHEAPEST = "cheapest"
    PROBABILITY = "probability"


@dataclass(frozen=True)
class Aim:
    """An objective, and the goal it is about: `amount` in the scenarios' worth, `chance` to reach it."""

    objective: Objective = Objective.MARGIN
    amount: float = 0.0
    chance: float = 0.8

    @property
    def counts_scenarios(self) -> bool:
        """Whether it is about how many scenarios reach the goal."""
        return self.objective is not Objective.MARGIN

    def least_reached(self, scenarios: int) -> int:
        """Scenarios that must reach the goal: for CHEAPEST, else none."""
        if self.objective is not Objective.CHEAPEST:
            return 0
        return min(int(np.ceil(self.chance * scenarios - 1e-9)), scenarios)

    def of(self, scenarios: Scenarios, decision: Decision) -> float:
        """How good a decision is: higher is better; −∞ when it does not do what is asked."""
        if self.objective is Objective.MARGIN:
            return float(outcome_of(scenarios, decision).net(decision).mean())
        worth = best_worth(scenarios, decision)
        reached = worth >= self.amount * (1.0 - NEAR)
        if self.objective is Objective.CHEAPEST:
            enough = reached.sum() >= self.least_reached(scenarios.count)
            return -float(decision.spend.sum()) if enough else -np.inf
        return float(reached.mean() + TIE * np.minimum(worth / self.amount, 1.0).mean())


NEAR = 1e-3
"""As a share of the goal: what is this near has reached it, as planes lie this near the true response."""

TIE = 0.01
"""What a goal fully reached counts beside the share of scenarios that reach it: only to break ties."""
