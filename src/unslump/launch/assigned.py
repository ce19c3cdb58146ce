"""Who works on which function while a campaign runs: by the plan, or by the hats in company.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Period
from unslump.planning.assignment.answer import PlanResult

__all__ = ["Assigned", "assigned_by_hats", "assigned_by_plan", "ranked"]

_LEAST_HOURS = 1.0
"""Hours a week below which someone does not count as working on a function."""


@dataclass(frozen=True)
class Assigned:
    """Hours a week by function and person, and the part of the person's week that is."""

    hours: Mapping[Function, Mapping[str, float]]
    source: Literal["plan", "hats"]
    words: str
    share: Mapping[Function, Mapping[str, float]] = field(default_factory=dict)


def assigned_by_hats(company: Company, period: Period) -> Assigned:
    """What the hats in company.yaml give, ramps, leavers and focus loss counted."""
    hours = {
        function: {
            person.name: person.hours(function, period.start, period.end) / period.weeks
            for person in company.people
        }
        for function in Function
    }
    return _assigned(company, hours, "hats", "the hats in company.yaml")


def assigned_by_plan(company: Company, period: Period, plan: PlanResult) -> Assigned | None:
    """What the plan gives in the calendar months that the campaign touches; None when it covers none.

    A campaign needs both functions: where the plan leaves one to nobody, the hats say who does it.
    """
    months = [
        month
        for month in period.months()
        if any(line.period.replace(day=1) == month for line in plan.plan.hours)
    ]
    weeks = sum(_weeks_of(month, plan.start, plan.end) for month in months)
    if not months or weeks <= 0:
        return None
    hours: dict[Function, dict[str, float]] = {function: {} for function in Function}
    for line in plan.plan.hours:
        if line.period.replace(day=1) in months:
            mine = hours[Function(line.function)]
            mine[line.person] = mine.get(line.person, 0.0) + line.hours / weeks
    # A plan knows nothing of who leaves before the campaign's end but after the plan's.
    here = {person.name for person in company.people if person.works_on(period.start)}
    kept = {function: {n: h for n, h in mine.items() if n in here} for function, mine in hours.items()}
    words = f"the plan for {plan.start} to {plan.end}"
    by_hats = assigned_by_hats(company, period)
    for function in Function:
        if not any(h >= _LEAST_HOURS for h in kept[function].values()) and by_hats.hours[function]:
            kept[function] = dict(by_hats.hours[function])
            words += f", which has nobody in {function}: there the hats in company.yaml say who"
    return _assigned(company, kept, "plan", words)


def ranked(assigned: Assigned, function: Function) -> list[str]:
    """The people of a function: who gives it the largest part of a week first, then the most hours.

    A week given to one function is not split; its owner is the natural one to answer for the result.
    """
    hours, share = assigned.hours[function], assigned.share[function]
    return sorted(hours, key=lambda name: (-round(share[name], 2), -hours[name], name))


def _assigned(
    company: Company,
    hours: Mapping[Function, Mapping[str, float]],
    source: Literal["plan", "hats"],
    words: str,
) -> Assigned:
    week = {person.name: max(person.hours_per_week, 1e-9) for person in company.people}
    kept = {
        function: {name: h for name, h in mine.items() if h >= _LEAST_HOURS}
        for function, mine in hours.items()
    }
    share = {
        function: {name: h / week.get(name, 40.0) for name, h in mine.items()}
        for function, mine in kept.items()
    }
    return Assigned(kept, source, words, share)


def _weeks_of(month: date, start: date, end: date) -> float:
    """Weeks of a plan from start to end that lie in a calendar month."""
    whole = Period.of_months(month.year, month.month, 1)
    return whole.overlap_days(Period(start, end)) / 7
