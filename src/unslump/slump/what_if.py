"""What if: changes to the months ahead, in words, and what they mean.

spend on Paid Search +50 %          money of one channel; without “on …” of all of them
Ana leaves on 2026-09-01            the last working day
Ben 10 hours marketing, 20 hours sales   a week; also in % of the week, also “Ben 30 hours”
hire a finder from 2026-10-01 at 30 hours   or a closer, or both
win rate -20 %                      of everything that is still to be decided

Money, hours and the win rate may end in “from 2026-09-01”; otherwise they change at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unslump.business.functions import Function
from unslump.business.naming import fold, nearest
from unslump.business.people import FULL_WEEK_HOURS
from unslump.business.wording import day
from unslump.errors import QuestionError
from unslump.planning.hiring import Role
from unslump.planning.named import AMOUNT, FUNCTION_WORD, Named, function_called, plain_amount

__all__ = ["Hire", "Hours", "Leaver", "Spend", "WhatIf", "WinRate", "read_what_ifs"]

_FORMS = (
    "“spend on Paid search +50 %”, “spend -30 %”, “Ana leaves on 2026-09-01”, "
    "“Ben 10 hours marketing, 20 hours sales”, “hire a finder from 2026-10-01 at 30 hours” or "
    "“win rate -20 %”"
)
_SHOWN = 80  # letters of a what-if in an error
_MOST = 4.0  # spend five times as high is far from anything a history has seen
_ROLES: dict[str, Role] = {
    "finder": "finder",
    "marketer": "finder",
    "closer": "closer",
    "seller": "closer",
    "both": "both",
    "someone for both": "both",
    "someone who does both": "both",
}


@dataclass(frozen=True)
class Spend:
    """Money times `factor` from `start` on (None: at once), on one channel (None: on all)."""

    text: str
    channel: int | None
    factor: float
    start: date | None


@dataclass(frozen=True)
class Hours:
    """A person's hours a week from `start` on.

    `set_to` holds hours by function, those that are left out staying as they are; `share` the same
    as shares of the person's week; `total` the whole week, hats as they are.
    """

    text: str
    person: int
    set_to: dict[Function, float]
    share: dict[Function, float]
    total: float | None
    start: date | None


@dataclass(frozen=True)
class Leaver:
    """Somebody's last working day; None: gone from the first day ahead."""

    text: str
    person: int
    last: date | None


@dataclass(frozen=True)
class Hire:
    """Somebody new: the hat, hours a week, and the first working day."""

    text: str
    role: Role
    hours: float
    start: date


@dataclass(frozen=True)
class WinRate:
    """The share of what is decided from `start` on that is won, times `factor`."""

    text: str
    factor: float
    start: date | None


WhatIf = Spend | Hours | Leaver | Hire | WinRate


@dataclass(frozen=True)
class _Reader:
    """What a what-if may speak of, and the days it may name."""

    named: Named | None
    first: date
    last: date

    def need_named(self, said: str) -> Named:
        if self.named is None:
            raise QuestionError(
                f"{said} is about people or money, and there is no company.yaml that says who works here",
                hint="Make one with unslump init, and write people: into it.",
            )
        return self.named

    def day(self, text: str | None, said: str) -> date | None:
        if text is None:
            return None
        try:
            found = date.fromisoformat(text.strip())
        except ValueError as error:
            raise QuestionError(
                f"{said} has no day that can be read: {text.strip()!r}",
                hint="Write year, month, day: 2026-09-01.",
            ) from error
        if found < self.first:
            raise QuestionError(
                f"{said} speaks of {day(found)}, and the history goes to "
                f"{day(self.first - timedelta(days=1))}: that is past",
                hint="Name a later day, or ask as of an earlier one with --as-of.",
            )
        if found > self.last:
            raise QuestionError(
                f"{said} speaks of {day(found)}, after the last month shown",
                hint="Ask for more --months.",
            )
        return found


