"""A version of the history, as everyone above the store sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

__all__ = ["Version"]


@dataclass(frozen=True, slots=True)
class Version:
    """An immutable state of the history: one Parquet file a table.

    `files` and `rows` are by table name; `created_at` is aware, in UTC.
    """

    id: int
    parent_id: int | None
    created_at: datetime
    note: str
    files: dict[str, Path]
    rows: dict[str, int]
