"""Opening the SQLite file: for writing, and for reading wherever it may lie.

The file is kept in WAL mode, so that readers never wait for a writer. Such a file cannot simply be
opened where nothing may be written: SQLite wants its -wal and -shm files beside it. There are
three ways out, tried in this order:

- no -wal file, or an empty one: everything is in the file itself, which is opened as immutable;
- a -wal file with its -shm: SQLite can read both as they are;
- a -wal file alone, left by a killed process: both files are copied to a temporary folder,
  replayed there and held in memory. Ignoring the -wal would lose what it holds.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

__all__ = ["is_writable", "open_for_reading", "open_for_writing"]

_PATIENCE = 10.0  # seconds to wait for another writer's transaction


def is_writable(path: Path) -> bool:
    """Whether the file, or else its folder, may be written by this process.

    >>> is_writable(Path("/no/such/folder/unslump.db"))
    False
    """
    return os.access(path.parent, os.W_OK | os.X_OK) and (not path.exists() or os.access(path, os.W_OK))


def open_for_writing(path: Path) -> sqlite3.Connection:
    """A connection that creates the file when there is none and commits durably."""
    connection = _open(path, "mode=rwc")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that reads, whatever the folder allows; sqlite3.Error when nothing helps."""
    if is_writable(path):
        try:
            return _checked(_open(path, "mode=rw"))
        except sqlite3.OperationalError:  # a full disk has no room for the -shm file
            pass
    wal = path.with_name(path.name + "-wal")
    if not wal.exists() or wal.stat().st_size == 0:
        return _checked(_open(path, "mode=ro&immutable=1"))
    try:
        return _checked(_open(path, "mode=ro"))
    except sqlite3.OperationalError:
        return _replayed(path, wal)


def _open(path: Path, options: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{options}"
    return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)


def _checked(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, once it has proved that it can read."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _replayed(path: Path, wal: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    with tempfile.TemporaryDirectory(prefix="unslump-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(wal, copy.with_name(wal.name))
        source = _open(copy, "mode=rw")
        source.backup(memory)
        source.close()
    return memory
