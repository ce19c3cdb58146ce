"""Why: the verdict in words, the weightiest reason first.

A reason's weight is the share of what is needed that is missing (leads, hours, money), or the
share that was lost (win rate, arrivals). Hours and money that are short only because more leads
are needed than come weigh half: they follow from the leads. What is well weighs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from unslump.business import wording
from unslump.business.goals import Goal
from unslump.business.wording import approximately, count, day, money, number, percent, quantity, things
from unslump.estimates.revenue import EngineStage, RevenueEngine
from unslump.outlook.forecast import GoalForecast
from unslump.outlook.kernels import average_shares
from unslump.planning.leads import LeadPlan
from unslump.planning.verdict import HoursBoth, HoursNeed, MoneyNeed, VerdictWord

__all__ = ["Kind", "Reason", "reasons_for"]

Array = NDArray[np.float64]

_SURE = 0.9
_SHORT = 0.02  # hours or money count as short when more than this share is missing
_LONG_SILENCE = timedelta(days=21)
_OLD = 0.95  # a deal is old that has been open for longer than this share of those won took


class Kind(Enum):
    """What a reason is about."""

    SOURCES = auto()
    LEADS = auto()
    TOO_LATE = auto()
    SELLING_HOURS = auto()
    MARKETING_HOURS = auto()
    MONEY = auto()
    WIN_RATE = auto()
    ARRIVALS = auto()
    RECORD = auto()
    PIPELINE = auto()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; `weight` orders them, the heaviest first."""

    kind: Kind
    weight: float
    text: str


def reasons_for(
    engine: RevenueEngine,
    goal: Goal,
    currency: str,
    verdict: VerdictWord,
    forecast: GoalForecast,
    plan: LeadPlan | None,
    hours: HoursBoth,
    spend: MoneyNeed,
) -> list[Reason]:
    """All reasons worth saying, the weightiest first; where all is well, where it comes from."""
    reasons = [
        _sources(goal, currency, verdict, forecast),
        _leads(plan, engine.observed_until),
        _selling(hours.sales, plan, goal),
        _marketing(hours.marketing, plan),
        *_money(spend, plan, currency),
        *_win_rate(engine),
        *_arrivals(engine),
        *_record(engine),
        *_single_deal(engine, goal, currency, forecast),
        *_old_deals(engine),
    ]
    return sorted(reasons, key=lambda reason: -reason.weight)


def _sources(goal: Goal, currency: str, verdict: VerdictWord, forecast: GoalForecast) -> Reason:
    measure = str(goal.measure)

    def about(draws: Array) -> str:
        low, high = np.quantile(draws, [0.1, 0.9])
        return wording.about(approximately(float(draws.mean()), float(low), float(high), measure, currency))

    won = f"{quantity(forecast.won, measure, currency)} is there" if forecast.won else "nothing is there yet"
    return Reason(
        Kind.SOURCES,
        1.0 if verdict == "supported" else 0.15,
        f"Of the {quantity(goal.amount, measure, currency)}, {won}; leads and deals already open should "
        f"bring {about(forecast.pipeline)}, leads still to come {about(forecast.new + forecast.direct)}.",
    )


