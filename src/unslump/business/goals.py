"""Goals, what they are measured in, budgets, and the periods they are for."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

from unslump.business.amounts import reads_two_ways
from unslump.errors import QuestionError

__all__ = ["PERIOD_FORMS", "Budget", "Goal", "Measure", "Period"]

PERIOD_FORMS = "2026-Q1, 2026-03, 2026, 2026-H1 or 2026-01-01..2026-03-31"

_DAY = r"(\d{4})-(\d{1,2})-(\d{1,2})"
_DAYS = re.compile(rf"{_DAY}\s*(?:\.\.|\bto\b)\s*{_DAY}", re.ASCII)
_QUARTER = re.compile(r"(\d{4})[- ]?[Qq]([1-4])", re.ASCII)
_HALF = re.compile(r"(\d{4})[- ]?[Hh]([12])", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` to `end`, both included.

    Raises QuestionError when it ends before it starts.

    >>> quarter = Period.parse("2026-Q1")
    >>> quarter.start, quarter.end, quarter.days
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31), 90)
    >>> str(quarter)
    '2026-Q1'
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise QuestionError(
                f"the period ends on {self.end}, before it starts on {self.start}",
                hint="Write the earlier day first.",
            )

    @classmethod
    def parse(cls, text: str) -> Period:
        """The period written as a quarter, month, year, half-year or two days; else QuestionError.

        >>> Period.parse("2026-01-15..2026-02-15").days
        32
        """
        text = text.strip()
        for form, read in _FORMS:
            match = form.fullmatch(text)
            if match:
                return _within_calendar(read, match, text)
        raise QuestionError(f"{text!r} is not a period", hint=f"Write {PERIOD_FORMS}.")

    @classmethod
    def of_months(cls, year: int, month: int, count: int) -> Period:
        """`count` calendar months from the first of `month` on; they stay within the year."""
        last = month + count - 1
        return cls(date(year, month, 1), date(year, last, monthrange(year, last)[1]))

    @property
    def days(self) -> int:
        """How many days, at least one."""
        return (self.end - self.start).days + 1

    @property
    def weeks(self) -> float:
        """Days divided by seven."""
        return self.days / 7

    def contains(self, day: date) -> bool:
        """Whether `day` lies in it."""
        return self.start <= day <= self.end

    def overlap_days(self, other: Period) -> int:
        """Days that lie in both.

        >>> Period.parse("2026-01").overlap_days(Period.parse("2026-01-30..2026-02-05"))
        2
        """
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def months(self) -> tuple[date, ...]:
        """The first days of the calendar months it touches.

        >>> [str(day) for day in Period.parse("2025-12-31..2026-01-01").months()]
        ['2025-12-01', '2026-01-01']
        """
        first = self.start.year * 12 + self.start.month - 1
        last = self.end.year * 12 + self.end.month - 1
        return tuple(date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1))

    def __str__(self) -> str:
        for count, form in ((12, "{0}"), (6, "{0}-H{2}"), (3, "{0}-Q{2}"), (1, "{0}-{1:02d}")):
            year, month = self.start.year, self.start.month
            if (month - 1) % count == 0 and self == Period.of_months(year, month, count):
                return form.format(f"{year:04d}", month, (month - 1) // count + 1)
        return f"{self.start}..{self.end}"


Reader = Callable[[re.Match[str]], Period]


def _within_calendar(read: Reader, match: re.Match[str], text: str) -> Period:
    try:
        return read(match)
    except ValueError as impossible:
        raise QuestionError(
            f"{text!r} has a day that is in no calendar ({impossible})", hint=f"Write {PERIOD_FORMS}."
        ) from impossible


def _days(match: re.Match[str]) -> Period:
    year, month, day, last_year, last_month, last_day = map(int, match.groups())
    return Period(date(year, month, day), date(last_year, last_month, last_day))


def _month(match: re.Match[str]) -> Period:
    year, month = int(match[1]), int(match[2])
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    return Period.of_months(year, month, 1)


_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_QUARTER, lambda found: Period.of_months(int(found[1]), int(found[2]) * 3 - 2, 3)),
    (_HALF, lambda found: Period.of_months(int(found[1]), int(found[2]) * 6 - 5, 6)),
    (_MONTH, _month),
    (_YEAR, lambda found: Period.of_months(int(found[0]), 1, 12)),
    (_DAYS, _days),
)


class Measure(StrEnum):
    """What a goal counts, from the first signature to money in the bank."""

    DEALS = "deals"
    BOOKINGS = "bookings"
    DELIVERED = "delivered"
    PAID = "paid"

    @property
    def meaning(self) -> str:
        """What is counted, and on which day."""
        return {
            Measure.DEALS: "number of deals won, on the day they are won",
            Measure.BOOKINGS: "value of orders, on the day they become binding",
            Measure.DELIVERED: "value of orders, on the day they are delivered",
            Measure.PAID: "value of orders, on the day they are paid",
        }[self]

    @property
    def in_money(self) -> bool:
        """Whether amounts are money (else a number of deals)."""
        return self is not Measure.DEALS


@dataclass(frozen=True, slots=True)
class Goal:
    """So much of a measure within a period: money in the company's currency, or a number of deals.

    `segments` are those that are to be reached for it (none: no segment in particular).
    Raises QuestionError for an amount that is not above zero, and for a period of a single day.
    """

    name: str
    amount: float
    measure: Measure
    period: Period
    segments: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (isfinite(self.amount) and self.amount > 0):
            raise QuestionError(
                f"the goal {self.name} asks for {self.amount}", hint="A goal's amount is above zero."
            )
        if self.period.days < 2:
            raise QuestionError(
                f"the goal {self.name} starts and ends on {self.start}: it has no length",
                hint="A goal's period ends after the day it starts.",
            )

    @classmethod
    def parse(cls, name: str, period: str, amount: float | str, measure: str = "bookings") -> Goal:
        """A goal asked for on the spot, not written in company.yaml; else QuestionError.

        >>> Goal.parse("next quarter", "2026-Q2", 120_000).end
        datetime.date(2026, 6, 30)
        """
        if measure not in list(Measure):
            raise QuestionError(
                f"{measure!r} is not something a goal can count", hint=f"Choose from {', '.join(Measure)}."
            )
        if isinstance(amount, str) and reads_two_ways(amount.strip()):
            plain = amount.strip().replace(".", "")
            raise QuestionError(
                f"the goal's amount {amount} reads two ways: {plain}, or less than a thousandth part of it",
                hint=f"Write it without separators: {plain}.",
            )
        try:
            number = float(amount)
        except ValueError as no_number:
            raise QuestionError(
                f"the goal's amount is {amount!r}", hint="Write a number without separators, as 120000."
            ) from no_number
        return cls(name, number, Measure(measure), Period.parse(period))

    @property
    def start(self) -> date:
        """The first day that counts."""
        return self.period.start

    @property
    def end(self) -> date:
        """The last day that counts."""
        return self.period.end


@dataclass(frozen=True, slots=True)
class Budget:
    """Marketing money for a period, spread evenly over its days; without a channel it is free for any."""

    period: Period
    amount: float
    channel: str | None = None

    def within(self, period: Period) -> float:
        """The part of the money that falls into `period`, by days.

        >>> Budget(Period.parse("2026-Q1"), 9000).within(Period.parse("2026-01-01..2026-01-09"))
        900.0
        """
        return self.amount * self.period.overlap_days(period) / self.period.days
