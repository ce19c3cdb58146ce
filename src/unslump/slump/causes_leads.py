"""Leads that were expected and leads that came: how many, and of which kinds.

Expected are those of the arrivals (estimates/arrivals.py), learnt from the weeks before the anchor, at the
level they then had: a level that drifts on is a change, not an excuse. Its uncertainty, the season's and
the chance of single leads are not. What came is known and needs no estimate.

The mix is judged by the one number in which it matters: the mean worth (P(won) times amount) of a lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.arrivals import ArrivalsPosterior, fit_arrivals, harmonics, season_position
from unslump.history.prospect_weeks import ProspectWeeks
from unslump.history.weekly import WeeklyCounts
from unslump.slump.kinds import YEAR, Kinds
from unslump.slump.sparse import CHANGED, chance_of_change
from unslump.slump.window import Window

__all__ = ["Mix", "Volume", "arrivals_before", "mix_of", "smoothed", "volume_of"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SLAB = 0.5  # of the log factor on all leads
_MIX_SLAB = 0.15  # of the relative change of a lead's mean worth
_SMOOTH = 2  # weeks on either side that say how a week's mix was
_LIKE_POOL = 5.0  # leads of the whole window's mix that each week is given


@dataclass(frozen=True)
class Volume:
    """Leads a week since the anchor.

    Attributes:
        expected: at the level of the anchor: draws × weeks.
        came: (weeks,); NaN in a week that is not whole yet.
        size: r of the negative binomial: (draws,).
    """

    expected: Array
    came: Array
    size: Array

    def change(self, factor: Array | float = 1.0, believed: float = CHANGED) -> tuple[float, Array]:
        """P(changed) and weights of draws, a `factor` (draws × weeks) on the expected being explained."""
        known = np.isfinite(self.came)
        if not known.any():
            return 0.0, np.full(len(self.expected), 1.0 / len(self.expected))
        expected = self.expected * factor
        foreseen = np.maximum(expected[:, known].sum(axis=1), 1e-9)
        total = max(float(self.came[known].sum()), 0.5)
        seen = np.log(total) - np.log(foreseen)
        variance = 1.0 / foreseen + 1.0 / (self.size * max(int(known.sum()), 1))
        return chance_of_change(seen, variance, _SLAB, believed)


def arrivals_before(
    panel: ProspectWeeks, anchor: int, rng: np.random.Generator, draws: int
) -> ArrivalsPosterior:
    """The arrivals as known at the anchor, by channel of the panel."""
    counts = np.zeros((len(panel.labels["channel"]), panel.weeks), dtype=np.int64)
    np.add.at(counts, (panel.codes["channel"], panel.started), panel.count)
    counts = counts[:, :anchor]
    known: Bools = np.asarray(counts.any(axis=1))
    names = tuple(name for name, there in zip(panel.labels["channel"], known, strict=True) if there)
    weekly = WeeklyCounts(names, panel.first_week, counts[known], np.ones(anchor))
    return fit_arrivals(weekly, rng, draws)


def volume_of(panel: ProspectWeeks, window: Window, arrivals: ArrivalsPosterior) -> Volume:
    """Leads expected and come."""
    first = arrivals.last_week + timedelta(weeks=1)
    season = arrivals.season @ harmonics(season_position(first), window.since).T  # draws × weeks
    level = np.exp(np.minimum(arrivals.level, 18.0)).sum(axis=1, keepdims=True)
    came = np.full(window.since, np.nan)
    whole = panel.by_week(panel.started)[window.anchor : window.weeks]
    came[: len(whole)] = whole
    return Volume(level * np.exp(np.clip(season, -9.0, 9.0)), came, arrivals.size)


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds among a week's leads.

    Attributes:
        expected: draws × kinds.
        came: weeks × kinds; leads of neighbouring weeks smooth it.
        probability: P(changed).
        relative: mean worth of a lead that came, relative to what was expected, less one.
    """

    expected: Array
    came: Array
    probability: float
    relative: float


def mix_of(kinds: Kinds, window: Window, rng: np.random.Generator) -> Mix:
    """The mix of the leads."""
    before = kinds.counts[:, max(window.anchor - YEAR, 0) : window.anchor].sum(axis=1)
    after = kinds.counts[:, window.anchor : window.weeks]
    pooled = after.sum(axis=1)
    n_before, n_after = before.sum(), pooled.sum()
    if not n_before or not n_after:
        usual = np.ones(len(before)) / len(before) if not n_before else before / n_before
        expected = np.broadcast_to(usual, (kinds.draws, len(before)))
        return Mix(expected, np.broadcast_to(usual, (window.since, len(before))), 0.0, 0.0)
    effective = 1.0 / (1.0 / n_before + 1.0 / n_after)  # as uncertain as the two together
    usual = before / n_before
    drawn = rng.gamma(np.maximum(usual * effective, 1e-9), size=(kinds.draws, len(usual)))
    expected = drawn / np.maximum(drawn.sum(axis=1, keepdims=True), 1e-12)
    worth = (kinds.won * kinds.size).mean(axis=0)
    mean = max(float(usual @ worth), 1e-12)
    relative = float(pooled @ worth) / n_after / mean - 1.0
    variance = float(usual @ (worth / mean - 1.0) ** 2) / effective
    probability, _ = chance_of_change(np.array([relative]), variance, _MIX_SLAB)
    by_week = smoothed(after) + _LIKE_POOL * (pooled / n_after)[:, None]
    came = (by_week / by_week.sum(axis=0, keepdims=True)).T
    if len(came) < window.since:
        came = np.concatenate([came, np.repeat(came[-1:], window.since - len(came), axis=0)])
    return Mix(expected, came, probability, relative)


def smoothed(counts: Array) -> Array:
    """Sums over each week and the two on either side: same shape, weeks last."""
    total = np.zeros_like(counts)
    weeks = counts.shape[-1]
    for shift in range(-_SMOOTH, _SMOOTH + 1):
        low, high = max(shift, 0), weeks + min(shift, 0)
        if high > low:
            total[..., low - shift : high - shift] += counts[..., low:high]
    return total
