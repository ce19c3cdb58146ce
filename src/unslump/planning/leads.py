"""Leads needed against leads expected: by channel, by month, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.goals import Goal
from unslump.estimates.deal_size import SizePosterior
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import GoalForecast
from unslump.outlook.kernels import entering_shares
from unslump.planning.lead_value import LeadValue, value_of_leads
from unslump.planning.needed import multiple_needed
from unslump.planning.ranges import range_of
from unslump.planning.verdict import ChannelLeads, LeadsNeed, MonthLeads

__all__ = ["LeadPlan", "plan_leads"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LeadPlan:
    """The leads side of a verdict.

    `multiple` is how many times the expected useful leads the goal needs (None: no number will do);
    `arriving` all leads expected until `last_day`, the goal's end, useful or not.
    """

    need: LeadsNeed
    value: LeadValue
    multiple: float | None
    arriving: float
    last_day: date

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
    # Rates, not counts: chance grows with the root of the leads, and is in the gamma already.
    chance = forecast.future.rates * value.counts
    useful_wins = (chance * in_time).sum(axis=(1, 2))
    other_wins = (chance * (1.0 - in_time)).sum(axis=(1, 2))
    base = forecast.won + forecast.pipeline + forecast.direct + other_wins * first
    multiple = multiple_needed(base, useful_wins * first, useful_wins * second, _to_reach(forecast.goal))

    useful = (arrivals * in_time).sum(axis=2)  # draws × channels
    calendar = _Months(value, forecast)
    shares = [entering_shares(stage, 1, value.channels)[:, :, 0] for stage in engine.stages]
    win_rate = np.prod(shares, axis=0)
    channels = []
    for c, name in enumerate(value.channels):
        months = calendar.rows(arrivals[:, c] * in_time[c], in_time[c], multiple)
        channels.append(_channel(name, useful[:, c], win_rate[:, c], c, value, multiple, months))
    weight = useful.mean(axis=0)
    every = useful.sum(axis=1)
    expected = float(every.mean())
    needed = None if multiple is None else multiple * expected
    need = LeadsNeed(
        needed=needed,
        expected=expected,
        gap=None if needed is None else max(needed - expected, 0.0),
        last_useful_date=_middle(value.last_useful, weight),
        by_channel=sorted(channels, key=lambda channel: -channel.expected),
        months=calendar.rows((arrivals * in_time).sum(axis=1), in_time.max(axis=0), multiple),
        expected_range=range_of(every),
        first_useful_date=_if_ahead(_middle(value.first_useful, weight), value.start),
    )
    arriving = float((arrivals @ calendar.until_end).sum(axis=1).mean())
    return LeadPlan(need, value, multiple, arriving, forecast.goal.end)


def _to_reach(goal: Goal) -> float:
    """The amount a smooth distribution has to reach: whole deals count from half a deal below."""
    return goal.amount if goal.measure.in_money else float(np.ceil(goal.amount)) - 0.5


def _middle(days: tuple[date, ...], weight: Array) -> date | None:
    """The channels' days as one, weighted by their leads; None without channels."""
    if not days:
        return None
    numbers = np.array([day.toordinal() for day in days], dtype=float)
    total = weight.sum()
    mean = float((numbers * weight).sum() / total) if total > 0 else float(numbers.mean())
    return date.fromordinal(int(np.floor(mean + 1e-6)))


def _if_ahead(day: date | None, start: date) -> date | None:
    return day if day is not None and day > start else None


def _channel(
    name: str,
    useful: Array,
    win_rate: Array,
    index: int,
    value: LeadValue,
    multiple: float | None,
    months: list[MonthLeads],
) -> ChannelLeads:
    expected = float(useful.mean())
    needed = 0.0 if multiple is None else multiple * expected
    return ChannelLeads(
        channel=name,
        needed=needed,
        expected=expected,
        gap=max(needed - expected, 0.0),
        last_useful_date=value.last_useful[index],
        win_rate=range_of(win_rate),
        months=months,
        expected_range=range_of(useful),
        first_useful_date=_if_ahead(value.first_useful[index], value.start),
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

    @property
    def until_end(self) -> Array:
        """The part of each block that lies before the goal's end: (weeks,)."""
        return np.asarray(self.share.sum(axis=0))

    def rows(self, useful: Array, in_time: Array, multiple: float | None) -> list[MonthLeads]:
        """One row a month, from the first that is not too early, of useful leads (draws × weeks)."""
        # Useful days end by the goal's end, so that the last block counts in full.
        share = self.share / np.maximum(self.until_end, 1e-9)
        by_month = useful @ share.T  # draws × months
        days = share @ in_time
        first = int(np.argmax(days > 0)) if (days > 0).any() else 0
        rows = []
        for month, leads, useful_days in list(zip(self.first_days, by_month.T, days, strict=True))[first:]:
            expected = float(leads.mean())
            rows.append(
                MonthLeads(
                    month=month,
                    needed=0.0 if multiple is None else multiple * expected,
                    expected=expected,
                    expected_range=range_of(leads),
                    useful=bool(useful_days > 1e-9),
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
