"""How a stage moves prospects on, week by week: probabilities per draw, no sampling.

A block is seven days; block 0 starts the day after the history's last day. A prospect that enters
in block w does so in its middle. Lags run in business days (estimates/clock.py): `ahead[d, w]` is
how many of them pass until the end of the w-th block, `ahead[:, 0]` = 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.clock import MONTH_DAYS
from unslump.estimates.conversion import FUTURE_MONTHS, StagePosterior
from unslump.estimates.revenue import EngineStage, by_channel
from unslump.history.journey import OpenProspects
from unslump.outlook.lag_table import LagTable

__all__ = [
    "OpenGroups",
    "average_shares",
    "business_ages",
    "chained",
    "channel_codes",
    "entering_lags",
    "entering_shares",
    "odds_of_moving",
    "open_groups",
    "steady",
    "still_moving",
    "thinned",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEEPEST = 170.0  # largest log-odds told apart; the product of two stays finite
_NEVER = 1e-7  # entries whose chance to move is less than this are left out


def steady(weeks: int) -> Array:
    """A clock at pace 1: 1 × (weeks + 1)."""
    return 7.0 * np.arange(weeks + 1.0)[None, :]


def average_shares(stage: EngineStage, months: Ints) -> Array:
    """P(moves on ever) of the usual mix in cohort months: draws × channels × months.

    The same as `StagePosterior.shares` averaged over the kinds of each channel, with exponentials
    taken for kinds and months apart.
    """
    posterior, mix = stage.posterior, stage.mix
    by_kind = np.exp(_effects(posterior, mix.codes, len(mix.channel)))
    levels = posterior.levels[:, np.minimum(months, posterior.levels.shape[1] - 1)]
    by_month = np.exp(np.clip(levels, -_STEEPEST, _STEEPEST))  # draws × months × endings
    weights = np.zeros((len(mix.channel), len(mix.channels)))
    weights[np.arange(len(mix.channel)), mix.channel] = mix.weight
    shares = np.empty((posterior.draws, len(mix.channels), len(months)))
    share, odds, total = (np.empty_like(by_kind[0]) for _ in range(3))
    for m in range(len(months)):
        np.multiply(by_kind[0], by_month[:, m, :1], out=share)
        np.add(share, 1.0, out=total)
        for ending in range(1, len(by_kind)):
            total += np.multiply(by_kind[ending], by_month[:, m, ending, None], out=odds)
        share /= total
        shares[:, :, m] = share @ weights
    return shares


def _effects(posterior: StagePosterior, codes: Mapping[str, Ints], kinds: int) -> Array:
    """Log-odds of kinds against the level: endings × draws × kinds."""
    eta = np.zeros((len(posterior.endings), posterior.draws, kinds))
    for factor, effect in posterior.effects.items():
        for ending in range(len(eta)):
            eta[ending] += effect[:, ending, :].take(codes[factor], axis=1)
    return np.clip(eta, -_STEEPEST, _STEEPEST, out=eta)


def entering_shares(stage: EngineStage, weeks: int, channels: tuple[str, ...]) -> Array:
    """P(moves on ever) of prospects that enter in each block: draws × channels × weeks.

    In the order of `channels`; channels the stage never saw get its average.
    """
    months = np.minimum((7.0 * np.arange(weeks) / MONTH_DAYS).astype(int), FUTURE_MONTHS - 1)
    shares = average_shares(stage, stage.month_now + np.arange(int(months.max(initial=0)) + 1))
    return by_channel(shares[:, :, months], stage.mix, channels)


def entering_lags(
    stage: EngineStage,
    ahead: Array,
    week: int,
    channels: tuple[str, ...],
    table: LagTable | None = None,
) -> Array:
    """P(lag ends in block week, week + 1, …) of who enters in `week`: draws × channels × blocks left.

    `table` spares time where many weeks are asked for.
    """
    posterior = stage.posterior
    middle = (ahead[:, week] + ahead[:, week + 1]) / 2.0
    days = ahead[:, week + 1 :] - middle[:, None]
    scale = posterior.lag_scale(np.arange(len(stage.mix.channels)))[:, :, None]
    if table is None:
        cdf = posterior.family.cdf(days[:, None, :], scale, posterior.log_shape[:, 0, None, None])
    else:
        cdf = table.cdf(days[:, None, :], scale)
    return by_channel(np.diff(cdf, axis=2, prepend=0.0), stage.mix, channels)


def chained(first: Array, second: Array) -> Array:
    """Convolve two block-by-block kernels (… × blocks) into one of the same length.

    Who leaves the first stage in a block enters the second in the middle of that block.
    """
    weeks = first.shape[-1]
    out = np.zeros(np.broadcast_shapes(first.shape, second.shape))
    for h in range(weeks):
        out[..., h:] += first[..., h : h + 1] * second[..., : weeks - h]
    return out


def still_moving(posterior: StagePosterior, inside: OpenProspects) -> OpenProspects:
    """Without the entries that are so old that none of them will move on in any draw.

    P(moves on | open) ≤ odds · S(watched), and S, past the scale, grows with scale and falls with shape.
    """
    if not len(inside.months):
        return inside
    months = np.minimum(inside.months, posterior.levels.shape[1] - 1)
    odds = posterior.levels[:, :, 0].max(axis=0)[months]
    for factor, effect in posterior.effects.items():
        odds = odds + effect[:, 0, :].max(axis=0)[inside.codes[factor]]
    scale = posterior.lag_scale(channel_codes(inside)).max(axis=0)
    watched = business_ages(posterior, inside.watched).min(axis=0)
    left = posterior.family.log_survival(watched, scale, posterior.log_shape[:, 0].min())
    hopeless = (watched > np.exp(scale)) & (odds + left < np.log(_NEVER))
    return inside if not hopeless.any() else _chosen(inside, np.flatnonzero(~hopeless))


def _chosen(inside: OpenProspects, rows: Ints) -> OpenProspects:
    return OpenProspects(
        inside.months[rows],
        {factor: codes[rows] for factor, codes in inside.codes.items()},
        inside.watched[rows],
        inside.count[rows],
        inside.amount[rows],
    )


def odds_of_moving(
    posterior: StagePosterior, inside: OpenProspects, table: LagTable, watched: Array | None = None
) -> tuple[Array, Array]:
    """For each open entry: share / P(still open), and F(watched so far); both draws × entries.

    The entry moves on within the next t business days with probability
    first · (F(watched + t) − second). Endings other than the first run on calendar days. `watched`,
    its business ages, spares time where they are at hand.
    """
    channel = channel_codes(inside)
    months = np.minimum(inside.months, posterior.levels.shape[1] - 1)
    odds = _effects(posterior, inside.codes, len(months))
    for ending in range(len(odds)):
        odds[ending] += posterior.levels[:, :, ending].take(months, axis=1)
    np.exp(np.clip(odds, -_STEEPEST, _STEEPEST, out=odds), out=odds)
    if watched is None:
        watched = business_ages(posterior, inside.watched)
    moved = table.cdf(watched, posterior.lag_scale(channel))
    # Odds against never ending: share / P(still open) = odds / (1 + Σ odds · S).
    left = odds[0] * (1.0 - moved)
    # Whether the others had time to end matters only where the first still may: odds · S(watched).
    alive = np.flatnonzero(left.max(axis=0) > _NEVER)
    open_still = np.add(left, 1.0, out=left)
    for ending in range(1, len(odds)):
        scale = posterior.lag_scale(channel[alive], ending)
        gone = table.of_ending(ending).cdf(inside.watched[None, alive], scale)
        open_still[:, alive] += odds[ending][:, alive] * (1.0 - gone)
    return odds[0] / open_still, moved


def business_ages(posterior: StagePosterior, watched: Array) -> Array:
    """Business days in the last `watched` days (n,), on every draw's own clock: draws × n."""
    return np.broadcast_to(posterior.clock.ages(watched), (posterior.draws, len(watched)))


