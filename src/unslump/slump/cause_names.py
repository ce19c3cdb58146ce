"""What a diagnosis calls its causes, and their places in every array that has one axis for them."""

from __future__ import annotations

__all__ = ["CAUSES", "CYCLE", "HOURS", "MIX", "RESPONSE", "SIZE", "VOLUME", "WIN_RATE"]

CAUSES = (
    "lead volume",
    "lead mix",
    "response and follow-up",
    "win rate",
    "deal size",
    "cycle length",
    "hours lost to split roles or lost people",
)
VOLUME, MIX, RESPONSE, WIN_RATE, SIZE, CYCLE, HOURS = range(len(CAUSES))
