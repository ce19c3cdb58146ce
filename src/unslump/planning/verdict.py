"""The answer to "is this goal supported?", as data: what JSON, report and terminal all show.

Amounts are in the goal's currency for bookings, delivered and paid, and in deals for deals.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.business.goals import Goal, Measure, Period

__all__ = [
    "ChannelLeads",
    "CheckResult",
    "CohortMaturity",
    "DataView",
    "Evidence",
    "FanPoint",
    "GoalView",
    "HoursBoth",
    "HoursNeed",
    "LaneStep",
    "LeadsNeed",
    "MoneyNeed",
    "MonthLeads",
    "Range",
    "Sources",
    "VerdictWord",
]

VerdictWord = Literal["supported", "stretched", "unsupported", "unknown"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class GoalView(_View):
    """The goal as asked."""

    name: str
    start: date
    end: date
    amount: float
    measure: Literal["deals", "bookings", "delivered", "paid"]
    currency: str

    @property
    def goal(self) -> Goal:
        """The goal itself."""
        return Goal(self.name, self.amount, Measure(self.measure), Period(self.start, self.end))

    @classmethod
    def of(cls, goal: Goal, currency: str) -> GoalView:
        """A goal, with the currency of its amount."""
        return cls(
            name=goal.name,
            start=goal.start,
            end=goal.end,
            amount=goal.amount,
            measure=goal.measure.value,
            currency=currency,
        )


class Range(_View):
    """An 80 % interval and its middle."""

    p10: float
    p50: float
    p90: float


class Sources(_View):
    """Where the expected amount comes from: means and 80 % ranges, in the goal's measure.

    What is won is certain.
    """

    won: float
    pipeline: float
    new_leads: float
    pipeline_range: Range | None = None
    new_leads_range: Range | None = None


class MonthLeads(_View):
    """Leads of one calendar month up to the goal's end (`month` is its first day).

    Only those count that come on a useful day. Months whose leads come too early are left out.
    """

    month: date
    needed: float
    expected: float
    expected_range: Range
    useful: bool  # False: its leads come too late to count for the goal


class ChannelLeads(_View):
    """Leads of one channel on its useful days, between as_of and the end of the goal."""

    channel: str
    needed: float
    expected: float
    gap: float
    last_useful_date: date | None
    win_rate: Range  # share of a new lead won ever
    months: list[MonthLeads]
    expected_range: Range | None = None
    first_useful_date: date | None = None  # None: leads count from now on


class LeadsNeed(_View):
    """Leads needed for P(goal) = 0.8 against leads expected, on the useful days after as_of.

    A useful day is one whose leads bring at least a tenth of their wins inside the goal's period:
    neither before `first_useful_date` (too early, None: none is) nor after `last_useful_date`.
    `needed` is None when no number of leads can do it in time (or the history cannot say).
    """

    needed: float | None
    expected: float
    gap: float | None
    last_useful_date: date | None
    by_channel: list[ChannelLeads]
    months: list[MonthLeads]
    expected_range: Range | None = None
    first_useful_date: date | None = None


class HoursNeed(_View):
    """Hours of one function from as_of on; None: not known, `basis` says why.

    Marketing: on the useful days, for the leads needed. Sales: until the goal's end, for all
    leads that come until then.
    """

    needed: float | None
    available: float | None
    basis: str
    needed_range: Range | None = None


class HoursBoth(_View):
    """Hours of each function."""

    marketing: HoursNeed
    sales: HoursNeed


class MoneyNeed(_View):
    """Marketing money on the useful days after as_of; None: not known, `basis` says why."""

    needed: float | None
    budgeted: float | None
    basis: str
    needed_range: Range | None = None


class FanPoint(_View):
    """The goal's measure, added up since the goal's start, at the end of a week."""

    day: date
    actual: float | None  # up to as_of
    p10: float | None  # after as_of
    p25: float | None
    p50: float | None
    p75: float | None
    p90: float | None


class CohortMaturity(_View):
    """Leads (or deals, without leads) created in a month: how far they have ripened."""

    month: date
    leads: int
    won: int
    lost: int
    open: int
    expected_won: float  # in the end, mean
    matured: float  # share of the eventual wins that should have come by now, 0..1


class LaneStep(_View):
    """One step of the two lanes, marketing → leads → sales → orders, over the goal's period."""

    lane: Literal["marketing", "sales"]
    step: str  # "money", "hours", "leads", "deals", "orders" …
    have: float | None  # what is expected
    need: float | None  # what the goal needs
    unit: str


class Evidence(_View):
    """What the pictures are drawn from."""

    fan: list[FanPoint]
    cohorts: list[CohortMaturity]
    lanes: list[LaneStep]


class DataView(_View):
    """What the answer rests on."""

    leads: int
    deals: int
    won: int
    observed_until: date
    warnings: list[str]


class CheckResult(_View):
    """The verdict with its evidence. `sentence` is the whole answer in one sentence."""

    goal: GoalView
    as_of: date
    verdict: VerdictWord
    sentence: str
    probability: float | None
    expected: Range | None
    sources: Sources | None
    leads: LeadsNeed | None
    hours: HoursBoth
    money: MoneyNeed
    reasons: list[str]
    data: DataView
    evidence: Evidence
