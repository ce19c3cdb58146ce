"""From a conversion model's posterior to total wins: what conversion libraries leave to their user.

    wins in (origin, origin + h] = from leads of today + from leads to come (+ wins without a lead)

A lead of age a that has not been won will be within h with probability (M(a+h) − M(a)) / (1 − M(a)),
where M(t) = P(won by age t). Leads marked lost stay in: to these models a lost lead is one of those
never won, at its fit as well as here, so that both sides speak of the same share. Leads to come are
Poisson at the rate of the last 8 weeks (Gamma posterior), spread evenly over the horizon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.peers.known import Array, Known

__all__ = ["Durations", "ShareWon", "durations", "total_wins"]

_LEAD_WEEKS = 8

ShareWon = Callable[[int, Array], Array]
"""(channel, ages in weeks) → P(won by then), draws × ages."""


@dataclass(frozen=True)
class Durations:
    """Distinct (channel, weeks watched or to the win, won), and how many leads share each: (rows,)."""

    channel: NDArray[np.int64]
    weeks: Array
    won: NDArray[np.bool_]
    count: Array


def durations(known: Known) -> Durations:
    """Each lead's time to its win, or, right-censored, to the origin; half a day at least."""
    won = ~np.isnat(known.won)
    until = np.where(won, known.won, np.datetime64(known.origin))
    days = np.maximum((until - known.arrived).astype(np.int64), 0)
    rows = np.stack([known.channel, days, won], axis=1)
    distinct, count = np.unique(rows, axis=0, return_counts=True)
    weeks = np.asarray((distinct[:, 1] + 0.5) / 7.0, dtype=np.float64)
    return Durations(distinct[:, 0], weeks, distinct[:, 2].astype(bool), np.asarray(count, dtype=np.float64))


def total_wins(
    known: Known, share_won: ShareWon, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
) -> dict[int, Array]:
    """Draws of total wins for each horizon, one for each draw of the model's parameters."""
    rows = durations(known)
    waiting = ~rows.won
    mix = _recent_mix(known)
    rate = rng.gamma(known.leads_within(7 * _LEAD_WEEKS) + 0.5, 1.0 / _LEAD_WEEKS, draws)
    totals: dict[int, Array] = {}
    for horizon in horizons:
        wins = rng.poisson(known.direct[-_LEAD_WEEKS:].mean() * horizon, draws).astype(float)
        for channel in np.unique(rows.channel):
            mine = waiting & (rows.channel == channel)
            before = share_won(channel, rows.weeks[mine])
            after = share_won(channel, rows.weeks[mine] + horizon)
            chance = np.clip((after - before) / np.maximum(1.0 - before, 1e-12), 0.0, 1.0)
            wins += rng.binomial(rows.count[mine].astype(np.int64), chance).sum(axis=1)
            weeks_left: Array = np.arange(horizon, dtype=np.float64) + 0.5  # to a lead of each week's middle
            new = share_won(channel, weeks_left).mean(axis=1) * horizon
            wins += rng.poisson(rate * mix[channel] * np.maximum(new, 0.0))
        totals[horizon] = wins
    return totals


def _recent_mix(known: Known) -> Array:
    """Channels' shares of the leads of the last 26 weeks (of all leads where there were none)."""
    recent = known.arrived > np.datetime64(known.origin) - np.timedelta64(182, "D")
    channels = known.channel[recent] if recent.any() else known.channel
    counts = np.bincount(channels, minlength=int(known.channel.max()) + 1)
    return np.asarray(counts / counts.sum())
