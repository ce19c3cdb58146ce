"""A plan run through the same simulation as every forecast: week by week, in every draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.business.goals import Goal
from unslump.estimates.revenue import by_channel
from unslump.outlook.course import Course
from unslump.outlook.forecast import forecast_from
from unslump.outlook.simulate import NEW, simulate
from unslump.planning.assignment.ahead import Ahead
from unslump.planning.assignment.decision import Decision
from unslump.planning.assignment.scenarios import power
from unslump.planning.learnt import Learnt

__all__ = ["Replayed", "course_of", "replay"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Replayed:
    """What a plan brings.

    `margin` (draws,) is what the leads of the plan's time bring, whenever they close, less the
    money spent; `inside` the part of it that closes within the plan. `reached` is the goal's total
    (draws,), `probability` P(goal); both None without a goal. `leads` and `followed` are means.
    """

    margin: Array
    inside: Array
    reached: Array | None
    probability: float | None
    leads: float
    followed: float


def course_of(learnt: Learnt, ahead: Ahead, decision: Decision, weeks: int) -> Course:
    """The course a decision sets for `weeks` weeks; after the plan's end it goes on as in its last week."""
    scenarios, response = ahead.scenarios, learnt.response
    month = ahead.month_of
    kept = 1.0 - scenarios.focus_loss[:, None, None] * decision.both
    able = scenarios.able
    effort = np.einsum(
        "sp,spm,pm,pcm->scm", scenarios.finder, kept, able[:, 0], decision.marketing, optimize=True
    )
    effort = (effort / scenarios.weeks)[:, :, month]
    spend = (decision.spend / scenarios.weeks)[:, month]
    adstock, carried = np.empty_like(effort), response.adstock_now
    for week in range(len(month)):
        carried = spend[:, week] + response.decay * carried
        adstock[:, :, week] = carried
    driven = (
        response.scale[:, :, None]
        * power(adstock, response.alpha[:, :, None])
        * power(effort, response.beta[:, :, None])
    )
    leads = response.season(len(month))[:, None, :] * (response.base[:, :, None] + driven)
    selling = kept * able[:, 1] * decision.sales  # draws × people × months
    hours = selling.sum(axis=1)
    closing = np.einsum("sp,spm->sm", scenarios.closer, selling) / np.maximum(hours, 1e-9)
    closing = np.where(hours > 0, closing, 1.0)
    return Course(
        channels=scenarios.channels,
        leads=_longer(leads, weeks),
        size=response.size,
        hours=_longer((hours / scenarios.weeks)[:, month], weeks),
        hours_per_lead=learnt.engine.effort.hours[Function.SALES].draws,
        closing=_longer(closing[:, month], weeks),
    )


def _longer(values: Array, weeks: int) -> Array:
    """Values by week (last axis), the last one repeated up to `weeks`."""
    more = max(weeks - values.shape[-1], 0)
    return np.concatenate([values, np.repeat(values[..., -1:], more, axis=-1)], axis=-1)


def replay(
    learnt: Learnt,
    ahead: Ahead,
    decision: Decision,
    goal: Goal | None,
    margin: float,
    rng: np.random.Generator,
) -> Replayed:
    """Simulate a decision. `margin` is the share of a won amount that is margin."""
    engine = learnt.engine
    until = max(ahead.end, goal.end if goal else ahead.end)
    start = engine.observed_until + timedelta(days=1)
    course = course_of(learnt, ahead, decision, max(-(-((until - start).days + 1) // 7), ahead.weeks))
    future = simulate(engine, until, rng, course=course)
    won = future.won.total(ahead.start, ahead.end, money=True, source=NEW) * margin
    if engine.sizes is None:
        won = future.won.total(ahead.start, ahead.end, money=False, source=NEW) * ahead.worth_of_win
    later = np.maximum(ahead.value.ever - ahead.value.counts, 0.0)
    later = by_channel(later, engine.stages[0].mix, future.channels)
    worked = future.worked[:, :, : ahead.weeks]
    still = (worked * later).sum(axis=1) * course.closing[:, : ahead.weeks]
    money = decision.spend.sum()
    forecast = None if goal is None else forecast_from(engine, goal, future)
    return Replayed(
        margin=won + still.sum(axis=1) * ahead.worth_of_win - money,
        inside=won - money,
        reached=None if forecast is None else forecast.total,
        probability=None if forecast is None else forecast.probability,
        leads=float(future.arrivals[:, :, : ahead.weeks].sum(axis=(1, 2)).mean()),
        followed=float(worked.sum(axis=(1, 2)).mean()),
    )
