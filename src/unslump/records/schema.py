"""The tables of the records database. Times are UTC, stored without an offset."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "account",
    "alarm_told",
    "answer",
    "api_token",
    "audit",
    "history_current",
    "history_file",
    "history_version",
    "import_log",
    "kept",
    "metadata",
    "web_session",
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

# A question asked once and its answer, kept: `basis` names the history and the company it is about. It is the
# queue as well: what is `waiting` is taken by the worker, what is `running` has its worker's sign of life.
answer = Table(
    "answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("arguments", Text, nullable=False),  # canonical JSON
    Column("basis", Text, nullable=False),
    Column("priority", Integer, nullable=False),  # smaller comes first
    Column("attempts", Integer, nullable=False),  # how often a worker took it
    Column("state", Text, nullable=False),  # waiting, running, stopping, done, failed, stopped
    Column("step", Text, nullable=False),
    Column("progress", Float, nullable=False),  # 0..1
    Column("body", Text),  # the result as JSON; when failed {"error": …, "hint": …}
    Column("by", Text, nullable=False),
    Column("asked_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("worker", Text),
    Column("alive_at", DateTime),
    UniqueConstraint("question", "arguments", "basis", name="uq_answer_question"),
    Index("ix_answer_state", "state"),
)

# Who may come in, and what they may do. Passwords are kept as Argon2 hashes alone.
account = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),  # as typed at the door, folded
    Column("shown", Text, nullable=False),  # as it is written down beside what they change
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("closed_at", DateTime),
)

# A door opened: the cookie holds a secret of which only the digest is kept.
web_session = Table(
    "web_session",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Index("ix_web_session_account_id", "account_id"),
)

# A key for programs; only its digest is kept.
api_token = Table(
    "api_token",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("used_at", DateTime),
    Column("ended_at", DateTime),
    Index("ix_api_token_account_id", "account_id"),
)

# What was done through the pages and the API, by whom and when; never changed.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("about", Text, nullable=False),
    Index("ix_audit_at", "at"),
)
