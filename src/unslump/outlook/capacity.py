"""Sellers' hours: a lead nobody has time for waits, and goes cold while it waits.

Leads are taken up in the order they came as long as the week's selling hours last. Of those that
wait, a share is lost every week. The win rates learnt from the history already hold the waiting
that was usual then, so this bites only where more leads come than the hours can serve.

How fast a lead goes cold is prior, not data: firms that answered a web lead within an hour
qualified about seven times as many as those that took longer (Oldroyd, McElheran and Elkington,
HBR 2011). Losing 30 % a week is a mild reading of that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.outlook.movers import thinned

__all__ = ["COLD_A_WEEK", "Capacity", "wait_for_hours"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

COLD_A_WEEK = 0.3


@dataclass(frozen=True)
class Capacity:
    """Selling hours in each simulated week (weeks,) or draws × weeks, and hours a lead takes (draws,)."""

    hours: Array
    hours_per_lead: Array
    cold_a_week: float = COLD_A_WEEK


def wait_for_hours(arrivals: Ints, capacity: Capacity, rng: np.random.Generator) -> Ints:
    """Arrivals (draws × channels × weeks) → leads taken up in each week, of the same shape.

    Within a week the channels share the hours in proportion to who waits. Hours are spent on whole
    leads; what is left of an hour goes into the next week.
    """
    draws, channels, weeks = arrivals.shape
    by_week = np.ascontiguousarray(arrivals.transpose(2, 1, 0))  # weeks × channels × draws
    taken = by_week.copy()
    left = np.zeros((channels, draws), dtype=np.int64)
    spare = np.zeros(draws)  # hours
    per_lead = np.maximum(capacity.hours_per_lead, 1e-9)
    for week in range(weeks):
        waiting = taken[week]
        waiting += left
        spare = spare + capacity.hours[..., week]
        queue = waiting.sum(axis=0)
        # A hair more, so that sums of hours that come to whole leads serve them.
        served = np.floor(np.minimum(spare / per_lead + 1e-9, queue)).astype(np.int64)
        spare = np.where(served < queue, np.maximum(spare - served * per_lead, 0.0), 0.0)
        short = np.flatnonzero(served < queue)
        left = np.zeros_like(waiting)
        if len(short):
            behind = _choose(waiting[:, short], (queue - served)[short], rng)
            waiting[:, short] -= behind
            left[:, short] = thinned(behind, 1.0 - capacity.cold_a_week, rng)
    return np.ascontiguousarray(taken.transpose(2, 1, 0))


def _choose(waiting: Ints, number: Ints, rng: np.random.Generator) -> Ints:
    """Choose `number` (draws,) of those waiting (channels × draws) at random, channel by channel."""
    left, rest, out = number.copy(), waiting.sum(axis=0), np.empty_like(waiting)
    for channel, here in enumerate(waiting[:-1]):
        rest -= here
        out[channel] = rng.hypergeometric(here, rest, left)
        left -= out[channel]
    out[-1] = left
    return out