def _leads(plan: LeadPlan | None, today: date) -> Reason:
    if plan is None:
        return Reason(
            Kind.RECORD,
            0.2,
            "Marketing: neither leads nor open deals are recorded, so nothing can be said of leads needed.",
        )
    need = plan.need
    until = need.last_useful_date
    if need.needed == 0.0:
        return Reason(
            Kind.LEADS, 0.02, "Marketing: what is won and open is enough; the goal needs no further lead."
        )
    if until is not None and until <= today:
        return Reason(
            Kind.TOO_LATE,
            0.9,
            f"Marketing: new leads come too late; those that would count should have been here by "
            f"{day(until)}. What is open now decides.",
        )
    when = f" by {day(until)}" if until else ""
    if need.first_useful_date:
        when = f" from {day(need.first_useful_date)}{' on' if not until else f' to {day(until)}'}"
    late = f" One that comes later brings less than a tenth of its wins by {day(plan.last_day)}."
    late = late if until and until < plan.last_day else ""
    expected = things(need.expected, "lead is", "leads are")
    if need.needed is None or need.gap is None:
        text = f"Marketing: {expected} expected{when}, and no number would be enough in time.{late}"
        return Reason(Kind.LEADS, 0.95, text)
    if need.gap >= 0.5:
        times = need.needed / need.expected if need.expected > 0 else 0.0
        much = f" (needed: {times:,.1f} times the expected)" if times >= 2.0 else ""
        text = (
            f"Marketing: {things(need.needed, 'lead', 'leads')} needed{when} for a chance of 80 %, "
            f"{things(need.expected, 'is', 'are')} expected: "
            f"{things(wording.missing(need.expected, need.needed), 'lead', 'leads')} short{much}.{late}"
        )
        return Reason(Kind.LEADS, need.gap / need.needed, text)
    needed = things(need.needed, "is", "are")
    text = f"Marketing: {expected} expected{when}, {needed} needed for a chance of 80 %.{late}"
    return Reason(Kind.LEADS, 0.02, text)


def _missing(have: float, need: float) -> float:
    """Share of what is needed that is missing; 0 where it is next to nothing."""
    missing = 1.0 - have / need if need > 0 else 0.0
    return missing if missing > _SHORT else 0.0


def _selling(need: HoursNeed, plan: LeadPlan | None, goal: Goal) -> Reason:
    if need.needed is None or need.available is None:
        return Reason(
            Kind.RECORD, 0.01, f"Sales: whether the selling hours are enough is not known ({need.basis})."
        )
    figures = _figures(need.needed, need.available, goal.end)
    missing = _missing(need.available, need.needed)
    if not missing:
        return Reason(Kind.SELLING_HOURS, 0.01, f"Sales: enough hours: {figures}.")
    gap = (plan.need.gap or 0.0) if plan else 0.0
    arriving = plan.arriving if plan else 0.0
    for_those_that_come = _missing(need.available, need.needed * arriving / max(arriving + gap, 1e-9))
    if for_those_that_come:
        return Reason(Kind.SELLING_HOURS, missing, f"Sales: too few hours: {figures}.")
    text = f"Sales: enough hours for the leads that come, not for those needed: {figures}."
    return Reason(Kind.SELLING_HOURS, 0.5 * missing, text)


def _marketing(need: HoursNeed, plan: LeadPlan | None) -> Reason:
    if need.needed is None or need.available is None:
        return Reason(
            Kind.RECORD, 0.005, f"Marketing: whether its hours are enough is not known ({need.basis})."
        )
    figures = _figures(need.needed, need.available, plan.need.last_useful_date if plan else None)
    missing = _missing(need.available, need.needed)
    word = "too few" if missing else "enough"
    return Reason(Kind.MARKETING_HOURS, max(0.5 * missing, 0.01), f"Marketing: {word} hours: {figures}.")


def _figures(needed: float, available: float, until: date | None) -> str:
    by = f" until {day(until)}" if until else ""
    return f"{count(needed, 'hour is', 'hours are')} needed{by}, {number(available)} available"


def _money(need: MoneyNeed, plan: LeadPlan | None, currency: str) -> Iterator[Reason]:
    if need.needed is None or need.budgeted is None:
        return
    needed, budgeted = money(need.needed, currency), money(need.budgeted, currency)
    missing = _missing(need.budgeted, need.needed)
    word = "too little" if missing else "enough"
    until = plan.need.last_useful_date if plan else None
    when = f" until {day(until)} (the budget's part, by days)" if until else ""
    text = (
        f"Marketing: {word} money: at today's cost of a lead {needed} is needed, {budgeted} budgeted{when}."
    )
    yield Reason(Kind.MONEY, max(0.45 * missing, 0.01), text)


