"""Numbers as they are typed into a form."""

from __future__ import annotations

from math import isfinite

from unslump.errors import QuestionError

__all__ = ["number_typed"]


def number_typed(text: str, what: str, least: float, most: float) -> float | None:
    """The number; None for nothing typed. QuestionError for anything else, or beyond the limits.

    >>> number_typed(" 12.5", "hours", 0, 168), number_typed("", "hours", 0, 168)
    (12.5, None)
    """
    written = text.strip().replace(" ", "")
    if not written:
        return None
    try:
        number = float(written)
    except ValueError:
        number = float("nan")
    if not isfinite(number) or not least <= number <= most:
        raise QuestionError(
            f"{what[:1].upper()}{what[1:]}: {text[:60]!r} will not do.",
            hint=f"Write a number from {least:g} to {most:g}.",
        )
    return number
