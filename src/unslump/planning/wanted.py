"""The leads a goal needs, by channel and week: as many times those expected as it takes.

Where hardly any are expected (leads have stopped, say) no multiple of them is enough; then the
leads wanted come evenly, in the channels' usual mix, up to ten times as many as ever came.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.business.goals import Goal
from unslump.estimates.deal_size import SizePosterior
from unslump.estimates.revenue import RevenueEngine
from unslump.history.cohorts import add_months
from unslump.outlook.forecast import GoalForecast
from unslump.planning.lead_value import LeadValue
from unslump.planning.needed import MOST, multiple_needed

__all__ = ["wanted_leads"]

Array = NDArray[np.float64]

_TIMES_USUAL = 10.0


def wanted_leads(engine: RevenueEngine, forecast: GoalForecast, value: LeadValue) -> Array | None:
    """Leads needed on useful days for P(goal) = 0.8: channels × weeks; None: no number will do."""
    first, second = _amounts(engine.sizes, engine.draws, forecast.goal.measure.in_money)
    in_time = value.useful()
    # Rates, not counts: chance grows with the root of the leads, and is in the gamma already.
    rates = forecast.future.rates
    other_wins = (rates * value.counts * (1.0 - in_time)).sum(axis=(1, 2))
    base = forecast.won + forecast.pipeline + forecast.direct + other_wins * first

    def times(leads: Array, most: float) -> float | None:
        wins = (leads * value.counts * in_time).sum(axis=(1, 2))
        return multiple_needed(base, wins * first, wins * second, _to_reach(forecast.goal), most=most)

    multiple = times(rates, MOST)
    if multiple is not None:
        return np.asarray(multiple * forecast.future.arrivals.mean(axis=0) * in_time)
    evenly = np.broadcast_to(engine.stages[0].mix.channel_weight[:, None], in_time.shape)
    weekly = times(evenly, _TIMES_USUAL * _usual(engine))
    return None if weekly is None else np.asarray(weekly * evenly * in_time)


def _usual(engine: RevenueEngine) -> float:
    """Leads a week over the whole history."""
    if engine.outcomes is None or not engine.outcomes.started.sum():
        return 0.0
    last = add_months(engine.outcomes.first_month, len(engine.outcomes.started))
    weeks = (last - engine.outcomes.first_month).days / 7.0
    return float(engine.outcomes.started.sum()) / weeks


def _to_reach(goal: Goal) -> float:
    """The amount a smooth distribution has to reach: whole deals count from half a deal below."""
    return goal.amount if goal.measure.in_money else float(np.ceil(goal.amount)) - 0.5


def _amounts(sizes: SizePosterior | None, draws: int, money: bool) -> tuple[Array, Array]:
    """E[amount] and E[amount²] of a new win, a value a draw; 1 and 1 for goals in deals."""
    if not money or sizes is None:
        return np.ones(draws), np.ones(draws)
    log_mean = sizes.mean[:, None] + sizes.offer[:, sizes.mix[0]] + sizes.segment[:, sizes.mix[1]]
    variance = sizes.sigma[:, None] ** 2
    return (
        np.asarray(np.exp(log_mean + 0.5 * variance).mean(axis=1)),
        np.asarray(np.exp(2.0 * log_mean + 2.0 * variance).mean(axis=1)),
    )