def read_what_ifs(texts: Sequence[str], named: Named | None, first: date, last: date) -> list[WhatIf]:
    """The changes that words mean; `first` and `last` are the days ahead.

    `named` is who and what can be spoken of; None where nobody and nothing can. Raises QuestionError
    for words that cannot be read, unknown names, numbers that cannot be, and hours said twice.
    """
    reader = _Reader(named, first, last)
    found = [_read(text, reader) for text in texts]
    _refuse_twice(found)
    return found


def _read(text: str, reader: _Reader) -> WhatIf:
    plain = " ".join(text.strip().rstrip(".").split())
    said = f"the what-if {text if len(text) <= _SHOWN else text[:_SHOWN] + '…'!r}"
    for form, make in _READERS:
        match = form.fullmatch(plain)
        made = make(reader, match, said, text) if match else None
        if made is not None:
            return made
    word = plain.split(" ", 1)[0] if plain else ""
    close = nearest(word, ["spend", "hire", "win rate"])
    guess = f"Did you mean {close} …? " if close and fold(close) != fold(word) else ""
    raise QuestionError(f"{said} cannot be read", hint=f"{guess}Write it as {_FORMS}.")


def _refuse_twice(found: Sequence[WhatIf]) -> None:
    seen: dict[tuple[type, int], str] = {}
    for each in found:
        if not isinstance(each, Hours | Leaver):
            continue
        about = (type(each), each.person)
        if about in seen:
            raise QuestionError(
                f"two what-ifs speak of the same of one person: {seen[about]!r} and {each.text!r}",
                hint="Leave one out; both functions go into one: “Ben 10 hours marketing, 20 hours sales”.",
            )
        seen[about] = each.text


def _spend(reader: _Reader, match: re.Match[str], said: str, text: str) -> WhatIf:
    named = reader.need_named(said)
    factor = _factor(match, said, _MOST)
    channel = None if match["channel"] is None else named.needed_channel(match["channel"], said)
    return Spend(text, channel, factor, reader.day(match["day"], said))


def _no_spend(reader: _Reader, match: re.Match[str], said: str, text: str) -> WhatIf:
    channel = reader.need_named(said).needed_channel(match["channel"], said)
    return Spend(text, channel, 0.0, reader.day(match["day"], said))


def _win_rate(reader: _Reader, match: re.Match[str], said: str, text: str) -> WhatIf:
    return WinRate(text, _factor(match, said, 1.0), reader.day(match["day"], said))


def _leaves(reader: _Reader, match: re.Match[str], said: str, text: str) -> WhatIf:
    person = reader.need_named(said).person(match["who"], said)
    return Leaver(text, person, reader.day(match["day"], said))


def _hire(reader: _Reader, match: re.Match[str], said: str, text: str) -> WhatIf:
    reader.need_named(said)
    role = match["role"].lower()
    if role not in _ROLES:
        close = nearest(role, _ROLES)
        raise QuestionError(
            f"{said} hires {match['role']!r}, which is no role",
            hint=(f"Did you mean {close}? " if close else "") + "Write finder, closer or both.",
        )
    hours = FULL_WEEK_HOURS if match["amount"] is None else plain_amount(match["amount"], said)
    _refuse_hours(hours, said)
    if hours == 0.0:
        raise QuestionError(f"{said} hires somebody for no hours", hint="Write hours a week above 0.")
    return Hire(text, _ROLES[role], hours, reader.day(match["day"], said) or reader.first)


def _hours(reader: _Reader, match: re.Match[str], said: str, text: str) -> WhatIf:
    person = reader.need_named(said).person(match["who"], said)
    hours: dict[Function, float] = {}
    share: dict[Function, float] = {}
    for part in _PART.finditer(match["parts"]):
        function = function_called(part["before"] or part["after"])
        if function in hours or function in share:
            raise QuestionError(f"{said} says {function} twice", hint="Leave one out.")
        amount = plain_amount(part["amount"], said)
        if part["unit"] == "%":
            share[function] = amount / 100.0
        else:
            hours[function] = amount
    if sum(share.values()) > 1.0 + 1e-9:
        raise QuestionError(f"{said} gives out more than 100 % of a week", hint="Write shares up to 100 %.")
    _refuse_hours(sum(hours.values()), said)
    return Hours(text, person, hours, share, None, reader.day(match["day"], said))


