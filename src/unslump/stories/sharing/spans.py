"""A place in a text that will not leave as it stands: where, what stands instead, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Span", "apart", "free_of"]


@dataclass(frozen=True, order=True)
class Span:
    """Letters `start` to `end` (exclusive) are replaced by `instead`; `why` says what they were."""

    start: int
    end: int
    instead: str = ""
    why: str = ""

    def meets(self, other: Span) -> bool:
        """Whether the two share a letter."""
        return self.start < other.end and other.start < self.end


def free_of(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The spans that meet none of those taken."""
    there = sorted(taken)
    return [span for span in spans if not any(span.meets(one) for one in there)]


def apart(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, of those that meet the longest (of equals, the first)."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one.start)):
        if not any(span.meets(one) for one in kept):
            kept.append(span)
    return sorted(kept)
