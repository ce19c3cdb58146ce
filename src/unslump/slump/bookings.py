"""What a window's bookings are, with each cause on or off: the function that is split among the causes.

    f = inside + Σ_s N_s · ρ_s · e^(ω + δ) · Σ_k mix_sk · P(won)_k · size_k · P(ends in the window | s, τ)

over the weeks s since the anchor. `inside` is what prospects that were there already bring, which no cause
changes. Hours lost act on the leads and on the replies; what of either they do not explain is its own cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.history.prospect_weeks import ProspectWeeks
from unslump.slump.cause_names import CAUSES, CYCLE, HOURS, MIX, RESPONSE, SIZE, VOLUME, WIN_RATE
from unslump.slump.kinds import Kinds
from unslump.slump.lags import Lags
from unslump.slump.shapley import combinations
from unslump.slump.window import Window

__all__ = ["States", "all_bookings", "from_inside"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_OLDEST = 156  # weeks before the anchor from which prospects may still end


@dataclass(frozen=True)
class States:
    """Every cause's two states, in each sample; an unchanged cause has the same twice.

    Attributes:
        leads: as expected, samples × weeks; `leads_factor`: of what came against that, hours aside.
        hours_leads, hours_replies: factors of the hours lost, samples × weeks.
        mix: expected and come: each samples × weeks × kinds (or broadcastable to it).
        reply: factor on wins, hours aside: samples × weeks.
        win_rate, size: log factors: (samples,).
        within: share of a channel's wins in the window, usual, with a longer cycle, with the waiting that
            hours lost bring, with both: samples × channels × weeks each.
    """

    leads: Array
    leads_factor: Array
    hours_leads: Array
    hours_replies: Array
    mix: tuple[Array, Array]
    reply: Array
    win_rate: Array
    size: Array
    within: tuple[Array, ...]


def all_bookings(states: States, kinds: Kinds) -> Array:
    """Bookings from the leads since the anchor for all combinations of causes: samples × 2ⁿ."""
    worth = kinds.won * kinds.size  # samples × kinds
    each = np.empty((2, 4, *states.leads.shape))
    for m, mix in enumerate(states.mix):
        for t, within in enumerate(states.within):
            by_kind = within[:, kinds.channel, :]  # samples × kinds × weeks
            each[m, t] = np.einsum("dk,dwk,dkw->dw", worth, mix, by_kind)
    on = combinations(len(CAUSES))
    found = np.empty((len(worth), len(on)))
    for column, switched in enumerate(on):
        weekly = states.leads * each[int(switched[MIX]), int(switched[CYCLE]) + 2 * int(switched[HOURS])]
        if switched[VOLUME]:
            weekly = weekly * states.leads_factor
        if switched[HOURS]:
            weekly = weekly * states.hours_leads * states.hours_replies
        if switched[RESPONSE]:
            weekly = weekly * states.reply
        shift = switched[WIN_RATE] * states.win_rate + switched[SIZE] * states.size
        found[:, column] = weekly.sum(axis=1) * np.exp(shift)
    return found


def from_inside(panel: ProspectWeeks, kinds: Kinds, window: Window, lags: list[Lags], draws: Ints) -> Array:
    """Bookings that prospects inside at the anchor were to bring in the window: (samples,).

    A prospect inside at age a is won by b with P = w (F(b) − F(a)) / (1 − w F(a) − ℓ G(a)).
    """
    oldest = min(_OLDEST, window.anchor)
    open_then = (panel.started < window.anchor) & ((panel.ended < 0) | (panel.ended >= window.anchor))
    open_then &= panel.started >= window.anchor - oldest
    kind, back = kinds.of_group[open_then], window.anchor - 1 - panel.started[open_then]
    counts = np.zeros((kinds.counts.shape[0], oldest))
    np.add.at(counts, (kind, back), panel.count[open_then])
    unique, place = np.unique(draws, return_inverse=True)
    money = np.empty(len(unique))
    for index, draw in enumerate(unique):
        now, later = lags[0].inside(int(draw))
        ending = np.diff(later, axis=2, prepend=now[:, :, None]) @ window.inside  # channels × weeks back
        still = 1.0 - kinds.won[draw][:, None] * now[kinds.channel]
        if len(lags) > 1:
            still = still - kinds.lost[draw][:, None] * lags[1].inside(int(draw))[0][kinds.channel]
        won = counts * kinds.won[draw][:, None] * ending[kinds.channel] / np.maximum(still, 0.02)
        money[index] = float((won * kinds.size[draw][:, None]).sum())
    return np.asarray(money[place.ravel()])
