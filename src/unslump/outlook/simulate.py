"""The company forward, many times at once: one future for each posterior draw.

    leads inside ──► move on ─┐
    leads to come ─► wait for ├─► deals ──► won ──► amount ──► delivered, paid
                     hours    │
    deals to come ────────────┘        deals inside ──► won

Flows are counts by draw, channel and seven-day block, drawn from multinomials; only what is won
becomes single events. So the cost follows draws, channels and weeks, never leads.
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
from unslump.outlook.kernels import (
    business_ages,
    channel_codes,
    entering_lags,
    entering_shares,
    odds_of_moving,
    open_moves,
    steady,
    still_moving,
)
from unslump.outlook.lag_table import LagTable

__all__ = ["DIRECT", "NEW", "PIPELINE", "Events", "Future", "after_order", "simulate"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

PIPELINE, NEW, DIRECT = 0, 1, 2
_SURE = 0.99
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
        rates = _in_order(
            rng.gamma(course.size[:, None, None], course.leads[:, :, :weeks] / course.size[:, None, None]),
            course.channels,
            channels,
        )
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
    size = arrivals.size[:, None, None]
    return _in_order(rng.gamma(size, arrivals.means(start, weeks, rng) / size), arrivals.channels, channels)


def _in_order(values: Array, names: tuple[str, ...], channels: tuple[str, ...]) -> Array:
    """Values by channel (axis 1) in the order of `channels`; strangers join the last."""
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
    flow = np.zeros((3, engine.draws, len(channels), weeks), dtype=np.int64)  # source × …
    flow[NEW] = worked
    for index, stage in enumerate(engine.stages):
        if index:
            outside = rng.poisson(_rates(stage.arrivals, ("",), engine.draws, start, weeks, rng))
            channels, flow = (
                (*channels, "(direct)"),
                np.concatenate([flow, np.zeros_like(flow[:, :, :1])], axis=2),
            )
            flow[DIRECT, :, -1:] += outside
        ahead = stage.posterior.clock.future(engine.draws, weeks, rng)
        table = LagTable(stage.posterior)
        moved = _move(stage, flow, channels, ahead, table, rng, None if index else closing)
        if index < len(engine.stages) - 1 or np.isnan(stage.inside.amount).all():
            _move_inside(stage, channels, ahead, table, moved[PIPELINE], rng)
        else:
            parts.append(_single_moves(stage, ahead, rng))
        flow = moved
    parts += [_as_events(flow[source].sum(axis=1), source, rng) for source in (PIPELINE, NEW, DIRECT)]
    if engine.wins is not None:
        unannounced = rng.poisson(_rates(engine.wins, ("",), engine.draws, start, weeks, rng))
        parts.append(_as_events(unannounced.sum(axis=1), DIRECT, rng))
    draw, day, amount, source_of = (np.concatenate(column) for column in zip(*parts, strict=True))
    unknown = np.isnan(amount)
    amount[unknown] = 0.0 if engine.sizes is None else engine.sizes.sample(draw[unknown], rng)
    return Events(start, engine.draws, draw, day, amount, source_of)


def _move(
    stage: EngineStage,
    flow: Ints,
    channels: tuple[str, ...],
    ahead: Array,
    table: LagTable,
    rng: np.random.Generator,
    closing: Array | None = None,
) -> Ints:
    """Send counts (source × draws × channels × weeks) through a stage; returns when they come out."""
    weeks = flow.shape[3]
    share = entering_shares(stage, weeks, channels)
    if closing is not None:
        share = np.minimum(share * closing[:, None, :], _SURE)
    out = np.zeros_like(flow)
    for week in range(weeks):
        entered = flow[:, :, :, week]
        if not entered.any():
            continue
        # By `until` the longest lag is over on the slowest clock.
        until = np.searchsorted((ahead - ahead[:, week + 1, None]).min(axis=0), table.reach) + 1
        lags = entering_lags(stage, ahead[:, :until], week, channels, table)
        chance = share[:, :, week, None] * lags
        for source in np.flatnonzero(entered.any(axis=(1, 2))):
            out[source, :, :, week : until - 1] += _fall(entered[source], chance, rng)
    return out


def _fall(entered: Ints, chance: Array, rng: np.random.Generator) -> Ints:
    """Multinomial: counts and chances (… × blocks) → counts by block; the rest stays."""
    total = chance.sum(axis=-1, keepdims=True)
    chance = chance / np.maximum(total, 1.0)
    rest = np.maximum(1.0 - total, 0.0)
    # Those who stay come first: the sampler is done with an element once nobody is left to place.
    return rng.multinomial(entered, np.concatenate([rest, chance], axis=-1))[..., 1:]


def _move_inside(
    stage: EngineStage,
    channels: tuple[str, ...],
    ahead: Array,
    table: LagTable,
    out: Ints,
    rng: np.random.Generator,
) -> None:
    """Add to `out` (draws × channels × weeks) who moves on of those inside a stage."""
    position = {name: index for index, name in enumerate(channels)}
    for group in open_moves(stage, ahead, table):
        moved = _fall(np.broadcast_to(group.count, group.chance.shape[:2]), group.chance, rng)
        for code in np.unique(group.channel):
            to = position.get(stage.mix.channels[code], len(channels) - 1)
            out[:, to] += moved[:, group.channel == code].sum(axis=1)


def _single_moves(
    stage: EngineStage, ahead: Array, rng: np.random.Generator
) -> tuple[Ints, Array, Array, Ints]:
    """Open deals (or orders) one by one: each keeps its own amount, and its day is exact."""
    posterior = stage.posterior
    inside = still_moving(posterior, stage.inside)
    table = LagTable(posterior)
    draws: list[Ints] = []
    days: list[Array] = []
    amounts: list[Array] = []
    for first in range(0, len(inside.months), 2000):
        some = inside.part(slice(first, first + 2000))
        channel = channel_codes(some)
        watched = business_ages(posterior, some.watched)
        odds, before = odds_of_moving(posterior, some, table)
        scale = posterior.lag_scale(channel)
        after = table.cdf(watched + ahead[:, -1:], scale)
        luck = rng.random(odds.shape)
        draw, entry = np.nonzero(luck < odds * (after - before))
        at_share = before[draw, entry] + luck[draw, entry] / odds[draw, entry]
        lag = posterior.family.quantile(at_share, scale[draw, entry], posterior.log_shape[draw, 0])
        draws.append(draw)
        days.append(_calendar_days(lag - watched[draw, entry], ahead, draw))
        amounts.append(some.amount[entry])
    if not draws:
        nothing = np.zeros(0)
        return nothing.astype(np.int64), nothing, nothing, nothing.astype(np.int64)
    draw = np.concatenate(draws)
    return draw, np.concatenate(days), np.concatenate(amounts), np.full(len(draw), PIPELINE)


def _calendar_days(business: Array, ahead: Array, draw: Ints) -> Array:
    """Business days from today as calendar days, each on the clock of its draw."""
    if ahead.shape[0] == 1:
        draw = np.zeros_like(draw)
    weeks = ahead.shape[1] - 1
    week = np.zeros(len(business), dtype=np.int64)
    for end in range(1, weeks):
        week += business >= ahead[draw, end]
    begin, end_of = ahead[draw, week], ahead[draw, week + 1]
    within = (business - begin) / np.maximum(end_of - begin, 1e-9)
    return np.asarray(7.0 * (week + np.clip(within, 0.0, 1.0 - 1e-9)))


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
    scale = posterior.lag_scale(np.zeros(1, dtype=np.int64))[:, 0]
    luck = rng.random(len(won.draw))
    goes_on = luck < share[won.draw]
    draw = won.draw[goes_on]
    lag = posterior.family.quantile(luck[goes_on] / share[draw], scale[draw], posterior.log_shape[draw, 0])
    open_draw, open_day, open_amount, open_source = _single_moves(stage, steady(_YEARS * 52), rng)
    return Events(
        won.start,
        won.draws,
        np.concatenate([draw, open_draw]),
        np.concatenate([won.day[goes_on] + lag, open_day]),
        np.concatenate([won.amount[goes_on], np.nan_to_num(open_amount)]),
        np.concatenate([won.source[goes_on], open_source]),
    )
