"""How good past verdicts would have been: roll `as-of` through the history and compare.

At the end of each month everything is learnt anew from what was known on that day, the next weeks
are foreseen, and what then happened is read from the full history. Scored by CRPS, pinball loss
and how often the 80 % and 50 % ranges held the truth, beside the plainest rival: "the next weeks
bring what the last ones brought".

Selling hours are left out: company.yaml says who sells today, not who sold then. Otherwise a past
goal is judged exactly as `check --as-of` its eve judges it, with the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict

from unslump.business.company import functions_said
from unslump.business.goals import Goal, Measure, Period
from unslump.business.wording import day, percent
from unslump.errors import QuestionError
from unslump.estimates.revenue import RevenueEngine, fit_engine
from unslump.history.journey import Journey, Realised, read_journey
from unslump.history.names import company_spelling
from unslump.history.workload import read_workload
from unslump.outlook.forecast import forecast_goal
from unslump.outlook.scores import covered, crps, pinball

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["BacktestResult", "Origin", "PastGoal", "backtest", "learn", "what_came"]

_LEVELS = np.array([0.1, 0.25, 0.5, 0.75, 0.9])
_MOST_ORIGINS = 36
_FEWEST_WINS = 10

Progress = Callable[[str, float], None]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Origin(_View):
    """One day in the past, what was foreseen then for (as_of, end], and what came."""

    as_of: date
    end: date
    p10: float
    p50: float
    p90: float
    actual: float
    covered: bool
    crps: float
    crps_naive: float


class PastGoal(_View):
    """A goal of company.yaml whose period lies in the history, judged on the day before it began."""

    name: str
    as_of: date
    probability: float
    amount: float
    actual: float
    reached: bool
    measure: str
    currency: str


class BacktestResult(_View):
    """Scores over all origins; in deals, or in the company's money. `sentence` says it in one."""

    measure: str
    currency: str
    horizon_weeks: int
    origins: list[Origin]
    coverage80: float
    coverage50: float
    crps: float
    crps_naive: float
    pinball: float
    past_goals: list[PastGoal]
    sentence: str


def learn(
    snapshot: Snapshot, company: Company | None, rng: np.random.Generator, draws: int = 1000
) -> RevenueEngine:
    """The engine of a snapshot: what was known on its `as_of`, in the company's words."""
    names = company_spelling(snapshot, company)
    workload = read_workload(snapshot, names, functions_said(company))
    effort = company.effort if company else None
    return fit_engine(read_journey(snapshot, names), workload, rng, stated=effort, draws=draws)


def backtest(
    snapshot: Snapshot,
    company: Company | None = None,
    *,
    measure: Measure = Measure.DEALS,
    horizon_weeks: int = 13,
    currency: str = "",
    first: date | None = None,
    last: date | None = None,
    seed: int = 1,
    draws: int = 500,
    progress: Progress | None = None,
) -> BacktestResult:
    """Foresee from the end of each month between `first` and `last`, and compare with what came.

    `currency` is that of amounts where there is no company to say it; `draws` are those of a month.
    Origins need ten wins and half a year of history before them and `horizon_weeks` after them.
    Raises QuestionError when there is no such month.
    """
    origins = _origins(snapshot, horizon_weeks, first, last)
    journey = _journey(snapshot, company)
    truth, sold = _recorded(journey, measure), journey.sales.realised
    rows: list[Origin] = []
    fifty: list[bool] = []
    losses: list[float] = []
    for number, origin in enumerate(origins):
        if progress:
            progress(f"as of {day(origin)}", number / len(origins))
        if sold.between(date.min, origin).count < _FEWEST_WINS:
            continue
        engine = learn(snapshot.at(origin), company, np.random.default_rng(seed), draws)
        end = origin + timedelta(days=7 * horizon_weeks)
        goal = Goal("backtest", 1.0, measure, Period(origin + timedelta(days=1), end))
        foreseen = forecast_goal(engine, goal, np.random.default_rng(seed))
        if foreseen is None:
            continue
        actual = _sum(truth.between(goal.start, end), measure)
        before = _sum(truth.between(origin - timedelta(days=7 * horizon_weeks - 1), origin), measure)
        p10, p50, p90 = (float(q) for q in np.quantile(foreseen.total, [0.1, 0.5, 0.9]))
        rows.append(
            Origin(
                as_of=origin,
                end=end,
                p10=p10,
                p50=p50,
                p90=p90,
                actual=actual,
                covered=covered(foreseen.total, actual, 0.8),
                crps=crps(foreseen.total, actual),
                crps_naive=abs(before - actual),
            )
        )
        fifty.append(covered(foreseen.total, actual, 0.5))
        losses.append(pinball(foreseen.total, actual, _LEVELS))
    if not rows:
        raise _too_short(horizon_weeks)
    goals = list(_past_goals(snapshot, company, journey, seed))
    money = company.currency if company else currency
    return _result(measure, money, horizon_weeks, rows, fifty, losses, goals)


