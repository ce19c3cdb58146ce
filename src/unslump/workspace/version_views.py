"""Versions of the history as data: what JSON shows of them, without where their files are."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from unslump.history.version import Version

__all__ = ["Undone", "VersionList", "VersionView"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class VersionView(_View):
    """A state of the history."""

    id: int
    created_at: datetime
    note: str
    rows: dict[str, int]

    @classmethod
    def of(cls, version: Version) -> VersionView:
        """The version without where its files are."""
        return cls(id=version.id, created_at=version.created_at, note=version.note, rows=version.rows)


class VersionList(_View):
    """Every version there is, the oldest first; `current` is the number of the one that answers."""

    current: int | None
    versions: list[VersionView]


class Undone(_View):
    """`unslump undo`: the import taken back, and the one now current (null: the history is empty)."""

    undone: VersionView
    current: VersionView | None
