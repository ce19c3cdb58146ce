"""Hours of each function and marketing money: what the goal needs against what there is.

Leads have to be found on the useful days, so marketing's hours and money count on those.
They have to be sold to until the goal's end, and so do those that come too late for it.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Goal
from unslump.business.wording import day
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.capacity import Capacity
from unslump.planning.leads import LeadPlan
from unslump.planning.ranges import range_of
from unslump.planning.verdict import HoursBoth, HoursNeed, MoneyNeed

__all__ = ["capacity_of", "hours_needed", "money_needed"]

NO_NUMBER = "no number of leads reaches the goal in time"


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
    """Hours of each function for the leads the goal needs."""
    return HoursBoth(
        marketing=_marketing(engine, company, goal, plan), sales=_sales(engine, company, goal, plan)
    )


def _marketing(
    engine: RevenueEngine, company: Company | None, goal: Goal, plan: LeadPlan | None
) -> HoursNeed:
    needed = None if plan is None else plan.need.needed
    basis = [] if needed is not None or plan is None else [NO_NUMBER]
    start, until = _found_from(engine, plan), _found_by(goal, plan)
    return _hours(engine, company, Function.MARKETING, start, until, needed, basis)


def _sales(engine: RevenueEngine, company: Company | None, goal: Goal, plan: LeadPlan | None) -> HoursNeed:
    leads, basis = None, []
    if plan is not None:
        leads = plan.arriving + (plan.need.gap or 0.0)
        if plan.need.needed is None:
            basis = [f"{NO_NUMBER}, so this is for the leads expected"]
    return _hours(engine, company, Function.SALES, _start(engine), goal.end, leads, basis)


def _hours(
    engine: RevenueEngine,
    company: Company | None,
    function: Function,
    start: date,
    until: date,
    leads: float | None,
    basis: list[str],
) -> HoursNeed:
    available = company.hours_available(function, start, until) if company and start <= until else None
    rate = engine.effort.hours[function]
    said = [rate.basis, *([] if rate.draws is None else basis)]
    if available is None:
        said.append("company.yaml names no people")
    draws = None if rate.draws is None or leads is None else rate.draws * leads
    return HoursNeed(
        needed=None if draws is None else float(draws.mean()),
        available=available,
        basis="; ".join(said),
        needed_range=None if draws is None else range_of(draws),
    )


def money_needed(
    engine: RevenueEngine, company: Company | None, goal: Goal, plan: LeadPlan | None
) -> MoneyNeed:
    """Money for the leads the goal needs, each channel at its own cost of a lead where known."""
    start, until = _found_from(engine, plan), _found_by(goal, plan)
    budgeted = company.budget_for(start, until) if company and start <= until else None
    cost = engine.effort.cost
    part = f"of the budget its part from {day(start)} to {day(until)}, by days"
    basis = [cost.basis, "company.yaml has no budget for it" if budgeted is None else part]
    if cost.draws is None or plan is None or plan.need.needed is None:
        return MoneyNeed(needed=None, budgeted=budgeted, basis="; ".join(basis))
    # Leads of channels without recorded spend cost nothing beyond hours.
    by_channel = engine.effort.cost_by_channel
    draws = np.zeros(engine.draws)
    for channel in plan.need.by_channel:
        if channel.channel in by_channel:
            draws = draws + channel.needed * by_channel[channel.channel]
    return MoneyNeed(
        needed=float(draws.mean()), budgeted=budgeted, basis="; ".join(basis), needed_range=range_of(draws)
    )


def _start(engine: RevenueEngine) -> date:
    return engine.observed_until + timedelta(days=1)  # leads are counted from here, so hours are too


def _found_from(engine: RevenueEngine, plan: LeadPlan | None) -> date:
    """The first day on which finding leads serves the goal."""
    first = None if plan is None else plan.need.first_useful_date
    return _start(engine) if first is None else max(first, _start(engine))


def _found_by(goal: Goal, plan: LeadPlan | None) -> date:
    """The last day on which finding leads serves the goal; its end where none is left."""
    if plan is None or plan.need.last_useful_date is None or plan.need.last_useful_date < plan.value.start:
        return goal.end
    return min(plan.need.last_useful_date, goal.end)
