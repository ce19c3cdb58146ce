"""Win rate and cycle length: what the endings of the leads since the anchor say about both at once.

A lead of week s is won with P = w_s e^ω, and lost with ℓ_s (1 − w_s e^ω) / (1 − w_s): of what is not won
the same part is lost as before. w_s and ℓ_s are those of the kinds that came and of the replies they got.
Every lag is longer by e^τ. Wins and losses by week of arrival and of ending are multinomial; what is open
yet counts as open. A lower win rate leaves fewer wins and as many losses as early as ever; a longer cycle
leaves fewer of both, and more open: that tells them apart.

ω and τ are on a grid with the sparse prior; each draw of what was before the anchor is weighted by how
well it explains what came, too. So a sample is one joint guess at what was, and at what became of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.outcomes import OutcomePosterior
from unslump.history.prospect_weeks import LOST, WON, ProspectWeeks
from unslump.slump.kinds import Kinds
from unslump.slump.lags import lags_of
from unslump.slump.sparse import Prior
from unslump.slump.window import Window

__all__ = ["Endings", "endings_of"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_RATE_SLAB = 0.5
_CYCLE_SLAB = 0.4
_WORK = 2.5e7  # points of the lag's table that may be looked up
_FEWEST_DRAWS = 40
_HIGHEST = 0.97


@dataclass(frozen=True)
class Endings:
    """Samples, one joint guess each.

    Attributes:
        draw: which draw of the outcomes each is: (samples,).
        win_rate, cycle: ω and τ: (samples,).
        win_rate_probability, cycle_probability: P(changed).
        grid, inside: share of a channel's wins of week s that fall into the window for every τ of the grid,
            sorted: draws × τ × channels × weeks. `within` reads it.
        decided: share of a channel's wins of week s that must have come by the window's end, on average:
            channels × weeks that are whole.
        wins, losses: seen among the leads since the anchor.
    """

    draw: Ints
    win_rate: Array
    cycle: Array
    win_rate_probability: float
    cycle_probability: float
    grid: Array
    inside: Array
    decided: Array
    wins: int
    losses: int

    def within(self, stretch: Array) -> Array:
        """Share of each channel's wins that fall into the window, lags longer by e^stretch (samples,).

        samples × channels × weeks; linear between the points of the grid.
        """
        step = float(self.grid[1] - self.grid[0])
        place = np.clip((stretch - self.grid[0]) / step, 0.0, len(self.grid) - 1.0)
        low = np.minimum(place.astype(np.int64), len(self.grid) - 2)
        part = (place - low)[:, None, None]
        return np.asarray((1.0 - part) * self.inside[self.draw, low] + part * self.inside[self.draw, low + 1])


def endings_of(
    panel: ProspectWeeks,
    kinds: Kinds,
    outcomes: OutcomePosterior,
    window: Window,
    reply: Array,
    rng: np.random.Generator,
    samples: int,
) -> Endings:
    """Joint samples. `reply` is the factor of the replies on the wins of each week's leads: (weeks,)."""
    channels = panel.labels["channel"]
    rate, cycle = Prior(_RATE_SLAB), Prior(_CYCLE_SLAB, points=17, reach=2.5)
    weeks = window.since
    lags = [lags_of(outcomes, channels, weeks, 0, k) for k in range(len(outcomes.stage.endings))]
    cost = len(cycle.grid) * len(channels) * weeks**2 * len(lags)
    used = int(np.clip(_WORK / max(cost, 1), _FEWEST_DRAWS, outcomes.draws))
    seen = _Seen.of(panel, kinds, window, reply)
    by_end = np.empty((used, len(cycle.grid), len(channels), len(seen.open)))
    likelihood = np.empty((used, len(rate.grid), len(cycle.grid)))
    inside = np.empty((used, len(cycle.grid), len(channels), weeks))
    for draw in range(used):
        over = [lag.since(draw, cycle.grid) for lag in lags]
        inside[draw] = _within(over[0], window.inside)
        by_end[draw] = over[0][:, :, : len(seen.open), len(seen.open) - 1]
        likelihood[draw] = seen.log_likelihood(draw, over, rate.grid)
    posterior = likelihood + rate.log_weight[:, None] + cycle.log_weight
    posterior = np.exp(posterior - posterior.max())
    posterior /= posterior.sum()
    at = rng.choice(posterior.size, size=samples, p=posterior.ravel())
    which, omega, tau = (np.asarray(index, dtype=np.int64) for index in np.unravel_index(at, posterior.shape))
    order = np.argsort(cycle.grid)
    by_rate, by_cycle = posterior.sum(axis=(0, 2)), posterior.sum(axis=(0, 1))
    return Endings(
        draw=which,
        win_rate=_between(rate, omega, rng),
        cycle=cycle.grid[tau],
        win_rate_probability=float(1.0 - by_rate[0]),
        cycle_probability=float(1.0 - by_cycle[0]),
        grid=cycle.grid[order],
        inside=inside[:, order],
        decided=by_end[which, tau].mean(axis=0),
        wins=int(seen.won.sum()),
        losses=int(seen.lost.sum()),
    )


