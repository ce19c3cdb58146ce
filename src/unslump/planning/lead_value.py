"""What a lead that arrives on a given day is worth to a goal: by channel, week and draw.

A lead counts when its win (delivery, payment) falls into the goal's period. Its chance to do so is
the chance to be won ever times the part of the lag that fits; kernels at the clock's usual pace.

    last useful day    the last one whose leads still bring USEFUL_SHARE of their wins by the goal's end
    first useful day   the first one whose leads have USEFUL_SHARE of their wins still to come at its start
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.goals import Goal, Measure
from unslump.estimates.revenue import EngineStage, RevenueEngine
from unslump.outlook.kernels import chained, entering_lags, entering_shares, steady, thinned
from unslump.outlook.lag_table import LagTable

__all__ = ["USEFUL_SHARE", "LeadValue", "share_by_age", "value_of_leads", "way_to"]

Array = NDArray[np.float64]

USEFUL_SHARE = 0.10
_DRAWS = 200  # enough for means
_MOST_DAYS = 1100


@dataclass(frozen=True)
class LeadValue:
    """Chances of new prospects, by draw, channel and seven-day block after the history's last day.

    `counts` is P(counts for the goal), `ever` P(is won, delivered or paid ever), both draws ×
    channels × weeks. `first_useful` and `last_useful` are days, one a channel; they may lie in the
    past.
    """

    start: date
    channels: tuple[str, ...]
    counts: Array
    ever: Array
    first_useful: tuple[date, ...]
    last_useful: tuple[date, ...]

    def useful(self) -> Array:
        """The part of each block that lies within the useful days: channels × weeks."""
        begins = 7.0 * np.arange(self.counts.shape[2])
        first = np.array([(day - self.start).days for day in self.first_useful], dtype=float)[:, None]
        last = np.array([(day - self.start).days + 1 for day in self.last_useful], dtype=float)[:, None]
        overlap = np.minimum(last, begins + 7.0) - np.maximum(first, begins)
        return np.asarray(np.clip(overlap / 7.0, 0.0, 1.0))


def way_to(engine: RevenueEngine, measure: Measure) -> tuple[EngineStage, ...]:
    """The stages a new prospect passes until it counts in a measure."""
    after = {Measure.DELIVERED: engine.delivery, Measure.PAID: engine.payment}.get(measure)
    return (*engine.stages, after) if after else engine.stages


def value_of_leads(engine: RevenueEngine, goal: Goal, weeks: int) -> LeadValue:
    """Value of the leads of the next `weeks` blocks for `goal`. The engine must have a stage."""
    start = engine.observed_until + timedelta(days=1)
    channels = engine.stages[0].mix.channels
    kernel = np.ones((1, 1, 1))
    ever = np.ones((engine.draws, len(channels), weeks))
    for index, stage in enumerate(way_to(engine, goal.measure)):
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
    share = share_by_age(engine, goal.measure, min(7 * weeks + 120, _MOST_DAYS))
    return LeadValue(
        start=start,
        channels=channels,
        counts=ever * np.maximum(inside, 0.0),
        ever=ever,
        first_useful=tuple(goal.start - timedelta(days=_first(row > 1.0 - USEFUL_SHARE)) for row in share),
        last_useful=tuple(goal.end - timedelta(days=_first(row >= USEFUL_SHARE)) for row in share),
    )


def share_by_age(engine: RevenueEngine, measure: Measure, days: int) -> Array:
    """Share of a new lead's wins (deliveries, payments) that come in its first 0, 1, 2 … days.

    channels × days, a mean over draws weighted by their share won ever. Leads arrive at noon, and
    each stage is entered at noon.
    """
    channels = engine.stages[0].mix.channels
    # The first block of this clock has no length, so that its middle is the noon of arrival.
    ahead = np.concatenate([[0.0, 0.0], np.arange(days) + 0.5])[None, :]
    kernel: Array = np.ones((1, 1, 1))
    ever: Array = np.ones(1)
    for index, whole in enumerate(way_to(engine, measure)):
        stage = thinned(whole, max(engine.draws // _DRAWS, 1))
        lag = entering_lags(stage, ahead, 0, channels, LagTable(stage.posterior))[:, :, 1:]
        kernel = lag if index == 0 else _convolved(kernel, lag)
        ever = ever * entering_shares(stage, 1, channels)[:, :, 0]
    weight = ever / np.maximum(ever.sum(axis=0), 1e-300)
    return np.asarray(np.einsum("dc,dch->ch", weight, np.cumsum(kernel, axis=2)))


def _convolved(first: Array, second: Array) -> Array:
    """Two day-by-day kernels one after the other, as long as the first."""
    days = first.shape[-1]
    spectrum = np.fft.rfft(first, 2 * days) * np.fft.rfft(second, 2 * days)
    return np.asarray(np.fft.irfft(spectrum, 2 * days)[..., :days])


def _first(row: NDArray[np.bool_]) -> int:
    """Index of the first True; the length where there is none."""
    return int(np.argmax(row)) if row.any() else len(row)
