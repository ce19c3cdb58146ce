"""Is this goal supported? The verdict, from an engine and a goal.

supported     P(goal) ≥ 0.8
stretched     P(goal) ≥ 0.5
unsupported   less
unknown       the history cannot say; the reasons say what is missing
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from unslump.business.company import Company
from unslump.business.goals import Goal, Measure
from unslump.business.wording import count, day
from unslump.errors import QuestionError
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import GoalForecast, forecast_goal
from unslump.planning.evidence import evidence_for
from unslump.planning.leads import plan_leads
from unslump.planning.ranges import range_of
from unslump.planning.reasons import reasons_for
from unslump.planning.sentence import sentence_for, sentence_unknown
from unslump.planning.verdict import (
    CheckResult,
    DataView,
    Evidence,
    GoalView,
    Sources,
    VerdictWord,
)
from unslump.planning.work import capacity_of, hours_needed, money_needed

__all__ = ["STRETCHED", "SUPPORTED", "cannot_judge", "check_goal", "refuse_ended"]

SUPPORTED, STRETCHED = 0.8, 0.5
FEWEST_WINS = 10
_STALE = 7  # days
_FARTHEST = 3653  # days


def refuse_ended(goal: Goal, as_of: date, first: date | None = None) -> None:
    """Raise QuestionError for a goal whose period is over on `as_of`, or ends years after it.

    `first` is the day the history begins: no day before it is worth asking as of.
    """
    if (goal.end - as_of).days > _FARTHEST:
        raise QuestionError(
            f"the goal {goal.name} ends on {day(goal.end)}, more than {_FARTHEST // 365} years ahead; "
            "nothing can be foreseen that far",
            hint="Ask for a nearer period.",
        )
    if goal.end > as_of:
        return
    hint = f"Ask for a goal that is still running, or as of a day within it: --as-of {goal.start}"
    if first is not None and goal.start <= first:
        hint = (
            f"Ask for a goal that is still running. The history begins on {day(first)}, too late to look "
            "back on this one."
        )
    raise QuestionError(
        f"the goal {goal.name} ended on {day(goal.end)}, and the question is asked as of {day(as_of)}",
        hint=hint,
    )


def check_goal(
    engine: RevenueEngine,
    goal: Goal,
    company: Company | None = None,
    *,
    currency: str = "",
    blocks: Sequence[str] = (),
    warnings: Sequence[str] = (),
    rng: np.random.Generator,
) -> CheckResult:
    """Judge a goal.

    Args:
        engine: what the history taught.
        goal: the goal; its period must not be over on the engine's `as_of`.
        company: people, hours and budgets; None when there is no company.yaml.
        currency: of money amounts, where there is no company to say it.
        blocks: reasons why the history cannot say; any makes the verdict unknown.
        warnings: shown with the data the answer rests on.
        rng: the only source of randomness.

    Raises:
        QuestionError: the goal's period is over.
    """
    refuse_ended(goal, engine.as_of)
    money = company.currency if company is not None else currency
    why_not = [*blocks, *cannot_judge(engine, goal)]
    capacity = capacity_of(engine, company, goal.end)
    forecast = None if why_not else forecast_goal(engine, goal, rng, capacity)
    if forecast is None:
        return _unknown(
            engine, goal, company, money, why_not or ["nothing of this measure is recorded"], warnings
        )
    plan = plan_leads(engine, forecast)
    hours = hours_needed(engine, company, goal, plan)
    spend = money_needed(engine, company, goal, plan)
    verdict = _word(forecast)
    reasons = reasons_for(engine, goal, money, verdict, forecast, plan, hours, spend)
    new = forecast.new + forecast.direct
    return CheckResult(
        goal=GoalView.of(goal, money),
        as_of=engine.as_of,
        verdict=verdict,
        sentence=sentence_for(goal, money, verdict, forecast, plan, reasons),
        probability=forecast.probability,
        expected=range_of(forecast.total),
        sources=Sources(
            won=forecast.won,
            pipeline=float(forecast.pipeline.mean()),
            new_leads=float(new.mean()),
            pipeline_range=range_of(forecast.pipeline),
            new_leads_range=range_of(new),
        ),
        leads=None if plan is None else plan.need,
        hours=hours,
        money=spend,
        reasons=[reason.text for reason in reasons],
        data=_data(engine, warnings),
        evidence=evidence_for(engine, money, forecast, plan, hours, spend),
    )


def _word(forecast: GoalForecast) -> VerdictWord:
    if forecast.probability >= SUPPORTED:
        return "supported"
    return "stretched" if forecast.probability >= STRETCHED else "unsupported"


def cannot_judge(engine: RevenueEngine, goal: Goal) -> list[str]:
    """What keeps this history from judging this goal."""
    why = []
    if engine.sold.count < FEWEST_WINS:
        why.append(
            f"Only {count(engine.sold.count, 'won deal is', 'won deals are')} recorded; with fewer than "
            f"{FEWEST_WINS} nothing can be said about how often and how soon leads are won."
        )
    if goal.measure.in_money and engine.sizes is None:
        why.append(
            "No won deal has an amount, so money cannot be foreseen: "
            "set the goal in deals, or import amounts."
        )
    recorded = {Measure.DELIVERED: engine.delivered, Measure.PAID: engine.paid}.get(goal.measure, engine.sold)
    if recorded is None or (
        goal.measure in (Measure.DELIVERED, Measure.PAID) and recorded.count < FEWEST_WINS
    ):
        why.append(
            f"Too few orders have a day on which they were {goal.measure}: import orders with those days, "
            "or set the goal in bookings."
        )
    return why


def _unknown(
    engine: RevenueEngine,
    goal: Goal,
    company: Company | None,
    currency: str,
    why: list[str],
    warnings: Sequence[str],
) -> CheckResult:
    return CheckResult(
        goal=GoalView.of(goal, currency),
        as_of=engine.as_of,
        verdict="unknown",
        sentence=sentence_unknown(goal, currency, why),
        probability=None,
        expected=None,
        sources=None,
        leads=None,
        hours=hours_needed(engine, company, goal, None),
        money=money_needed(engine, company, goal, None),
        reasons=why,
        data=_data(engine, warnings),
        evidence=Evidence(fan=[], cohorts=[], lanes=[]),
    )


def _data(engine: RevenueEngine, warnings: Sequence[str]) -> DataView:
    notes = list(warnings)
    unseen = (engine.as_of - engine.observed_until).days
    if unseen > _STALE:  # first of all: everything below it is seen from further away
        notes.insert(
            0,
            f"The history ends on {day(engine.observed_until)}, {unseen:,} days before the day this is asked "
            "as of; what happened since is simulated, not known.",
        )
    unpriced = int(np.isnan(engine.sold.amounts).sum())
    if unpriced and engine.sizes is not None:
        have = count(unpriced, "won deal has no amount and counts", "won deals have no amount and count")
        notes.append(f"{have} as nothing in money.")
    return DataView(
        leads=engine.leads,
        deals=engine.deals,
        won=engine.sold.count,
        observed_until=engine.observed_until,
        warnings=notes,
    )
