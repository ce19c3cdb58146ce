"""Which days a row of spend pays for, told from the pace at which a channel's rows come.

Books are kept by the day, the week, the month or the quarter, and a row names only the first day of its
period. Where the rows come at a steady pace of a week, a calendar month or a quarter, each is spread
evenly over the days until the next one is due; other rows stay on their day.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

__all__ = ["days_paid_for", "spread"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEADY = 0.8  # share of the gaps between rows that must agree


def spread(day: Ints, amount: Array, first: date) -> tuple[Ints, Array]:
    """Money by day: (days after `first`, amounts), several entries a day where periods overlap.

    `day` (days after `first`) and `amount` are the rows of one channel, in any order.
    """
    order = np.argsort(day, kind="stable")
    day, amount = day[order], amount[order]
    lasts = days_paid_for(day, first)
    row = np.repeat(np.arange(len(day)), lasts)
    within = np.arange(len(row)) - np.repeat(np.cumsum(lasts) - lasts, lasts)
    return day[row] + within, amount[row] / lasts[row]


def days_paid_for(day: Ints, first: date) -> Ints:
    """How many days each row pays for, from the pace at which the rows come: (rows,).

    `day` are sorted days after `first`, one row or more a day. A steady pace is one of 7 days, of a
    calendar month or of a quarter (rows on one day of the month); anything else is a day.

    >>> days_paid_for(np.array([0, 31, 59, 90]), date(2025, 1, 1))  # the first of each month
    array([31, 28, 31, 30])
    >>> days_paid_for(np.array([0, 1, 2]), date(2025, 1, 1))
    array([1, 1, 1])
    """
    distinct = np.unique(day)
    gaps = np.diff(distinct)
    one = np.ones(len(day), dtype=np.int64)
    if len(gaps) < 2:
        return one
    if (gaps == 7).mean() >= _STEADY:
        return one * 7
    starts = np.datetime64(first) + distinct.astype("timedelta64[D]")
    in_month = (starts - starts.astype("datetime64[M]")).astype(int)
    if (in_month == np.bincount(in_month).argmax()).mean() < _STEADY:
        return one
    for months, low, high in ((1, 28, 31), (3, 90, 92)):
        if ((gaps >= low) & (gaps <= high)).mean() >= _STEADY:
            month = starts.astype("datetime64[M]")
            following = (month + months).astype("datetime64[D]") + in_month.astype("timedelta64[D]")
            lasts = (following - starts).astype(np.int64)
            return np.asarray(lasts[np.searchsorted(distinct, day)])
    return one
