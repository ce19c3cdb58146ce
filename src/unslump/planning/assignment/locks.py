"""Locks: what must stay as it is, in words, and the rules they mean.

Ana stays                          hours as today
Ana stays in sales                 no hours in marketing
Ana not in sales                   no hours in sales
Ana only on Trade fairs, LinkedIn  no marketing hours elsewhere
Ana marketing at most 10 hours     a week; also: at least, exactly
Trade fairs is booked              money as today; also: the fair is booked in 2026-05
Trade fairs at least 3000          money a month; also: at most, exactly; in 2026-05
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Period
from unslump.errors import QuestionError
from unslump.planning.assignment.ahead import Ahead
from unslump.planning.assignment.limits import one_cell, part_of_month
from unslump.planning.assignment.rules import Rule
from unslump.planning.named import AMOUNT, FUNCTION_WORD, Named, function_called, plain_amount

__all__ = ["read_locks"]

Array = NDArray[np.float64]

_HOW = r"at least|at most|no more than|no less than|exactly|>=|<=|="
_AMOUNT = rf"(?P<amount>{AMOUNT})"
_FORMS = (
    "“Ana stays in sales”, “Ana not in marketing”, “Ana marketing at most 10 hours”, “Ana only on LinkedIn”, "
    "“Trade fairs is booked”, “LinkedIn at most 2000” or “LinkedIn exactly 2000 in 2026-05”"
)


@dataclass(frozen=True)
class _Reader:
    """What a lock may speak of."""

    ahead: Ahead
    company: Company

    @property
    def named(self) -> Named:
        """Who and what can be named."""
        return Named(self.ahead.scenarios.people, self.ahead.scenarios.channels, self.company)

    def person(self, name: str, text: str) -> int:
        """The person's number; QuestionError else."""
        return self.named.person(name, f"the lock {text!r}")

    def channel(self, name: str) -> int | None:
        """The channel's number; None when there is none."""
        return self.named.channel(name)

    def needed_channel(self, name: str, text: str) -> int:
        """Likewise; QuestionError when there is none."""
        return self.named.needed_channel(name, f"the lock {text!r}")

    def months(self, period: str | None) -> list[int]:
        """Numbers of the months meant; all without a period."""
        if not period:
            return list(range(len(self.ahead.months)))
        asked = Period.parse(period)
        first_days = asked.months()
        found = [number for number, month in enumerate(self.ahead.months) if month in first_days]
        if not found:
            raise QuestionError(
                f"a lock speaks of {period}, which is not within the plan",
                hint=f"The plan runs from {self.ahead.start} to {self.ahead.end}.",
            )
        return found


def read_locks(texts: Sequence[str], ahead: Ahead, company: Company) -> list[Rule]:
    """The rules that locks mean. Raises QuestionError for one that cannot be read or names nobody known."""
    reader = _Reader(ahead, company)
    rules: list[Rule] = []
    for text in texts:
        for form, make in _READERS:
            match = form.fullmatch(text.strip().rstrip("."))
            made = make(reader, match, text) if match else None
            if made is not None:
                rules += made
                break
        else:
            raise QuestionError(f"the lock {text!r} cannot be read", hint=f"Write it as {_FORMS}.")
    return rules


def _stays_in(reader: _Reader, match: re.Match[str], text: str) -> list[Rule]:
    person = reader.person(match["who"], text)
    function = function_called(match["function"])
    return [_none(reader, person, function.other, text)]


def _not_in(reader: _Reader, match: re.Match[str], text: str) -> list[Rule]:
    person = reader.person(match["who"], text)
    return [_none(reader, person, function_called(match["function"]), text)]


def _none(reader: _Reader, person: int, function: Function, text: str) -> Rule:
    return _hours(reader, person, function, slice(None), 0.0, 0.0, _quoted(text))


def _hours(
    reader: _Reader, person: int, function: Function, month: int | slice, low: float, high: float, text: str
) -> Rule:
    today = reader.ahead.today
    if function is Function.MARKETING:
        return Rule(
            text, marketing=one_cell(today.marketing.shape, person, slice(None), month), low=low, high=high
        )
    return Rule(text, sales=one_cell(today.sales.shape, person, month), low=low, high=high)


