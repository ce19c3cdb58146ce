"""Channels that may be one under two names: told, never merged without being asked."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from unslump.business.naming import fold
from unslump.history.readiness.census import Census
from unslump.history.readiness.finding import Finding, note

__all__ = ["findings", "near"]

_MOST = 100  # channels to compare with each other
_SHOWN = 5
_ALIKE = 0.85
_LONG_ENOUGH = 5  # letters; shorter names are alike by chance


def findings(census: Census) -> Iterator[Finding]:
    """Pairs of channels whose names are nearly the same."""
    names = sorted(census.channels_in("leads") | census.channels_in("spend") | census.channels_in("deals"))
    if len(names) > _MOST:
        return
    pairs = [f"{one} / {other}" for one, other in combinations(names, 2) if near(one, other)]
    if pairs:
        more = f" and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else ""
        yield note(
            "channels_alike",
            f"Some channels may be one under two names: {', '.join(pairs[:_SHOWN])}{more}. They are learnt "
            "apart.",
            "If they are one, write it under channels: in company.yaml with the other spelling under also:.",
        )


def near(one: str, other: str) -> bool:
    """Whether two names may mean the same channel: one holds all words of the other, or a slip apart.

    >>> near("Ads", "Google Ads"), near("Webseite", "Website"), near("Organic search", "Paid search")
    (True, True, False)
    """
    one, other = fold(one), fold(other)
    words, others = set(one.split()), set(other.split())
    if words < others or others < words:
        return True
    if min(len(one), len(other)) < _LONG_ENOUGH or len(words) != len(others):
        return False
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE
