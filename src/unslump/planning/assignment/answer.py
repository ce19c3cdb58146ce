"""The plan as data: what JSON, report and terminal show. Money is in the company's currency."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.planning.verdict import GoalView, Range

__all__ = ["ChannelWorth", "HoursLine", "PlanResult", "PlanView", "SpendLine", "WorthView"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class HoursLine(_View):
    """Hours of one person on one function in a month; `channel` is None for sales."""

    person: str
    function: Literal["marketing", "sales"]
    channel: str | None
    period: date
    hours: float


class SpendLine(_View):
    """Money on a channel in a month."""

    channel: str
    period: date
    amount: float


class PlanView(_View):
    """An assignment and what it brings.

    `margin` is what the leads of the plan's time bring, whenever they close, less the money spent;
    `margin_mean` its mean; `inside` the part that closes within the plan. `probability` is P(goal).
    """

    margin: Range
    margin_mean: float
    inside: Range
    probability: float | None
    expected: Range | None
    leads: float
    followed_up: float
    money: float
    hours: list[HoursLine]
    spend: list[SpendLine]


class ChannelWorth(_View):
    """What one more unit of money in a channel brings, before it is paid back."""

    channel: str
    worth: Range


class WorthView(_View):
    """What the next hour of each function and the next unit of money bring; None: nobody works on it."""

    marketing_hour: Range | None
    sales_hour: Range | None
    money: list[ChannelWorth]
    sentence: str


class PlanResult(_View):
    """Who should do what, beside who does what today. `sentence` is the whole answer in one sentence.

    `gap` says by how much, as a share of what it is worth, a better plan could beat this one at most
    on the scenarios it was made for; None: not known, the search was stopped before it could tell. `worth`
    is of today's assignment, `worth_in_plan` of the plan.
    """

    objective: Literal["margin", "cheapest", "probability"]
    goal: GoalView | None
    as_of: date
    start: date
    end: date
    currency: str
    sentence: str
    gap: float | None
    better: bool
    interrupted: bool
    seconds: float
    today: PlanView
    plan: PlanView
    changes: list[str]
    worth: WorthView
    worth_in_plan: WorthView
    rules: list[str]
    notes: list[str]