def _win_rate(engine: RevenueEngine) -> Iterator[Reason]:
    """Whether prospects move on less or more often than half a year ago."""
    for stage in engine.stages:
        if stage.month_now < 6:
            continue
        months = np.array([stage.month_now - 6, stage.month_now])
        shares = np.einsum("dcm,c->md", average_shares(stage, months), stage.mix.channel_weight)
        then, now = shares
        moved = {"lead": "leads", "deal": "deals"}[stage.name]
        moved += " become deals" if stage.name == "lead" and len(engine.stages) > 1 else " are won"
        figures = f"{percent(float(now.mean()))} against {percent(float(then.mean()))}"
        if (now < then).mean() >= _SURE:
            fall = 1.0 - float(now.mean() / then.mean())
            yield Reason(Kind.WIN_RATE, 0.9 * fall, f"Sales: fewer {moved} than half a year ago: {figures}.")
        elif (now > then).mean() >= _SURE:
            yield Reason(Kind.WIN_RATE, 0.03, f"Sales: more {moved} than half a year ago: {figures}.")


def _arrivals(engine: RevenueEngine) -> Iterator[Reason]:
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
    what = ("lead", "leads") if engine.leads else ("deal", "deals")
    word = f"fewer {what[1]} come in" if recent < before else f"more {what[1]} come in"
    text = (
        f"Marketing: {word} than before: {count(recent, *what)} a month in the last two full months, "
        f"{count(before, *what)} in the six before."
    )
    yield Reason(Kind.ARRIVALS, 0.5 * max(1.0 - recent / before, 0.06), text)


def _record(engine: RevenueEngine) -> Iterator[Reason]:
    """Whether leads stopped being recorded long before the rest."""
    entry = engine.entry
    if entry is None or entry.arrivals is None:
        return
    last = entry.arrivals.last_week + timedelta(days=6)
    if engine.observed_until - last > _LONG_SILENCE:
        text = (
            f"Marketing: leads are recorded only until about {day(last)}, other things until "
            f"{day(engine.observed_until)}; leads since then are estimated from those before."
        )
        yield Reason(Kind.RECORD, 0.2, text)


def _single_deal(
    engine: RevenueEngine, goal: Goal, currency: str, forecast: GoalForecast
) -> Iterator[Reason]:
    if not goal.measure.in_money:
        return
    open_deals = [stage.inside.amount for stage in engine.stages if stage.name == "deal"]
    largest = max((float(np.nanmax(amounts, initial=0.0)) for amounts in open_deals), default=0.0)
    middle = float(np.median(forecast.total))
    likely = float(np.quantile(forecast.pipeline, 0.9)) >= largest  # else the deal is as good as cold
    if likely and largest > 0.25 * middle > 0:
        deal = money(largest, currency)
        text = (
            f"Sales: one open deal of {deal} could carry a quarter of the period or more; look at it alone."
        )
        yield Reason(Kind.PIPELINE, 0.12, text)


def _old_deals(engine: RevenueEngine) -> Iterator[Reason]:
    """Whether much of the pipeline is older than what is won ever gets."""
    for stage in engine.stages:
        if stage.name != "deal":
            continue
        count_open = int(stage.inside.count.sum())
        limit = _usual_end(stage)
        old = int(stage.inside.count[stage.inside.watched > limit].sum())
        if old >= 10 and old >= 0.3 * count_open:
            text = (
                f"Sales: {old:,} of {count_open:,} open deals have been open for over {round(limit):,} days, "
                "longer than 19 of 20 that were won took; they count for little. Close or revive them."
            )
            yield Reason(Kind.PIPELINE, 0.11, text)


def _usual_end(stage: EngineStage) -> float:
    """Days in which most deals that are won are won."""
    posterior = stage.posterior
    scale, shape = posterior.log_scale[:, 0].mean(axis=1), posterior.log_shape[:, 0]
    return float(posterior.family.quantile(np.array(_OLD), scale, shape).mean())
