"""What the history shows about each cause, counted: who, where, from how much to how much.

"Before" is the year before the anchor, "since" the time from it to the window's end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.history.cohorts import MISSING
from unslump.history.prospect_weeks import WON, ProspectWeeks
from unslump.history.response_weeks import ResponseWeeks
from unslump.slump.kinds import YEAR, Kinds
from unslump.slump.window import Window

__all__ = [
    "Moved",
    "amounts_by",
    "answered_by",
    "leads_by_channel",
    "shares_by",
    "spend_by_channel",
    "spend_changed",
    "wins_by",
]

Array = NDArray[np.float64]

_MUCH = 0.25  # by which money must change for leads to be believed to


@dataclass(frozen=True)
class Moved:
    """Something that was `before` and is `since`; `weight` says how much it matters, most first."""

    name: str
    before: float
    since: float
    weight: float


def leads_by_channel(panel: ProspectWeeks, window: Window) -> list[Moved]:
    """Leads a week by channel; weight is what is missing."""
    before, since = _by_label(panel, window, "channel", panel.count.astype(float))
    weeks = _weeks(panel, window)
    return _sorted(
        panel.labels["channel"], before / weeks[0], since / weeks[1], before / weeks[0] - since / weeks[1]
    )


def spend_by_channel(weeks: ResponseWeeks | None, panel: ProspectWeeks, window: Window) -> list[Moved]:
    """Money a week by channel, in the half year before and since; weight is what was taken away."""
    if weeks is None or not weeks.spend.any():
        return []
    anchor = (panel.monday(window.anchor) - weeks.first_week).days // 7
    end = (window.end - weeks.first_week).days // 7 + 1
    if anchor < 4:
        return []
    before = weeks.spend[:, max(anchor - YEAR // 2, 0) : anchor].mean(axis=1)
    since = weeks.spend[:, anchor:end]
    if not since.shape[1]:
        return []
    return _sorted(weeks.channels, before, since.mean(axis=1), before - since.mean(axis=1))


def spend_changed(weeks: ResponseWeeks | None, panel: ProspectWeeks, window: Window) -> bool:
    """Whether marketing's money fell or rose by a quarter or more since the anchor."""
    moved = spend_by_channel(weeks, panel, window)
    before, since = sum(each.before for each in moved), sum(each.since for each in moved)
    return before > 0 and abs(since / before - 1.0) >= _MUCH


def shares_by(panel: ProspectWeeks, kinds: Kinds, window: Window, factor: str) -> list[Moved]:
    """Shares of all leads by channel, segment or offer; weight is what the shift took of a lead's worth."""
    before, since = _by_label(panel, window, factor, panel.count.astype(float))
    if not before.sum() or not since.sum():
        return []
    worth = panel.count * (kinds.won * kinds.size).mean(axis=0)[kinds.of_group]
    every = np.bincount(panel.codes[factor], weights=panel.count, minlength=len(before))
    mean = np.bincount(panel.codes[factor], weights=worth, minlength=len(before)) / np.maximum(every, 1e-9)
    shift = since / since.sum() - before / before.sum()
    overall = float(before @ mean) / before.sum()
    return _sorted(
        panel.labels[factor], before / before.sum(), since / since.sum(), -shift * (mean - overall)
    )


def answered_by(panel: ProspectWeeks, window: Window) -> list[Moved]:
    """Share of leads answered at all by owner; weight is how many more went unanswered."""
    ripe = panel.started < window.weeks - 3
    answered = panel.count * (panel.reply >= 0)
    ok0, ok1 = _by_label(panel, window, "owner", (answered * ripe).astype(float))
    n0, n1 = _by_label(panel, window, "owner", (panel.count * ripe).astype(float))
    before, since = ok0 / np.maximum(n0, 1.0), ok1 / np.maximum(n1, 1.0)
    return _sorted(panel.labels["owner"], before, since, (before - since) * n1 * (n0 > 0))


def wins_by(panel: ProspectWeeks, kinds: Kinds, window: Window, decided: Array, factor: str) -> list[Moved]:
    """Wins foreseen and seen among the leads since, by owner, channel, segment or offer.

    `decided` is the share of a channel's wins of each week since that must have come: channels × weeks.
    Weight is how many standard deviations are missing.
    """
    rows = (panel.started >= window.anchor) & (panel.started < min(panel.weeks, window.weeks))
    over = np.zeros(len(panel.count))
    over[rows] = decided[panel.codes["channel"][rows], panel.started[rows] - window.anchor]
    size = len(panel.labels[factor])
    chance = kinds.won.mean(axis=0)[kinds.of_group]
    codes = panel.codes[factor]
    foreseen: Array = np.bincount(codes, weights=panel.count * chance * over, minlength=size).astype(float)
    won = (panel.ending == WON) & rows
    seen: Array = np.bincount(codes, weights=panel.count * won, minlength=size).astype(float)
    return _sorted(panel.labels[factor], foreseen, seen, (foreseen - seen) / np.sqrt(foreseen + 1.0))


def amounts_by(panel: ProspectWeeks, window: Window, factor: str) -> list[Moved]:
    """Typical (geometric mean) amounts by offer or segment; weight is the fall times how often it is sold."""
    n = _by_label(panel, window, factor, panel.priced.astype(float))
    logs = _by_label(panel, window, factor, panel.log_amount)
    known = (n[0] >= 3) & (n[1] >= 3)
    before, since = (np.exp(logs[k] / np.maximum(n[k], 1.0)) for k in (0, 1))
    weight = np.where(known, np.log(before / since) * n[1], -np.inf)
    return [each for each in _sorted(panel.labels[factor], before, since, weight) if np.isfinite(each.weight)]


def _weeks(panel: ProspectWeeks, window: Window) -> tuple[float, float]:
    return float(min(window.anchor, YEAR)), float(max(min(panel.weeks, window.weeks) - window.anchor, 1))


def _by_label(panel: ProspectWeeks, window: Window, factor: str, values: Array) -> tuple[Array, Array]:
    size = len(panel.labels[factor])
    since = (panel.started >= window.anchor) & (panel.started < window.weeks)
    year = (panel.started >= window.anchor - YEAR) & (panel.started < window.anchor)
    before, after = (
        np.asarray(np.bincount(panel.codes[factor][rows], weights=values[rows], minlength=size), dtype=float)
        for rows in (year, since)
    )
    return before, after


def _sorted(names: Sequence[str], before: Array, since: Array, weight: Array) -> list[Moved]:
    moved = [
        Moved(name, float(b), float(s), float(w))
        for name, b, s, w in zip(names, before, since, weight, strict=True)
        if name != MISSING
    ]
    return sorted(moved, key=lambda each: (-each.weight, each.name))
