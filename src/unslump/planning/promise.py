"""What could be promised: the chance of every amount, from one forecast's draws.

    T       what the period brings, a value a draw, the same draws that judge a goal
    P(a)    share of draws with T ≥ a; what `check` calls the probability of a goal of a
    safe(p) largest a with P(a) ≥ p: the draw with at least p of all draws at or above it

Nothing is smoothed, so that a goal's probability and this curve never differ. Amounts in words are
rounded down, at most by a hundredth of the 80 % range: a promise may be too small, never too large.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, floor, log10
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.business.wording import chance, day, quantity
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import forecast_goal
from unslump.planning.ranges import range_of
from unslump.planning.support import cannot_judge, refuse_ended
from unslump.planning.verdict import Range
from unslump.planning.work import capacity_of

__all__ = ["LEVELS", "PromisePoint", "PromiseResult", "SafeAmount", "promise", "safe_amount"]

Array = NDArray[np.float64]

LEVELS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.3, 0.1)
_POINTS = 60
_SURE = 0.8


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class PromisePoint(_View):
    """The chance that the period brings the amount or more."""

    amount: float
    probability: float


class SafeAmount(_View):
    """The largest amount that has at least that probability."""

    probability: float
    amount: float


class PromiseResult(_View):
    """The chance of every amount in a period. Amounts are in currency, for deals their number.

    `safe` holds the largest amounts by probability, `at_80` the one at 80 %, `curve` the chance over a
    grid of amounts. Where the history cannot say, `reasons` tell why and all else is empty.
    """

    start: date
    end: date
    measure: Literal["deals", "bookings", "delivered", "paid"]
    currency: str
    as_of: date
    sentence: str
    at_80: float | None
    won: float | None
    expected: Range | None
    safe: list[SafeAmount]
    curve: list[PromisePoint]
    reasons: list[str]


def promise(
    engine: RevenueEngine,
    goal: Goal,
    company: Company | None = None,
    *,
    currency: str = "",
    blocks: Sequence[str] = (),
    rng: np.random.Generator,
) -> PromiseResult:
    """What the goal's period and measure could be promised; its amount does not matter.

    Arguments are those of `check_goal`, and the same `rng` gives the same draws. Raises QuestionError
    for a period that is over, or too far ahead.
    """
    refuse_ended(goal, engine.as_of)
    why_not = [*blocks, *cannot_judge(engine, goal)]
    forecast = None if why_not else forecast_goal(engine, goal, rng, capacity_of(engine, company, goal.end))
    money = company.currency if company is not None else currency
    total = None if forecast is None else np.sort(forecast.total)
    if forecast is None or total is None:
        reasons = why_not or ["Nothing of this measure is recorded."]
        return PromiseResult(
            start=goal.start, end=goal.end, measure=goal.measure.value, currency=money, as_of=engine.as_of,
            sentence=f"What {_period(goal)} may bring cannot be said: {reasons[0]}",
            at_80=None, won=None, expected=None, safe=[], curve=[], reasons=reasons,
        )  # fmt: skip
    expected = range_of(total)
    sure = safe_amount(total, _SURE)
    return PromiseResult(
        start=goal.start,
        end=goal.end,
        measure=goal.measure.value,
        currency=money,
        as_of=engine.as_of,
        sentence=_sentence(goal, money, sure, safe_amount(total, 0.5), expected, forecast.won),
        at_80=sure,
        won=forecast.won,
        expected=expected,
        safe=[SafeAmount(probability=level, amount=safe_amount(total, level)) for level in LEVELS],
        curve=_curve(total, whole=not goal.measure.in_money),
        reasons=[],
    )


def safe_amount(draws: Array, probability: float) -> float:
    """The largest amount that at least the share `probability` of the sorted draws reach.

    >>> safe_amount(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 0.8)
    2.0
    """
    needed = ceil(probability * len(draws) - 1e-9)
    return float(draws[min(len(draws) - needed, len(draws) - 1)])


def _curve(draws: Array, *, whole: bool) -> list[PromisePoint]:
    """P over a grid from what nearly every draw reaches to what hardly any does; `draws` are sorted."""
    low, high = (float(draws[round(share * (len(draws) - 1))]) for share in (0.002, 0.995))
    low = max(low - 0.1 * (high - low), 0.0)
    high = high if high > low else low + max(abs(low) * 0.1, 1.0)
    grid = np.linspace(low, high, _POINTS)
    if whole:
        step = max(ceil((high - low) / _POINTS), 1)
        grid = np.arange(floor(low), ceil(high) + step, step, dtype=float)
    reached = 1.0 - np.searchsorted(draws, grid - 1e-9) / len(draws)
    return [
        PromisePoint(amount=float(amount), probability=float(p))
        for amount, p in zip(grid, reached, strict=True)
    ]


def _sentence(goal: Goal, currency: str, sure: float, even: float, expected: Range, won: float) -> str:
    if sure <= won + 1e-9:
        have = quantity(won, goal.measure, currency)
        return f"Beyond the {have} won already, nothing can be promised for {_period(goal)} at 80 %."
    shown = quantity(_rounded_down(sure, expected, goal), goal.measure, currency)
    middle = quantity(_rounded_down(even, expected, goal), goal.measure, currency)
    return (
        f"{shown} could be promised for {_period(goal)}: the chance of at least that much is "
        f"{chance(_SURE).removeprefix('about ')}. At least {middle} is as likely as not."
    )


def _rounded_down(amount: float, expected: Range, goal: Goal) -> float:
    width = expected.p90 - expected.p10
    if not goal.measure.in_money or width < 100:
        return float(floor(amount + 1e-9))
    step = float(10 ** (floor(log10(width)) - 2))
    return floor(amount / step + 1e-9) * step


def _period(goal: Goal) -> str:
    return f"the time from {day(goal.start)} to {day(goal.end)}"