def channel_codes(inside: OpenProspects) -> Ints:
    """Channel code of each entry; 0 where the stage has no channels."""
    return inside.codes.get("channel", np.zeros(len(inside.months), dtype=np.int64))


@dataclass(frozen=True)
class OpenGroups:
    """Open entries of one channel and age each.

    `channel` and `count` are (groups,); `odds` (share / P(still open), their mean), `before` (F(watched
    so far)) and `watched` (business days) draws × groups.
    """

    channel: Ints
    count: Ints
    odds: Array
    before: Array
    watched: Array


def open_groups(stage: EngineStage, table: LagTable, most: int = 150_000) -> Iterator[OpenGroups]:
    """A stage's open entries, those of one channel and age as one group.

    Groups come in parts, so that no array has (much) more than `most` elements.
    """
    posterior = stage.posterior
    inside = still_moving(posterior, stage.inside)
    if not len(inside.months):
        return
    pairs, pair = np.unique(
        np.stack([channel_codes(inside), inside.watched], axis=1), axis=0, return_inverse=True
    )
    order = np.argsort(pair.reshape(-1), kind="stable")
    inside, pair = _chosen(inside, order), pair.reshape(-1)[order]
    for some in _parts(pair, most // posterior.draws):
        part, mine = inside.part(some), pair[some] - pair[some.start]
        firsts = np.flatnonzero(np.diff(mine, prepend=-1))
        watched = business_ages(posterior, part.watched)
        odds, moved = odds_of_moving(posterior, part, table, watched)
        count = np.add.reduceat(part.count, firsts)
        odds = np.add.reduceat(odds * part.count, firsts, axis=1) / count
        channel = pairs[pair[some][firsts], 0].astype(np.int64)
        yield OpenGroups(channel, count, odds, moved[:, firsts], watched[:, firsts])


def _parts(group: Ints, most: int) -> Iterator[slice]:
    """Cut entries, sorted by group, into slices of whole groups."""
    start = 0
    while start < len(group):
        last = min(start + max(most, 1), len(group)) - 1
        end = int(np.searchsorted(group, group[last], side="right"))
        yield slice(start, end)
        start = end


def thinned(stage: EngineStage, every: int) -> EngineStage:
    """The stage with every so-many-th draw only, for means that need no more."""
    posterior = stage.posterior
    return replace(
        stage,
        posterior=replace(
            posterior,
            clock=replace(
                posterior.clock,
                pace=np.atleast_2d(posterior.clock.pace)[::every],
                spread=np.atleast_1d(posterior.clock.spread)[::every],
            ),
            levels=posterior.levels[::every],
            effects={factor: effect[::every] for factor, effect in posterior.effects.items()},
            log_scale=posterior.log_scale[::every],
            log_shape=posterior.log_shape[::every],
            spreads={name: spread[::every] for name, spread in posterior.spreads.items()},
        ),
    )
