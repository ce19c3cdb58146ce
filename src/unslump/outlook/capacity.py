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
    waiting = np.zeros((draws, channels), dtype=np.int64)
    taken = np.zeros_like(arrivals)
    spare = np.zeros(draws)  # hours
    per_lead = np.maximum(capacity.hours_per_lead, 1e-9)
    for week in range(weeks):
        waiting = waiting + arrivals[:, :, week]
        spare = spare + capacity.hours[..., week]
        queue = waiting.sum(axis=1)
        # A hair more, so that sums of hours that come to whole leads serve them.
        served = np.floor(np.minimum(spare / per_lead + 1e-9, queue)).astype(np.int64)
        spare = np.where(served < queue, np.maximum(spare - served * per_lead, 0.0), 0.0)
        taken[:, :, week] = _choose(waiting, served, rng)
        waiting = waiting - taken[:, :, week]
        waiting = waiting - rng.binomial(waiting, capacity.cold_a_week)
    return taken


def _choose(waiting: Ints, served: Ints, rng: np.random.Generator) -> Ints:
    """Take `served` of those waiting, channel by channel, as if in random order."""
    left, rest, out = served.copy(), waiting.sum(axis=1), np.zeros_like(waiting)
    for channel in range(waiting.shape[1]):
        here = waiting[:, channel]
        rest = rest - here
        out[:, channel] = rng.hypergeometric(here, rest, np.minimum(left, here + rest))
        left = left - out[:, channel]
    return out
