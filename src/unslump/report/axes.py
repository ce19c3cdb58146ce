"""Axes that read the same on every machine: days in UTC, months by name, money in whole units.

Days travel as milliseconds since 1970-01-01 UTC, because Vega would else shift them by the
machine's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

import altair as alt

from unslump.report.drawing import Size

__all__ = [
    "ValueUnit",
    "day_x",
    "days_axis",
    "first_of_month",
    "instant",
    "months_axis",
    "next_month",
    "value_unit",
]

DAY_MS = 86_400_000
NAME_AND_YEAR = (
    "[utcFormat(datum.value, '%b'), "
    "datum.index == 0 || utcmonth(datum.value) < {every} ? utcFormat(datum.value, '%Y') : '']"
)


def instant(day: date) -> int:
    """Milliseconds since 1970-01-01 UTC.

    >>> instant(date(1970, 1, 3))
    172800000
    """
    return (day - date(1970, 1, 1)).days * DAY_MS


def first_of_month(day: date) -> date:
    """The first day of the month a day lies in."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after.

    >>> next_month(date(2026, 12, 9))
    datetime.date(2027, 1, 1)
    """
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, slots=True)
class ValueUnit:
    """A unit large enough that an axis needs few digits: 1e6 and "million EUR"."""

    size: float
    name: str


def value_unit(largest: float, unit: str) -> ValueUnit:
    """The unit an axis up to `largest` is labelled in.

    >>> value_unit(150_000, "EUR").name, value_unit(3e7, "EUR").name, value_unit(2e10, "EUR").name
    ('EUR', 'million EUR', 'billion EUR')
    """
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if largest >= 10 * size:
            return ValueUnit(size, f"{word} {unit}")
    return ValueUnit(1.0, unit)


def day_x(field: str, axis: alt.Axis | None, domain: Sequence[date]) -> alt.X:
    """A horizontal time channel over `domain`; pass the same axis and domain to every layer."""
    ends = [instant(day) for day in domain]
    return alt.X(f"{field}:T", axis=axis, scale=alt.Scale(type="utc", domain=ends, nice=False))


def days_axis(start: date, end: date, size: Size) -> alt.Axis:
    """Ticks at the months' first days, or at both ends where the period holds fewer than two."""
    month = start if start.day == 1 else next_month(start)
    months = []
    while month <= end:
        months.append(month)
        month = next_month(month)
    if len(months) < 2:
        ends = [instant(start), instant(end)]
        return alt.Axis(values=ends, labelExpr="utcFormat(datum.value, '%-d %b %Y')", title=None, grid=False)
    return _named_months(months, size, tick=True)


def months_axis(months: Iterable[date], size: Size) -> alt.Axis:
    """A month's name under the middle of each month's bar."""
    return _named_months([month.replace(day=15) for month in months], size, tick=False)


def _named_months(days: list[date], size: Size, *, tick: bool) -> alt.Axis:
    room = 6 if size.narrow else 13
    steps = (1, 2, 3, 4, 6, 12)
    step = next((s for s in steps if len(days) <= room * s), None) or next(
        12 * years for years in count(2) if len(days) <= room * 12 * years
    )
    return alt.Axis(
        values=[instant(day) for day in days[::step]],
        labelExpr=NAME_AND_YEAR.format(every=min(step, 12)),
        title=None,
        grid=False,
        ticks=tick,
    )
