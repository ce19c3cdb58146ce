"""The catalog of the history: which version is current and which files it is made of.

Versions form a line. Undoing moves the current row back along it, and what lies ahead can be
redone until the next import supersedes it. Ids only grow, so ahead means a greater id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from unslump.errors import StoreError
from unslump.records.moments import naive_utc
from unslump.records.schema import history_current, history_file, history_version, import_log

__all__ = [
    "FileRow",
    "ImportRow",
    "VersionRow",
    "all_versions",
    "current_version",
    "imports_of",
    "move_current",
    "record_version",
    "version_after",
    "version_by_id",
]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A table's file in a version; `path` is relative to the history folder."""

    table_name: str
    path: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as recorded; `created_at` is aware, in UTC."""

    id: int
    parent_id: int | None
    created_at: datetime
    note: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What one file brought to one table; `at` is aware, in UTC."""

    file_name: str
    sha256: str
    table_name: str
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_rejected: int
    at: datetime


def current_version(connection: Connection) -> VersionRow | None:
    """The version questions are answered from; None before the first import."""
    current = connection.scalar(select(history_current.c.version_id))
    return None if current is None else version_by_id(connection, current)


def version_by_id(connection: Connection, version_id: int) -> VersionRow | None:
    """The version with this id, or None."""
    return next(iter(_versions(connection, history_version.c.id == version_id)), None)


def version_after(connection: Connection, version_id: int | None) -> VersionRow | None:
    """The version that was made out of this one (None: out of nothing), if it is still there."""
    return next(
        iter(_versions(connection, history_version.c.parent_id.is_not_distinct_from(version_id))), None
    )


def all_versions(connection: Connection) -> list[VersionRow]:
    """Every version still kept, undone ones included, oldest first."""
    return _versions(connection, history_version.c.id.is_not(None))


def record_version(
    connection: Connection, version: VersionRow, imports: Sequence[ImportRow]
) -> list[VersionRow]:
    """Add a version, forget the undone ones it supersedes and make it current.

    Returns the superseded versions. The caller's transaction makes it all one step. Raises
    StoreError when the parent is no longer current.
    """
    superseded = _versions(connection, history_version.c.id > (version.parent_id or 0))
    _forget(connection, [row.id for row in superseded])
    connection.execute(
        insert(history_version).values(
            id=version.id,
            parent_id=version.parent_id,
            created_at=naive_utc(version.created_at),
            note=version.note,
        )
    )
    connection.execute(
        insert(history_file),
        [
            {
                "version_id": version.id,
                "table_name": file.table_name,
                "path": file.path,
                "rows": file.rows,
                "sha256": file.sha256,
            }
            for file in version.files
        ],
    )
    if imports:
        connection.execute(
            insert(import_log),
            [
                {
                    "version_id": version.id,
                    "file_name": entry.file_name,
                    "sha256": entry.sha256,
                    "table_name": entry.table_name,
                    "rows_read": entry.rows_read,
                    "rows_new": entry.rows_new,
                    "rows_changed": entry.rows_changed,
                    "rows_rejected": entry.rows_rejected,
                    "at": naive_utc(entry.at),
                }
                for entry in imports
            ],
        )
    move_current(connection, version.parent_id, version.id)
    return superseded


def move_current(connection: Connection, expected: int | None, target: int | None) -> None:
    """Make `target` current. Raises StoreError when `expected` no longer is."""
    moved = connection.execute(
        update(history_current)
        .where(history_current.c.version_id.is_not_distinct_from(expected))
        .values(version_id=target)
    )
    if moved.rowcount != 1:
        raise StoreError(
            "The history was changed by another import in the meantime.", hint="Look at it, then try again."
        )


def imports_of(connection: Connection, version_id: int) -> list[ImportRow]:
    """What was read to make this version, in the order it was read."""
    rows = connection.execute(
        select(import_log).where(import_log.c.version_id == version_id).order_by(import_log.c.id)
    )
    return [
        ImportRow(
            row.file_name,
            row.sha256,
            row.table_name,
            row.rows_read,
            row.rows_new,
            row.rows_changed,
            row.rows_rejected,
            row.at.replace(tzinfo=UTC),
        )
        for row in rows
    ]


def _versions(connection: Connection, condition: ColumnElement[bool]) -> list[VersionRow]:
    found = connection.execute(select(history_version).where(condition).order_by(history_version.c.id)).all()
    files: dict[int, list[FileRow]] = {row.id: [] for row in found}
    listing = (
        select(history_file)
        .join(history_version, history_version.c.id == history_file.c.version_id)
        .where(condition)
        .order_by(history_file.c.table_name)
    )
    for row in connection.execute(listing):
        files[row.version_id].append(FileRow(row.table_name, row.path, row.rows, row.sha256))
    return [
        VersionRow(row.id, row.parent_id, row.created_at.replace(tzinfo=UTC), row.note, tuple(files[row.id]))
        for row in found
    ]


def _forget(connection: Connection, version_ids: list[int]) -> None:
    connection.execute(delete(import_log).where(import_log.c.version_id.in_(version_ids)))
    connection.execute(delete(history_file).where(history_file.c.version_id.in_(version_ids)))
    for version_id in sorted(version_ids, reverse=True):  # a version goes before its parent
        connection.execute(delete(history_version).where(history_version.c.id == version_id))
