"""What the pictures are drawn from: the fan, the ripeness of cohorts, the two lanes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.clock import MONTH_DAYS
from unslump.estimates.revenue import RevenueEngine
from unslump.history.cohorts import add_months
from unslump.outlook.forecast import GoalForecast
from unslump.outlook.kernels import average_shares, chained, entering_lags, steady, thinned
from unslump.outlook.lag_table import LagTable
from unslump.planning.leads import LeadPlan
from unslump.planning.verdict import CohortMaturity, Evidence, FanPoint, HoursBoth, LaneStep, MoneyNeed

__all__ = ["evidence_for"]

Array = NDArray[np.float64]

_COHORTS = 18
_DRAWS = 200  # enough for means


def evidence_for(
    engine: RevenueEngine,
    currency: str,
    forecast: GoalForecast,
    plan: LeadPlan | None,
    hours: HoursBoth,
    spend: MoneyNeed,
) -> Evidence:
    """All pictures' data."""
    return Evidence(
        fan=_fan(engine, forecast),
        cohorts=_cohorts(engine),
        lanes=_lanes(engine, currency, forecast, plan, hours, spend),
    )


def _fan(engine: RevenueEngine, forecast: GoalForecast) -> list[FanPoint]:
    fan = forecast.fan(engine)

    def known(value: float) -> float | None:
        return None if np.isnan(value) else float(value)

    points = []
    for i, day in enumerate(fan.days):
        p10, p25, p50, p75, p90 = (known(value) for value in fan.quantiles[:, i])
        points.append(
            FanPoint(day=day, actual=known(fan.actual[i]), p10=p10, p25=p25, p50=p50, p75=p75, p90=p90)
        )
    return points


def _cohorts(engine: RevenueEngine) -> list[CohortMaturity]:
    """Cohorts by month of arrival, with the share of their wins that should have come by now."""
    outcomes = engine.outcomes
    if outcomes is None or not engine.stages:
        return []
    months = len(outcomes.started)
    weeks = int(np.ceil(months * MONTH_DAYS / 7.0)) + 1
    first = engine.stages[0]
    channels = first.mix.channels
    kernel = np.ones((1, 1, 1))
    ever: Array = np.ones(1)
    for index, whole in enumerate(engine.stages):
        stage = thinned(whole, max(engine.draws // _DRAWS, 1))
        lag = entering_lags(stage, steady(weeks), 0, channels, LagTable(stage.posterior))
        kernel = chained(kernel, lag) if index else lag
        numbers = np.maximum(np.arange(months) + stage.posterior.n_months - months, 0)
        ever = ever * np.einsum("dcm,c->dm", average_shares(stage, numbers), stage.mix.channel_weight)
    reached = np.tensordot(
        np.cumsum(kernel, axis=2), first.mix.channel_weight, axes=([1], [0])
    )  # draws × weeks
    rows = []
    for m in range(max(months - _COHORTS, 0), months):
        month = add_months(outcomes.first_month, m)
        middle = (engine.observed_until - month).days - 15.0
        ripe = np.clip(_at(reached, middle), 0.0, 1.0)
        started, won, lost = int(outcomes.started[m]), int(outcomes.won[m]), int(outcomes.lost[m])
        still = float((started * ever[:, m] * (1.0 - ripe)).mean())
        rows.append(
            CohortMaturity(
                month=month,
                leads=started,
                won=won,
                lost=lost,
                open=started - won - lost,
                expected_won=min(won + still, float(started)),
                matured=float(ripe.mean()),
            )
        )
    return rows


def _at(reached: Array, days: float) -> Array:
    """Cumulative kernel after some days; who enters in mid-block is 3.5 days younger than its end."""
    position = max((days + 3.5) / 7.0, 0.0)
    grid = np.concatenate([np.zeros((len(reached), 1)), reached], axis=1)
    low = min(int(position), grid.shape[1] - 2)
    part = min(position - low, 1.0)
    return np.asarray(grid[:, low] * (1.0 - part) + grid[:, low + 1] * part)


def _lanes(
    engine: RevenueEngine,
    currency: str,
    forecast: GoalForecast,
    plan: LeadPlan | None,
    hours: HoursBoth,
    spend: MoneyNeed,
) -> list[LaneStep]:
    goal = forecast.goal
    steps: list[LaneStep] = []
    if spend.needed is not None or spend.budgeted is not None:
        steps.append(
            LaneStep(lane="marketing", step="money", have=spend.budgeted, need=spend.needed, unit=currency)
        )
    if hours.marketing.needed is not None or hours.marketing.available is not None:
        steps.append(
            LaneStep(
                lane="marketing",
                step="hours",
                have=hours.marketing.available,
                need=hours.marketing.needed,
                unit="hours",
            )
        )
    if plan is not None:
        steps.append(
            LaneStep(
                lane="marketing", step="leads", have=plan.need.expected, need=plan.need.needed, unit="leads"
            )
        )
    if hours.sales.needed is not None or hours.sales.available is not None:
        steps.append(
            LaneStep(
                lane="sales", step="hours", have=hours.sales.available, need=hours.sales.needed, unit="hours"
            )
        )
    deals = forecast.won_deals + float(np.median(forecast.future_deals))
    total = float(np.median(forecast.total))
    if goal.measure.in_money:
        worth = engine.sizes.expected().mean() if engine.sizes is not None else None
        needed = None
        if worth:
            needed = deals + max(goal.amount - total, 0.0) / float(worth)
            if total > goal.amount and total > 0:
                needed = deals * goal.amount / total
        steps.append(LaneStep(lane="sales", step="deals", have=deals, need=needed, unit="deals"))
        steps.append(LaneStep(lane="sales", step="orders", have=total, need=goal.amount, unit=currency))
    else:
        steps.append(LaneStep(lane="sales", step="deals", have=total, need=goal.amount, unit="deals"))
    return steps
