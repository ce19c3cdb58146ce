"""Replies to leads: how fast they came, and what a late one or none costs.

    wins among leads replied to in bucket b ~ Poisson(E_b · value_b),   value_b ~ Gamma(k_b, k_b / m_b)

E_b is what leads of those kinds would bring without regard to the reply. The buckets are those of
`REPLY_DAYS`, later, and never. Priors: m = 1, .9, .8, .7 and .05, worth k = 20, 10, 8, 6 and 1 wins:
late replies lose some, and without any next to nothing is won. The direction is that of Oldroyd, McElheran
and Elkington (HBR, March 2011), whose firms were seven times as likely to qualify a lead within the hour;
the history moves it, and where leads nobody is known to have answered are won like the others it says so.

The factor on a week's wins is Σ_b came_b value_b / Σ_b expected_b value_b; expected are the replies that
leads of the week's channels used to get.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.history.prospect_weeks import REPLY_DAYS, WON, ProspectWeeks
from unslump.slump.causes_leads import smoothed
from unslump.slump.kinds import YEAR, Kinds
from unslump.slump.sparse import chance_of_change
from unslump.slump.window import Window

__all__ = ["Replies", "replies_of"]

Array = NDArray[np.float64]

BUCKETS = len(REPLY_DAYS) + 2
_MEANS = np.array([1.0, 0.9, 0.8, 0.7, 0.05])
_WORTH = np.array([20.0, 10.0, 8.0, 6.0, 1.0])
_DAYS = np.array([0.3, 1.5, 4.5, 14.0])  # that a reply of each bucket took, about
_SLAB = 0.3
_RIPE = 3  # weeks after which a reply that has not come is not coming
_SETTLED = 13  # weeks after which most wins have come


@dataclass(frozen=True)
class Replies:
    """What replies made of each week's leads.

    Attributes:
        factor: on the wins of a week's leads: draws × weeks since the anchor.
        probability: P(changed).
        answered: share of leads answered at all, before and since: two numbers.
        prompt: share of leads answered the same day, before and since.
        waited: mean days to an answer, of those answered, before and since.
    """

    factor: Array
    probability: float
    answered: tuple[float, float]
    prompt: tuple[float, float]
    waited: tuple[float, float]


def replies_of(
    panel: ProspectWeeks, kinds: Kinds, window: Window, rng: np.random.Generator
) -> Replies | None:
    """The replies of a window; None where none are recorded, or no lead is old enough to tell."""
    if not panel.has_replies:
        return None
    counts = _counts(panel)  # channels × buckets × weeks
    before = counts[:, :, max(window.anchor - YEAR, 0) : window.anchor].sum(axis=2)
    after = counts[:, :, window.anchor : window.weeks]
    ripe = after.shape[2] - _RIPE
    if ripe < 1 or not before.sum() or not after[:, :, :ripe].sum():
        return None
    value = _values(panel, kinds, window, rng)  # draws × buckets
    usual = before + before.sum(axis=0) / before.sum()  # a channel nobody knew gets the others' replies
    usual = usual / usual.sum(axis=1, keepdims=True)
    leads = smoothed(after.sum(axis=1))[:, :ripe]  # channels × weeks
    leads = leads / np.maximum(leads.sum(axis=0, keepdims=True), 1e-9)
    expected = np.einsum("cw,cb->wb", leads, usual)
    pooled = after[:, :, :ripe].sum(axis=(0, 2))
    came = smoothed(after[:, :, :ripe].sum(axis=0)).T + pooled / pooled.sum()
    came = came / came.sum(axis=1, keepdims=True)
    factor = (value @ came.T) / np.maximum(value @ expected.T, 1e-9)
    factor = np.concatenate([factor, np.repeat(factor[:, -1:], window.since - ripe, axis=1)], axis=1)

    weeks = after[:, :, :ripe].sum(axis=(0, 1))
    foreseen = (weeks / weeks.sum()) @ expected
    share = pooled / pooled.sum()
    middle = value.mean(axis=0)
    mean = float(foreseen @ middle)
    change = float(share @ middle) / mean - 1.0
    both = (foreseen + share) / 2.0
    spread = float(both @ (middle / mean) ** 2 - (both @ middle / mean) ** 2)
    variance = spread * (1.0 / pooled.sum() + 1.0 / before.sum()) + 1e-5
    probability, _ = chance_of_change(np.array([change]), variance, _SLAB)
    return Replies(
        factor,
        probability,
        (1.0 - float(foreseen[-1]), 1.0 - float(share[-1])),
        (float(foreseen[0]), float(share[0])),
        (_waited(foreseen), _waited(share)),
    )


def _waited(shares: Array) -> float:
    answered = shares[:-1]
    return float(answered @ _DAYS / max(float(answered.sum()), 1e-9))


def _counts(panel: ProspectWeeks) -> Array:
    counts = np.zeros((len(panel.labels["channel"]), BUCKETS, panel.weeks))
    np.add.at(counts, (panel.codes["channel"], _bucket(panel), panel.started), panel.count)
    return counts


def _bucket(panel: ProspectWeeks) -> NDArray[np.int64]:
    return np.where(panel.reply < 0, BUCKETS - 1, panel.reply)


def _values(panel: ProspectWeeks, kinds: Kinds, window: Window, rng: np.random.Generator) -> Array:
    """Draws of what a lead in each bucket is worth, relative: draws × buckets."""
    bucket = _bucket(panel)
    worth = panel.count * kinds.won.mean(axis=0)[kinds.of_group]
    won = panel.count * (panel.ending == WON)
    foreseen, seen = np.zeros(BUCKETS), np.zeros(BUCKETS)
    settled = panel.started < window.anchor - _SETTLED
    since = (panel.started >= window.anchor) & (panel.started < window.weeks - _RIPE)
    for rows in (settled, since):
        each = np.bincount(bucket[rows], weights=worth[rows], minlength=BUCKETS)
        wins = np.bincount(bucket[rows], weights=won[rows], minlength=BUCKETS)
        # Whatever else made these leads win more or less made it for the promptly answered too.
        level = (wins[:-1].sum() + 1.0) / (each[:-1].sum() + 1.0) if rows is since else 1.0
        if rows is settled and each.sum() > 0:
            level = wins.sum() / each.sum()
        foreseen += each * level
        seen += wins
    shape, rate = _WORTH + seen, _WORTH / _MEANS + foreseen
    return rng.gamma(shape, 1.0 / rate, size=(kinds.draws, BUCKETS))
