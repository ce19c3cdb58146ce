"""What a goal's period will bring: distributions over draws, split by where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.goals import Goal, Measure
from unslump.estimates.revenue import RevenueEngine
from unslump.history.journey import Realised
from unslump.outlook.capacity import Capacity
from unslump.outlook.course import Course
from unslump.outlook.simulate import DIRECT, NEW, PIPELINE, Events, Future, simulate

__all__ = ["Fan", "GoalForecast", "forecast_from", "forecast_goal", "happened"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fan:
    """The measure added up since the goal's start: at the end of each `days[i]`.

    `actual` (days,) is NaN after the history's last day, `quantiles` (5 × days: 10, 25, 50, 75,
    90 %) NaN before it.
    """

    days: tuple[date, ...]
    actual: Array
    quantiles: Array


@dataclass(frozen=True)
class GoalForecast:
    """Draws of what the goal's period brings, in the goal's measure.

    `won` is certain; `pipeline`, `new` (from leads still to come) and `direct` (from deals that no
    lead announces) have shape (draws,). `won_deals` and the draws
    `future_deals` count won deals whatever the measure.
    """

    goal: Goal
    won: float
    pipeline: Array
    new: Array
    direct: Array
    won_deals: int
    future_deals: Array
    future: Future
    events: Events

    @property
    def total(self) -> Array:
        """Everything together: (draws,)."""
        return np.asarray(self.won + self.pipeline + self.new + self.direct)

    @property
    def probability(self) -> float:
        """P(goal)."""
        return float((self.total >= self.goal.amount - 1e-9).mean())

    def fan(self, engine: RevenueEngine) -> Fan:
        """The picture of it, week by week."""
        goal, money = self.goal, self.goal.measure.in_money
        span = (goal.end - goal.start).days
        days = [goal.start + timedelta(days=d) for d in range(6, span, 7)] + [goal.end]
        last = engine.observed_until
        if goal.start <= last < goal.end and last not in days:
            days = sorted([*days, last])
        record = happened(engine, goal.measure)
        actual, quantiles = np.full(len(days), np.nan), np.full((5, len(days)), np.nan)
        for i, day in enumerate(days):
            if day <= last:
                actual[i] = _sum(record.between(goal.start, day), money)
            if day >= last:
                ahead = self.events.total(goal.start, day, money=money)
                quantiles[:, i] = self.won + np.quantile(ahead, [0.1, 0.25, 0.5, 0.75, 0.9])
        return Fan(tuple(days), actual, quantiles)


def happened(engine: RevenueEngine, measure: Measure) -> Realised:
    """What the history records of a measure; nothing where it records no orders."""
    nothing = Realised(np.zeros(0, dtype="datetime64[D]"), np.zeros(0))
    if measure is Measure.DELIVERED:
        return engine.delivered or nothing
    if measure is Measure.PAID:
        return engine.paid or nothing
    return engine.sold


def forecast_goal(
    engine: RevenueEngine,
    goal: Goal,
    rng: np.random.Generator,
    capacity: Capacity | None = None,
    course: Course | None = None,
) -> GoalForecast | None:
    """Simulate up to the goal's end; None when its measure has never been recorded.

    A goal that ended before the history's last day is all history: its draws are constant.
    """
    until = max(goal.end, engine.observed_until + timedelta(days=1))
    return forecast_from(engine, goal, simulate(engine, until, rng, capacity, course))


def forecast_from(engine: RevenueEngine, goal: Goal, future: Future) -> GoalForecast | None:
    """What a simulated future, as long as the goal at least, brings to it; None as above."""
    events = {Measure.DELIVERED: future.delivered, Measure.PAID: future.paid}.get(goal.measure, future.won)
    if events is None:
        return None
    money = goal.measure.in_money
    record = happened(engine, goal.measure).between(goal.start, min(goal.end, engine.observed_until))
    sold = engine.sold.between(goal.start, min(goal.end, engine.observed_until))
    return GoalForecast(
        goal=goal,
        won=_sum(record, money),
        pipeline=events.total(goal.start, goal.end, money=money, source=PIPELINE),
        new=events.total(goal.start, goal.end, money=money, source=NEW),
        direct=events.total(goal.start, goal.end, money=money, source=DIRECT),
        won_deals=sold.count,
        future_deals=future.won.total(goal.start, goal.end, money=False),
        future=future,
        events=events,
    )


def _sum(record: Realised, money: bool) -> float:
    return float(np.nansum(record.amounts)) if money else float(record.count)
