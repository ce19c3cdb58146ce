"""Kinds of prospects: channel, segment and offer, as far as they are known from the start.

What a prospect of a kind is worth before anything changed: its chance of being won and of being lost
(estimates/outcomes.py), owners mixed as they were in the year before, and its amount (lognormal).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.deal_size import DealSizes, fit_sizes
from unslump.estimates.outcomes import OutcomePosterior
from unslump.history.prospect_weeks import WON, ProspectWeeks

__all__ = ["YEAR", "Kinds", "kinds_of"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

YEAR = 52  # weeks before the anchor that say how things were
_POINTS = 8  # of that year at which the level is read


@dataclass(frozen=True)
class Kinds:
    """Kinds and what was expected of them.

    Attributes:
        of_group: each panel group's kind: (groups,).
        channel: each kind's channel code in the panel: (kinds,).
        won, lost: P(ends so ever): draws × kinds.
        size: expected amount of a won deal, or the part of deals that have one times it: draws × kinds.
            All ones when no amounts are recorded.
        size_sd: σ of the log amount; 0 without amounts.
        counts: prospects by kind and week: kinds × weeks of the panel.
    """

    of_group: Ints
    channel: Ints
    won: Array
    lost: Array
    size: Array
    size_sd: float
    counts: Array

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.won)

    def chosen(self, draws: Ints) -> Kinds:
        """Some of the draws."""
        return replace(self, won=self.won[draws], lost=self.lost[draws], size=self.size[draws])


def kinds_of(
    panel: ProspectWeeks, outcomes: OutcomePosterior, anchor: int, rng: np.random.Generator
) -> Kinds:
    """The kinds of a panel."""
    told: list[str] = [factor for factor in ("channel", "segment", "offer") if factor in _factors(outcomes)]
    keys = np.stack([panel.codes[factor] for factor in told], axis=1)
    unique, of_group = np.unique(keys, axis=0, return_inverse=True)
    of_group = of_group.ravel().astype(np.int64)
    counts = np.zeros((len(unique), panel.weeks))
    np.add.at(counts, (of_group, panel.started), panel.count)
    won, lost = _shares(panel, outcomes, anchor, of_group, len(unique))
    size, spread = _sizes(panel, anchor, of_group, len(unique), told, outcomes.draws, rng)
    return Kinds(of_group, unique[:, told.index("channel")], won, lost, size, spread, counts)


def _factors(outcomes: OutcomePosterior) -> tuple[str, ...]:
    return ("channel", *(factor for factor in outcomes.stage.effects if factor != "channel"))


def _shares(
    panel: ProspectWeeks, outcomes: OutcomePosterior, anchor: int, of_group: Ints, kinds: int
) -> tuple[Array, Array]:
    """P(won) and P(lost) by kind in the year before the anchor, owners as they were."""
    keys = np.stack([of_group, panel.codes["owner"]], axis=1)
    unique, first, cell = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    recent = (panel.started < anchor) & (panel.started >= anchor - YEAR)
    weight = np.bincount(cell.ravel(), weights=panel.count * (recent + 1e-6), minlength=len(unique))
    rows = np.zeros(len(panel.count), dtype=np.bool_)
    rows[first] = True
    place = np.flatnonzero(rows)
    order = np.argsort(first)  # `chosen` keeps the panel's order
    chosen = panel.chosen(rows)
    # The year's mean, not the last month's level: that one is half unknown, its wins being still to come.
    weeks = np.unique(np.linspace(max(anchor - YEAR, 0), max(anchor - 1, 0), _POINTS).astype(np.int64))
    shares = np.mean(
        [outcomes.shares(replace(chosen, started=np.full(len(place), week))) for week in weeks], axis=0
    )
    kind, weight = unique[order, 0], weight[order]
    into = np.zeros((len(place), kinds))
    into[np.arange(len(place)), kind] = weight
    into /= np.maximum(into.sum(axis=0, keepdims=True), 1e-12)
    by_kind = np.einsum("dge,gk->dke", shares, into)
    lost = by_kind[:, :, 1] if by_kind.shape[2] > 1 else np.zeros_like(by_kind[:, :, 0])
    return by_kind[:, :, 0], lost


def _sizes(
    panel: ProspectWeeks,
    anchor: int,
    of_group: Ints,
    kinds: int,
    told: list[str],
    draws: int,
    rng: np.random.Generator,
) -> tuple[Array, float]:
    before = (panel.ending == WON) & (panel.ended < anchor)
    priced = before & (panel.priced > 0)
    if not priced.any():
        return np.ones((draws, kinds)), 0.0
    # Groups of several are rare: their mean stands for each of them.
    each = np.repeat(np.flatnonzero(priced), panel.priced[priced])
    amounts = np.exp(panel.log_amount[each] / panel.priced[each])
    none = np.zeros(len(panel.count), dtype=np.int64)
    codes = {f: panel.codes[f] if f in told else none for f in ("offer", "segment")}
    labels = {f: panel.labels[f] if f in told else ("",) for f in ("offer", "segment")}
    fitted = fit_sizes(
        DealSizes(amounts, codes["offer"][each], codes["segment"][each], labels["offer"], labels["segment"]),
        rng,
        draws,
    )
    assert fitted is not None  # noqa: S101  there are amounts
    first = np.zeros(kinds, dtype=np.int64)
    first[of_group[::-1]] = np.arange(len(of_group))[::-1]
    log_mean = (
        fitted.mean[:, None]
        + fitted.offer[:, codes["offer"][first]]
        + fitted.segment[:, codes["segment"][first]]
        + 0.5 * fitted.sigma[:, None] ** 2
    )
    part = panel.priced[before].sum() / panel.count[before].sum()
    return np.exp(log_mean) * part, float(fitted.sigma.mean())
