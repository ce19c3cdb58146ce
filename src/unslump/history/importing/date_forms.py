"""How dates are written: from the shape of a text to the formats it may be read with.

A shape is the text with every digit written as 9: `03/04/2024` and `17/11/2023` share the shape
`99/99/9999`. A million dates have a handful of shapes, so what they mean is worked out here, once
a shape, and DuckDB does the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["EPOCH_MILLISECONDS", "EPOCH_SECONDS", "MONTHS", "Form", "Order", "forms", "plain_words"]

Order = Literal["dmy", "mdy", "ymd"]

EPOCH_SECONDS = "epoch s"
EPOCH_MILLISECONDS = "epoch ms"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to read a shape: a strptime format and, where day and month could swap, the order."""

    format: str
    order: Order | None = None
    zoned: bool = False


def _months() -> dict[str, str]:
    """Month names in English, German, Spanish, French, Portuguese and Italian, to their number."""
    names = """
        january jan januar janvier janv enero ene janeiro gennaio gen jänner
        february feb februar février févr fév febrero fevereiro fev febbraio fevrier fevr
        march mar märz mär mrz mars marzo março
        april apr avril avr abril abr aprile
        may mai mayo maio maggio mag
        june jun juni juin junio junho giugno giu
        july jul juli juillet juil julio julho luglio lug
        august aug août aout agosto ago
        september sep sept septembre septiembre setembro set settembre
        october oct oktober okt octobre octubre outubro out ottobre ott
        november nov novembre noviembre novembro
        december dec dezember dez décembre déc diciembre dic dezembro dicembre decembre
    """.strip().splitlines()
    return {word: f"{at:02d}" for at, line in enumerate(names, 1) for word in line.split()}


MONTHS = _months()
_IDLE = re.compile(
    r"^(mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tues|thur|thurs"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|uhr|de|del|at|um|st|nd|rd|th)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(
    r"(?P<gap>,? ?T?|, )(?P<hour>9{1,2})[:](?P<minute>99)(?P<second>:99(?P<fraction>[.,]9{1,9})?)?"
    r"(?P<half> ?[AaPp]\.?[Mm]\.?)?(?P<zone> ?(?:Z|UTC|GMT|[+-]99:?99|[+-]99))?$"
)
_YEAR_FIRST = re.compile(r"9999(?P<a>[-/. ])@?9{1,2}(?P=a)9{1,2}\.?")
_YEAR_LAST = re.compile(r"9{1,2}(?P<a>[-/.]|\. ?)9{1,2}(?P=a)(?P<year>9999|99)\.?")
_COMPACT = re.compile(r"9{8}|9{14}")
_DAY_NAME = re.compile(r"9{1,2}(?P<a>[-/. ]|\. )@99(?P<b>[-/., ]|, |\. )(?P<year>9999|99)")
_NAME_DAY = re.compile(r"@99(?P<a>[-/. ]|\. )9{1,2}(?P<b>[-/ ]|, ?)(?P<year>9999|99)")
_SECONDS = re.compile(r"9{10}(\.9+)?")


def plain_words(shapes: list[str]) -> dict[str, str]:
    """The words in these shapes and what to write instead: `@03` for a March, nothing for a weekday.

    Longest first, so that a word is replaced before another that is part of it.

    >>> plain_words(["99. März 9999", "Monday, 9 April 9999"])
    {'Monday': '', 'April': '@04', 'März': '@03'}
    """
    found = {word for shape in shapes for word in _WORD.findall(shape)}
    known = {
        word: "" if _IDLE.match(word) else f"@{MONTHS[word.casefold()]}"
        for word in found
        if _IDLE.match(word) or word.casefold() in MONTHS
    }
    return dict(sorted(known.items(), key=lambda item: (-len(item[0]), item[0])))


def forms(shape: str, *, year_first: bool = False) -> list[Form]:
    """The ways a plain shape (digits as 9, months as @99) can be read; none when it is no date.

    With `year_first`, `99-99-99` is taken as year, month, day.

    >>> [form.format for form in forms("99/99/9999")]
    ['%d/%m/%Y', '%m/%d/%Y']
    >>> forms("9999-99-99 99:99")[0].format
    '%Y-%m-%d %H:%M'
    """
    if _SECONDS.fullmatch(shape):
        return [Form(EPOCH_SECONDS)]
    if re.fullmatch(r"9{13}", shape):
        return [Form(EPOCH_MILLISECONDS)]
    if _COMPACT.fullmatch(shape):
        return [Form("%Y%m%d" if len(shape) == 8 else "%Y%m%d%H%M%S")]
    for day, clock in _cuts(shape):
        dates = _dates(day, year_first)
        if dates:
            suffix, zoned = _clock(clock)
            return [Form(form.format + suffix, form.order, zoned) for form in dates]
    return []


def _cuts(shape: str) -> list[tuple[str, re.Match[str] | None]]:
    """The shape as date and clock."""
    cuts: list[tuple[str, re.Match[str] | None]] = [(shape, None)]
    for at in range(6, len(shape)):
        clock = _CLOCK.match(shape, at)
        if clock:
            cuts.append((shape[:at], clock))
    return cuts


def _clock(clock: re.Match[str] | None) -> tuple[str, bool]:
    if clock is None:
        return "", False
    half, zone, fraction = clock["half"] or "", clock["zone"] or "", clock["fraction"] or ""
    text = clock["gap"] + ("%I" if half else "%H") + ":%M"
    if clock["second"]:
        text += ":%S"
    if fraction:
        text += fraction[0] + ("%f" if len(fraction) <= 7 else "%n")
    if half:
        text += (" " if half.startswith(" ") else "") + "%p"
    numeric = "9" in zone
    if zone:
        text += (" " if zone.startswith(" ") else "") + ("%z" if numeric else zone.strip())
    return text, numeric


def _dates(day: str, year_first: bool) -> list[Form]:
    if match := _YEAR_FIRST.fullmatch(day):
        a = match["a"]
        month = "@%m" if "@" in day else "%m"
        return [Form(f"%Y{a}{month}{a}%d{'.' if day.endswith('.') else ''}")]
    if match := _YEAR_LAST.fullmatch(day):
        a, tail = match["a"], "." if day.endswith(".") else ""
        if year_first and match["year"] == "99":
            return [Form(f"%y{a}%m{a}%d{tail}", "ymd")]
        year = "%Y" if match["year"] == "9999" else "%y"
        return [Form(f"%d{a}%m{a}{year}{tail}", "dmy"), Form(f"%m{a}%d{a}{year}{tail}", "mdy")]
    for pattern, first, second in ((_DAY_NAME, "%d", "@%m"), (_NAME_DAY, "@%m", "%d")):
        if match := pattern.fullmatch(day):
            year = "%Y" if match["year"] == "9999" else "%y"
            return [Form(f"{first}{match['a']}{second}{match['b']}{year}")]
    return []
