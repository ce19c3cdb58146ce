"""What hires would bring, as data: what JSON, report and terminal show."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.planning.verdict import GoalView, Range

__all__ = ["HireOption", "HireResult"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class HireOption(_View):
    """One hire in one role, in its first year.

    `margin` is what it brings more than today, whenever its leads close; `net` that less its pay;
    `worth_it` P(net > 0). `pays_back_by` is the first day of the month in which the money that came
    in makes up for the pay so far; None: not within two years, or the cost is not known.
    `finder_learnt`, `closer_learnt`: how much of the doubt a scorecard took away, 0 to 1.
    """

    name: str
    role: Literal["finder", "closer", "both"]
    time: str
    candidate: str | None
    hours_per_week: float
    cost_per_hour: float | None
    cost: float | None
    margin: Range
    net: Range
    net_mean: float
    worth_it: float
    pays_back_by: date | None
    probability: float | None
    probability_gain: float | None
    finder_learnt: float | None
    closer_learnt: float | None


class HireResult(_View):
    """Hires to choose from, the best first. `sentence` is the whole answer in one sentence."""

    as_of: date
    sentence: str
    currency: str
    start: date
    end: date
    goal: GoalView | None
    probability_today: float | None
    options: list[HireOption]
    notes: list[str]
