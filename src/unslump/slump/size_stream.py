"""Deal size: log amounts beside what their offer and segment used to bring, by cohort of arrival.

Where open deals carry amounts, the amount is taken when the deal is opened; else when it is won.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.levels import LONGEST, Windows, score
from unslump.history.prospect_weeks import OPEN, WON, ProspectWeeks
from unslump.slump.bars import bar_from
from unslump.slump.cohort_streams import window_sums
from unslump.slump.streams import FOLLOWED, Judged, Stream

__all__ = ["SizeStream", "priced_when_opened"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_FUTURES = 300
_POOLED = 5.0  # deals' worth of the overall mean in the mean of an offer in a segment
_WANDER = 0.03  # what the mean may move in a quarter, log
_KNOWN = 0.8


def priced_when_opened(panel: ProspectWeeks) -> bool:
    """Open deals have amounts: nearly all of those still open do."""
    still = (panel.ending == OPEN) & (panel.opened >= 0)
    total = panel.count[still].sum()
    return bool(panel.has_openings and total >= 5 and panel.priced[still].sum() >= _KNOWN * total)


@dataclass(frozen=True)
class SizeStream:
    """See `Watched`."""

    stream: Stream
    panel: ProspectWeeks

    def judge(self, anchor: int, until: int, hidden: Bools, scale: Array, rng: np.random.Generator) -> Judged:
        """See `Watched`."""
        panel = self.panel
        opened = priced_when_opened(panel)
        told = np.where(panel.priced > 0, panel.opened if opened else panel.ended, -1)
        use = (told >= 0) & (opened | (panel.ending == WON)) & (told < until) & (panel.started < until)
        panel, told = panel.chosen(use), told[use]
        usual, noise, known = _usual(panel, told < anchor)
        usual = usual + np.log(scale[panel.started])
        surprise = panel.log_amount - panel.priced * usual
        first = max(anchor - LONGEST, 0)
        weeks = until - first
        count, value = np.zeros((weeks, weeks)), np.zeros((weeks, weeks))
        mine = panel.started >= first
        cell = (panel.started[mine] - first, np.maximum(told, panel.started)[mine] - first)
        np.add.at(count, cell, panel.priced[mine])
        np.add.at(value, cell, surprise[mine])
        shown = (~hidden[first:until])[:, None]
        count, value = count * shown, value * shown

        n = window_sums(count[None], False, FOLLOWED)[0]
        vague = noise / max(known, 1.0) + _WANDER**2 * (1.0 + np.arange(FOLLOWED) / 13.0)
        variance = np.where(n >= 2, noise * n + vague * n**2, np.inf)
        found = Windows(window_sums(value[None], False, FOLLOWED)[0], np.zeros_like(n), variance)
        scores = score(found, self.stream.bad, skewed=False, whole=False)
        futures = rng.standard_normal((_FUTURES, weeks, weeks)) * np.sqrt(noise * count)
        shift = rng.standard_normal((_FUTURES, 1, 1)) * np.sqrt(vague[0])
        futures = window_sums(futures + shift * count, False, LONGEST)
        scores[:, LONGEST:] = -np.inf
        short = np.zeros_like(n)[:, :LONGEST]
        null = score(Windows(futures, short, variance[:, :LONGEST]), -1, skewed=False, whole=False)
        judged = slice(anchor - first, weeks)
        bar = bar_from(null[:, judged].max(axis=(1, 2)), until - anchor)
        of_week, at_week = count.sum(axis=0)[judged], value.sum(axis=0)[judged]
        typical = float((usual * panel.priced).sum() / max(panel.priced.sum(), 1)) if len(usual) else 0.0
        sd = np.sqrt(noise / np.maximum(of_week, 1.0))
        line = np.exp(typical + np.stack([0.0 * sd, -1.2816 * sd, 1.2816 * sd]))
        with np.errstate(divide="ignore", invalid="ignore"):
            brought = np.where(of_week > 0, np.exp(typical + at_week / of_week), np.nan)
        # As if counted in deals of the usual size, so that a ratio can be told.
        sized = n * np.exp(np.clip(found.observed / np.maximum(n, 1.0), -3.0, 3.0))
        return Judged(anchor, scores[judged], sized[judged], n[judged], bar, line, brought)


def _usual(panel: ProspectWeeks, before: Bools) -> tuple[Array, float, float]:
    """Each group's usual log amount from what was known before, its variance, and how much was known."""
    n, total = panel.priced * before, panel.log_amount * before
    known = float(n.sum())
    if known < 2:
        return np.zeros(len(n)), 1.0, known
    overall = float(total.sum() / known)
    kind = panel.codes["offer"] * len(panel.labels["segment"]) + panel.codes["segment"]
    size = int(kind.max()) + 1
    of_kind = np.bincount(kind, weights=n, minlength=size)
    mean = (np.bincount(kind, weights=total, minlength=size) + _POOLED * overall) / (of_kind + _POOLED)
    usual = mean[kind]
    squares = (panel.log_amount_sq - 2 * usual * panel.log_amount + n * usual**2)[before].sum()
    return usual, max(float(squares / known), 1e-4), known
