"""Streams of endings: wins and decisions, each cohort against what should have come of it by its age.

A window of new leads is all that arrived in its weeks: what came of them so far against what came of
the leads of the year before them, each by its kind and its age. A window of the calendar is all endings
in its weeks, whenever their leads arrived, against those of the year before.

    wins of a cohort so far ~ Poisson(R · n p F(age)),   R ~ Gamma(a, a) · a walk with ω a week

p and F are learnt at the anchor (outcomes.py); R is how the year before the window did beside them. So a
level that was learnt too high, or that drifts slowly, cancels out, and what is left is a change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.levels import Windows, score
from unslump.estimates.outcomes import OutcomePosterior
from unslump.history.prospect_weeks import LOST, OPEN, WON, ProspectWeeks
from unslump.slump.bars import bar_from
from unslump.slump.level_streams import SLIGHT
from unslump.slump.streams import FOLLOWED, Family, Judged, Stream

__all__ = [
    "BEFORE",
    "Board",
    "CohortStream",
    "expected_board",
    "recorded_board",
    "sums_before",
    "window_sums",
]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


BEFORE = 104
"""Weeks a window is compared with."""
_BELIEF = 8.0  # endings' worth of belief that the year before does as learnt
_WALK = 0.006  # drift of the win rate a week that is still healthy
_LEAST = 5.0  # expected endings below which looking at a window costs more than it tells
_ALONE = 60.0  # weeks' worth of belief that endings come one by one
_MEDIAN_SQUARE = 0.455  # median of a squared standard normal


@dataclass(frozen=True)
class Board:
    """What is expected of the cohorts from week `first` on, from the posterior at an anchor.

    `won`, `lost` are draws × cohorts × weeks: expected endings of the cohort by the end of the week, both
    counted from week `first`.
    """

    first: int
    won: Array
    lost: Array


def expected_board(panel: ProspectWeeks, posterior: OutcomePosterior, first: int) -> Board:
    """The expected endings of the panel's cohorts from week `first` on."""
    recent = panel.chosen(panel.started >= first)
    shares = posterior.usual_shares(recent)
    channels = panel.labels["channel"]
    weeks = panel.weeks - first
    cell = recent.codes["channel"] * weeks + recent.started - first
    age = np.arange(weeks)[None, :] - np.arange(weeks)[:, None]
    boards = []
    for ending in (WON, LOST):
        board = np.zeros((posterior.draws, weeks, weeks))
        boards.append(board)
        if ending >= shares.shape[2]:
            continue
        over = posterior.ended_within(channels, weeks, ending)
        for draw in range(posterior.draws):
            weight = shares[draw, :, ending] * recent.count
            total = np.bincount(cell, weights=weight, minlength=len(channels) * weeks)
            by_age = np.where(age >= 0, over[draw][:, np.maximum(age, 0)], 0.0)
            board[draw] = np.einsum("cs,cse->se", total.reshape(len(channels), weeks), by_age)
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

        new, before = window_sums(by_week, calendar, FOLLOWED), sums_before(by_week, calendar, FOLLOWED)
        should = _Should.of(new, before, crowded)
        observed = window_sums(seen[None], calendar, FOLLOWED)
        found = should.windows(observed, sums_before(seen[None], calendar, FOLLOWED))
        scores = score(found, self.stream.bad, skewed=True, whole=True)[0]
        middle = found.expected[0]
        scores = np.where(observed[0] > (1.0 - SLIGHT) * middle, -np.inf, scores)

        drift = np.exp(np.cumsum(rng.standard_normal((len(by_week), weeks)) * _WALK, axis=1))
        drift = drift[:, None, :] if calendar else drift[:, :, None]
        futures = np.asarray(rng.poisson(np.maximum(by_week, 0.0) * drift / crowded) * crowded, dtype=float)
        came = window_sums(futures, calendar, FOLLOWED)
        healthy = should.windows(came, sums_before(futures, calendar, FOLLOWED))
        null = score(healthy, self.stream.bad, skewed=True, whole=True)
        null = np.where(came > (1.0 - SLIGHT) * healthy.expected, -np.inf, null)
        judged = slice(anchor - first, weeks)
        bar = bar_from(null[:, judged].max(axis=(1, 2)), until - anchor)
        line, brought = self._line(by_week, seen, crowded, judged)
        return Judged(anchor, scores[judged], observed[0][judged], middle[judged], bar, line, brought)

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
        weeks = float(usable.sum())
        crowded = (weeks * np.median(pulls) / _MEDIAN_SQUARE + _ALONE) / (weeks + _ALONE)
        return float(np.clip(crowded, 1.0, 6.0))


@dataclass(frozen=True)
class _Should:
    """What windows should hold, given what the year before them held: weeks × h each.

    `new`, `before` are expectations at the learnt level; `vague` the relative variance of their ratio and
    of the drift between them.
    """

    new: Array
    before: Array
    vague: Array
    crowded: float

    @classmethod
    def of(cls, new: Array, before: Array, crowded: float) -> _Should:
        """From draws × weeks × h."""
        ratio = new / (_BELIEF + before)
        middle = np.maximum(ratio.mean(axis=0), 1e-12)
        lengths = np.arange(1, new.shape[-1] + 1)
        apart = lengths / 2.0 + BEFORE / 4.0  # weeks between the middles of what is compared
        vague = ratio.var(axis=0) / middle**2 + _WALK**2 * apart
        return cls(new.mean(axis=0), before.mean(axis=0), vague, crowded)

    def windows(self, observed: Array, before: Array) -> Windows:
        """Series × weeks × h of each: what came in the windows, and before them."""
        belief = _BELIEF / self.crowded
        level = (belief + before / self.crowded) / (belief + self.before / self.crowded)
        expected = level * self.new
        unsure = self.vague + 1.0 / (belief + before / self.crowded)
        variance = self.crowded * expected + expected**2 * unsure
        return Windows(observed, expected, np.where(self.new > _LEAST, variance, np.inf))


def window_sums(table: Array, calendar: bool, longest: int) -> Array:
    """Sums of … × cohorts × weeks over windows: … × weeks × longest; by arrival, or by week of ending."""
    return _between(table, calendar, longest, 0, 1)


def sums_before(table: Array, calendar: bool, longest: int) -> Array:
    """The same over the year before each window, of what was known at the window's end."""
    return _between(table, calendar, longest, 1, BEFORE)


def _between(table: Array, calendar: bool, longest: int, skip: int, lasting: int) -> Array:
    """Sums over a stretch: the window itself (skip 0), or `lasting` weeks before it (skip 1)."""
    weeks = table.shape[-1]
    out = np.zeros((*table.shape[:-2], weeks, longest))
    lengths = np.arange(1, longest + 1)
    by_now = None if calendar else np.cumsum(table, axis=-1)
    total = table.sum(axis=-2)
    for week in range(weeks):
        of_each = total if by_now is None else by_now[..., : week + 1, week]
        upto = np.concatenate(
            [np.zeros_like(of_each[..., :1]), np.cumsum(of_each[..., : week + 1], axis=-1)], axis=-1
        )
        begin = np.maximum(week + 1 - lengths, 0)
        if skip:
            out[..., week, :] = upto[..., begin] - upto[..., np.maximum(begin - lasting, 0)]
        else:
            out[..., week, :] = upto[..., -1:] - upto[..., begin]
    return out
