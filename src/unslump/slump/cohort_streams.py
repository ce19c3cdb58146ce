"""Streams of endings: wins and decisions, each cohort against what should have come of it by its age.

A window of new leads is all that arrived in its weeks: what came of them so far against the share that
should have, however young they are. A window of the calendar is all endings in its weeks, whenever
their leads arrived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.levels import LONGEST, Windows, score
from unslump.estimates.outcomes import OutcomePosterior
from unslump.history.prospect_weeks import LOST, OPEN, WON, ProspectWeeks
from unslump.slump.bars import bar_from
from unslump.slump.level_streams import SLIGHT
from unslump.slump.streams import FOLLOWED, Family, Judged, Stream

__all__ = ["Board", "CohortStream", "expected_board", "recorded_board", "window_sums"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Board:
    """What is expected of cohorts first … from the posterior at an anchor.

    `won`, `lost` are draws × cohorts × weeks: expected endings of the cohort by the end of the week, both
    counted from week `first`.
    """

    first: int
    won: Array
    lost: Array


def expected_board(panel: ProspectWeeks, posterior: OutcomePosterior, first: int) -> Board:
    """The expected endings of the panel's cohorts from week `first` on."""
    recent = panel.chosen(panel.started >= first)
    shares = posterior.shares(recent)
    channels = panel.labels["channel"]
    boards = []
    cohorts = panel.weeks - first
    cell = recent.codes["channel"] * cohorts + recent.started - first
    for ending in (WON, LOST):
        if ending >= shares.shape[2]:
            boards.append(np.zeros((posterior.draws, cohorts, cohorts)))
            continue
        total = np.zeros((posterior.draws, len(channels) * cohorts))
        for draw in range(posterior.draws):
            weight = shares[draw, :, ending] * recent.count
            total[draw] = np.bincount(cell, weights=weight, minlength=total.shape[1])
        over = posterior.ended_by(channels, panel.weeks, ending, first)
        of_channel = total.reshape(posterior.draws, len(channels), cohorts)
        boards.append(np.einsum("dcs,dcse->dse", of_channel, over, optimize=True))
    return Board(first, *boards)


def recorded_board(panel: ProspectWeeks, first: int) -> tuple[Array, Array]:
    """Wins and losses by cohort and week of ending, both from week `first` on: cohorts × weeks each."""
    weeks = panel.weeks - first
    out = []
    for ending in (WON, LOST):
        mine = (panel.ending == ending) & (panel.ending != OPEN) & (panel.started >= first)
        table = np.zeros((weeks, weeks))
        ended = np.maximum(panel.ended[mine], panel.started[mine]) - first
        np.add.at(table, (panel.started[mine] - first, ended), panel.count[mine])
        out.append(table)
    return out[0], out[1]


@dataclass(frozen=True)
class CohortStream:
    """Wins of new leads, wins by the calendar, or decisions; `board` gives what an anchor expects."""

    stream: Stream
    panel: ProspectWeeks
    board: Callable[[int], Board]

    def judge(self, anchor: int, until: int, hidden: Bools, scale: Array, rng: np.random.Generator) -> Judged:
        """See `Watched`."""
        board = self.board(anchor)
        first, calendar = board.first, self.stream.family is Family.CLOSING
        expected = board.won + board.lost if self.stream.family is Family.CYCLE else board.won
        weeks = until - first
        shown = np.where(hidden[first:until], 0.0, scale[first:until])
        expected = expected[:, :weeks, :weeks] * shown[None, :, None]
        won, lost = recorded_board(self.panel, first)
        seen = won + lost if self.stream.family is Family.CYCLE else won
        seen = seen[:weeks, :weeks] * (~hidden[first:until])[:, None]
        by_week = np.diff(expected, axis=2, prepend=0.0)
        crowded = self._crowding(seen, by_week.mean(axis=0), anchor - first)

        expecting = window_sums(by_week, calendar, FOLLOWED)
        middle = np.asarray(expecting.mean(axis=0))
        variance = crowded * middle + expecting.var(axis=0)
        variance = np.where(middle > 0.3, variance, np.inf)
        observed = window_sums(seen[None], calendar, FOLLOWED)[0]
        found = Windows(observed, middle, variance)
        scores = score(found, self.stream.bad, skewed=True, whole=True)
        scores = np.where(observed > (1.0 - SLIGHT) * middle, -np.inf, scores)
        scores[:, LONGEST:] = -np.inf

        futures = np.asarray(rng.poisson(np.maximum(by_week, 0.0) / crowded) * crowded, dtype=np.float64)
        healthy = Windows(window_sums(futures, calendar), middle[:, :LONGEST], variance[:, :LONGEST])
        null = score(healthy, self.stream.bad, skewed=True, whole=True)
        judged = slice(anchor - first, weeks)
        bar = bar_from(null[:, judged].max(axis=(1, 2)), until - anchor)
        line, brought = self._line(by_week, seen, crowded, judged)
        return Judged(anchor, scores[judged], observed[judged], middle[judged], bar, line, brought)

    @staticmethod
    def _line(by_week: Array, seen: Array, crowded: float, judged: slice) -> tuple[Array, Array]:
        """Endings by calendar week: expected with its range, and seen."""
        weekly = by_week.sum(axis=1)[:, judged]
        middle = weekly.mean(axis=0)
        sd = np.sqrt(weekly.var(axis=0) + crowded * middle)
        line = np.stack([middle, np.maximum(middle - 1.2816 * sd, 0.0), middle + 1.2816 * sd])
        return line, seen.sum(axis=0)[judged]

    @staticmethod
    def _crowding(seen: Array, expected: Array, known: int) -> float:
        """Variance by mean of endings in a week before the anchor: above 1 where they come in crowds."""
        got, should = seen[:, :known].sum(axis=0), expected[:, :known].sum(axis=0)
        usable = should > 1.0
        if usable.sum() < 8:
            return 1.0
        pulls = (got - should)[usable] ** 2 / should[usable]
        return float(np.clip(np.median(pulls) / 0.455, 1.0, 6.0)) if usable.any() else 1.0


def window_sums(table: Array, calendar: bool, longest: int = LONGEST) -> Array:
    """Sums of … × cohorts × weeks over windows: … × weeks × longest; by arrival, or by week of ending."""
    weeks = table.shape[-1]
    out = np.zeros((*table.shape[:-2], weeks, longest))
    if calendar:
        total = np.concatenate([np.zeros_like(table[..., 0, :1]), np.cumsum(table.sum(axis=-2), axis=-1)], -1)
        for h in range(1, longest + 1):
            start = np.maximum(np.arange(1, weeks + 1) - h, 0)
            out[..., h - 1] = total[..., 1:] - total[..., start]
        return out
    by_now = np.cumsum(table, axis=-1)
    for week in range(weeks):
        of_cohorts = by_now[..., max(week - longest + 1, 0) : week + 1, week][..., ::-1]
        sums = np.cumsum(of_cohorts, axis=-1)
        out[..., week, : sums.shape[-1]] = sums
        out[..., week, sums.shape[-1] :] = sums[..., -1:]
    return out
