"""Where on the clock prospects ended and wait: the few thousand points lags are evaluated at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.clock import Timeline
from unslump.history.ages import BINS, EDGES, WATCHED
from unslump.history.cohorts import StageCohorts

__all__ = ["Ages", "Ended", "Waiting", "ended_points", "waiting_points"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ages:
    """Ages on the clock, `fixed + overlap · pace`: overlap is points × running months."""

    fixed: Array
    overlap: Array

    def days(self, pace: Array) -> Array:
        """Business days: (points,)."""
        return np.asarray(self.fixed + self.overlap @ pace)

    def by_log_pace(self, pace: Array, days: Array) -> Array:
        """∂ log days / ∂ log pace: points × running months."""
        return np.asarray(self.overlap * pace / np.maximum(days, 1e-9)[:, None])


@dataclass(frozen=True, slots=True)
class Ended:
    """Endings of one kind: `count` prospects of a lag group between two ages, all (points,)."""

    group: Ints
    low: Ages
    high: Ages
    count: Array


@dataclass(frozen=True, slots=True)
class Waiting:
    """Prospects without an ending: `count` of a `cell` at a `point`, both (entries,).

    The points are pairs of a lag group and an age: `group` and `ages` are (points,).
    """

    cell: Ints
    point: Ints
    count: Array
    group: Ints
    watched: Array
    on_clock: Ages


def ended_points(cohorts: StageCohorts, ending: int, lag_codes: Ints, timeline: Timeline) -> Ended:
    """Endings of one kind by lag group and age; on the clock for the first kind, else on calendar days."""
    mine = cohorts.ended[1] == ending
    cell, _, age_bin, count = (column[mine] for column in cohorts.ended)
    if ending > 0:
        keys, inverse = np.unique(np.stack([lag_codes[cell], age_bin], axis=1), axis=0, return_inverse=True)
        none = np.zeros((len(keys), 0))
        low, high = Ages(EDGES[keys[:, 1]], none), Ages(EDGES[keys[:, 1] + 1], none)
    else:
        month = cohorts.months[cell]
        until = np.clip(cohorts.ended_months[mine], month, timeline.months - 1)
        keys, inverse = np.unique(
            np.stack([lag_codes[cell], month, until, age_bin], axis=1), axis=0, return_inverse=True
        )
        bins = keys[:, 3]
        before, after = timeline.endings(keys[:, 1], keys[:, 2], EDGES[bins], EDGES[bins + 1])
        before, after = before[:, timeline.silent :], after[:, timeline.silent :]
        # Where the clock stands still an ending can still be dated: give it half a day.
        still = (after - before).sum(axis=1) < 0.5
        low, high = Ages(np.zeros(len(keys)), before), Ages(np.where(still, 0.5, 0.0), after)
    counts = np.bincount(inverse.reshape(-1), weights=count, minlength=len(keys)).astype(np.float64)
    return Ended(keys[:, 0], low, high, counts)


def waiting_points(cohorts: StageCohorts, lag_codes: Ints, timeline: Timeline) -> Waiting:
    """Prospects still open, by cell and age."""
    cell, age_bin, count = cohorts.still_open
    points, point = np.unique(lag_codes[cell] * BINS + age_bin, return_inverse=True)
    watched = WATCHED[points % BINS]
    overlap = timeline.overlap(timeline.today - watched, np.full(len(watched), timeline.today))
    return Waiting(
        cell=cell,
        point=point.reshape(-1),
        count=count.astype(np.float64),
        group=points // BINS,
        watched=watched,
        on_clock=Ages(np.zeros(len(points)), overlap[:, timeline.silent :]),
    )
