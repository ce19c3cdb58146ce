"""Amounts as people type them, where a dot may be a decimal mark or part the thousands."""

from __future__ import annotations

import re

__all__ = ["reads_two_ways"]


def reads_two_ways(number: str) -> bool:
    """Whether the dots of an amount may be thousands separators or a decimal mark.

    >>> [reads_two_ways(typed) for typed in ("120.000", "1.500.000", "120000", "99.95", "0.925")]
    [True, True, False, False, False]
    """
    return re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+", number, flags=re.ASCII) is not None
