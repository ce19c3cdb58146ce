"""From everything learnt to draws of money: what was expected, and what each cause took of it.

Draws are joint guesses. In each, a cause has changed or has not (sparse.py); one that has not is, in both
of its states, as it was seen. Each cause's share is its Shapley value of the window's bookings
(bookings.py, shapley.py): what it costs on average. Money comes in whole deals; the chance of single ones
is part of the expected range (compound Poisson), and of what is left of expected − actual: chance, or the
market.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.arrivals import ArrivalsPosterior
from unslump.estimates.outcomes import OutcomePosterior
from unslump.estimates.response import ResponsePosterior
from unslump.history.prospect_weeks import ProspectWeeks
from unslump.slump.bookings import States, all_bookings, from_inside
from unslump.slump.cause_names import CAUSES, CYCLE, HOURS, MIX, RESPONSE, SIZE, VOLUME, WIN_RATE
from unslump.slump.causes_endings import Endings, endings_of
from unslump.slump.causes_hours import LostHours, leads_kept, selling_kept
from unslump.slump.causes_leads import Mix, Volume, mix_of, volume_of
from unslump.slump.causes_replies import Replies, replies_of
from unslump.slump.causes_sizes import Sizes, sizes_of
from unslump.slump.kinds import Kinds
from unslump.slump.lags import lags_of
from unslump.slump.shapley import shapley
from unslump.slump.sparse import CHANGED
from unslump.slump.window import Window

__all__ = ["SAMPLES", "Learnt", "Split", "split_window"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

SAMPLES = 400
_BEFORE = 156
_FEW = 0.03  # of the selling hours: less is not felt
_LATE_TOO = 2.0  # wins lost for each lead that lost hours leave unanswered, the others' waiting included
_AFTER_SPEND = 0.75  # P(leads changed) believed when the money did


@dataclass(frozen=True)
class Learnt:
    """What a window is judged by."""

    panel: ProspectWeeks
    outcomes: OutcomePosterior
    kinds: Kinds
    arrivals: ArrivalsPosterior
    lost: LostHours | None
    response: ResponsePosterior | None


@dataclass(frozen=True)
class Split:
    """Draws of the window's money.

    Attributes:
        expected: what was to be expected of the window, chance of single deals included: (samples,).
        causes: what each of `CAUSES` took: samples × causes.
        mean_expected: the mean of `expected` without that chance.
        probability: P(changed) by cause.
        volume, mix, replies, endings, sizes: what was seen of each.
        from_inside: the part of the expected that prospects inside at the anchor were to bring.
    """

    expected: Array
    causes: Array
    mean_expected: float
    probability: dict[str, float]
    volume: Volume
    mix: Mix
    replies: Replies | None
    endings: Endings
    sizes: Sizes | None
    from_inside: float


def split_window(learnt: Learnt, window: Window, spend_changed: bool, rng: np.random.Generator) -> Split:
    """Split one window's bookings.

    `spend_changed`: marketing's money is known to have changed since the anchor, so leads are believed to
    have, too.
    """
    panel, kinds = learnt.panel, learnt.kinds
    volume = volume_of(panel, window, learnt.arrivals)
    mix = mix_of(kinds, window, rng)
    replies = replies_of(panel, kinds, window, rng)
    sizes = sizes_of(panel, kinds, window, rng)
    reply = np.ones(window.since) if replies is None else replies.factor.mean(axis=0)
    endings = endings_of(panel, kinds, learnt.outcomes, window, reply, rng, SAMPLES)
    states, probability = _states(learnt, window, volume, spend_changed, mix, replies, sizes, endings, rng)
    mine = kinds.chosen(endings.draw)
    shares = -shapley(all_bookings(states, mine))  # what was taken

    mean_size = float((kinds.won * kinds.size).mean() / max(float(kinds.won.mean()), 1e-12))
    a_deal = mean_size * float(np.exp(kinds.size_sd**2))
    draws = rng.integers(0, kinds.draws, SAMPLES)  # as of the anchor: not weighed by what came since
    inside = _inside(learnt, window, draws)
    ahead = _foreseen(learnt, window, volume, draws, rng)
    expected = inside + ahead
    return Split(
        expected=np.maximum(expected + np.sqrt(expected * a_deal) * rng.standard_normal(SAMPLES), 0.0),
        causes=shares,
        mean_expected=float(expected.mean()),
        probability=probability,
        volume=volume,
        mix=mix,
        replies=replies,
        endings=endings,
        sizes=sizes,
        from_inside=float(inside.sum() / max(float(expected.sum()), 1e-9)),
    )


def _states(
    learnt: Learnt,
    window: Window,
    volume: Volume,
    spend_changed: bool,
    mix: Mix,
    replies: Replies | None,
    sizes: Sizes | None,
    endings: Endings,
    rng: np.random.Generator,
) -> tuple[States, dict[str, float]]:
    shape = (SAMPLES, window.since)
    on_leads, selling = np.ones(shape), np.ones(window.since)
    if learnt.lost is not None and learnt.lost.people:
        if learnt.response is not None:
            on_leads = leads_kept(learnt.lost, learnt.response, window.since, SAMPLES)
        selling = selling_kept(learnt.lost, window.since)
    whole = volume.expected.shape[0]
    p_volume, weights = volume.change(
        on_leads.mean(axis=0)[None, :], _AFTER_SPEND if spend_changed else CHANGED
    )
    chosen = rng.choice(whole, size=SAMPLES, p=weights)
    foreseen = volume.expected[chosen]
    came = np.where(np.isfinite(volume.came), volume.came, (foreseen * on_leads).mean(axis=0))
    changed = rng.random(SAMPLES)[:, None] < p_volume
    # The level has changed, not each week's luck: leads that came, by one factor.
    known = np.isfinite(volume.came)
    leads = np.where(changed, foreseen, came / np.maximum(on_leads, 1e-3))
    leads_factor = np.where(changed, came / np.maximum(foreseen * on_leads, 1e-9), 1.0)
    leads_factor = np.where(known, leads_factor, 1.0)

    p_reply, seen = 0.0, np.ones(shape)
    if replies is not None:
        p_reply = replies.probability
        seen = replies.factor[rng.integers(0, len(replies.factor), SAMPLES)]
        seen = np.where(rng.random(SAMPLES)[:, None] < p_reply, seen, 1.0)
    by_hours = np.where(seen < 1.0, np.maximum(seen, 1.0 - _LATE_TOO * (1.0 - selling)), 1.0)

    waiting = _waiting(learnt, window, replies, endings, selling)
    nothing = np.zeros(SAMPLES)
    came_mix = mix.came[None, :, :]
    expected_mix = mix.expected[endings.draw][:, None, :]
    differs = rng.random(SAMPLES)[:, None, None] < mix.probability
    p_size = 0.0 if sizes is None else sizes.probability
    shift = np.zeros(SAMPLES)
    if sizes is not None:
        resized = rng.random(SAMPLES) < p_size
        shift = np.where(resized, sizes.shift[rng.integers(0, len(sizes.shift), SAMPLES)], 0.0)
    states = States(
        leads=leads,
        leads_factor=leads_factor,
        hours_leads=on_leads,
        hours_replies=by_hours,
        mix=(
            np.where(differs, expected_mix, came_mix),
            np.broadcast_to(came_mix, (SAMPLES, *mix.came.shape)),
        ),
        reply=seen / by_hours,
        win_rate=endings.win_rate,
        size=shift,
        within=tuple(
            endings.within(tau) for tau in (nothing, endings.cycle - waiting, waiting, endings.cycle)
        ),
    )
    lost = float(bool(learnt.lost is not None and learnt.lost.people))
    chances = {
        VOLUME: p_volume, MIX: mix.probability, RESPONSE: p_reply,
        WIN_RATE: endings.win_rate_probability, SIZE: p_size, CYCLE: endings.cycle_probability,
        HOURS: lost,
    }  # fmt: skip
    return states, {name: chances[index] for index, name in enumerate(CAUSES)}


def _waiting(
    learnt: Learnt, window: Window, replies: Replies | None, endings: Endings, selling: Array
) -> Array:
    """The part of τ that is leads waiting for lost hours: at most the later replies, in mean lags."""
    if replies is None or float(selling.mean()) >= 1.0 - _FEW:
        return np.zeros(SAMPLES)
    longer = max(replies.waited[1] - replies.waited[0], 0.0)
    lag = lags_of(learnt.outcomes, learnt.panel.labels["channel"], window.since, 0, 0).mean_days
    return np.clip(endings.cycle, 0.0, float(np.log1p(longer / max(lag, 1.0))))


def _inside(learnt: Learnt, window: Window, draws: Ints) -> Array:
    before = min(_BEFORE, window.anchor)
    lags = [
        lags_of(learnt.outcomes, learnt.panel.labels["channel"], window.since, before, k)
        for k in range(len(learnt.outcomes.stage.endings))
    ]
    return from_inside(learnt.panel, learnt.kinds, window, lags, draws)


def _foreseen(learnt: Learnt, window: Window, volume: Volume, draws: Ints, rng: np.random.Generator) -> Array:
    """Bookings from leads since the anchor as foreseen then: (samples,); the level may drift."""
    arrivals, kinds, outcomes = learnt.arrivals, learnt.kinds, learnt.outcomes
    channels = learnt.panel.labels["channel"]
    means = arrivals.means(arrivals.last_week + timedelta(weeks=1), window.since, rng)
    means = means[rng.permutation(arrivals.draws)[np.arange(SAMPLES) % arrivals.draws]]
    lag = lags_of(outcomes, channels, window.since, 0, 0)
    recent = kinds.counts[:, max(window.anchor - 52, 0) : window.anchor].sum(axis=1)
    value = np.zeros((SAMPLES, len(channels)))
    for channel in range(len(channels)):
        mine = kinds.channel == channel
        if recent[mine].sum() > 0:
            worth = kinds.won[draws][:, mine] * kinds.size[draws][:, mine]
            value[:, channel] = worth @ recent[mine] / recent[mine].sum()
    unique, place = np.unique(draws, return_inverse=True)
    within = np.stack(
        [
            np.diff(lag.since(int(draw), np.zeros(1))[0], axis=-1, prepend=0.0) @ window.inside
            for draw in unique
        ]
    )[place.ravel()]  # samples × channels × weeks
    rows = [channels.index(name) for name in arrivals.channels]
    each = np.einsum("dcw,dc,dcw->d", means, value[:, rows], within[:, rows])
    return np.asarray(each)
