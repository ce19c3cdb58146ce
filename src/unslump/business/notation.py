"""How values are written in YAML: words quoted only where YAML needs it, short groups on one line."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from unslump.business.amounts import reads_two_ways

__all__ = ["InOrder", "Plain", "block_lines", "day", "flow", "number", "share", "words"]

Plain = Any  # a token (text ready to be written), or a list of Plain, or a dict from name to Plain


class InOrder(dict[str, Plain]):
    """A group whose order is part of what it says: the owner's own list of people, offers, goals.

    >>> InOrder(a="1", b="2") == InOrder(b="2", a="1")
    False
    """

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, InOrder) and list(self.items()) == list(other.items())


ONE_LINE = 100  # letters

_SAFE_WORDS = re.compile(r"[^\W\d_](?:[\w .@+/%'()-]*[\w.@+/%)])?|\d{4}-[QH]\d")
_READ_OTHERWISE = frozenset(  # by one YAML or another
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf")
)


def words(text: str) -> str:
    """A token for words.

    >>> words("Trade fairs"), words("no"), words("4727653"), words('a: "b"')
    ('Trade fairs', '"no"', '"4727653"', '"a: \\\\"b\\\\""')
    """
    if _SAFE_WORDS.fullmatch(text) and text.casefold() not in _READ_OTHERWISE:
        return text
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def number(value: float) -> str:
    """A token for a number, exact and without needless digits.

    >>> number(120000.0), number(0.92)
    ('120000', '0.92')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    written = repr(float(value))
    return f"{written}0" if reads_two_ways(written) else written  # 1.125 might be read as 1125


def share(value: float) -> str:
    """A token for a share: a percentage where that is exact.

    >>> share(0.6), share(1 / 3)
    ('60%', '0.3333333333333333')
    """
    percent = f"{value * 100:.6g}"
    exact = "e" not in percent and float(percent) / 100 == value
    return f"{percent}%" if exact else number(value)


def day(value: date) -> str:
    """A token for a day."""
    return value.isoformat()


def flow(value: Plain) -> str:
    """The value on one line.

    >>> flow({"period": "2026-Q1", "also": ["a", "b"]})
    '{period: 2026-Q1, also: [a, b]}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{words(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return str(value)


def block_lines(start: str, value: Plain, indent: int) -> list[str]:
    """Lines for a value after `start` (a key with its colon, or a dash), indented by so many spaces."""
    one_line = f"{' ' * indent}{start} {flow(value)}"
    deep = isinstance(value, dict) and any(isinstance(inner, dict | list) for inner in value.values())
    if (
        not value
        or isinstance(value, str)
        or (not deep and isinstance(value, dict) and len(one_line) < ONE_LINE)
    ):
        return [one_line]
    if isinstance(value, list) and all(isinstance(inner, str) for inner in value):
        return [one_line]
    if start == "-":
        return [one_line]
    lines = [f"{' ' * indent}{start}"]
    if isinstance(value, list):
        return lines + [line for inner in value for line in block_lines("-", inner, indent + 2)]
    return lines + [
        line for key, inner in value.items() for line in block_lines(f"{words(key)}:", inner, indent + 2)
    ]
