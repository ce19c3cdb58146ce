"""A plan as people can follow it: no idle hours, no crumbs, whole hours a week."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from unslump.planning.assignment.decision import IDLE, Decision, outcome_of
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["tidied"]

_CRUMB = 0.5  # hours a week on a channel that are not worth the way to the desk
_LOSS = 0.002  # as a share of its worth, what a plan may lose for being simple


def tidied(scenarios: Scenarios, decision: Decision, rules: tuple[Rule, ...]) -> Decision:
    """The decision with spare hours used, and simplified as long as that costs next to nothing."""
    best = decision
    worth = _worth(scenarios, best)
    for change in (_filled, _without_crumbs, _whole_hours):
        changed = change(scenarios, best)
        after = _worth(scenarios, changed)
        if after >= worth - _LOSS * abs(worth) and all(rule.kept_by(changed) for rule in rules):
            best = changed
    return best


def _worth(scenarios: Scenarios, decision: Decision) -> float:
    return float(outcome_of(scenarios, decision).net(decision).mean())


def _filled(scenarios: Scenarios, decision: Decision) -> Decision:
    """Hours nobody needed go to what the person does already; who sells has them for selling."""
    spare = np.maximum(scenarios.capacity - decision.hours, 0.0)
    sells = decision.sales > IDLE
    marketing = decision.marketing.sum(axis=1)
    share = decision.marketing / np.maximum(marketing, 1e-12)[:, None, :]
    finds = ~sells & (marketing > IDLE)
    return replace(
        decision,
        sales=decision.sales + np.where(sells, spare, 0.0),
        marketing=decision.marketing + share * np.where(finds, spare, 0.0)[:, None, :],
    )


def _without_crumbs(scenarios: Scenarios, decision: Decision) -> Decision:
    """Small pieces of a person's marketing hours join the largest."""
    marketing = decision.marketing.copy()
    crumbs = (marketing > 0) & (marketing < _CRUMB * scenarios.weeks)
    moved = np.where(crumbs, marketing, 0.0).sum(axis=1)
    marketing[crumbs] = 0.0
    largest = marketing.argmax(axis=1)  # people × periods
    people, periods = np.indices(largest.shape)
    there = marketing[people, largest, periods] > 0
    marketing[people[there], largest[there], periods[there]] += moved[there]
    spend = np.where(decision.spend < 0.005 * decision.spend.sum(axis=0), 0.0, decision.spend)
    return replace(decision, marketing=marketing, spend=spend)


def _whole_hours(scenarios: Scenarios, decision: Decision) -> Decision:
    """Whole hours a week, rounded down where rounding up would be more than there is."""
    weeks = scenarios.weeks
    marketing = np.round(decision.marketing / weeks) * weeks
    sales = np.round(decision.sales / weeks) * weeks
    over = marketing.sum(axis=1) + sales - scenarios.capacity
    largest = marketing.argmax(axis=1)
    people, periods = np.indices(largest.shape)
    takes = np.minimum(np.maximum(over, 0.0), marketing[people, largest, periods])
    marketing[people, largest, periods] -= takes
    sales = np.maximum(sales - np.maximum(over - takes, 0.0), 0.0)
    return replace(decision, marketing=marketing, sales=sales)
