"""What a single value in company.yaml may be: how it is read from text, and its JSON Schema.

Every kind reads a node into a plain value, or notes a mistake and gives None. Nothing is guessed:
a number with separators, an amount with a currency sign or a share above one is a mistake that
says how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import islice
from math import isfinite
from typing import Any, Protocol

from unslump.business.amounts import reads_two_ways, without_separators
from unslump.business.goals import PERIOD_FORMS, Period
from unslump.business.naming import fold, nearest
from unslump.business.yaml_tree import Node
from unslump.errors import Mistake, QuestionError

__all__ = [
    "Choice",
    "CurrencyCode",
    "Day",
    "Kind",
    "Notes",
    "Number",
    "PeriodKind",
    "Reference",
    "Schema",
    "Share",
    "Text",
    "Texts",
    "Weeks",
]

Schema = dict[str, Any]
LONGEST_TEXT = 2_000  # letters
MOST_GUESSES = 50  # guessing is slow: a file full of mistakes must not take minutes
MOST_NAMES = 1_000
WEEKS_PER_MONTH = 52 / 12

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%", re.ASCII)
_WEEKS = re.compile(r"(\d+\.?\d*(?:[eE][-+]?\d+)?)\s*(weeks?|months?)?", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "euro": "EUR", "dollar": "USD", "pound": "GBP"}


@dataclass(slots=True)
class Notes:
    """What is known while reading: the mistakes so far, and the names written in each section."""

    file: str
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # section → spelling → name
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, line: int, where: str, wrong: str, right: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(self.file, line, where, wrong, right))

    def guess(self, word: str, known: Iterable[str]) -> str | None:
        """The known name most likely meant; None when none is near or too much is wrong for guessing."""
        if len(self.mistakes) >= MOST_GUESSES:
            return None
        return nearest(word, islice(known, MOST_NAMES))


class Kind(Protocol):
    """What a value may be."""

    def read(self, node: Node, where: str, notes: Notes) -> Any:
        """The value, or None after noting a mistake."""

    def schema(self) -> Schema:
        """JSON Schema of the value as written."""


def _scalar(node: Node, where: str, notes: Notes, right: str) -> str | None:
    if node.text is not None and not node.is_empty:
        return node.text.strip()
    notes.wrong(node.line, where, node.description, right)
    return None


@dataclass(frozen=True, slots=True)
class Text:
    """Words. Line breaks and runs of spaces become one space."""

    right: str = "text"
    must_match: str | None = None

    def read(self, node: Node, where: str, notes: Notes) -> str | None:
        """The words, or None after noting a mistake."""
        text = _scalar(node, where, notes, self.right)
        if text is None:
            return None
        text = " ".join(text.split())
        if not text or (self.must_match and not re.fullmatch(self.must_match, text)):
            notes.wrong(node.line, where, node.description, self.right)
            return None
        if len(text) > LONGEST_TEXT:
            notes.wrong(node.line, where, f"has {len(text):,} letters", f"at most {LONGEST_TEXT:,}")
            return None
        return text

    def schema(self) -> Schema:
        """JSON Schema: words, also those an editor takes for a number."""
        return {"type": "string", "pattern": f"^{self.must_match}$"} if self.must_match else {
            "type": ["string", "number", "boolean"]
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of words; a single one may stand without brackets."""

    item: Kind = Text()
    right: str = "a list, as [one, another]"

    def read(self, node: Node, where: str, notes: Notes) -> tuple[Any, ...] | None:
        """The words in order, each once; None after noting a mistake."""
        if node.entries is not None:
            notes.wrong(node.line, where, node.description, self.right)
            return None
        nodes = node.items if node.items is not None else [node]
        read = [self.item.read(item, where, notes) for item in nodes]
        return tuple(dict.fromkeys(item for item in read if item is not None))

    def schema(self) -> Schema:
        """JSON Schema: a list, or one alone."""
        item = self.item.schema()
        return {"anyOf": [{"type": "array", "items": item}, item]}


