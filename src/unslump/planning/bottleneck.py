"""What one more hour of each function, and one more unit of money in each channel, would bring.

The worth of the next unit is the slope of what an assignment brings, its hats as they are: what a
linear program calls a shadow price. It is taken in every draw, so it comes as a range; where leads
find no time, the next selling hour is worth much and the next marketing hour little, and the other
way round where sellers wait for leads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unslump.planning.assignment.decision import Decision, outcome_of
from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["NextUnit", "worth_of_next"]

Array = NDArray[np.float64]

_STEP = 0.01  # of what is there: small beside every kink, large beside rounding


@dataclass(frozen=True)
class NextUnit:
    """Worth of the next unit in each scenario, in the scenarios' worth.

    `marketing_hour` and `sales_hour` (S,) are hours spread over the whole time and shared as today's
    are; None where nobody works on that function. `money` maps a channel to what one more unit of
    money there brings before it is paid back (S,); only channels whose response to money is known.
    """

    marketing_hour: Array | None
    sales_hour: Array | None
    money: dict[str, Array]


def worth_of_next(scenarios: Scenarios, decision: Decision) -> NextUnit:
    """Slopes at a decision, hats unchanged."""
    base = outcome_of(scenarios, decision, shared=True).worth

    def slope(changed: Decision, units: float) -> Array:
        more: Array = outcome_of(scenarios, changed, shared=True).worth - base
        return more / units

    marketing, sales = float(decision.marketing.sum()), float(decision.sales.sum())
    money = {}
    for index, channel in enumerate(scenarios.channels):
        if not (scenarios.alpha[:, index] > 0).any() or not (scenarios.scale[:, index] > 0).any():
            continue
        usual = float(decision.spend[index].sum())
        step = _STEP * max(usual, 0.1 * float(decision.spend.sum()) / len(scenarios.channels))
        if step <= 0:
            continue
        spend = decision.spend.copy()
        spend[index] += step * scenarios.weeks / scenarios.weeks.sum()
        money[channel] = slope(replace(decision, spend=spend), step)
    return NextUnit(
        marketing_hour=slope(
            replace(decision, marketing=decision.marketing * (1.0 + _STEP)), _STEP * marketing
        )
        if marketing > 0
        else None,
        sales_hour=slope(replace(decision, sales=decision.sales * (1.0 + _STEP)), _STEP * sales)
        if sales > 0
        else None,
        money=money,
    )
