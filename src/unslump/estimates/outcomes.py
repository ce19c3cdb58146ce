"""Of which prospects how many should be won, and be decided at all, by which week.

One stage from a prospect's arrival to its final ending, whatever lies between, learnt (conversion.py)
from what was known at the end of a week, the *anchor*, and carried forward from there: the level drifts
on, the clock returns to its usual pace, each in every draw. So a cohort of any week, young or old, has an
expected number of wins and losses by the end of any later week, with its uncertainty: right-censoring
is part of the expectation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.clock import Clock
from unslump.estimates.conversion import StagePosterior, fit_stage
from unslump.history.cohorts import MISSING, OTHER, Canonical, count_stage
from unslump.history.journey import FACTORS
from unslump.history.prospect_weeks import ProspectWeeks, prospects

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["OutcomePosterior", "fit_outcomes"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_KNOWN = 0.9  # a factor is used when so many prospects have it from the start
_AGES = 64  # points of the table of lags
_LONGEST = 12.0  # last point of it, in scales
_LATELY = 12  # months
_HALVES = (0.25, 0.75)  # when in their week prospects arrive


@dataclass(frozen=True)
class OutcomePosterior:
    """The posterior at an anchor, and business time after it.

    Attributes:
        stage: endings "moved" (won) and, where any are recorded, "lost".
        first_week: the Monday weeks count from.
        anchor: whole weeks that were known.
        ahead: business days from the anchor to the end of each later week: draws × (weeks + 1).
    """

    stage: StagePosterior
    first_week: date
    anchor: int
    ahead: Array

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.stage.draws

    def shares(self, panel: ProspectWeeks) -> Array:
        """P(ends so ever) of each group of the panel: draws × groups × endings."""
        first = self.stage.first_month
        days = np.datetime64(panel.first_week) + 7 * panel.started + 3
        months = days.astype("datetime64[M]") - np.datetime64(first, "M")
        months = np.clip(months.astype(np.int64), 0, self.stage.levels.shape[1] - 1)
        return self._shares(self.stage.levels[:, months, :], panel)

    def _shares(self, eta: Array, panel: ProspectWeeks) -> Array:
        for factor, effect in self.stage.effects.items():
            codes = _recoded(panel.labels[factor], self.stage.labels[factor])[panel.codes[factor]]
            with_none = np.concatenate([effect, np.zeros_like(effect[:, :, :1])], axis=2)
            eta = eta + np.swapaxes(with_none[:, :, codes], 1, 2)
        top = np.maximum(eta.max(axis=2, keepdims=True), 0.0)
        odds = np.exp(eta - top)
        return np.asarray(odds / (np.exp(-top) + odds.sum(axis=2, keepdims=True)))

    def usual_shares(self, panel: ProspectWeeks) -> Array:
        """The same at the level of the last year before the anchor, whenever they arrived."""
        lately = slice(max(self.stage.n_months - _LATELY, 0), self.stage.n_months)
        level = self.stage.levels[:, lately, :].mean(axis=1, keepdims=True)
        return self._shares(np.repeat(level, len(panel.count), axis=1), panel)

    def ended_within(self, channels: tuple[str, ...], weeks: int, ending: int) -> Array:
        """P(lag is over by the end of the k-th week after that of arrival | ends so), at the usual pace.

        Shape draws × channels × weeks; k = 0 is the week of arrival.
        """
        arrived = np.array([7.0 * (np.arange(weeks) + 1.0 - part) for part in _HALVES])  # halves × weeks
        scales = self._scales(channels, ending)
        shape = self.stage.log_shape[:, ending, None, None, None]
        over = self.stage.family.cdf(arrived[None, None], scales[:, :, None, None], shape)
        return np.asarray(over.mean(axis=2))

    def _scales(self, channels: tuple[str, ...], ending: int) -> Array:
        """Log scale of the lag: draws × channels; strangers get the mean."""
        codes = _recoded(channels, self.stage.labels.get("channel", ("",)))
        scales = self.stage.log_scale[:, ending, :]
        scales = np.concatenate([scales, scales.mean(axis=1, keepdims=True)], axis=1)
        return np.asarray(scales[:, np.minimum(codes, scales.shape[1] - 1)])

    def ended_by(self, channels: tuple[str, ...], weeks: int, ending: int, first: int = 0) -> Array:
        """P(lag is over by the end of week e | arrived in week s, ends so): draws × channels × s × e.

        Zero where e < s. Weeks are those of the panel, first … weeks − 1.
        """
        time = self._time(weeks, ending)[:, first:]
        weeks -= first
        ages = np.zeros((2, self.draws, weeks, weeks))
        for half, part in enumerate(_HALVES):
            arrived = time[:, :-1] * (1 - part) + time[:, 1:] * part
            ages[half] = np.maximum(time[:, None, 1:] - arrived[:, :, None], 0.0)
        scales = self._scales(channels, ending)
        grid = np.linspace(0.0, _LONGEST, _AGES) ** 2 / _LONGEST
        table = self.stage.family.cdf(grid, np.array(0.0), self.stage.log_shape[:, ending, None])
        over = np.empty((self.draws, len(channels), weeks, weeks))
        for draw in range(self.draws):
            for channel in range(len(channels)):
                relative = ages[:, draw] * np.exp(-scales[draw, channel])
                over[draw, channel] = np.interp(relative, grid, table[draw]).mean(axis=0)
        return over

    def _time(self, weeks: int, ending: int) -> Array:
        """Business days (calendar days for all but the first ending) at week boundaries, 0 at the anchor."""
        boundary = np.arange(weeks + 1) - self.anchor
        if ending:
            return np.broadcast_to(7.0 * boundary, (self.draws, weeks + 1))
        before = np.broadcast_to(
            self.stage.clock.ages(7.0 * np.arange(self.anchor, 0, -1.0)), (self.draws, self.anchor)
        )
        return np.concatenate([-before, self.ahead[:, : weeks + 1 - self.anchor]], axis=1)


def fit_outcomes(
    snapshot: Snapshot,
    panel: ProspectWeeks,
    anchor: int,
    canonical: Mapping[str, Canonical],
    rng: np.random.Generator,
    draws: int = 200,
) -> OutcomePosterior:
    """Learn from what was known at the end of the panel's first `anchor` weeks (at least one)."""
    last = panel.monday(anchor) - timedelta(days=1)
    counted = count_stage(
        prospects(snapshot.at(last)),
        name="outcome",
        endings=("moved", "lost"),
        factors=tuple(factor for factor in FACTORS if _told_early(panel, factor)),
        as_of=last,
        canonical=canonical,
    )
    stage = fit_stage(counted, rng, draws=draws)
    later = max(panel.weeks - anchor, 0)
    clock: Clock = stage.clock
    return OutcomePosterior(stage, panel.first_week, anchor, clock.future(draws, later, rng))


def _told_early(panel: ProspectWeeks, factor: str) -> bool:
    labels = panel.labels[factor]
    if factor == "channel" or MISSING not in labels:
        return True
    unknown = panel.count[panel.codes[factor] == labels.index(MISSING)].sum()
    return bool(unknown <= (1.0 - _KNOWN) * panel.count.sum())


def _recoded(names: tuple[str, ...], known: tuple[str, ...]) -> Ints:
    """Codes of `names` among `known`; len(known) for strangers."""
    position = {name: index for index, name in enumerate(known)}
    stranger = position.get(OTHER, len(known))
    return np.array([position.get(name, stranger) for name in names], dtype=np.int64)