def _week(reader: _Reader, match: re.Match[str], said: str, text: str) -> WhatIf:
    person = reader.need_named(said).person(match["who"], said)
    total = plain_amount(match["amount"], said)
    _refuse_hours(total, said)
    return Hours(text, person, {}, {}, total, reader.day(match["day"], said))


def _refuse_hours(hours: float, said: str) -> None:
    if hours > 168.0:
        raise QuestionError(
            f"{said} asks for {hours:g} hours a week, and a week has 168", hint="Write hours a week."
        )


def _factor(match: re.Match[str], said: str, most: float) -> float:
    """1 + the change; QuestionError where the direction is missing or the change cannot be."""
    written, sign = match["amount"], (match["sign"] or "").lower()
    if not sign:
        raise QuestionError(
            f"{said} does not say whether {written} % more, less or in all",
            hint=f"Write +{written} % or -{written} %.",
        )
    change = plain_amount(written, said) / 100.0
    if sign not in ("+", "plus"):
        if change > 1.0:
            raise QuestionError(f"{said} takes away more than there is", hint="Write -100 % at the least.")
        return 1.0 - change
    if change > most:
        raise QuestionError(
            f"{said} is out of reach of what a history can say", hint=f"Write at most +{100 * most:g} %."
        )
    return 1.0 + change


_NUMBER = rf"(?P<amount>{AMOUNT})"
_CHANGE = rf"(?:by )?(?P<sign>\+|-|−|–|plus|minus)?\s*{_NUMBER}\s*%"
_FROM = r"(?: (?:from|since|as of) (?P<day>\S+))?"
_SO_MANY = rf"{AMOUNT}\s*(?:h|hours?|%)(?: a week| per week)?"
_IN = r"(?:in |on |of |for )?"
_ONE = rf"(?:(?:{FUNCTION_WORD}) {_SO_MANY}|{_SO_MANY} {_IN}(?:{FUNCTION_WORD}))"
_PART = re.compile(
    rf"(?:(?P<before>{FUNCTION_WORD}) )?(?P<amount>{AMOUNT})\s*(?P<unit>h|hours?|%)(?: a week| per week)?"
    rf"(?(before)|(?: {_IN}(?P<after>{FUNCTION_WORD})))",
    re.IGNORECASE,
)

Make = Callable[[_Reader, "re.Match[str]", str, str], "WhatIf | None"]


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_READERS: tuple[tuple[re.Pattern[str], Make], ...] = (
    (_form(rf"(?:the )?win[- ]rates? {_CHANGE}{_FROM}"), _win_rate),
    (_form(rf"(?:spend|spending|money|budget)(?: on (?P<channel>.+?))? {_CHANGE}{_FROM}"), _spend),
    (_form(rf"(?P<channel>.+?) (?:spend|spending|money|budget) {_CHANGE}{_FROM}"), _spend),
    (_form(rf"no (?:spend|spending|money|budget) on (?P<channel>.+?){_FROM}"), _no_spend),
    (
        _form(
            rf"hire (?:an? |someone as )?(?P<role>.+?)(?: (?:from|on|starting) (?P<day>\S+))?"
            rf"(?: (?:at|for|with) {_NUMBER}\s*(?:h|hours?)(?: a week| per week)?)?"
        ),
        _hire,
    ),
    (
        _form(r"(?P<who>.+?) (?:leaves|quits|goes|is gone)(?: (?:on|from|after|by))?(?: (?P<day>\S+))?"),
        _leaves,
    ),
    (_form(rf"(?P<who>.+?) (?P<parts>{_ONE}(?:(?:, ?| and |, and ){_ONE})*){_FROM}"), _hours),
    (_form(rf"(?P<who>.+?) {_NUMBER}\s*(?:h|hours?)(?: a week| per week)?{_FROM}"), _week),
)
