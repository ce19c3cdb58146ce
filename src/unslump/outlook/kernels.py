"""How a stage moves prospects on, week by week: probabilities per draw, no sampling.

A block is seven days; block 0 starts the day after the history's last day. A prospect that enters
in block w does so in its middle. Lags run in business days (estimates/clock.py): `ahead[d, w]` is
how many of them pass until the end of the w-th block, `ahead[:, 0]` = 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.clock import MONTH_DAYS
from unslump.estimates.conversion import FUTURE_MONTHS, StagePosterior
from unslump.estimates.revenue import EngineStage, by_channel
from unslump.history.journey import OpenProspects

__all__ = [
    "chained",
    "channel_codes",
    "entering_lags",
    "entering_shares",
    "odds_of_moving",
    "open_moves",
    "steady",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


def steady(weeks: int) -> Array:
    """A clock at pace 1: 1 × (weeks + 1)."""
    return 7.0 * np.arange(weeks + 1.0)[None, :]


def entering_shares(stage: EngineStage, weeks: int, channels: tuple[str, ...]) -> Array:
    """P(moves on ever) of prospects that enter in each block: draws × channels × weeks.

    In the order of `channels`; channels the stage never saw get its average.
    """
    months = np.minimum((7.0 * np.arange(weeks) / MONTH_DAYS).astype(int), FUTURE_MONTHS - 1)
    shares = stage.new_shares(int(months.max(initial=0)))[:, :, months]
    return by_channel(shares, stage.mix, channels)


def entering_lags(stage: EngineStage, ahead: Array, week: int, channels: tuple[str, ...]) -> Array:
    """P(lag ends in block week, week + 1, …) of who enters in `week`: draws × channels × blocks left."""
    posterior = stage.posterior
    codes = np.arange(len(stage.mix.channels))
    middle = (ahead[:, week] + ahead[:, week + 1]) / 2.0
    days = ahead[:, week + 1 :] - middle[:, None]
    cdf = posterior.family.cdf(
        days[:, None, :], posterior.lag_scale(codes)[:, :, None], posterior.log_shape[:, 0, None, None]
    )
    return by_channel(np.diff(cdf, axis=2, prepend=0.0), stage.mix, channels)


def chained(first: Array, second: Array) -> Array:
    """Convolve two week-by-week kernels (… × weeks) into one of the same length."""
    weeks = first.shape[-1]
    out = np.zeros(np.broadcast_shapes(first.shape, second.shape))
    for h in range(weeks):
        out[..., h:] += first[..., h : h + 1] * second[..., : weeks - h]
    return out


def odds_of_moving(posterior: StagePosterior, inside: OpenProspects) -> tuple[Array, Array]:
    """For each open entry: share / P(still open), and F(watched so far); both draws × entries.

    The entry moves on within the next t business days with probability
    first · (F(watched + t) − second).
    """
    channel = channel_codes(inside)
    watched = posterior.clock.since(inside.watched)
    share = posterior.shares(inside.months, inside.codes)
    gone = np.zeros(share.shape[:2])
    moved = np.zeros(share.shape[:2])
    for ending in range(len(posterior.endings)):
        cdf = posterior.lag_cdf(watched, channel, ending)
        gone += share[:, :, ending] * cdf
        if ending == 0:
            moved = cdf
    return share[:, :, 0] / np.maximum(1.0 - gone, 1e-12), moved


def channel_codes(inside: OpenProspects) -> Ints:
    """Channel code of each entry; 0 where the stage has no channels."""
    return inside.codes.get("channel", np.zeros(len(inside.months), dtype=np.int64))


def open_moves(stage: EngineStage, ahead: Array, chunk: int = 4_000_000) -> tuple[Array, Ints]:
    """Expected share of a channel's open entries that move on in each block.

    Returns draws × channels × weeks and the number of open prospects per channel. Entries of one
    channel and age share their lag, so lags are computed once for each such pair.
    """
    posterior, inside = stage.posterior, stage.inside
    channels, weeks = len(stage.mix.channels), ahead.shape[1] - 1
    channel = channel_codes(inside)
    counts = np.bincount(channel, weights=inside.count, minlength=channels).astype(np.int64)
    moves = np.zeros((posterior.draws, channels, weeks))
    if not len(channel):
        return moves, counts
    pairs, pair = np.unique(np.stack([channel, inside.watched], axis=1), axis=0, return_inverse=True)
    pair = pair.reshape(-1)
    pair_channel, pair_age = pairs[:, 0].astype(np.int64), posterior.clock.since(pairs[:, 1])
    weight = np.zeros((posterior.draws, len(pairs)))
    step = max(chunk // posterior.draws, 1)
    for start in range(0, len(channel), step):
        part = slice(start, start + step)
        odds, _ = odds_of_moving(posterior, inside.part(part))
        order = np.argsort(pair[part], kind="stable")
        sorted_pair = pair[part][order]
        firsts = np.flatnonzero(np.diff(sorted_pair, prepend=-1))
        summed = np.add.reduceat((odds * inside.count[part])[:, order], firsts, axis=1)
        weight[:, sorted_pair[firsts]] += summed
    before = posterior.lag_cdf(pair_age, pair_channel)
    for h in range(weeks):
        after = posterior.lag_cdf(pair_age + ahead[:, h + 1, None], pair_channel)
        flow = weight * (after - before)
        for c in np.unique(pair_channel):
            moves[:, c, h] = flow[:, pair_channel == c].sum(axis=1)
        before = after
    return moves / np.maximum(counts, 1)[None, :, None], counts