@dataclass(frozen=True, slots=True)
class Number:
    """A number within limits; `above` excludes its own value."""

    right: str
    least: float | None = None
    above: float | None = None
    most: float | None = None
    money: bool = False

    def read(self, node: Node, where: str, notes: Notes) -> float | None:
        """The number, or None after noting a mistake."""
        text = _scalar(node, where, notes, self.right)
        if text is None:
            return None
        if self.money and reads_two_ways(text):
            plain = text.replace(".", "")
            notes.wrong(
                node.line, where, node.description, f"{plain} without separators, or {text.rstrip('0')}0"
            )
            return None
        value = float(text) if _NUMBER.fullmatch(text) else None
        if value is None:
            meant = without_separators(text)
            if meant is not None:
                how = "with a point" if "." in meant else "without separators"
                notes.wrong(node.line, where, node.description, f"{meant}, {how}")
                return None
            bare = re.sub(r"[^\d.+-]", "", text, flags=re.ASCII)
            hint = " without separators, signs or units" if re.search(r"\d", bare) else ""
            notes.wrong(node.line, where, node.description, self.right + hint)
        elif not isfinite(value) or not self._allows(value):
            notes.wrong(node.line, where, node.description, self.right)
        else:
            return value + 0.0  # no negative zero
        return None

    def _allows(self, value: float) -> bool:
        return (
            (self.least is None or value >= self.least)
            and (self.above is None or value > self.above)
            and (self.most is None or value <= self.most)
        )

    def schema(self) -> Schema:
        """JSON Schema: a number with its limits."""
        limits = {"minimum": self.least, "exclusiveMinimum": self.above, "maximum": self.most}
        return {"type": "number"} | {key: value for key, value in limits.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole: 60% or 0.6."""

    right: str = "a share from 0% to 100%, as 60% or 0.6"

    def read(self, node: Node, where: str, notes: Notes) -> float | None:
        """The share from 0 to 1, or None after noting a mistake."""
        text = _scalar(node, where, notes, self.right)
        if text is None:
            return None
        percent = _SHARE.fullmatch(text)
        if percent:
            value = float(percent[1]) / 100
        else:
            value = float(text) if _NUMBER.fullmatch(text) else -1.0
        if 0 <= value <= 1:
            return value + 0.0
        meant = f"{text}% (of the week)" if _NUMBER.fullmatch(text) and 1 < float(text) <= 100 else self.right
        notes.wrong(node.line, where, node.description, meant)
        return None

    def schema(self) -> Schema:
        """JSON Schema: a fraction or a percentage."""
        return {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%$"},
            ]
        }


@dataclass(frozen=True, slots=True)
class Weeks:
    """A length of time in weeks; months are 52/12 weeks."""

    right: str = "a length of time, as 20 weeks or 5 months"

    def read(self, node: Node, where: str, notes: Notes) -> float | None:
        """Weeks, or None after noting a mistake."""
        text = _scalar(node, where, notes, self.right)
        if text is None:
            return None
        match = _WEEKS.fullmatch(text)
        if match and isfinite(weeks := float(match[1])) and weeks <= 1_000:
            return weeks * WEEKS_PER_MONTH if (match[2] or "").startswith("month") else weeks
        notes.wrong(node.line, where, node.description, self.right)
        return None

    def schema(self) -> Schema:
        """JSON Schema: a number of weeks, or a number with its unit."""
        return {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1_000},
                {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(weeks?|months?)$"},
            ]
        }


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    right: str = "a day, as 2026-03-31"

    def read(self, node: Node, where: str, notes: Notes) -> date | None:
        """The day, or None after noting a mistake."""
        text = _scalar(node, where, notes, self.right)
        if text is None:
            return None
        match = _DAY.fullmatch(text)
        try:
            if match:
                return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:  # 2026-02-30: noted below like any other text that is no day
            pass
        notes.wrong(node.line, where, node.description, self.right)
        return None

    def schema(self) -> Schema:
        """JSON Schema: an ISO day."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class PeriodKind:
    """A period of days."""

    right: str = f"a period, as {PERIOD_FORMS}"

    def read(self, node: Node, where: str, notes: Notes) -> Period | None:
        """The period, or None after noting a mistake."""
        text = _scalar(node, where, notes, self.right)
        if text is None:
            return None
        try:
            return Period.parse(text)
        except QuestionError as error:
            notes.wrong(node.line, where, f"{node.description}: {error.message}", self.right)
            return None

    def schema(self) -> Schema:
        """JSON Schema: the forms a period is written in."""
        return {
            "anyOf": [
                {
                    "type": "string",
                    "pattern": r"^\d{4}([- ]?([QqHh])[1-4]|-\d{1,2})?$"
                    r"|^\d{4}-\d{1,2}-\d{1,2}\s*(\.\.|to)\s*\d{4}-\d{1,2}-\d{1,2}$",
                },
                {"type": "integer", "minimum": 1, "maximum": 9999},
            ]
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: type[StrEnum]

    def read(self, node: Node, where: str, notes: Notes) -> StrEnum | None:
        """The word, or None after noting a mistake."""
        right = "one of " + ", ".join(self.words)
        text = _scalar(node, where, notes, right)
        if text is None:
            return None
        if fold(text) in list(self.words):
            return self.words(fold(text))
        close = notes.guess(text, self.words)
        notes.wrong(node.line, where, node.description, f"{close} ({right})" if close else right)
        return None

    def schema(self) -> Schema:
        """JSON Schema: the words."""
        return {"enum": [str(word) for word in self.words]}


@dataclass(frozen=True, slots=True)
class CurrencyCode:
    """A currency by its ISO code."""

    right: str = "a currency's three-letter code, as EUR"

    def read(self, node: Node, where: str, notes: Notes) -> str | None:
        """The code in capitals, or None after noting a mistake."""
        text = _scalar(node, where, notes, self.right)
        if text is None:
            return None
        if _CURRENCY.fullmatch(text):
            return text.upper()
        meant = _SIGNS.get(text.casefold().removesuffix("s"))
        notes.wrong(node.line, where, node.description, meant or self.right)
        return None

    def schema(self) -> Schema:
        """JSON Schema: three letters."""
        return {"type": "string", "pattern": "^[A-Za-z]{3}$"}


@dataclass(frozen=True, slots=True)
class Reference:
    """The name (or another spelling) of something in another section."""

    section: str

    def read(self, node: Node, where: str, notes: Notes) -> str | None:
        """The name as the section writes it, or None after noting a mistake."""
        text = Text(f"a name from {self.section}:").read(node, where, notes)
        if text is None:
            return None
        known = notes.names.get(self.section, {})
        if fold(text) in known:
            return known[fold(text)]
        notes.wrong(
            node.line,
            where,
            f"{node.description}, which is not in {self.section}:",
            self._right(text, known, notes),
        )
        return None

    def _right(self, text: str, known: Mapping[str, str], notes: Notes) -> str:
        close = notes.guess(text, known)
        if close:
            return f"{known[close]} (the nearest in {self.section}:)"
        names = list(dict.fromkeys(islice(known.values(), MOST_NAMES)))
        if not names:
            return f"an entry {text!r} under {self.section}:"
        return "one of " + ", ".join(names[:8]) + (", …" if len(names) > 8 else "")

    def schema(self) -> Schema:
        """JSON Schema: a name."""
        return {"type": ["string", "number", "boolean"]}
