"""Leads needed against leads expected: by channel, by month, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.deal_size import SizePosterior
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import GoalForecast
from unslump.planning.lead_value import LeadValue, value_of_leads
from unslump.planning.needed import multiple_needed
from unslump.planning.verdict import ChannelLeads, LeadsNeed, MonthLeads, Range

__all__ = ["LeadPlan", "plan_leads"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LeadPlan:
    """The leads side of a verdict.

    `multiple` is how many times the expected useful leads the goal needs (None: no number will do);
    `useful` the expected useful leads by channel: (channels,).
    """

    need: LeadsNeed
    value: LeadValue
    multiple: float | None
    useful: Array

    @property
    def channels(self) -> tuple[str, ...]:
        """Channel names."""
        return self.value.channels


def plan_leads(engine: RevenueEngine, forecast: GoalForecast) -> LeadPlan | None:
    """Work out the leads for a forecast; None when the history has no leads or deals to count."""
    if not engine.stages:
        return None
    arrivals = forecast.future.arrivals.astype(float)
    value = value_of_leads(engine, forecast.goal, arrivals.shape[2])
    in_time = value.useful()
    first, second = _amounts(engine.sizes, engine.draws, forecast.goal.measure.in_money)
    chance = arrivals * value.counts
    useful_wins = (chance * in_time).sum(axis=(1, 2))
    late_wins = (chance * (1.0 - in_time)).sum(axis=(1, 2))
    base = forecast.won + forecast.pipeline + forecast.direct + late_wins * first
    multiple = multiple_needed(base, useful_wins * first, useful_wins * second, forecast.goal.amount)

    useful = (arrivals * in_time).sum(axis=2)  # draws × channels
    calendar = _Months(value, forecast)
    channels = [
        _channel(
            c,
            name,
            useful[:, c],
            value,
            multiple,
            calendar.rows(arrivals[:, c], in_time[c], multiple),
            engine,
        )
        for c, name in enumerate(value.channels)
    ]
    expected = float(useful.sum(axis=1).mean())
    needed = None if multiple is None else multiple * expected
    weight = useful.mean(axis=0)
    busiest = int(np.argmax(weight)) if len(weight) else 0
    need = LeadsNeed(
        needed=needed,
        expected=expected,
        gap=None if needed is None else max(needed - expected, 0.0),
        last_useful_date=_last(value, weight) if len(weight) else None,
        by_channel=sorted(channels, key=lambda channel: -channel.expected),
        months=calendar.rows(
            arrivals.sum(axis=1), _weighted(in_time, arrivals.mean(axis=0), busiest), multiple
        ),
    )
    return LeadPlan(need, value, multiple, weight)


def _last(value: LeadValue, weight: Array) -> date:
    """The day by which leads must be here: the channels' own days, weighted by their leads."""
    days = np.array([(day - value.start).days for day in value.last_useful], dtype=float)
    total = weight.sum()
    mean = float((days * weight).sum() / total) if total > 0 else float(days.mean())
    return value.start + timedelta(days=int(np.floor(mean)))


def _weighted(in_time: Array, expected: Array, busiest: int) -> Array:
    """The useful part of each block over all channels: (weeks,)."""
    total = expected.sum(axis=0)
    mean = (in_time * expected).sum(axis=0) / np.where(total > 0, total, 1.0)
    return np.asarray(np.where(total > 0, mean, in_time[busiest]))


def _channel(
    index: int,
    name: str,
    useful: Array,
    value: LeadValue,
    multiple: float | None,
    months: list[MonthLeads],
    engine: RevenueEngine,
) -> ChannelLeads:
    expected = float(useful.mean())
    needed = 0.0 if multiple is None else multiple * expected
    low, middle, high = np.quantile(engine.onward_share()[:, index], [0.1, 0.5, 0.9])
    return ChannelLeads(
        channel=name,
        needed=needed,
        expected=expected,
        gap=max(needed - expected, 0.0),
        last_useful_date=value.last_useful[index],
        win_rate=Range(p10=float(low), p50=float(middle), p90=float(high)),
        months=months,
    )


class _Months:
    """Blocks of seven days cut into the calendar months from as_of to the goal's end."""

    def __init__(self, value: LeadValue, forecast: GoalForecast) -> None:
        weeks = value.counts.shape[2]
        days = [value.start + timedelta(days=d) for d in range(7 * weeks)]
        days = [day for day in days if day <= forecast.goal.end]
        self.first_days = sorted({day.replace(day=1) for day in days})
        self.share = np.zeros((len(self.first_days), weeks))
        for number, day in enumerate(days):
            self.share[self.first_days.index(day.replace(day=1)), number // 7] += 1.0 / 7.0

    def rows(self, arrivals: Array, in_time: Array, multiple: float | None) -> list[MonthLeads]:
        """One row a month of draws × weeks of arrivals and the useful part of each block."""
        by_month = (arrivals * in_time) @ self.share.T  # draws × months
        useful = self.share @ in_time
        rows = []
        for i, month in enumerate(self.first_days):
            expected = float(by_month[:, i].mean())
            low, middle, high = (float(q) for q in np.quantile(by_month[:, i], [0.1, 0.5, 0.9]))
            rows.append(
                MonthLeads(
                    month=month,
                    needed=0.0 if multiple is None else multiple * expected,
                    expected=expected,
                    expected_range=Range(p10=low, p50=middle, p90=high),
                    useful=bool(useful[i] > 1e-9),
                )
            )
        return rows


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
