"""Leads needed against leads expected: by channel, by month, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import GoalForecast
from unslump.outlook.kernels import entering_shares
from unslump.planning.lead_value import LeadValue, value_of_leads
from unslump.planning.ranges import range_of
from unslump.planning.verdict import ChannelLeads, LeadsNeed, MonthLeads
from unslump.planning.wanted import wanted_leads

__all__ = ["LeadPlan", "plan_leads"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LeadPlan:
    """The leads side of a verdict.

    `arriving` are all leads expected until `last_day`, the goal's end, useful or not.
    """

    need: LeadsNeed
    value: LeadValue
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
    wanted = wanted_leads(engine, forecast, value)
    useful = arrivals * in_time  # draws × channels × weeks
    calendar = _Months(value, forecast)
    shares = [entering_shares(stage, 1, value.channels)[:, :, 0] for stage in engine.stages]
    win_rate = np.prod(shares, axis=0)
    channels = []
    for c, name in enumerate(value.channels):
        here = None if wanted is None else wanted[c]
        months = calendar.rows(useful[:, c], here, in_time[c])
        channels.append(_channel(name, useful[:, c].sum(axis=1), win_rate[:, c], value, c, months))
    every = useful.sum(axis=(1, 2))
    expected = float(every.mean())
    needed = None if wanted is None else float(wanted.sum())
    weight = (useful.mean(axis=0) if wanted is None or not needed else wanted).sum(axis=1)
    together = None if wanted is None else wanted.sum(axis=0)
    need = LeadsNeed(
        needed=needed,
        expected=expected,
        gap=None if needed is None else max(needed - expected, 0.0),
        last_useful_date=_middle(value.last_useful, weight),
        by_channel=sorted(channels, key=lambda channel: -channel.expected),
        months=calendar.rows(useful.sum(axis=1), together, in_time.max(axis=0)),
        expected_range=range_of(every),
        first_useful_date=_if_ahead(_middle(value.first_useful, weight), value.start),
    )
    arriving = float((arrivals @ calendar.until_end).sum(axis=1).mean())
    return LeadPlan(need, value, arriving, forecast.goal.end)


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
    name: str, useful: Array, win_rate: Array, value: LeadValue, index: int, months: list[MonthLeads]
) -> ChannelLeads:
    expected = float(useful.mean())
    needed = sum(month.needed for month in months)
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

    def rows(self, useful: Array, wanted: Array | None, in_time: Array) -> list[MonthLeads]:
        """One row a month, from the first that is not too early.

        Of useful leads expected (draws × weeks) and wanted (weeks), and the useful part of each block.
        """
        # Useful days end by the goal's end, so that the last block counts in full.
        share = self.share / np.maximum(self.until_end, 1e-9)
        expected = useful @ share.T  # draws × months
        needed = np.zeros(len(share)) if wanted is None else share @ wanted
        days = share @ in_time
        first = int(np.argmax(days > 0)) if (days > 0).any() else 0
        return [
            MonthLeads(
                month=self.first_days[m],
                needed=float(needed[m]),
                expected=float(expected[:, m].mean()),
                expected_range=range_of(expected[:, m]),
                useful=bool(days[m] > 1e-9),
            )
            for m in range(first, len(share))
        ]