def _between(prior: Prior, chosen: Ints, rng: np.random.Generator) -> Array:
    """Grid points, spread over their cells; no change stays no change."""
    noise = rng.uniform(-0.5, 0.5, len(chosen)) * prior.step
    return np.asarray(np.where(chosen == 0, 0.0, prior.grid[chosen] + noise))


def _within(over: Array, inside: Array) -> Array:
    """Share of endings that fall into the window, from those over by each week's end."""
    ending = np.diff(over, axis=-1, prepend=0.0)
    return np.asarray(ending @ inside)


@dataclass(frozen=True)
class _Seen:
    """What became of the leads since the anchor, and what was to be expected of them.

    won, lost: arrivals × ending weeks; open: (arrivals,); counts: kinds × arrivals.
    """

    won: Array
    lost: Array
    open: Array
    counts: Array
    kinds: Kinds
    channels: int
    reply: Array

    @classmethod
    def of(cls, panel: ProspectWeeks, kinds: Kinds, window: Window, reply: Array) -> _Seen:
        weeks = min(panel.weeks, window.weeks) - window.anchor
        since = (panel.started >= window.anchor) & (panel.started < window.anchor + weeks)
        came = {}
        for ending in (WON, LOST):
            rows = since & (panel.ending == ending) & (panel.ended < window.anchor + weeks)
            table = np.zeros((weeks, weeks))
            at = (panel.started[rows] - window.anchor, panel.ended[rows] - window.anchor)
            np.add.at(table, at, panel.count[rows])
            came[ending] = table
        counts = kinds.counts[:, window.anchor : window.anchor + weeks]
        left = counts.sum(axis=0) - came[WON].sum(axis=1) - came[LOST].sum(axis=1)
        return cls(came[WON], came[LOST], left, counts, kinds, len(panel.labels["channel"]), reply[:weeks])

    def log_likelihood(self, draw: int, over: list[Array], rates: Array) -> Array:
        """Of what was seen: win rates × cycles. `over` is one an ending: cycles × channels × s × e."""
        weeks = len(self.open)
        leads = np.maximum(self.counts.sum(axis=0), 1e-9)
        to_channel = np.zeros((self.channels, len(self.kinds.channel)))
        to_channel[self.kinds.channel, np.arange(len(self.kinds.channel))] = 1.0
        won = to_channel @ (self.counts * self.kinds.won[draw][:, None]) / leads * self.reply
        won_share = won.sum(axis=0)  # s
        wins = np.einsum("cs,tcse->tse", won, np.diff(over[0][:, :, :weeks, :weeks], axis=3, prepend=0.0))
        change = np.exp(rates)[:, None]
        rest = (1.0 - np.minimum(change * won_share, _HIGHEST)) / (1.0 - np.minimum(won_share, _HIGHEST))
        total = (self.won * np.log(np.maximum(wins, 1e-12))).sum(axis=(1, 2)) + (
            self.won.sum() * rates[:, None]
        )
        ended = change[:, None, :] * wins.sum(axis=2)  # rates × cycles × s
        if len(over) > 1:
            usual = to_channel @ (self.counts * self.kinds.lost[draw][:, None]) / leads
            share = np.minimum(usual.sum(axis=0), _HIGHEST)
            plain = to_channel @ (self.counts * self.kinds.won[draw][:, None]) / leads
            # Of what the replies alone keep from being won the same part is lost as of the rest.
            more = (1.0 - np.minimum(won_share, _HIGHEST)) / (1.0 - np.minimum(plain.sum(axis=0), _HIGHEST))
            more = np.minimum(more, _HIGHEST / np.maximum(share, 1e-9))
            lost = usual * more
            losses = np.einsum(
                "cs,tcse->tse", lost, np.diff(over[1][:, :, :weeks, :weeks], axis=3, prepend=0.0)
            )
            total = total + (self.lost * np.log(np.maximum(losses, 1e-12))).sum(axis=(1, 2))
            total = total + (np.log(np.maximum(rest, 1e-9)) @ self.lost.sum(axis=1))[:, None]
            ended = ended + rest[:, None, :] * losses.sum(axis=2)
        still = np.log(np.clip(1.0 - ended, 1e-9, 1.0)) @ np.maximum(self.open, 0.0)
        return np.asarray(total + still)
