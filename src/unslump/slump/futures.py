"""Two futures on the same random numbers: as things are, and with what-ifs.

Leads, Poisson around their rates, are thinned where fewer come and joined by more where more come, so
that the leads of both futures are the same ones as far as can be. Of today's wins from leads to come,
each stays with the share of the leads behind it that are still there; added leads run through the
stages on their own. Open deals are the same in both. A lower win rate takes wins away one by one, a
higher one adds some of an independent future's.

Each future alone is distributed as its own simulation would be (thinning and superposition of Poisson
processes: Kingman 1993); only their difference is quieter. Where leads queue for hours this holds for
means, and the spread of wins from new leads comes out a little too wide, by the win rate at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from unslump.business.goals import Measure
from unslump.estimates.revenue import EngineStage, RevenueEngine
from unslump.outlook.capacity import Capacity, wait_for_hours
from unslump.outlook.kernels import entering_lags, entering_shares
from unslump.outlook.lag_table import LagTable
from unslump.outlook.simulate import NEW, Events, Future, after_order, simulate
from unslump.slump.altered import Altered

__all__ = ["Futures", "measured", "two_futures"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Futures:
    """What counts in a measure, as things are and with what-ifs.

    `taken_up` is the share of the leads to come for which the changed selling hours last (None: not
    known, or hours do not change).
    """

    today: Events
    changed: Events
    taken_up: float | None = None


@dataclass(frozen=True)
class _Leads:
    """Leads taken up: draws × channels × weeks, how many of today's are `kept`, and `more` on top of them."""

    kept: Array
    more: Ints
    taken_up: float | None = None


def measured(future: Future, measure: Measure) -> Events | None:
    """The events of a future that count in a measure; None when it has never been recorded."""
    return {Measure.DELIVERED: future.delivered, Measure.PAID: future.paid}.get(measure, future.won)


def two_futures(
    engine: RevenueEngine,
    future: Future,
    altered: Altered,
    capacity: Capacity | None,
    until: date,
    measure: Measure,
    rng: np.random.Generator,
) -> Futures:
    """A simulated future, with the capacity it was simulated with, beside the changed one."""
    leads = _leads(future, altered, capacity, rng)
    staying = _staying(engine, future, leads, rng)
    won = future.won
    stays = _stays(won, staying, rng)
    extra = _drawn(engine, future, leads.more, rng)
    lower, higher = _rates(altered, won), _rates(altered, extra)
    stays &= rng.random(len(won.day)) < lower
    new = _part(extra, rng.random(len(extra.day)) < higher)
    if any(factor > 1.0 for factor, _ in altered.wins):
        other = simulate(engine, until, rng, capacity).won
        other = _joined(_part(other, _stays(other, staying, rng)), _drawn(engine, future, leads.more, rng))
        new = _joined(new, _part(other, rng.random(len(other.day)) < _rates(altered, other) - 1.0))
    return replace(_counted(engine, measure, won, stays, new, rng), taken_up=leads.taken_up)


def _leads(future: Future, altered: Altered, capacity: Capacity | None, rng: np.random.Generator) -> _Leads:
    """The leads taken up in both futures; one that somebody closes k times as often counts as k leads."""
    if altered.leads is None or not future.channels:
        return _Leads(future.worked.astype(np.float64), np.zeros_like(future.worked))
    times = _by_name(altered.leads, altered.channels, future.channels)[:, :, : future.weeks]
    closing = np.ones_like(times)
    if altered.closing is not None:
        closing = closing * altered.closing[:, None, : future.weeks]
    if capacity is None or altered.hours is None:
        times = times * closing
        more = rng.poisson(future.rates * np.maximum(times - 1.0, 0.0))
        return _Leads(np.asarray(future.worked * np.minimum(times, 1.0), dtype=np.float64), more)
    arrivals = rng.binomial(future.arrivals, np.minimum(times, 1.0))
    arrivals = arrivals + rng.poisson(future.rates * np.maximum(times - 1.0, 0.0))
    before, after = (hours[:, : future.weeks] for hours in altered.hours)
    scaled = capacity.hours[..., : future.weeks] * after / np.maximum(before, 1e-12)
    hours = np.where(before > 0, scaled, after)
    taken = wait_for_hours(arrivals, replace(capacity, hours=hours), rng)
    worked = rng.binomial(taken, np.minimum(closing, 1.0))
    worked = worked + rng.poisson(taken * np.maximum(closing - 1.0, 0.0))
    kept = np.minimum(worked, future.worked)
    # Where nobody waits, the share that stays is known better than from those who happened to stay.
    free = ((taken == arrivals) & (future.worked == future.arrivals)).all(axis=(1, 2))[:, None, None]
    return _Leads(
        kept=np.where(free, future.worked * np.minimum(times * closing, 1.0), kept.astype(np.float64)),
        more=np.where(
            free, rng.poisson(future.rates * np.maximum(times * closing - 1.0, 0.0)), worked - kept
        ),
        taken_up=float(taken.sum() / max(arrivals.sum(), 1)),
    )


