"""Weeks in which nothing was recorded: holidays and imports that stopped are no slump, but are said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.business.wording import day
from unslump.history.prospect_weeks import NEVER, ProspectWeeks

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["STOPPED", "Silence", "Stopped", "silent_weeks", "stopped_since"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

STOPPED = "import stopped"
_SURPRISING = 9.2  # leads that should have come: by chance none does once in ten thousand times
_HOLIDAY = 4  # weeks a silence may last
_BEFORE = 13


@dataclass(frozen=True)
class Silence:
    """Weeks that are not judged: no lead at all where many should have come, for at most a month.

    `early` are the first weeks of a longer silence: they are judged, but no alarm is raised in them, as on
    those days it was no longer than a holiday.
    """

    weeks: Bools
    early: Bools

    def words(self, monday: Callable[[int], date]) -> Iterator[str]:
        """Each silence in words."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], self.weeks.astype(int), [0]])))
        for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            first, last = monday(start), monday(stop) - timedelta(days=1)
            if stop == len(self.weeks):
                yield (
                    f"no lead is recorded from {day(first)} on: if none came, this is serious; "
                    f"more likely the {STOPPED}"
                )
            elif stop > len(self.weeks) - 52:
                yield f"no lead is recorded from {day(first)} to {day(last)}: taken for a holiday, not judged"


def silent_weeks(leads: Array) -> Silence:
    """Find them in the weekly leads: (weeks,)."""
    out, early = np.zeros(len(leads), dtype=bool), np.zeros(len(leads), dtype=bool)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (leads == 0).astype(int), [0]])))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        before = leads[max(start - _BEFORE, 0) : start]
        usual = float(before.mean()) if len(before) else 0.0
        if usual * (stop - start) > _SURPRISING:
            (out if stop - start <= _HOLIDAY else early)[start : min(stop, start + _HOLIDAY)] = True
    return Silence(out, early)


@dataclass(frozen=True)
class Stopped:
    """The deals' record stops before week `week`."""

    week: int
    words: str


def stopped_since(snapshot: Snapshot, panel: ProspectWeeks) -> Stopped | None:
    """Whether deals stop being recorded before the history ends; None when they do not."""
    last = snapshot.table_last_day("deals")
    if last is None:
        return None
    week = panel.week_of(last) + 1
    if week >= panel.weeks:
        return None
    events = panel.by_week(np.where(panel.opened >= 0, panel.opened, NEVER))
    events = events + panel.by_week(panel.ended)
    usual = float(events[max(week - _BEFORE, 0) : week].mean()) if week else 0.0
    if usual * (panel.weeks - week) < _SURPRISING:
        return None
    return Stopped(
        week,
        f"no deal is opened or closed after {day(last)}, while other records go on: deals were not imported",
    )
