"""Days as they stand in the arguments of a question."""

from __future__ import annotations

from datetime import date

from unslump.errors import QuestionError

__all__ = ["day"]


def day(text: str | None) -> date | None:
    """The day written as 2026-03-31; None for none. QuestionError for anything else.

    >>> day("2026-03-31"), day(None)
    (datetime.date(2026, 3, 31), None)
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise QuestionError(f"{text!r} is not a day.", hint="Write year, month, day: 2026-03-31.") from error
