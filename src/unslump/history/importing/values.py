"""How a text column is read: the SQL that reads it, and the SQL that says whether it holds anything."""

from __future__ import annotations

from dataclasses import dataclass

from unslump.history.importing.engine import literal

__all__ = ["BLANKS", "Read", "present", "trimmed"]

BLANKS = " \t\n\r\u00a0"

_MISSING = ("-", "--", "–", "—", "n/a", "na", "#n/a", "null", "none", "nil", "(no value)", "0000-00-00",
            "0000-00-00 00:00:00")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """`value` reads a text, NULL when it cannot; `given` is NULL when there was nothing to read.

    A row in which `given` is there and `value` is not is a bad row.
    """

    value: str
    given: str
    mark: str = ""  # for money: the currency written beside the number, or nothing


def trimmed(text: str) -> str:
    """SQL: the text without blanks around it, NULL when nothing is left.

    >>> trimmed("c1")
    "nullif(trim(c1, concat(chr(32), chr(9), chr(10), chr(13), chr(160))), '')"
    """
    blanks = ", ".join(f"chr({ord(blank)})" for blank in BLANKS)
    return f"nullif(trim({text}, concat({blanks})), '')"


def present(text: str) -> str:
    """SQL: the trimmed text, or NULL where it only says that there is no value (n/a, null, a dash)."""
    text = trimmed(text)
    words = ", ".join(literal(word) for word in _MISSING)
    return f"CASE WHEN lower({text}) NOT IN ({words}) THEN {text} END"
