"""The tables of the records database. Times are UTC, stored without an offset."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

__all__ = [
    "alarm_told",
    "history_current",
    "history_file",
    "history_version",
    "import_log",
    "kept",
    "metadata",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A state of the whole history. An import makes the next one out of its parent.
history_version = Table(
    "history_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("parent_id", Integer, ForeignKey("history_version.id")),
    Column("created_at", DateTime, nullable=False),
    Column("note", Text, nullable=False),
)

# Which file holds which table in a version; several versions may share a file.
history_file = Table(
    "history_file",
    metadata,
    Column("version_id", Integer, ForeignKey("history_version.id"), primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("path", Text, nullable=False),  # relative to workspace/history
    Column("rows", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
)

# One row: the version every question is answered from; null when all imports were undone.
history_current = Table(
    "history_current",
    metadata,
    Column(
        "id", Integer, CheckConstraint("id = 1", name="single_row"), primary_key=True, autoincrement=False
    ),
    Column("version_id", Integer, ForeignKey("history_version.id")),
)

# What was read to make a version: one row a file and table.
import_log = Table(
    "import_log",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", Integer, ForeignKey("history_version.id"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("rows_new", Integer, nullable=False),
    Column("rows_changed", Integer, nullable=False),
    Column("rows_rejected", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    Index("ix_import_log_version_id", "version_id"),
)

# Alarms told by mail or webhook. `place` is where to; `streams` a JSON list of those it was seen in, by
# which it is known again; `over_told_at` null while its end has not been told.
alarm_told = Table(
    "alarm_told",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("place", Text, nullable=False),
    Column("streams", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("told_at", DateTime, nullable=False),
    Column("over_told_at", DateTime),
    Index("ix_alarm_told_place", "place"),
)

# What people wrote: one row a version, never changed and never deleted. `kind` says what it is (a campaign,
# an order, a story …), `key` which one, `body` is its JSON. The primary key is the lock: two who write the
# same next version cannot both succeed.
kept = Table(
    "kept",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("removed", Boolean, nullable=False),
)
