"""One thing to know about a history before trusting an answer from it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["WORTH_MENDING", "Finding", "Level", "blocks", "good", "limit", "limit_if_many", "note"]

Level = Literal["good", "note", "limit", "blocks"]
WORTH_MENDING = 0.05  # the share of rows that may lack something before it matters


class Finding(BaseModel):
    """What was found, how much it matters, and what would mend it (empty when nothing needs to).

    good: nothing stands in the way. note: something is not as it should be, in too few rows to
    matter. limit: answers come, wider or coarser for it. blocks: a question cannot be answered.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    level: Level
    text: str
    mend: str = ""


def good(code: str, text: str) -> Finding:
    """A finding that stands in nobody's way."""
    return Finding(code=code, level="good", text=text)


def note(code: str, text: str, mend: str) -> Finding:
    """A finding that is worth knowing and changes next to nothing."""
    return Finding(code=code, level="note", text=text, mend=mend)


def limit(code: str, text: str, mend: str) -> Finding:
    """A finding that makes answers wider or coarser."""
    return Finding(code=code, level="limit", text=text, mend=mend)


def blocks(code: str, text: str, mend: str) -> Finding:
    """A finding that leaves a question without an answer."""
    return Finding(code=code, level="blocks", text=text, mend=mend)


def limit_if_many(code: str, text: str, mend: str, share: float) -> Finding:
    """A limit when it touches more than a few rows (`share` of 1), else a note."""
    level: Level = "limit" if share > WORTH_MENDING else "note"
    return Finding(code=code, level=level, text=text, mend=mend)
