"""The funnel of one posterior draw, twice: in plain numbers for the peers, and as an engine of equal draws.

So that means and variances can be compared, every draw of the engine is the same one, its leads' level
and its pace held where they are, and nobody is in the pipeline. There are hours for as many leads a week
as come on average, so that some wait and go cold.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from bench.peers.funnel import Funnel, Lags, Won
from unslump.estimates.clock import Clock
from unslump.estimates.revenue import EngineStage, RevenueEngine
from unslump.outlook.capacity import COLD_A_WEEK, Capacity
from unslump.outlook.kernels import entering_shares
from unslump.outlook.simulate import simulate

__all__ = ["Ours", "one_draw"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ours:
    """The product's own simulation of one draw's funnel, as the peers are called."""

    engine: RevenueEngine
    capacity: Capacity

    def simulate(self, funnel: Funnel, futures: int, rng: np.random.Generator) -> Won:
        """So many futures, a thousand (the engine's draws) a call."""
        deals: list[Array] = []
        money: list[Array] = []
        leads = 0
        until = self.engine.observed_until + timedelta(weeks=funnel.weeks)
        shape = (self.engine.draws, funnel.weeks)
        for _ in range(futures // self.engine.draws):
            future = simulate(self.engine, until, rng, self.capacity)
            at = future.won.draw * funnel.weeks + (future.won.day // 7).astype(np.int64)
            inside = future.won.day < 7 * funnel.weeks
            at, size = at[inside], shape[0] * shape[1]
            deals.append(np.bincount(at, minlength=size).astype(float).reshape(shape))
            money.append(np.bincount(at, future.won.amount[inside], minlength=size).reshape(shape))
            leads += int(future.arrivals.sum())
        return Won(np.concatenate(deals), np.concatenate(money), leads)


def one_draw(engine: RevenueEngine, draw: int, copies: int, weeks: int) -> tuple[Funnel, Ours]:
    """The funnel of new leads under one draw: in plain numbers, and as an engine of equal draws.

    Needs the two stages lead and deal, amounts, and no deals or wins that no lead announces.
    """
    lead, deal = (_stage(stage, draw, copies) for stage in engine.stages)
    if lead.arrivals is None or deal.arrivals is not None or engine.wins is not None or engine.sizes is None:
        raise ValueError("a funnel needs leads, and deals with amounts that all come from leads")
    sizes = replace(
        engine.sizes,
        mean=_again(engine.sizes.mean, draw, copies),
        offer=_again(engine.sizes.offer, draw, copies),
        segment=_again(engine.sizes.segment, draw, copies),
        sigma=_again(engine.sizes.sigma, draw, copies),
    )
    equal = replace(engine, draws=copies, stages=(lead, deal), sizes=sizes, delivery=None, payment=None)
    channels = lead.mix.channels
    start = engine.observed_until + timedelta(days=1)
    means = lead.arrivals.means(start, weeks, np.random.default_rng(0))[0]
    means = means[[lead.arrivals.channels.index(name) for name in channels]]
    taken = round(float(means.sum()) / weeks)
    funnel = Funnel(
        means=means,
        size=float(lead.arrivals.size[0]),
        taken=taken,
        cold_a_week=COLD_A_WEEK,
        shares=(entering_shares(lead, weeks, channels)[0], entering_shares(deal, weeks, channels)[0]),
        lags=(_lags(lead, channels), _lags(deal, channels)),
        centres=sizes.mean[0] + sizes.offer[0, sizes.mix[0]] + sizes.segment[0, sizes.mix[1]],
        spread=float(sizes.sigma[0]),
    )
    return funnel, Ours(equal, Capacity(np.full(weeks, float(taken)), np.ones(copies)))


def _stage(stage: EngineStage, draw: int, copies: int) -> EngineStage:
    """One draw of a stage, nobody inside, at its usual pace; its arrivals' level stays where it is."""

    def again(values: Array) -> Array:
        return _again(values, draw, copies)

    posterior, arrivals = stage.posterior, stage.arrivals
    clock = posterior.clock
    return replace(
        stage,
        posterior=replace(
            posterior,
            clock=Clock(clock.first_month, clock.now, np.ones(np.atleast_2d(clock.pace).shape[1]), 0.0),
            levels=again(posterior.levels),
            effects={factor: again(effect) for factor, effect in posterior.effects.items()},
            log_scale=again(posterior.log_scale),
            log_shape=again(posterior.log_shape),
        ),
        inside=stage.inside.part(slice(0, 0)),
        arrivals=None
        if arrivals is None
        else replace(
            arrivals,
            level=again(arrivals.level),
            walk=np.zeros(copies),
            size=again(arrivals.size),
            season=again(arrivals.season),
        ),
    )


def _again(values: Array, draw: int, copies: int) -> Array:
    return np.repeat(values[[draw]], copies, axis=0)


def _lags(stage: EngineStage, channels: tuple[str, ...]) -> Lags:
    posterior = stage.posterior
    order = np.array([stage.mix.channels.index(name) for name in channels])
    scale = np.exp(posterior.lag_scale(order)[0])
    return Lags(posterior.family.name, scale, float(np.exp(posterior.log_shape[0, 0])))
