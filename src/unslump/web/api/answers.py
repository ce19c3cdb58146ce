"""What the history answers: readiness, check, people, channels, plan, hire, watch, diagnose, outlook."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from unslump.business.goals import Measure
from unslump.history.readiness import Readiness
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.channel_answer import ChannelsResult
from unslump.planning.hiring_answer import HireResult
from unslump.planning.people_answer import PeopleResult
from unslump.planning.verdict import CheckResult
from unslump.slump.diagnosis_answer import DiagnosisResult
from unslump.slump.outlook_answer import OutlookResult
from unslump.slump.watch_answer import WatchResult
from unslump.web.api.entering import Asks
from unslump.web.api.telling import Refusal, refusals
from unslump.web.api.typed import Amount, Line
from unslump.web.api.waiting import LATER, answer

__all__ = ["router"]

router = APIRouter(tags=["answers"], responses=LATER | refusals(409))

Goal = Annotated[Line | None, Query(description="A goal in company.yaml; by default the next to end.")]
Words = Annotated[list[Line] | None, Query(max_length=20)]


@router.get("/readiness", response_model=Readiness)
def readiness(who: Asks) -> Response:
    """What this history can and cannot answer, and why."""
    return answer(who, "readiness", {})


@router.get("/check", response_model=CheckResult)
def check(
    who: Asks,
    goal: Goal = None,
    period: Annotated[Line | None, Query(description="A goal on the spot: 2026-Q3, 2026-07, a year.")] = None,
    amount: Annotated[Amount | None, Query(description="How much; goes with `period`.")] = None,
    measure: Annotated[Measure | None, Query(description="What is counted; goes with `period`.")] = None,
) -> Response:
    """Whether a goal is supported, with the evidence."""
    if (period is None) != (amount is None) or (measure is not None and period is None):
        raise Refusal(422, "A goal on the spot has a period and an amount.", "Send both, or neither.")
    if goal is not None and period is not None:
        raise Refusal(422, "A goal is asked for by name or on the spot, not both.", "Leave one out.")
    if goal is not None or period is not None:
        who.house.workspace.ask(goal, period=period, amount=amount, measure=measure or _usual(period))
    kind = str(measure.value) if measure is not None else None
    return answer(who, "check", {"goal": goal, "period": period, "amount": amount, "measure": kind})


def _usual(period: str | None) -> str | None:
    return "bookings" if period is not None else None


@router.get("/people", response_model=PeopleResult)
def people(who: Asks) -> Response:
    """Who finds and who closes, hats in fact, and what two hats cost."""
    return answer(who, "people", {})


@router.get("/channels", response_model=ChannelsResult)
def channels(who: Asks) -> Response:
    """What a lead costs by channel, and what one more would."""
    return answer(who, "channels", {})


@router.get("/plan", response_model=PlanResult)
def plan(
    who: Asks,
    goal: Goal = None,
    horizon: Annotated[Line | None, Query(description="Weeks, a period or a last day.")] = None,
    objective: Annotated[Literal["margin", "cheapest", "probability"] | None, Query()] = None,
    probability: Annotated[float | None, Query(ge=0.01, le=0.99, allow_inf_nan=False)] = None,
    lock: Annotated[Words, Query(description='What stays: "Ana stays in sales"; several: once each.')] = None,
    budget: Annotated[float | None, Query(ge=0, le=1e12, allow_inf_nan=False)] = None,
) -> Response:
    """Who should do what, beside today's assignment."""
    return answer(
        who, "plan",
        {"goal": goal, "horizon": horizon, "objective": objective, "probability": probability,
         "locks": lock or None, "budget": budget},
    )  # fmt: skip


@router.get("/hire", response_model=HireResult)
def hire(
    who: Asks,
    goal: Goal = None,
    start: date | None = None,
    hours: Annotated[float | None, Query(gt=0, le=80, allow_inf_nan=False)] = None,
    cost: Annotated[float | None, Query(ge=0, le=1e9, allow_inf_nan=False)] = None,
    ramp_weeks: Annotated[float | None, Query(ge=0, le=104, allow_inf_nan=False)] = None,
) -> Response:
    """What a finder, a closer or both would bring."""
    return answer(
        who, "hire",
        {"goal": goal, "start": _iso(start), "hours": hours, "cost": cost, "ramp_weeks": ramp_weeks},
    )  # fmt: skip


@router.get("/watch", response_model=WatchResult)
def watch(
    who: Asks,
    false_alarms: Annotated[
        float | None, Query(gt=0, le=52, allow_inf_nan=False, description="False alarms a year to bear.")
    ] = None,
) -> Response:
    """Which streams are watched, and which alarms are on."""
    return answer(who, "watch", {"false_alarms": false_alarms})


@router.get("/diagnose", response_model=DiagnosisResult)
def diagnose(
    who: Asks, start: date | None = None, end: date | None = None, baseline: date | None = None
) -> Response:
    """What took the money, by cause and function."""
    given = {"start": _iso(start), "end": _iso(end), "baseline": _iso(baseline)}
    return answer(who, "diagnose", given)


@router.get("/outlook", response_model=OutlookResult)
def outlook(
    who: Asks,
    goal: Goal = None,
    months: Annotated[int | None, Query(ge=1, le=24)] = None,
    what_if: Annotated[Words, Query(description='"leads from Fairs half"; several: once each.')] = None,
) -> Response:
    """How likely a slump is in the months ahead, and what if."""
    return answer(who, "outlook", {"goal": goal, "months": months, "what_ifs": what_if or None})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
