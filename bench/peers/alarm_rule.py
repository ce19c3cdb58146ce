"""When a score is an alarm: one threshold a detector, set on healthy companies, the same rate for all.

    alarm       score > threshold
    episode     the weeks in a row with an alarm; it is raised in its first week and counts once, and the
                detector is silent until the score has been at or below the threshold again

Scores are series × watched weeks, column 0 the first week after the training weeks; one series may come
as a plain vector. A first watched week over the threshold starts an episode.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["episodes", "in_alarm", "threshold_for", "weeks_to_alarm"]

Array = NDArray[np.float64]


def episodes(scores: ArrayLike, threshold: float) -> NDArray[np.int64]:
    """Alarm episodes of each series, shape (series,).

    >>> episodes([[0, 3, 4, 1, 5], [9, 0, 0, 0, 0]], 2.0).tolist()
    [2, 1]
    """
    return np.asarray(_raised(_rows(scores), threshold).sum(axis=1))


def threshold_for(scores_healthy: ArrayLike, weeks_watched: float, alarms_per_week: float = 1 / 104) -> float:
    """The lowest threshold at which, and above which, healthy series raise no more than the rate.

    `weeks_watched` are the weeks of all series together (usually `scores_healthy.size`). Down in the
    noise episodes grow together and their number falls again, so a threshold only counts when every
    higher one keeps the rate too. Between scores nothing happens: what is returned is one of them.

    >>> threshold_for([[1, 5, 2, 4, 3, 9]], weeks_watched=6, alarms_per_week=2 / 6)
    4.0
    """
    now = _rows(scores_healthy)
    before = np.concatenate([np.full((len(now), 1), -np.inf), now[:, :-1]], axis=1)
    rises = now > before
    levels = np.unique(now)
    # An episode starts in a rise from `before` to `now` at each threshold in [before, now).
    starts = _above(now[rises], levels) - _above(before[rises], levels)
    too_many = np.flatnonzero(starts > alarms_per_week * weeks_watched + 1e-9)
    return float(levels[too_many[-1] + 1] if len(too_many) else levels[0])


def weeks_to_alarm(scores: ArrayLike, threshold: float, shock_week: int | ArrayLike) -> Array:
    """Weeks from the shock until an alarm is raised, the week that raises it included; NaN when never.

    `shock_week` is the column of `scores` that holds the first shocked week, one for all series or one
    each; an alarm raised in that very week comes after 1 week. Alarms raised before do not count, nor does
    one that is up when the shock comes: nothing new is heard of it. `in_alarm` tells which these are.

    >>> weeks_to_alarm([[0, 3, 0, 0, 4], [0, 3, 3, 3, 3]], 2.0, 2).tolist()
    [3.0, nan]
    """
    raised = _raised(_rows(scores), threshold)
    shock = np.broadcast_to(np.asarray(shock_week), len(raised))[:, None]
    counts = raised & (np.arange(raised.shape[1]) >= shock)
    weeks = counts.argmax(axis=1) - shock[:, 0] + 1.0
    return np.where(counts.any(axis=1), weeks, np.nan)


def in_alarm(scores: ArrayLike, threshold: float, shock_week: int | ArrayLike) -> NDArray[np.bool_]:
    """Series with an alarm up in the week before `shock_week`, shape (series,)."""
    above = _rows(scores) > threshold
    shock = np.broadcast_to(np.asarray(shock_week), len(above))
    return np.asarray((shock > 0) & above[np.arange(len(above)), np.maximum(shock - 1, 0)])


def _rows(scores: ArrayLike) -> Array:
    return np.atleast_2d(np.asarray(scores, dtype=float))


def _raised(scores: Array, threshold: float) -> NDArray[np.bool_]:
    above = scores > threshold
    return np.asarray(above & ~np.concatenate([np.zeros((len(above), 1), bool), above[:, :-1]], axis=1))


def _above(values: Array, levels: Array) -> NDArray[np.int64]:
    """How many values lie above each level."""
    return np.asarray(len(values) - np.searchsorted(np.sort(values), levels, side="right"))
