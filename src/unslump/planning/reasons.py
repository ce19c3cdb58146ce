"""Why: the verdict in words, the weightiest reason first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from unslump.business.goals import Goal, Measure
from unslump.business.wording import (
    approximately,
    chance,
    count,
    day,
    money,
    percent,
    quantity,
    quantity_span,
)
from unslump.estimates.revenue import EngineStage, RevenueEngine
from unslump.outlook.forecast import GoalForecast
from unslump.planning.leads import LeadPlan
from unslump.planning.verdict import HoursBoth, HoursNeed, MoneyNeed, VerdictWord

__all__ = ["reasons_for", "sentence_for", "sentence_unknown"]

Array = NDArray[np.float64]

_SURE = 0.9
_SHORT = 0.98  # below this share of what is needed, hours or money count as short


def sentence_for(
    goal: Goal,
    currency: str,
    verdict: VerdictWord,
    forecast: GoalForecast,
    plan: LeadPlan | None,
    hours: HoursBoth,
) -> str:
    """The whole answer in one sentence."""
    low, high = np.quantile(forecast.total, [0.1, 0.9])
    measure = str(goal.measure)
    asked = f"{quantity(goal.amount, measure, currency)} {_by(goal)}"
    odds = chance(forecast.probability)
    range_ = quantity_span(float(low), float(high), measure, currency)
    if verdict == "supported":
        return f"{goal.name} ({asked}) is supported: the chance is {odds}, with {range_} to be expected."
    word = "is stretched" if verdict == "stretched" else "is not supported"
    answer = f"{goal.name} ({asked}) {word}: the chance is {odds}, with {range_} to be expected"
    return f"{answer}; {_missing(plan, hours)}."


def _by(goal: Goal) -> str:
    what = {
        Measure.DEALS: "won",
        Measure.BOOKINGS: "of bookings",
        Measure.DELIVERED: "delivered",
        Measure.PAID: "paid",
    }[goal.measure]
    return f"{what} by {day(goal.end)}"


def _missing(plan: LeadPlan | None, hours: HoursBoth) -> str:
    if plan is not None:
        need = plan.need
        if need.needed is None:
            return "no number of new leads can reach it in time"
        if need.gap and need.gap >= 0.5:
            until = f" by {day(need.last_useful_date)}" if need.last_useful_date else ""
            more = count(need.gap, "more lead is", "more leads are")
            return f"{more} needed{until}, which is for marketing to bring"
    if _is_short(hours.sales):
        return "there are leads enough, but not the selling hours to follow them up"
    return "the leads are as many as it needs, and it still takes luck"


def sentence_unknown(goal: Goal, currency: str, why: list[str]) -> str:
    """The answer when the history cannot say."""
    asked = f"{quantity(goal.amount, str(goal.measure), currency)} {_by(goal)}"
    first = why[0][:1].lower() + why[0][1:]
    return f"Whether {goal.name} ({asked}) is supported, this history cannot say: {first}"


def reasons_for(
    engine: RevenueEngine,
    goal: Goal,
    currency: str,
    forecast: GoalForecast,
    plan: LeadPlan | None,
    hours: HoursBoth,
    spend: MoneyNeed,
) -> list[str]:
    """All reasons worth saying."""
    return [
        *_sources(goal, currency, forecast),
        *_leads(plan, engine.observed_until),
        *_hours("selling", hours.sales),
        *_hours("marketing", hours.marketing),
        *_money(spend, currency),
        *_win_rate(engine),
        *_arrivals(engine),
        *_single_deal(engine, goal, currency, forecast),
    ]


def _sources(goal: Goal, currency: str, forecast: GoalForecast) -> Iterator[str]:
    measure = str(goal.measure)

    def about(draws: Array) -> str:
        low, high = np.quantile(draws, [0.1, 0.9])
        return approximately(float(draws.mean()), float(low), float(high), measure, currency)

    won = f"{quantity(forecast.won, measure, currency)} is there" if forecast.won else "nothing is there yet"
    yield (
        f"Of the {quantity(goal.amount, measure, currency)}, {won}; leads and deals already open should "
        f"bring {about(forecast.pipeline)}, leads still to come {about(forecast.new + forecast.direct)}."
    )


def _leads(plan: LeadPlan | None, today: date) -> Iterator[str]:
    if plan is None:
        return
    need = plan.need
    until = need.last_useful_date
    if until is not None and until <= today:
        yield (
            f"New leads come too late: those that would count should have been here by {day(until)}. "
            "What is open now decides."
        )
        return
    by = f" by {day(until)}" if until else ""
    if need.needed is None:
        expected = count(need.expected, "lead is", "leads are")
        yield f"Marketing: {expected} expected{by}, and no number would be enough in time."
    elif need.gap and need.gap >= 0.5:
        yield (
            f"Marketing: {count(need.needed, 'lead', 'leads')} needed{by} for a chance of 80 %, "
            f"{count(need.expected, 'is', 'are')} expected: {count(need.gap, 'lead', 'leads')} short."
        )
    elif need.needed == 0.0:
        yield "Marketing: what is won and open is enough; the goal needs no further lead."
    else:
        yield (
            f"Marketing: {count(need.expected, 'lead is', 'leads are')} expected{by}, "
            f"{count(need.needed, 'is', 'are')} needed for a chance of 80 %."
        )
    if until is not None:
        yield f"After {day(until)} a new lead brings less than a tenth of its wins inside the period."


def _is_short(need: HoursNeed) -> bool:
    return need.needed is not None and need.available is not None and need.available < _SHORT * need.needed


def _hours(name: str, need: HoursNeed) -> Iterator[str]:
    if need.needed is None or need.available is None:
        return
    needed, available = count(need.needed, "hour", "hours"), count(need.available, "hour", "hours")
    if _is_short(need):
        yield f"{name.capitalize()} time is short: {needed} needed until the end, {available} available."
    else:
        yield f"{name.capitalize()} time is enough: {needed} needed until the end, {available} available."


def _money(need: MoneyNeed, currency: str) -> Iterator[str]:
    if need.needed is None or need.budgeted is None:
        return
    needed, budgeted = money(need.needed, currency), money(need.budgeted, currency)
    if need.budgeted < _SHORT * need.needed:
        yield f"Money is short: at today's cost of a lead {needed} needed, {budgeted} budgeted."
    else:
        yield f"Money is enough: at today's cost of a lead {needed} needed, {budgeted} budgeted."


def _win_rate(engine: RevenueEngine) -> Iterator[str]:
    """Whether prospects are won less or more often than half a year ago."""
    for stage in engine.stages:
        if stage.month_now < 6:
            continue
        now, then = _share_in(stage, stage.month_now), _share_in(stage, stage.month_now - 6)
        what = {"lead": "leads", "deal": "deals"}[stage.name]
        moved = "become deals" if stage.name == "lead" and len(engine.stages) > 1 else "are won"
        figures = f"{percent(float(now.mean()))} against {percent(float(then.mean()))}"
        if (now < then).mean() >= _SURE:
            yield f"Fewer {what} {moved} than half a year ago: {figures}."
        elif (now > then).mean() >= _SURE:
            yield f"More {what} {moved} than half a year ago: {figures}."


def _share_in(stage: EngineStage, month: int) -> Array:
    """Share of the usual mix that moves on, had it arrived in a month: (draws,)."""
    mix = stage.mix
    weight = mix.weight * mix.channel_weight[mix.channel]
    return np.asarray(stage.posterior.shares(np.full(len(weight), month), mix.codes)[:, :, 0] @ weight)


def _arrivals(engine: RevenueEngine) -> Iterator[str]:
    """Whether fewer leads came in the last two full months than in the six before."""
    outcomes = engine.outcomes
    if outcomes is None or len(outcomes.started) < 9:
        return
    full = outcomes.started[:-1]  # the month of the last day may not be over
    recent, before = full[-2:].mean(), full[-8:-2].mean()
    if before < 1:
        return
    # Twice the standard error of a Poisson count apart, and a fifth.
    if abs(recent - before) < max(2.0 * float(np.sqrt(before / 2.0)), 0.2 * before):
        return
    word = "Fewer" if recent < before else "More"
    yield (
        f"{word} leads arrive: {count(recent, 'lead', 'leads')} a month in the last two full months, "
        f"{count(before, 'lead', 'leads')} in the six before."
    )


def _single_deal(engine: RevenueEngine, goal: Goal, currency: str, forecast: GoalForecast) -> Iterator[str]:
    if not goal.measure.in_money:
        return
    open_deals = [stage.inside.amount for stage in engine.stages if stage.name == "deal"]
    largest = max((float(np.nanmax(amounts, initial=0.0)) for amounts in open_deals), default=0.0)
    middle = float(np.median(forecast.total))
    if middle > 0 and largest > 0.25 * middle:
        deal = money(largest, currency)
        yield f"One open deal of {deal} could carry a quarter of the period or more: look at it alone."