def _stays(reader: _Reader, match: re.Match[str], text: str) -> list[Rule] | None:
    if reader.channel(match["who"]) is not None and reader.company.person_named(match["who"]) is None:
        return None
    person, today = reader.person(match["who"], text), reader.ahead.today
    rules = []
    for month in range(len(reader.ahead.months)):
        for function, hours in (
            (Function.MARKETING, float(today.marketing[person, :, month].sum())),
            (Function.SALES, float(today.sales[person, month])),
        ):
            rules.append(_hours(reader, person, function, month, hours, hours, _quoted(text)))
    return rules


def _only_on(reader: _Reader, match: re.Match[str], text: str) -> list[Rule]:
    person = reader.person(match["who"], text)
    allowed = [reader.needed_channel(name, text) for name in re.split(r",|\band\b", match["channels"])]
    elsewhere = np.zeros(reader.ahead.today.marketing.shape)
    elsewhere[person] = 1.0
    elsewhere[person, allowed] = 0.0
    return [Rule(_quoted(text), marketing=elsewhere, low=0.0, high=0.0)]


def _so_many_hours(reader: _Reader, match: re.Match[str], text: str) -> list[Rule]:
    person = reader.person(match["who"], text)
    function = function_called(match["function"])
    weekly = plain_amount(match["amount"], f"the lock {text!r}")
    if weekly > 168:
        raise QuestionError(
            f"the lock {text!r} asks for {weekly:g} hours a week, and a week has 168",
            hint="Write hours a week.",
        )
    rules = []
    for month in range(len(reader.ahead.months)):
        hours = weekly * float(reader.ahead.scenarios.weeks[month])
        low, high = _bounds(match["how"], hours)
        rules.append(_hours(reader, person, function, month, low, high, _quoted(text)))
    return rules


def _booked(reader: _Reader, match: re.Match[str], text: str) -> list[Rule]:
    channel, today = reader.needed_channel(match["who"], text), reader.ahead.today
    return [
        Rule(
            _quoted(text),
            spend=one_cell(today.spend.shape, channel, month),
            low=float(today.spend[channel, month]),
            high=float(today.spend[channel, month]),
        )
        for month in reader.months(match["period"])
    ]


def _so_much_money(reader: _Reader, match: re.Match[str], text: str) -> list[Rule]:
    channel = reader.needed_channel(match["who"], text)
    monthly = plain_amount(match["amount"], f"the lock {text!r}")
    rules = []
    for month in reader.months(match["period"]):
        low, high = _bounds(match["how"], monthly * part_of_month(reader.ahead, month))
        rules.append(
            Rule(
                _quoted(text),
                spend=one_cell(reader.ahead.today.spend.shape, channel, month),
                low=low,
                high=high,
            )
        )
    return rules


def _quoted(text: str) -> str:
    return f"the lock “{text.strip()}”"


def _bounds(how: str, amount: float) -> tuple[float, float]:
    how = how.lower()
    if how in ("at least", "no less than", ">="):
        return amount, inf
    return (amount, amount) if how in ("exactly", "=") else (-inf, amount)


Make = Callable[[_Reader, "re.Match[str]", str], "list[Rule] | None"]
_PERIOD = r"(?:\s+in\s+(?P<period>\d{4}\S*))?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_READERS: tuple[tuple[re.Pattern[str], Make], ...] = (
    (_form(rf"(?P<who>.+?) (?:stays|stay|remains|only) in (?P<function>{FUNCTION_WORD})"), _stays_in),
    (_form(rf"(?P<who>.+?) (?:is )?(?:not in|out of|never in) (?P<function>{FUNCTION_WORD})"), _not_in),
    (_form(r"(?P<who>.+?) (?:works )?only on (?P<channels>.+)"), _only_on),
    (
        _form(
            rf"(?P<who>.+?) (?P<function>{FUNCTION_WORD}) (?P<how>{_HOW}) {_AMOUNT}\s*"
            r"(?:h|hours?)?\s*(?:a week|per week|/ ?week)?"
        ),
        _so_many_hours,
    ),
    (_form(rf"(?P<who>.+?) (?:is|are|stays) booked{_PERIOD}"), _booked),
    (_form(r"(?P<who>.+?) stays(?: as today)?"), _stays),
    (
        _form(
            rf"(?P<who>.+?) (?:gets |spend |spends )?(?P<how>{_HOW}) {_AMOUNT}\s*(?:[A-Z]{{3}}|€|\$)?"
            rf"\s*(?:a month|per month)?{_PERIOD}"
        ),
        _so_much_money,
    ),
)