def what_came(snapshot: Snapshot, company: Company | None, measure: Measure) -> Realised:
    """What the whole history records of a measure."""
    return _recorded(_journey(snapshot, company), measure)


def _journey(snapshot: Snapshot, company: Company | None) -> Journey:
    return read_journey(snapshot, company_spelling(snapshot, company))


def _recorded(journey: Journey, measure: Measure) -> Realised:
    by_measure = {Measure.DELIVERED: journey.delivered, Measure.PAID: journey.paid}
    record = by_measure.get(measure, journey.sales.realised)
    if record is None:
        raise QuestionError(
            f"this history has no orders, so nothing is known to be {measure}",
            hint="Import orders with their delivery and payment days, or ask for deals or bookings.",
        )
    return record


def _origins(snapshot: Snapshot, horizon_weeks: int, first: date | None, last: date | None) -> list[date]:
    start = _first_day(snapshot) + timedelta(days=182)
    stop = snapshot.observed_until - timedelta(days=7 * horizon_weeks)
    start, stop = max(start, first or start), min(stop, last or stop)
    origins = []
    month_end = date(start.year, start.month, 1)
    while True:
        following = date(month_end.year + month_end.month // 12, month_end.month % 12 + 1, 1)
        day_before = following - timedelta(days=1)
        if day_before > stop:
            break
        if day_before >= start:
            origins.append(day_before)
        month_end = following
    if not origins:
        raise _too_short(horizon_weeks)
    return origins[-_MOST_ORIGINS:]


def _first_day(snapshot: Snapshot) -> date:
    """The first day on which a lead or a deal begins."""
    days = []
    for name in ("leads", "deals"):
        table = snapshot.table(name)
        first = table.created_at.min().to_pyarrow().as_py()
        if first is None and name == "deals":
            first = table.closed_at.min().to_pyarrow().as_py()
        if first is not None:
            days.append(first.date())
    return min(days, default=snapshot.observed_until)


def _too_short(horizon_weeks: int) -> QuestionError:
    return QuestionError(
        "the history is too short to look back: it needs ten wins and half a year before a month's end, "
        f"and {horizon_weeks} weeks after it",
        hint="Ask with a shorter --weeks, or import more history.",
    )


def _past_goals(
    snapshot: Snapshot, company: Company | None, journey: Journey, seed: int
) -> Iterator[PastGoal]:
    if company is None:
        return
    for goal in company.goals:
        eve = goal.start - timedelta(days=1)
        if goal.end > snapshot.observed_until or eve < _first_day(snapshot) + timedelta(days=91):
            continue
        if journey.sales.realised.between(date.min, eve).count < _FEWEST_WINS:
            continue
        rng = np.random.default_rng(seed)
        foreseen = forecast_goal(learn(snapshot.at(eve), company, rng), goal, rng)
        if foreseen is None:
            continue
        truth = _recorded(journey, goal.measure)
        actual = _sum(truth.between(goal.start, goal.end), goal.measure)
        yield PastGoal(
            name=goal.name,
            as_of=eve,
            probability=foreseen.probability,
            amount=goal.amount,
            actual=actual,
            reached=actual >= goal.amount,
            measure=goal.measure.value,
            currency=company.currency,
        )


def _result(
    measure: Measure,
    currency: str,
    horizon_weeks: int,
    rows: list[Origin],
    fifty: list[bool],
    losses: list[float],
    goals: list[PastGoal],
) -> BacktestResult:
    inside = sum(row.covered for row in rows)
    mine = float(np.mean([row.crps for row in rows]))
    naive = float(np.mean([row.crps_naive for row in rows]))
    against = (
        f"the error was {percent(1.0 - mine / naive)} smaller than when expecting the last "
        f"{horizon_weeks} weeks again"
        if mine < naive
        else f"expecting the last {horizon_weeks} weeks again would have done as well or better"
    )
    return BacktestResult(
        measure=measure.value,
        currency=currency,
        horizon_weeks=horizon_weeks,
        origins=rows,
        coverage80=inside / len(rows),
        coverage50=float(np.mean(fifty)),
        crps=mine,
        crps_naive=naive,
        pinball=float(np.mean(losses)),
        past_goals=goals,
        sentence=(
            f"Looking back {_times(len(rows))}, the 80 % range held what then came {_times(inside)}, "
            f"and {against}."
        ),
    )


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _sum(record: Realised, measure: Measure) -> float:
    return float(np.nansum(record.amounts)) if measure.in_money else float(record.count)