def _by_name(values: Array, names: tuple[str, ...], channels: tuple[str, ...]) -> Array:
    """Factors by channel (axis 1) in the order of `channels`; a channel without one does not change."""
    position = {name: index for index, name in enumerate(names)}
    same = np.ones_like(values[:, 0])
    return np.stack([values[:, position[name]] if name in position else same for name in channels], axis=1)


def _staying(engine: RevenueEngine, future: Future, leads: _Leads, rng: np.random.Generator) -> Array:
    """Share of today's wins from leads to come that stays, by the week of the win: draws × weeks."""
    if (leads.kept == future.worked).all():
        return np.ones((engine.draws, future.weeks))
    flows, channels = np.stack([future.worked, leads.kept]).astype(float), future.channels
    for stage in engine.stages:
        out = np.zeros_like(flows)
        for week, chance in _chances(stage, flows.shape[3], channels, rng):
            out[:, :, :, week : week + chance.shape[2]] += flows[:, :, :, week, None] * chance
        flows = out
    today, still = flows.sum(axis=2)
    return np.where(today > 0, still / np.maximum(today, 1e-300), 1.0)


def _chances(
    stage: EngineStage, weeks: int, channels: tuple[str, ...], rng: np.random.Generator
) -> Iterator[tuple[int, Array]]:
    """For each week, P(moves on in it, in the next, …) of who enters then: draws × channels × weeks left."""
    ahead = stage.posterior.clock.future(stage.posterior.draws, weeks, rng)
    share, table = entering_shares(stage, weeks, channels), LagTable(stage.posterior)
    for week in range(weeks):
        yield week, share[:, :, week, None] * entering_lags(stage, ahead, week, channels, table)


def _stays(won: Events, staying: Array, rng: np.random.Generator) -> Mask:
    """Which wins are still there: all but some of those from leads to come."""
    week = np.minimum((won.day // 7).astype(np.int64), staying.shape[1] - 1)
    luck = rng.random(len(won.day))
    return np.asarray((won.source != NEW) | (luck < staying[won.draw, week]))


def _drawn(engine: RevenueEngine, future: Future, more: Ints, rng: np.random.Generator) -> Events:
    """Wins of leads (draws × channels × weeks) that run through the stages, on even days, with amounts."""
    flow = more
    for stage in engine.stages:
        out = np.zeros_like(flow)
        if flow.any():
            for week, chance in _chances(stage, flow.shape[2], future.channels, rng):
                if flow[:, :, week].any():
                    out[:, :, week:] += _moved(flow[:, :, week], chance, rng)
        flow = out
    counts = flow.sum(axis=1)
    draws, weeks = counts.shape
    draw = np.repeat(np.repeat(np.arange(draws), weeks), counts.ravel())
    week_of = np.repeat(np.tile(np.arange(weeks), draws), counts.ravel())
    day = 7.0 * (week_of + rng.random(len(week_of)))
    amount = np.zeros(len(day)) if engine.sizes is None else engine.sizes.sample(draw, rng)
    return Events(future.start, draws, draw, day, amount, np.full(len(day), NEW))


def _moved(entered: Ints, chance: Array, rng: np.random.Generator) -> Ints:
    """Multinomial: counts (…) and chances (… × weeks) → counts by week; the rest stays."""
    total = chance.sum(axis=-1, keepdims=True)
    stay = np.maximum(1.0 - total, 0.0)
    return rng.multinomial(entered, np.concatenate([stay, chance / np.maximum(total, 1.0)], axis=-1))[..., 1:]


def _rates(altered: Altered, won: Events) -> Array:
    """The factor on the win rate on the day of each win."""
    factor = np.ones(len(won.day))
    for times, since in altered.wins:
        from_day = 0 if since is None else (since - won.start).days
        factor = np.where(won.day >= from_day, factor * times, factor)
    return factor


def _counted(
    engine: RevenueEngine, measure: Measure, won: Events, stays: Mask, new: Events, rng: np.random.Generator
) -> Futures:
    """Both futures in the measure; an order in both is delivered and paid on the same day in both."""
    both, gone = _part(won, stays), _part(won, ~stays)
    stage = {Measure.DELIVERED: engine.delivery, Measure.PAID: engine.payment}.get(measure)
    if stage is None:
        return Futures(won, _joined(both, new))
    closed = replace(stage, inside=stage.inside.part(slice(0, 0)))
    shared, lost, added = (
        _needed(after_order(way, events, rng))
        for way, events in ((stage, both), (closed, gone), (closed, new))
    )
    return Futures(_joined(shared, lost), _joined(shared, added))


def _needed(events: Events | None) -> Events:
    if events is None:  # pragma: no cover - a stage is given, so there are events
        raise ValueError("nothing follows an order without a stage")
    return events


def _part(events: Events, which: Mask) -> Events:
    return replace(
        events,
        draw=events.draw[which],
        day=events.day[which],
        amount=events.amount[which],
        source=events.source[which],
    )


def _joined(one: Events, other: Events) -> Events:
    return replace(
        one,
        draw=np.concatenate([one.draw, other.draw]),
        day=np.concatenate([one.day, other.day]),
        amount=np.concatenate([one.amount, other.amount]),
        source=np.concatenate([one.source, other.source]),
    )
