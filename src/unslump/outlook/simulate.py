"""The company forward, many times at once: one future for each posterior draw.

    leads inside ──► move on ─┐
    leads to come ─► wait for ├─► deals ──► won ──► amount ──► delivered, paid
                     hours    │
    deals to come ────────────┘        deals inside ──► won

Flows are counts by draw, channel and seven-day block. Those who are never won are left out at the
start as far as can be, then it is settled when the others move on (moves.py); so the cost follows
draws, channels and weeks, and those who are won.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.arrivals import ArrivalsPosterior
from unslump.estimates.revenue import EngineStage, RevenueEngine
from unslump.outlook.capacity import Capacity, wait_for_hours
from unslump.outlook.course import Course
from unslump.outlook.kernels import steady
from unslump.outlook.moves import Entering, move_inside, single_moves
from unslump.outlook.random_lags import RandomLags

__all__ = ["DIRECT", "NEW", "PIPELINE", "Events", "Future", "after_order", "simulate"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

PIPELINE, NEW, DIRECT = 0, 1, 2
_YEARS = 5  # how far ahead open orders are followed to delivery and payment


@dataclass(frozen=True)
class Events:
    """Wins, deliveries or payments of all futures, one row each.

    `draw` is the future it belongs to, `day` the time after `start` in days (0 … is the first
    simulated day), `amount` its worth, `source` PIPELINE (already a lead or deal today), NEW (from a
    lead still to come) or DIRECT (from a deal or win that no lead announces).
    """

    start: date
    draws: int
    draw: Ints
    day: Array
    amount: Array
    source: Ints

    def total(self, first: date, last: date, *, money: bool, source: int | None = None) -> Array:
        """Sum per draw of what happens from `first` to `last`, both included; shape (draws,)."""
        low, high = (first - self.start).days, (last - self.start).days + 1
        inside = (self.day >= low) & (self.day < high)
        if source is not None:
            inside &= self.source == source
        weights = self.amount[inside] if money else None
        return np.bincount(self.draw[inside], weights=weights, minlength=self.draws).astype(float)


@dataclass(frozen=True)
class Future:
    """What simulation gives: events by kind, and the prospects that arrive.

    `arrivals` is draws × channels × weeks of new prospects at the entry stage, `rates` what they
    were drawn around, `worked` those for whom there was time, `channels` their names; `start` is the
    first simulated day.
    """

    start: date
    weeks: int
    channels: tuple[str, ...]
    arrivals: Ints
    rates: Array
    worked: Ints
    won: Events
    delivered: Events | None
    paid: Events | None


def simulate(
    engine: RevenueEngine,
    until: date,
    rng: np.random.Generator,
    capacity: Capacity | None = None,
    course: Course | None = None,
) -> Future:
    """Every draw's future up to `until`. Same engine, same generator state: same futures.

    With a `course`, leads, hours and closing are the course's, and `capacity` is not looked at.
    """
    start = engine.observed_until + timedelta(days=1)
    weeks = max(-(-((until - start).days + 1) // 7), 1)
    channels = engine.entry.mix.channels if engine.entry else ()
    closing = None
    if course is None:
        rates = _rates(
            engine.entry.arrivals if engine.entry else None, channels, engine.draws, start, weeks, rng
        )
    else:
        rates = _in_order(_spread(course.leads[:, :, :weeks], course.size, rng), course.channels, channels)
        closing = course.closing[:, :weeks]
        capacity = None if course.hours_per_lead is None else Capacity(course.hours, course.hours_per_lead)
    arrivals = rng.poisson(rates)
    worked = arrivals if capacity is None else wait_for_hours(arrivals, capacity, rng)
    won = _won(engine, channels, worked, start, weeks, rng, closing)
    return Future(
        start=start,
        weeks=weeks,
        channels=channels,
        arrivals=arrivals,
        rates=rates,
        worked=worked,
        won=won,
        delivered=after_order(engine.delivery, won, rng),
        paid=after_order(engine.payment, won, rng),
    )


def _rates(
    arrivals: ArrivalsPosterior | None,
    channels: tuple[str, ...],
    draws: int,
    start: date,
    weeks: int,
    rng: np.random.Generator,
) -> Array:
    """What arrives each week but for chance, in the order of `channels`; strangers join the last."""
    rates = np.zeros((draws, len(channels), weeks))
    if arrivals is None or not channels:
        return rates
    means = arrivals.means(start, weeks, rng)
    return _in_order(_spread(means, arrivals.size, rng), arrivals.channels, channels)


def _spread(means: Array, size: Array, rng: np.random.Generator) -> Array:
    """Gamma rates around means (draws × channels × weeks), of a negative binomial of that size (draws,)."""
    size = size[:, None, None]
    return np.asarray(rng.standard_gamma(np.broadcast_to(size, means.shape)) * (means / size))


def _in_order(values: Array, names: tuple[str, ...], channels: tuple[str, ...]) -> Array:
    """Values by channel (axis 1) in the order of `channels`; strangers join the last."""
    if set(names) == set(channels):
        return values[:, [names.index(name) for name in channels]]
    out = np.zeros((values.shape[0], len(channels), values.shape[2]))
    position = {name: index for index, name in enumerate(channels)}
    for index, name in enumerate(names):
        out[:, position.get(name, len(channels) - 1)] += values[:, index]
    return out


def _won(
    engine: RevenueEngine,
    channels: tuple[str, ...],
    worked: Ints,
    start: date,
    weeks: int,
    rng: np.random.Generator,
    closing: Array | None = None,
) -> Events:
    """All wins: from inside the stages, from new prospects, and those that nothing announces.

    `closing` (draws × weeks): how many times as many of the leads taken up in a week are won.
    """
    parts: list[tuple[Ints, Array, Array, Ints]] = []
    passages = _passages(engine, channels, weeks, rng, closing)
    flow = np.zeros((3, engine.draws, len(channels), weeks), dtype=np.int64)  # source × …
    flow[NEW] = worked
    for index, (stage, passage, later) in enumerate(
        zip(engine.stages, passages, _later(passages), strict=True)
    ):
        times = later
        if index:
            flow = np.concatenate([flow, np.zeros_like(flow[:, :, :1])], axis=2)
            flow[DIRECT, :, -1:] = rng.poisson(_rates(stage.arrivals, ("",), engine.draws, start, weeks, rng))
            # All others have won the toss for `most` and `later` when they left the stage before.
            times = 1.0 / np.maximum(passage.most, 1e-300)
            times[:, -1] = later[:, -1]
        flow = np.stack([passage.move(flow[source], times, rng) for source in (PIPELINE, NEW, DIRECT)])
        if index < len(engine.stages) - 1 or np.isnan(stage.inside.amount).all():
            flow[PIPELINE] += move_inside(stage, passage.channels, passage.ahead, later, rng)
        else:
            draw, day, amount = single_moves(stage, passage.ahead, rng)
            parts.append((draw, day, amount, np.full(len(draw), PIPELINE)))
    parts += [_as_events(flow[source].sum(axis=1), source, rng) for source in (PIPELINE, NEW, DIRECT)]
    if engine.wins is not None:
        unannounced = rng.poisson(_rates(engine.wins, ("",), engine.draws, start, weeks, rng))
        parts.append(_as_events(unannounced.sum(axis=1), DIRECT, rng))
    draw, day, amount, source_of = (np.concatenate(column) for column in zip(*parts, strict=True))
    unknown = np.isnan(amount)
    amount[unknown] = 0.0 if engine.sizes is None else engine.sizes.sample(draw[unknown], rng)
    return Events(start, engine.draws, draw, day, amount, source_of)


def _passages(
    engine: RevenueEngine,
    channels: tuple[str, ...],
    weeks: int,
    rng: np.random.Generator,
    closing: Array | None,
) -> list[Entering]:
    """Each stage for those who enter it; from the second on, some come from outside, as a last channel."""
    found = []
    for index, stage in enumerate(engine.stages):
        if index:
            channels = (*channels, "(direct)")
        ahead = stage.posterior.clock.future(engine.draws, weeks, rng)
        found.append(Entering(stage, channels, ahead, None if index else closing))
    return found


def _later(passages: list[Entering]) -> list[Array]:
    """For each stage, the largest chance to get through all later ones: draws × channels."""
    found = [np.ones_like(passages[-1].most)] if passages else []
    for passage in reversed(passages[1:]):
        found.insert(0, (passage.most * found[0])[:, :-1])
    return found


def _as_events(by_week: Ints, source: int, rng: np.random.Generator) -> tuple[Ints, Array, Array, Ints]:
    """Counts (draws × weeks) as single events on even days of their block, amounts still unknown."""
    draws, weeks = by_week.shape
    draw = np.repeat(np.repeat(np.arange(draws), weeks), by_week.ravel())
    week = np.repeat(np.tile(np.arange(weeks), draws), by_week.ravel())
    day = 7.0 * week + 7.0 * rng.random(len(week))
    return draw, day, np.full(len(day), np.nan), np.full(len(day), source)


def after_order(stage: EngineStage | None, won: Events, rng: np.random.Generator) -> Events | None:
    """What follows an order (delivery, payment): of those open today, and of every simulated win.

    None where `stage` is None: no orders are recorded.
    """
    if stage is None:
        return None
    posterior = stage.posterior
    now = np.array([stage.month_now])
    share = posterior.shares(now, {})[:, 0, 0]
    goes_on = rng.random(len(won.draw)) < share.take(won.draw)
    draw = won.draw[goes_on]
    lag = RandomLags(posterior).sample(draw, np.zeros_like(draw), rng)
    open_draw, open_day, open_amount = single_moves(stage, steady(_YEARS * 52), rng)
    return Events(
        won.start,
        won.draws,
        np.concatenate([draw, open_draw]),
        np.concatenate([won.day[goes_on] + lag, open_day]),
        np.concatenate([won.amount[goes_on], np.nan_to_num(open_amount)]),
        np.concatenate([won.source[goes_on], np.full(len(open_draw), PIPELINE)]),
    )
