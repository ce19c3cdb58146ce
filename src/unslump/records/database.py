"""The records database: where it is, how it is opened, and what is said when it cannot be."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from unslump.errors import StoreError
from unslump.records import migrate, sqlite_files

__all__ = ["Records"]


class Records:
    """The database of a workspace: `unslump.db` in its folder, or the one a URL names.

    The URL comes from the argument, else from UNSLUMP_DATABASE_URL. One database belongs to one
    workspace. Nothing is opened or created before the first `reading` or `writing`; the first
    `writing` creates the tables, or brings them up to date.
    """

    def __init__(self, workspace: Path, database_url: str | None = None) -> None:
        given = database_url or os.environ.get("UNSLUMP_DATABASE_URL") or ""
        self._url = given
        self.path = _sqlite_path(given) if given else workspace / "unslump.db"
        self._engines: dict[str, Engine] = {}
        self._ready = False

    @property
    def place(self) -> str:
        """Where the records are, for messages; never with a password."""
        return str(self.path) if self.path else make_url(self._url).render_as_string(hide_password=True)

    @property
    def exists(self) -> bool:
        """Whether there is anything to read."""
        return self.path is None or (self.path.exists() and self.path.stat().st_size > 0)

    @contextmanager
    def reading(self) -> Iterator[Connection | None]:
        """A connection to read from, or None when nothing was ever written.

        Raises StoreError when the database cannot be read or has another version's layout.
        """
        if not self.exists:
            yield None
            return
        with self._in_words():
            if self._ready:
                with self._engine("reading").connect() as connection:
                    yield connection
                return
            with self._engine("reading").connect() as connection:
                found = migrate.revision(connection)
                self._refuse_newer(found)
                if found == migrate.HEAD:
                    self._ready = True
                    yield connection
                    return
            if found is None:  # created, and killed before the first table
                yield None
                return
        self._bring_up_to_date()
        with self.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection inside one transaction: committed at the end, rolled back on any error.

        Raises StoreError when the database cannot be written.
        """
        if not self._ready:
            self._bring_up_to_date()
        with self._in_words(), self._engine("writing").begin() as connection:
            yield connection

    def _bring_up_to_date(self) -> None:
        if self.path and not sqlite_files.is_writable(self.path):
            raise StoreError(
                f"{self.place} cannot be written: the folder or the file is read-only.",
                hint="Allow writing there, or copy the workspace to a folder of your own.",
            )
        with self._in_words(), self._engine("writing").begin() as connection:
            found = migrate.revision(connection)
            self._refuse_newer(found)
            if found != migrate.HEAD:
                migrate.upgrade(connection)
        self._ready = True

    def _refuse_newer(self, found: str | None) -> None:
        if found is not None and found > migrate.HEAD:  # revisions are numbered: "0001", "0002"
            raise StoreError(
                f"{self.place} was written by a newer unslump (layout {found}; "
                f"this one knows {migrate.HEAD}).",
                hint="Upgrade unslump on this machine.",
            )

    def _engine(self, purpose: str) -> Engine:
        if purpose not in self._engines:
            if self.path:
                self._engines[purpose] = _sqlite_engine(self.path, purpose)
            else:
                self._engines[purpose] = _server_engine(self._url)
        return self._engines[purpose]

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            raise _store_error(self.place, str(cause)) from error


def _sqlite_path(url: str) -> Path | None:
    """The file a SQLite URL names; None for a server's URL."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            "UNSLUMP_DATABASE_URL is not an address of a database.",
            hint="For example postgresql+psycopg://user:password@host/unslump; unset it to keep the "
            "records in the workspace.",
        ) from None
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError(
            "UNSLUMP_DATABASE_URL names a SQLite database without a file.", hint="sqlite:///FILE"
        )
    return Path(parsed.database)


def _sqlite_engine(path: Path, purpose: str) -> Engine:
    opener = sqlite_files.open_for_writing if purpose == "writing" else sqlite_files.open_for_reading
    # No pool: the last connection to close folds the -wal file back and removes it.
    engine = create_engine("sqlite+pysqlite://", creator=lambda: opener(path), poolclass=NullPool)
    # sqlite3 would begin transactions late and not for DDL; here they begin when asked.
    start = "BEGIN IMMEDIATE" if purpose == "writing" else "BEGIN"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(start) and None)
    return engine


def _server_engine(url: str) -> Engine:
    try:
        return create_engine(url, poolclass=NullPool)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"The driver for this database is not installed: {error}.",
            hint="For PostgreSQL: pip install 'psycopg[binary]', and an address that starts with "
            "postgresql+psycopg://",
        ) from error


def _store_error(place: str, cause: str) -> StoreError:
    lowered = cause.lower()
    if "disk is full" in lowered:
        return StoreError(f"The disk that holds {place} is full.", hint="Free some space and try again.")
    if "locked" in lowered:
        return StoreError(f"{place} is in use by another program.", hint="Try again when it is done.")
    if "readonly" in lowered or "read-only" in lowered:
        return StoreError(f"{place} is read-only.", hint="Allow writing there and try again.")
    if "not a database" in lowered or "malformed" in lowered:
        return StoreError(
            f"{place} is damaged or not a database of unslump ({cause}).",
            hint="Restore it from a backup, or move it away and import your files again.",
        )
    return StoreError(
        f"{place} could not be used: {cause.strip()}", hint="Check the address, and the rights."
    )
