"""Moments as the records keep them: UTC, without an offset."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["naive_utc", "utc_now"]


def naive_utc(moment: datetime) -> datetime:
    """The moment in UTC without its offset; one without an offset is taken as UTC.

    >>> naive_utc(datetime.fromisoformat("2026-03-31T09:00+02:00"))
    datetime.datetime(2026, 3, 31, 7, 0)
    """
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def utc_now() -> datetime:
    """The machine's clock: for the faces (commands, pages, worker), which hand it down as an argument."""
    return naive_utc(datetime.now(UTC))
