"""The plain way through a stage: a multinomial over all blocks for every draw, channel and week.

Slow, with exact lags in place of tables, and written for being read: what moves.py must agree with.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.revenue import EngineStage, by_channel
from unslump.outlook.kernels import channel_codes, entering_shares

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def entering(
    stage: EngineStage,
    channels: tuple[str, ...],
    ahead: Array,
    flow: Ints,
    dice: np.random.Generator,
    closing: Array | None = None,
) -> Ints:
    """Counts (draws × channels × weeks) by when they enter → by when they move on."""
    weeks, posterior = flow.shape[2], stage.posterior
    share = entering_shares(stage, weeks, channels)
    if closing is not None:
        share = np.minimum(share * closing[:, None, :], 0.99)
    codes = np.arange(len(stage.mix.channels))
    out = np.zeros_like(flow)
    for week in range(weeks):
        middle = (ahead[:, week] + ahead[:, week + 1]) / 2.0
        cdf = np.stack(
            [posterior.lag_cdf((ahead[:, end] - middle)[:, None], codes) for end in range(week, weeks + 1)],
            axis=2,
        )
        chance = share[:, :, week, None] * by_channel(np.diff(cdf, axis=2), stage.mix, channels)
        stays = 1.0 - chance.sum(axis=2, keepdims=True)
        every = np.concatenate([chance, np.maximum(stays, 0.0)], axis=2)
        out[:, :, week:] += dice.multinomial(flow[:, :, week], every)[:, :, :-1]
    return out


def inside(stage: EngineStage, channels: tuple[str, ...], ahead: Array, dice: np.random.Generator) -> Ints:
    """Who moves on of those inside, entry by entry: draws × channels × weeks."""
    posterior, entries = stage.posterior, stage.inside
    code = channel_codes(entries)
    share = posterior.shares(entries.months, entries.codes)
    ages = posterior.clock.ages(entries.watched) * np.ones((posterior.draws, 1))
    open_still = 1.0 - share[:, :, 0] * posterior.lag_cdf(ages, code)
    for ending in range(1, len(posterior.endings)):
        open_still -= share[:, :, ending] * posterior.lag_cdf(entries.watched, code, ending)
    cdf = np.stack([posterior.lag_cdf(ages + ahead[:, [end]], code) for end in range(ahead.shape[1])], axis=2)
    chance = (share[:, :, 0] / open_still)[:, :, None] * np.diff(cdf, axis=2)
    every = np.concatenate([chance, np.maximum(1.0 - chance.sum(axis=2, keepdims=True), 0.0)], axis=2)
    moved = dice.multinomial(entries.count, every)[:, :, :-1]
    out = np.zeros((posterior.draws, len(channels), ahead.shape[1] - 1), dtype=np.int64)
    for entry, name in enumerate(np.array(stage.mix.channels)[code]):
        out[:, channels.index(name) if name in channels else -1] += moved[:, entry]
    return out
