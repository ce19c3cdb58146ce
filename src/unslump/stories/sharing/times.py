"""Days and durations in a text to be shared: when it was stays at home, how long it took goes in words."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable

from unslump.business.wording import MONTHS
from unslump.stories.sharing.spans import Span, apart

__all__ = ["lasted", "times"]

_GERMAN = ("Januar", "Februar", "März", "Mai", "Juni", "Juli", "Oktober", "Dezember")
_MONTH = "|".join(
    [*MONTHS, *(f"{name}\\.?" for name in calendar.month_abbr if name and name != "May"), *_GERMAN]
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_YEAR = r"(?:19|20)\d{2}"
_UNITS = {
    "minute": 1 / 1440, "minutes": 1 / 1440, "second": 1 / 86400, "seconds": 1 / 86400,
    "day": 1.0, "days": 1.0, "night": 1.0, "nights": 1.0, "tag": 1.0, "tage": 1.0, "tagen": 1.0,
    "week": 7.0, "weeks": 7.0, "woche": 7.0, "wochen": 7.0, "fortnight": 14.0, "fortnights": 14.0,
    "month": 30.4, "months": 30.4, "monat": 30.4, "monate": 30.4, "monaten": 30.4,
    "quarter": 91.0, "quarters": 91.0, "quartal": 91.0, "quartale": 91.0,
    "year": 365.0, "years": 365.0, "jahr": 365.0, "jahre": 365.0, "jahren": 365.0,
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SPANS: tuple[tuple[float, str], ...] = (
    (0.03, "a few minutes"), (0.9, "some hours"), (1.5, "a day"), (5.5, "a few days"), (10, "a week"),
    (17.5, "two weeks"), (25, "three weeks"), (45, "a month"), (76, "two months"), (106, "three months"),
    (150, "four months"), (240, "half a year"), (320, "three quarters of a year"), (480, "a year"),
    (640, "a year and a half"), (900, "two years"),
)  # fmt: skip


def lasted(days: float) -> str:
    """A duration in words that hold for a while.

    >>> lasted(70), lasted(3), lasted(5000)
    ('two months', 'a few days', 'some years')
    """
    return next((words for limit, words in _SPANS if days < limit), "some years")


def times(text: str) -> list[Span]:
    """Every day, year, hour of the day and duration with figures in it."""
    return apart(
        Span(match.start(), match.end(), say(match), "a time")
        for pattern, say in _FOUND
        for match in pattern.finditer(text)
    )


def _part_of(day: int, month: str) -> str:
    return f"mid-{month}" if 10 < day <= 20 else f"{'early' if day <= 10 else 'late'} {month}"


def _named(month: str) -> str:
    if month.title() in _GERMAN:
        return month
    short = month[:3].title()
    return next((name for name in MONTHS if name.startswith(short)), month)


def _iso(match: re.Match[str]) -> str:
    month, day = int(match[1]), int(match[2] or 15)
    return _part_of(day, MONTHS[month - 1]) if 1 <= month <= 12 else "that day"


def _day_month(match: re.Match[str]) -> str:
    day = int(re.sub(r"\D", "", match["day"]))
    return ("in " if match["on"] else "") + _part_of(day, _named(match["month"]))


def _duration(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"] or match["low"]
    value = (float(low.replace(",", ".")) + float(high.replace(",", "."))) / 2
    words = lasted(value * _UNITS[match["unit"].lower()])
    return words if not match["dash"] else re.sub(r"^(a|an|some) ", "", words).replace(" ", "-")


_FOUND: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), say)
    for pattern, say in (
        (rf"\b{_YEAR}-(\d{{2}})-(\d{{2}})(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?)?\b", _iso),
        (r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b", lambda _: "that day"),
        (
            rf"(?P<on>\bon\s+)?\b(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})\b(?:,?\s+{_YEAR}\b)?",
            _day_month,
        ),
        (
            rf"(?P<on>\bon\s+)?\b(?P<month>{_MONTH})\s+(?P<day>{_DAY})\b(?!\s*%)(?:,?\s+{_YEAR}\b)?",
            _day_month,
        ),
        (rf"\b(?P<month>{_MONTH})\s+{_YEAR}\b", lambda match: _named(match["month"])),
        (rf"\b(?:{_YEAR}[-/ ]?[QH][1-4]|[QH][1-4](?:[-/ ]?{_YEAR})?)\b", lambda _: "that quarter"),
        (rf"\b{_YEAR}[-/](?:{_YEAR}|\d{{2}})\b", lambda _: "those years"),
        (rf"\bthe\s+{_YEAR}s\b", lambda _: "those years"),
        (r"\b\d{1,2}[:.]\d{2}\s?(?:am|pm|a\.m\.|p\.m\.|uhr|h)\b", lambda _: "that hour"),
        (r"\b\d{1,2}:\d{2}(?::\d{2})?\b", lambda _: "that hour"),
        (r"\b\d{1,2}\s?(?:am|pm|a\.m\.|p\.m\.|o['’]clock|uhr)(?!\w)", lambda _: "that hour"),
        (
            r"\b(?P<low>\d{1,4}(?:[.,]\d{1,2})?)(?:\s?(?:-|–|to|or|bis)\s?(?P<high>\d{1,4}(?:[.,]\d{1,2})?))?"
            rf"(?:(?P<dash>-)|\s)\s?(?P<unit>{_UNIT})\b",
            _duration,
        ),
        (
            rf"\b{_YEAR}\b(?!\s?(?:%|[€$£]|EUR\b|USD\b|GBP\b|CHF\b|leads?\b|deals?\b|orders?\b|customers?\b|"
            r"hours?\b|calls?\b|offers?\b))(?![.,]\d)",
            lambda _: "that year",
        ),
    )
)
