"""The time a diagnosis is about: what was known before it, and which weeks lie in it by how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

__all__ = ["Window", "window_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Window:
    """Weeks count from the panel's first.

    Attributes:
        start, end: the first and the last day.
        anchor: the week from whose beginning on things may have changed; earlier ones are the baseline.
        weeks: from the panel's first week to the window's last.
        inside: the part of each week from `anchor` on that lies in the window: (weeks − anchor,).
    """

    start: date
    end: date
    anchor: int
    weeks: int
    inside: Array

    @property
    def since(self) -> int:
        """Weeks from the anchor to the window's end."""
        return self.weeks - self.anchor


def window_of(first_week: date, start: date, end: date, baseline: date | None) -> Window:
    """The window; things are taken to be as before until `baseline` (None: until the window begins)."""
    since = min(baseline or start, start)
    anchor = (since - first_week).days // 7
    weeks = (end - first_week).days // 7 + 1
    inside = np.zeros(max(weeks - anchor, 0))
    for index in range(len(inside)):
        monday = first_week + timedelta(weeks=anchor + index)
        low, high = max(monday, start), min(monday + timedelta(days=6), end)
        inside[index] = max((high - low).days + 1, 0) / 7.0
    return Window(start, end, anchor, weeks, inside)
