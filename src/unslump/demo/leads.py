"""Single leads: when each came, through which channel, to whom it belongs and who found it.

A lead that spend and effort brought has a finder, drawn in proportion to the effort each person
put into the channel that week; a lead of the base came by itself and has none. The owner is drawn
in proportion to the selling hours of the week, times who usually gets which channel's leads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.arrivals import Arrivals
from unslump.demo.calendar import SECONDS_A_DAY, Calendar
from unslump.demo.effects import Effects
from unslump.demo.people import SALES, Team
from unslump.demo.shocks import shock_factor, tilt
from unslump.demo.spec import ShockKind, WorldSpec
from unslump.demo.streams import Streams

__all__ = ["NOBODY", "Leads", "single_leads"]

NOBODY = -1

_DAYS = np.cumsum([0.2, 0.21, 0.2, 0.17, 0.13, 0.04, 0.05])  # Monday first
_MORNING, _NOON, _EVENING = 7, 11, 21  # hours between which leads come, and when most do


@dataclass(frozen=True, slots=True)
class Leads:
    """All leads in order of arrival; groups are indices into the spec."""

    week: NDArray[np.int64]
    created_at: NDArray[np.datetime64]  # seconds
    channel: NDArray[np.int64]
    segment: NDArray[np.int64]
    offer: NDArray[np.int64]
    finder: NDArray[np.int64]  # people, or NOBODY
    owner: NDArray[np.int64]  # people, or NOBODY when nobody sells that week

    def __len__(self) -> int:
        return len(self.week)


def single_leads(
    spec: WorldSpec,
    calendar: Calendar,
    team: Team,
    effects: Effects,
    arrivals: Arrivals,
    streams: Streams,
) -> Leads:
    """One entry a lead of `arrivals.counts`."""
    weeks, channels = arrivals.counts.shape
    cell = np.repeat(np.arange(weeks * channels), arrivals.counts.ravel())
    week, channel = np.divmod(cell, channels)
    created_at = _arrival_times(calendar.starts[week], streams.named("arrival times"))
    order = np.lexsort((created_at, week))
    week, channel, created_at = week[order], channel[order], created_at[order]
    total = len(week)

    def uniform(stream: str) -> NDArray[np.float64]:
        return streams.named(stream).random(total)

    driven = uniform("driven") < arrivals.driven[week, channel]
    effort = np.moveaxis(arrivals.effort, 1, 2)  # weeks × channels × people
    finder = _pick(effort.reshape(weeks * channels, -1), week * channels + channel, uniform("finder"))
    offers = np.array([[offer.weight for offer in spec.offers]])
    return Leads(
        week=week,
        created_at=created_at,
        channel=channel,
        segment=_segments(spec, effects, week, channel, uniform("segment"), streams),
        offer=_pick(offers, np.zeros(total, dtype=np.int64), uniform("offer")),
        finder=np.where(driven, finder, NOBODY),
        owner=_owners(spec, team, week, channel, uniform("owner"), streams),
    )


def _arrival_times(starts: NDArray[np.datetime64], rng: np.random.Generator) -> NDArray[np.datetime64]:
    chance = rng.random((len(starts), 2))
    day = np.minimum(np.searchsorted(_DAYS, chance[:, 0], side="right"), 6)
    rise = (_NOON - _MORNING) / (_EVENING - _MORNING)
    up = np.sqrt(chance[:, 1] * rise)
    down = 1 - np.sqrt((1 - chance[:, 1]) * (1 - rise))
    hour = _MORNING + (_EVENING - _MORNING) * np.where(chance[:, 1] < rise, up, down)  # triangular
    minute = np.floor(hour * 60).astype(np.int64)
    return np.asarray(starts.astype("datetime64[s]") + day * SECONDS_A_DAY + minute * 60)


def _segments(
    spec: WorldSpec,
    effects: Effects,
    week: NDArray[np.int64],
    channel: NDArray[np.int64],
    uniform: NDArray[np.float64],
    streams: Streams,
) -> NDArray[np.int64]:
    """Channels differ in whom they reach by `mix_spread`; a shock to the mix shifts all of them."""
    channels, segments = len(spec.channels), len(spec.segments)
    spread = streams.named("mix").normal(0.0, spec.mix_spread, (channels, segments))
    weight = np.array([segment.weight for segment in spec.segments]) * np.exp(spread)
    factor = shock_factor(spec, ShockKind.LEAD_MIX)
    by_week = tilt(np.tile(weight, (spec.all_weeks, 1)), effects.segment, np.repeat(factor, channels))
    return _pick(by_week, week * channels + channel, uniform)


def _owners(
    spec: WorldSpec,
    team: Team,
    week: NDArray[np.int64],
    channel: NDArray[np.int64],
    uniform: NDArray[np.float64],
    streams: Streams,
) -> NDArray[np.int64]:
    people, channels = len(spec.people), len(spec.channels)
    affinity = np.exp(streams.named("routing").normal(0.0, spec.routing_spread, (channels, people)))
    weight = team.productive[:, None, :, SALES] * affinity  # weeks × channels × people
    return _pick(weight.reshape(-1, people), week * channels + channel, uniform)


def _pick(
    weights: NDArray[np.float64], row: NDArray[np.int64], uniform: NDArray[np.float64]
) -> NDArray[np.int64]:
    """For each entry of `row`, a column of that row of `weights`, in proportion; NOBODY if all are 0."""
    total = weights.sum(axis=1)
    share = np.divide(weights, total[:, None], out=np.zeros_like(weights), where=total[:, None] > 0)
    bounds = np.cumsum(share, axis=1)
    bounds[total > 0, -1] = 1.0
    last = np.where(total > 0, weights.shape[1] - 1 - np.argmax(weights[:, ::-1] > 0, axis=1), 0)
    # One sorted search over all rows: row r occupies the numbers from r to r + 1.
    flat = (bounds + np.arange(len(weights))[:, None]).ravel()
    column = np.searchsorted(flat, row + uniform, side="right") - row * weights.shape[1]
    return np.where(total[row] > 0, np.minimum(column, last[row]), NOBODY)
