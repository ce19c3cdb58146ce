"""Which goal is meant: one that company.yaml names, the next one, or one asked for on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.business import wording
from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["SEED", "Asked", "as_day", "beginning", "goal_on_the_spot", "next_goal"]

SEED = 20260101
"""Every question starts its chance from here: the same history gives the same answer, to the digit."""
_ON_THE_SPOT = "or ask on the spot: --period 2026-Q3 --amount 120000 --measure bookings"


@dataclass(frozen=True, slots=True)
class Asked:
    """The goal meant, and what is worth saying about the choice (empty when nothing is)."""

    goal: Goal
    note: str = ""


def as_day(as_of: date | str | None) -> date | None:
    """The day a question is asked as of, given as a date or as ISO text.

    >>> as_day("2026-03-31")
    datetime.date(2026, 3, 31)
    """
    if as_of is None or isinstance(as_of, date):
        return as_of.date() if isinstance(as_of, datetime) else as_of
    try:
        return date.fromisoformat(as_of.strip())
    except (ValueError, AttributeError) as error:
        raise QuestionError(
            f"as_of is {as_of!r}, which is not a day", hint='Give date(2026, 3, 31) or "2026-03-31".'
        ) from error


def beginning(snapshot: Snapshot) -> date | None:
    """The first day of any lead or deal in the history; None when it has neither."""
    from unslump.history.readiness.census import Census

    census = Census(snapshot)
    days = [table["first"] for table in (census.leads, census.deals) if table["first"]]
    return min(days, default=None)


def goal_on_the_spot(period: str | None, amount: float | str | None, measure: str | None) -> Asked:
    """A goal that company.yaml does not name; its name is its period.

    >>> goal_on_the_spot("2026-Q3", 120_000, None).goal.measure.value
    'bookings'
    """
    if period is None or amount is None:
        lacking = "a period" if period is None else "an amount"
        raise QuestionError(
            f"A goal asked on the spot needs {lacking} too.",
            hint="For example: --period 2026-Q3 --amount 120000 --measure bookings",
        )
    return Asked(Goal.parse(period.strip(), period, amount, measure or "bookings"))


def next_goal(company: Company | None, as_of: date) -> Asked:
    """The goal that ends first among those that have not ended by `as_of`.

    Raises QuestionError when there is none, saying what there is.
    """
    goals = company.goals if company else ()
    if not goals:
        missing = "There is no company.yaml here" if company is None else "company.yaml has no goals"
        raise QuestionError(
            f"{missing}: which goal is meant?", hint=f"Write one under goals:, {_ON_THE_SPOT}"
        )
    ahead = sorted((goal for goal in goals if goal.end > as_of), key=lambda goal: (goal.end, goal.start))
    if not ahead:
        raise QuestionError(
            f"Every goal in company.yaml had ended by {wording.day(as_of)}: {_named(goals)}.",
            hint="Write a new one under goals:, ask as of an earlier day with --as-of, "
            f"name one with --goal, {_ON_THE_SPOT}",
        )
    chosen = ahead[0]
    if len(goals) == 1:
        return Asked(chosen)
    others = _named([goal for goal in goals if goal is not chosen])
    return Asked(
        chosen,
        f"Of {len(goals)} goals this is {chosen.name}, the first to end after {wording.day(as_of)}. "
        f"Choose another with --goal: {others}.",
    )


def _named(goals: Sequence[Goal]) -> str:
    shown = ", ".join(goal.name for goal in goals[:8])
    return shown + (f" and {len(goals) - 8} more" if len(goals) > 8 else "")
