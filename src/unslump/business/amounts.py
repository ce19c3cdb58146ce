"""Amounts as people type them, where a dot may be a decimal mark or part the thousands."""

from __future__ import annotations

import re

__all__ = ["reads_two_ways", "without_separators"]


def reads_two_ways(number: str) -> bool:
    """Whether the dots of an amount may be thousands separators or a decimal mark.

    >>> [reads_two_ways(typed) for typed in ("120.000", "1.500.000", "120000", "99.95", "0.925")]
    [True, True, False, False, False]
    """
    return re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+", number, flags=re.ASCII) is not None


def without_separators(number: str) -> str | None:
    """An amount with separators as it is written here; None where the text is no such amount.

    >>> [without_separators(typed) for typed in ("120.000,00", "1,234.50", "120,000", "12,5", "12 EUR")]
    ['120000', '1234.50', '120000', '12.5', None]
    """
    marks = [mark for mark in number if mark in ".,"]
    if not re.fullmatch(r"[-+]?\d+([.,]\d+)+", number, flags=re.ASCII):
        return None
    last = marks[-1]
    whole, cents = number.rsplit(last, 1)
    if marks.count(last) > 1 or (len(set(marks)) == 1 and len(cents) == 3):  # it parts the thousands
        whole, cents = number, ""
    whole = re.sub(r"[.,]", "", whole)
    return f"{whole}.{cents}" if cents.strip("0") else whole
