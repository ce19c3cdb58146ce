"""The whole answer in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from unslump.business.goals import Goal, Measure
from unslump.business.wording import chance, day, missing, quantity, quantity_span, things
from unslump.outlook.forecast import GoalForecast
from unslump.planning.leads import LeadPlan
from unslump.planning.reasons import Kind, Reason
from unslump.planning.verdict import LeadsNeed, VerdictWord

__all__ = ["sentence_for", "sentence_unknown"]

OUT_OF_REACH = 4.0  # so many times the expected leads is no task for a quarter


def sentence_for(
    goal: Goal,
    currency: str,
    verdict: VerdictWord,
    forecast: GoalForecast,
    plan: LeadPlan | None,
    reasons: Sequence[Reason],
) -> str:
    """The verdict, its chance and range and, where it is not good, what is missing most."""
    low, high = np.quantile(forecast.total, [0.1, 0.9])
    odds = chance(forecast.probability)
    span = quantity_span(float(low), float(high), str(goal.measure), currency)
    word = {"supported": "is supported", "stretched": "is stretched"}.get(verdict, "is not supported")
    answer = f"{_asked(goal, currency)} {word}: the chance is {odds}, with {span} to be expected"
    return f"{answer}." if verdict == "supported" else f"{answer}; {_missing(plan, reasons)}."


def sentence_unknown(goal: Goal, currency: str, why: Sequence[str]) -> str:
    """The answer when the history cannot say."""
    first = why[0][:1].lower() + why[0][1:]
    return f"Whether {_asked(goal, currency)} is supported, this history cannot say: {first}"


def _asked(goal: Goal, currency: str) -> str:
    what = {
        Measure.DEALS: "won",
        Measure.BOOKINGS: "of bookings",
        Measure.DELIVERED: "delivered",
        Measure.PAID: "paid",
    }[goal.measure]
    return f"{goal.name} ({quantity(goal.amount, str(goal.measure), currency)} {what} by {day(goal.end)})"


def _missing(plan: LeadPlan | None, reasons: Sequence[Reason]) -> str:
    first = reasons[0].kind
    if first is Kind.SELLING_HOURS:
        return "sales has not the hours to follow up the leads that come"
    if first is Kind.TOO_LATE:
        return "new leads would come too late, so what is open now decides"
    if plan is not None and first is Kind.LEADS:
        need = plan.need
        if need.gap is None:
            return "no number of new leads can reach it in time"
        until = f" by {day(need.last_useful_date)}" if need.last_useful_date else ""
        times = need.needed / need.expected if need.needed and need.expected else 0.0
        if times >= OUT_OF_REACH:
            return f"it would take {times:,.0f} times the leads that are expected{until}"
        return f"{_more(need, 'more lead is', 'more leads are')} needed{until}, for marketing to bring"
    if first is Kind.WIN_RATE:
        return "sales wins less often than half a year ago"
    if plan is not None and plan.need.gap and plan.need.gap >= 0.5:
        until = f" by {day(plan.need.last_useful_date)}" if plan.need.last_useful_date else ""
        return f"{_more(plan.need, 'more lead', 'more leads')}{until} would make it likely (80 %)"
    return "the leads are about as many as it needs, and it still takes luck"


def _more(need: LeadsNeed, singular: str, plural: str) -> str:
    return things(missing(need.expected, need.needed or 0.0), singular, plural)
