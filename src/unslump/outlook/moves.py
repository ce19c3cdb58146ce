"""Sends prospects through a stage: thinned first, then a lag for each that moves on.

Most prospects never move on, and most that do fail later, so those are left out first; the lag of a
mover and the clock of its draw then say in which block. To be left out early costs nothing in truth:
prospects move independently of each other, and one that moves on in block w of a stage does so in the
next one with probability most · (share_w / most), `most` its largest share in any block, so that the
toss for `most` may come before it is known when w is. Draws go through in parts that fit the
processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.revenue import EngineStage
from unslump.outlook.blocks import Blocks
from unslump.outlook.kernels import (
    OpenGroups,
    business_ages,
    channel_codes,
    entering_shares,
    odds_of_moving,
    open_groups,
    still_moving,
)
from unslump.outlook.lag_table import LagTable
from unslump.outlook.movers import COINS, Movers, fallen, movers_of
from unslump.outlook.random_lags import RandomLags

__all__ = ["Entering", "move_inside", "single_moves"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_SURE = 0.99
_AT_ONCE = 100_000  # prospects
_STRANGER = -1  # a channel the stage never saw
_ENTRIES = 150_000  # draws × open entries


class Entering:
    """How a stage moves on those who enter it in the coming weeks; `most` is draws × channels.

    `channels` names theirs, `ahead` is the stage's clock (draws × (weeks + 1)), `closing` (draws ×
    weeks) how many times as many of those who enter in a week move on.
    """

    def __init__(
        self, stage: EngineStage, channels: tuple[str, ...], ahead: Array, closing: Array | None = None
    ) -> None:
        self.channels, self.ahead = channels, ahead
        self._width, self._weeks = len(channels), ahead.shape[1] - 1
        share = entering_shares(stage, self._weeks, channels)
        if closing is not None:
            share = np.minimum(share * closing[:, None, :], _SURE)
        self._share = np.minimum(share, 1.0)
        self.most: Array = self._share.max(axis=2)
        self._posterior = stage.posterior
        self._blocks = Blocks(ahead)
        self._middle = (ahead[:, :-1] + ahead[:, 1:]) / 2.0
        self._lags, self._table = RandomLags(stage.posterior), LagTable(stage.posterior)
        position = {name: code for code, name in enumerate(stage.mix.channels)}
        code = np.array([position.get(name, _STRANGER) for name in channels], dtype=np.int64)
        self._code = np.repeat(code, self._weeks)
        self._strangers = bool((code == _STRANGER).any())
        self._weight = stage.mix.channel_weight

    def move(self, flow: Ints, times: Array, rng: np.random.Generator) -> Ints:
        """Counts (draws × channels × weeks) by when they enter → by when they move on.

        They do so `times` (draws × channels) as often as the stage has it.
        """
        out = np.zeros_like(flow)
        for some in _parts(flow):
            chance = np.minimum(self._share[some] * times[some, :, None], 1.0)
            movers = movers_of(flow[some], chance, rng)
            if len(movers.single):
                landed = self._landed(movers.single, some.start, rng)
                out[some] = np.bincount(landed, minlength=flow[some].size).reshape(flow[some].shape)
            if len(movers.crowds):
                self._add_crowds(movers, out[some], some.start, rng)
        return out

    def _landed(self, place: Ints, first: int, rng: np.random.Generator) -> Ints:
        """Where single movers come out, those who do so in time, by flat index as where they enter."""
        draw = place // (self._width * self._weeks)
        within = place - draw * (self._width * self._weeks)
        draw += first
        week = within % self._weeks
        code = self._code.take(within)
        if self._strangers:
            strange = np.flatnonzero(code == _STRANGER)
            code[strange] = rng.choice(len(self._weight), len(strange), p=self._weight)
        business = self._middle.take(draw * self._weeks + week)
        business += self._lags.sample(draw, code, rng)
        timely = np.flatnonzero(business <= self.ahead[:, -1].take(draw))
        week, block = week[timely], self._blocks.of(draw[timely], business[timely])
        np.maximum(block, week, out=block)  # a lag of nothing at all
        return np.asarray(place[timely] + block - week)

    def _add_crowds(self, movers: Movers, out: Ints, first: int, rng: np.random.Generator) -> None:
        """Multinomials for places of many movers, added to `out` (draws × channels × weeks)."""
        draw, within = np.divmod(movers.crowds, self._width * self._weeks)
        channel, week = np.divmod(within, self._weeks)
        draws = draw + first
        days = self.ahead[draws] - self._middle[draws, week][:, None]
        code = self._code[within]
        chance = np.empty((len(draw), self._weeks))
        for one in np.unique(code):
            mine = code == one
            mixed = enumerate(self._weight) if one == _STRANGER else [(one, 1.0)]
            chance[mine] = sum(
                weight * np.diff(self._lag_cdf(days[mine], int(part), draws[mine]), axis=1)
                for part, weight in mixed
            )
        np.add.at(out, (draw, channel), fallen(movers.number, chance, rng))

    def _lag_cdf(self, days: Array, code: int, draws: Ints) -> Array:
        scale = self._posterior.lag_scale(np.array([code]))[draws]
        return self._table.cdf(days, scale, draws)


def _parts(flow: Ints) -> Iterator[slice]:
    """Draws in parts of not too many prospects; none where nobody enters."""
    draws, entered = len(flow), int(flow.sum())
    if not entered:
        return
    a_draw = min(entered / draws, COINS * flow.size / draws)
    step = max(int(_AT_ONCE / max(a_draw, 1.0)), 1)
    for first in range(0, draws, step):
        yield slice(first, min(first + step, draws))


def move_inside(
    stage: EngineStage, channels: tuple[str, ...], ahead: Array, times: Array, rng: np.random.Generator
) -> Ints:
    """Who moves on of those inside a stage, by channel and block: draws × channels × weeks.

    They do so `times` (draws × channels) as often as the stage has it; strangers count as the last.
    """
    draws, weeks = len(ahead), ahead.shape[1] - 1
    table, blocks = LagTable(stage.posterior), Blocks(ahead)
    position = {name: index for index, name in enumerate(channels)}
    column = np.array([position.get(name, len(channels) - 1) for name in stage.mix.channels])
    out = np.zeros(draws * len(channels) * weeks, dtype=np.int64)
    for groups in open_groups(stage, table, _ENTRIES):
        to = column[groups.channel]
        scale = stage.posterior.lag_scale(groups.channel)
        after = table.cdf(groups.watched + ahead[:, -1:], scale)
        chance = np.clip(groups.odds * (after - groups.before), 0.0, 1.0) * times[:, to]
        movers = movers_of(np.broadcast_to(groups.count, chance.shape), chance, rng)
        draw, group = np.divmod(movers.single, len(groups.count))
        share = groups.before.take(movers.single)
        share += rng.random(len(draw)) * (after.take(movers.single) - share)
        lag = table.quantile(share, scale.take(movers.single), draw)
        block = blocks.of(draw, lag - groups.watched.take(movers.single))
        at = (draw * len(channels) + to[group]) * weeks
        out += np.bincount(at + block, minlength=len(out))
        if len(movers.crowds):
            _add_open_crowds(movers, groups, scale, to, ahead, table, out.reshape(draws, -1, weeks), rng)
    return out.reshape(draws, len(channels), weeks)


def _add_open_crowds(
    movers: Movers,
    groups: OpenGroups,
    scale: Array,
    to: Ints,
    ahead: Array,
    table: LagTable,
    out: Ints,
    rng: np.random.Generator,
) -> None:
    """Multinomials for open groups of many movers, added to `out` (draws × channels × weeks)."""
    draw, group = np.divmod(movers.crowds, len(groups.count))
    days = groups.watched[draw, group][:, None] + ahead[draw]
    chance = np.diff(table.cdf(days, scale[draw, group][:, None], draw), axis=1)
    moved = fallen(movers.number, chance / np.maximum(chance.sum(axis=1, keepdims=True), 1e-300), rng)
    np.add.at(out, (draw, to[group]), moved)


def single_moves(stage: EngineStage, ahead: Array, rng: np.random.Generator) -> tuple[Ints, Array, Array]:
    """Open deals (or orders) one by one: draw, exact day and amount of each that moves on in time."""
    posterior = stage.posterior
    inside = still_moving(posterior, stage.inside)
    table, blocks = LagTable(posterior), Blocks(ahead)
    draws: list[Ints] = [np.zeros(0, dtype=np.int64)]
    days: list[Array] = [np.zeros(0)]
    amounts: list[Array] = [np.zeros(0)]
    step = max(_ENTRIES // posterior.draws, 1)
    for first in range(0, len(inside.months), step):
        some = inside.part(slice(first, first + step))
        watched = business_ages(posterior, some.watched)
        odds, before = odds_of_moving(posterior, some, table, watched)
        scale = posterior.lag_scale(channel_codes(some))
        after = table.cdf(watched + ahead[:, -1:], scale)
        luck = rng.random(odds.shape)
        moved = np.flatnonzero(luck < odds * (after - before))
        share = before.take(moved) + luck.take(moved) / odds.take(moved)
        draw = moved // odds.shape[1]
        lag = table.quantile(share, scale.take(moved), draw)
        draws.append(draw)
        days.append(blocks.day(draw, lag - watched.take(moved)))
        amounts.append(some.amount[moved % odds.shape[1]])
    return np.concatenate(draws), np.concatenate(days), np.concatenate(amounts)
