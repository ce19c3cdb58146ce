"""Hours of each function and marketing money: what the goal needs against what there is."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Goal
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.capacity import Capacity
from unslump.planning.leads import LeadPlan
from unslump.planning.verdict import HoursBoth, HoursNeed, MoneyNeed

__all__ = ["capacity_of", "hours_needed", "money_needed"]


def capacity_of(engine: RevenueEngine, company: Company | None, until: date) -> Capacity | None:
    """Selling hours week by week, when both the hours and what a lead takes are known."""
    rate = engine.effort.hours[Function.SALES]
    if company is None or rate.draws is None:
        return None
    start = engine.observed_until + timedelta(days=1)
    weeks = max(-(-((until - start).days + 1) // 7), 1)
    hours = [
        company.hours_available(
            Function.SALES, start + timedelta(days=7 * w), start + timedelta(days=7 * w + 6)
        )
        for w in range(weeks)
    ]
    if hours[0] is None:
        return None
    return Capacity(np.array(hours, dtype=float), rate.draws)


def hours_needed(
    engine: RevenueEngine, company: Company | None, goal: Goal, plan: LeadPlan | None
) -> HoursBoth:
    """Hours for the leads the goal needs, from as_of to the goal's end."""
    return HoursBoth(
        marketing=_hours(engine, company, goal, plan, Function.MARKETING),
        sales=_hours(engine, company, goal, plan, Function.SALES),
    )


def _hours(
    engine: RevenueEngine, company: Company | None, goal: Goal, plan: LeadPlan | None, function: Function
) -> HoursNeed:
    start = max(engine.as_of, engine.observed_until) + timedelta(days=1)
    available = None
    if company is not None and start <= goal.end:
        available = company.hours_available(function, start, goal.end)
    rate = engine.effort.hours[function]
    basis = [rate.basis]
    if available is None:
        basis.append("company.yaml names no people")
    if rate.draws is None or plan is None or plan.need.needed is None:
        if rate.draws is not None:
            basis.append("no number of leads reaches the goal in time")
        return HoursNeed(needed=None, available=available, basis="; ".join(basis))
    # Leads have to be found until the last useful day, but sold to until the goal's end.
    leads = plan.need.needed
    if function is Function.SALES:
        leads = max(leads, plan.need.expected)
    return HoursNeed(needed=float(rate.draws.mean() * leads), available=available, basis="; ".join(basis))


def money_needed(
    engine: RevenueEngine, company: Company | None, goal: Goal, plan: LeadPlan | None
) -> MoneyNeed:
    """Money for the leads the goal needs, each channel at its own cost of a lead where known."""
    start = max(engine.as_of, engine.observed_until) + timedelta(days=1)
    budgeted = None
    if company is not None and start <= goal.end:
        budgeted = company.budget_for(start, goal.end)
    cost = engine.effort.cost
    basis = [cost.basis] if budgeted is not None else [cost.basis, "company.yaml has no budget for it"]
    if cost.draws is None or plan is None or plan.need.needed is None:
        return MoneyNeed(needed=None, budgeted=budgeted, basis="; ".join(basis))
    # Leads of channels without recorded spend cost nothing beyond hours.
    by_channel = engine.effort.cost_by_channel
    needed = sum(
        channel.needed * float(by_channel[channel.channel].mean())
        for channel in plan.need.by_channel
        if channel.channel in by_channel
    )
    return MoneyNeed(needed=float(needed), budgeted=budgeted, basis="; ".join(basis))
