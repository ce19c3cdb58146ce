"""The pace a slump is measured against: a goal's amount spread evenly over its period.

A day belongs to the goal whose period holds it, the shortest where there are several; a day in no
goal's period belongs to the goal nearest in time, so that the pace goes on after the last goal's end.
Without a goal the pace is the mean of the last 52 weeks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from unslump.business.company import Company
from unslump.business.goals import Goal, Measure
from unslump.business.wording import count, quantity
from unslump.errors import QuestionError
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import happened

__all__ = ["FEWEST_WINS", "Pace", "pace_of"]

FEWEST_WINS = 10
_YEAR = 52  # weeks
_FEWEST_WEEKS = 13


@dataclass(frozen=True)
class Pace:
    """How much of a measure a day should bring.

    `goals` are of this measure; `usual` is a day's mean in the history, the pace where there is no
    goal. `said` says in words where the pace comes from.
    """

    measure: Measure
    goals: tuple[Goal, ...]
    usual: float
    said: str

    def on(self, day: date) -> float:
        """A day's pace."""
        if not self.goals:
            return self.usual
        goal = min(self.goals, key=lambda each: (_apart(each, day), each.period.days, each.start))
        return goal.amount / goal.period.days

    def between(self, first: date, last: date) -> float:
        """The pace of the days from `first` to `last`, both included, added up."""
        return sum(self.on(first + timedelta(days=n)) for n in range((last - first).days + 1))


def _apart(goal: Goal, day: date) -> int:
    """Days between a day and a goal's period; 0 within."""
    return max((goal.start - day).days, (day - goal.end).days, 0)


def pace_of(engine: RevenueEngine, company: Company | None, named: Goal | None, currency: str) -> Pace:
    """The pace of the goal asked for, else of company.yaml's goals, else the history's own.

    Without a name the goals count in what the next of them to end counts in. Raises QuestionError
    when the measure has been seen too seldom to be foreseen.
    """
    goals = (named,) if named is not None else _goals(company, engine.as_of)
    if goals:
        measure = goals[0].measure
    else:
        measure = Measure.DEALS if engine.sizes is None else Measure.BOOKINGS
    _refuse_unknown(engine, measure)
    if goals:
        said = "the pace is that of " + _listed(
            [goal.name for goal in sorted(goals, key=lambda each: each.start)]
        )
        return Pace(measure, goals, 0.0, said)
    usual, weeks = _usual(engine, measure)
    year = "52 weeks" if weeks == _YEAR else f"{weeks} weeks, all there are"
    why = "company.yaml has no goal" if company is not None else "there is no company.yaml with a goal"
    said = (
        f"{why}, so the pace is the mean of the last {year}: "
        f"{quantity(usual * 91, measure.value, currency)} in 13 weeks"
    )
    return Pace(measure, (), usual, said)


def _goals(company: Company | None, as_of: date) -> tuple[Goal, ...]:
    """The goals in the next goal's measure, that one first; all may be over."""
    goals = company.goals if company is not None else ()
    if not goals:
        return ()
    ahead = [goal for goal in goals if goal.end > as_of]
    first = (
        min(ahead, key=lambda each: (each.end, each.start))
        if ahead
        else max(goals, key=lambda each: each.end)
    )
    alike = [goal for goal in goals if goal.measure is first.measure and goal is not first]
    return (first, *alike)


def _refuse_unknown(engine: RevenueEngine, measure: Measure) -> None:
    if engine.sold.count < FEWEST_WINS:
        raise QuestionError(
            f"only {count(engine.sold.count, 'won deal is', 'won deals are')} recorded; with fewer than "
            f"{FEWEST_WINS} nothing can be said about the months ahead",
            hint="Import more history; unslump readiness says what it can answer.",
        )
    if measure.in_money and engine.sizes is None:
        raise QuestionError(
            "no won deal has an amount, so money cannot be foreseen",
            hint="Ask with a goal in deals, or import amounts.",
        )
    if measure in (Measure.DELIVERED, Measure.PAID) and happened(engine, measure).count < FEWEST_WINS:
        raise QuestionError(
            f"too few orders have a day on which they were {measure}",
            hint="Import orders with those days, or ask with a goal in bookings: --goal NAME",
        )


def _usual(engine: RevenueEngine, measure: Measure) -> tuple[float, int]:
    """A day's mean over the last 52 weeks, or over the whole weeks there are; and how many they are."""
    record, last = happened(engine, measure), engine.observed_until
    first = (np.datetime64(last) - record.days.min()).astype(int) + 1
    weeks = int(min(first // 7, _YEAR))
    if weeks < _FEWEST_WEEKS:
        raise QuestionError(
            f"the history holds {count(weeks, 'week', 'weeks')} of wins, and there is no goal: "
            "nothing says what pace is usual",
            hint="Write a goal into company.yaml, as  goals: {2026-Q3: {period: 2026-Q3, amount: 120000}}",
        )
    seen = record.between(last - timedelta(days=7 * weeks - 1), last)
    total = float(np.nansum(seen.amounts)) if measure.in_money else float(seen.count)
    return total / (7.0 * weeks), weeks


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
