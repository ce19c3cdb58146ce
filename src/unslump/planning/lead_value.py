"""What a lead that arrives on a given day is worth to a goal: by channel, week and draw.

A lead counts when its win (delivery, payment) falls into the goal's period. Its chance to do so is
the chance to be won ever times the part of the lag that fits; kernels at the clock's usual pace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.goals import Goal, Measure
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.kernels import chained, entering_lags, entering_shares, steady

__all__ = ["USEFUL_SHARE", "LeadValue", "value_of_leads"]

Array = NDArray[np.float64]

USEFUL_SHARE = 0.10  # a lead of whose wins less than this falls into the period comes too late


@dataclass(frozen=True)
class LeadValue:
    """Chances of new prospects, by draw, channel and seven-day block after the history's last day.

    `counts` is P(counts for the goal), `ever` P(is won, delivered or paid ever), both draws ×
    channels × weeks. `last_useful` is the last day, per channel, on which a lead still brings
    `USEFUL_SHARE` of its wins inside the period; it may lie in the past.
    """

    start: date
    channels: tuple[str, ...]
    counts: Array
    ever: Array
    last_useful: tuple[date, ...]

    def useful(self) -> NDArray[np.float64]:
        """The part of each block that lies on or before the last useful day: channels × weeks."""
        weeks = self.counts.shape[2]
        days = np.array([(day - self.start).days + 1 for day in self.last_useful], dtype=float)
        return np.asarray(np.clip((days[:, None] - 7.0 * np.arange(weeks)[None, :]) / 7.0, 0.0, 1.0))


def value_of_leads(engine: RevenueEngine, goal: Goal, weeks: int) -> LeadValue:
    """Value of the leads of the next `weeks` blocks for `goal`. The engine must have a stage."""
    start = engine.observed_until + timedelta(days=1)
    channels = engine.stages[0].mix.channels
    kernel = np.ones((1, 1, 1))
    ever = np.ones((engine.draws, len(channels), weeks))
    stages = [*engine.stages]
    after_order = {Measure.DELIVERED: engine.delivery, Measure.PAID: engine.payment}.get(goal.measure)
    for index, stage in enumerate([*stages, *([after_order] if after_order else [])]):
        lag = entering_lags(stage, steady(weeks), 0, channels)
        kernel = lag if index == 0 else chained(kernel, lag)
        ever = ever * entering_shares(stage, weeks, channels)
    reached = np.concatenate([np.zeros((*kernel.shape[:2], 1)), np.cumsum(kernel, axis=2)], axis=2)

    def by_day(day: date) -> Array:
        """Share of a block's leads that have come through by the end of a day: … × weeks."""
        blocks = ((day - start).days + 1) / 7.0 - np.arange(weeks)
        blocks = np.clip(blocks, 0.0, weeks)
        low = np.minimum(blocks.astype(int), weeks - 1)
        part = blocks - low
        return np.asarray(reached[:, :, low] * (1.0 - part) + reached[:, :, low + 1] * part)

    inside = by_day(goal.end) - by_day(goal.start - timedelta(days=1))
    return LeadValue(
        start=start,
        channels=channels,
        counts=ever * np.maximum(inside, 0.0),
        ever=ever,
        last_useful=tuple(goal.end - timedelta(days=days) for days in _first_days(reached.mean(axis=0))),
    )


def _first_days(reached: Array) -> list[int]:
    """Days until `USEFUL_SHARE` of a channel's wins have come: channels × (weeks + 1) → channels."""
    weeks = np.arange(reached.shape[1], dtype=float)
    # A lead enters in the middle of its block, so the blocks' ends are 3.5 days younger.
    days = [np.interp(USEFUL_SHARE, row, 7.0 * weeks - 3.5, right=7.0 * weeks[-1]) for row in reached]
    return [max(int(np.ceil(day)), 0) for day in days]
