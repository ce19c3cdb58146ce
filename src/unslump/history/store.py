"""The history on disk: immutable Parquet versions, and a catalog row that says which is current.

    history/v000001/leads.parquet     written once, never changed
    history/v000001/deals.parquet
    history/v000002/deals.parquet     version 2: new deals, the leads of version 1
    history/.lock                     held by the one import that may run
    history/.draft-…/                 an import at work

An import writes its files aside, has the disk confirm them, renames them into place and then
flips the catalog in one transaction. Until that commits, everyone reads the version before; a
reader never waits. What a killed import left is swept by the next one.

**What is kept.** Every ancestor of the current version, so undo goes back to the first. Versions
that were undone stay, and can be redone, until the next import supersedes them; their files then
go when the import after that begins, so that a reader which had them open can finish. A version's
folder is only ever deleted when it carries our mark and the catalog does not refer to it: with the
wrong database named, nothing is lost.
"""

from __future__ import annotations

import errno
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.errors import NoHistory, StoreError
from unslump.history.draft import DISPOSABLE, Draft, sync_folder
from unslump.history.lock import import_lock
from unslump.history.version import Version
from unslump.records import catalog
from unslump.records.catalog import ImportRow, VersionRow
from unslump.records.database import Records

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["Draft", "Store", "Version"]

_NOTHING_YET = "This workspace has no history yet."
_FOLDER = re.compile(r"v(\d{6,})")


def _pass(_: str) -> None:
    """The checkpoint that does nothing."""


class Store:
    """The history of one workspace. Making one touches nothing on disk.

    `database_url` overrides UNSLUMP_DATABASE_URL. `checkpoint` is called with the name of each
    step of an import as it is reached: locked, drafted, written, synced, renamed, recorded, committed.
    """

    def __init__(
        self,
        workspace: Path,
        database_url: str | None = None,
        *,
        checkpoint: Callable[[str], None] = _pass,
    ) -> None:
        self.workspace = Path(workspace)
        self.directory = self.workspace / "history"
        self.records = Records(self.workspace, database_url)
        self._checkpoint = checkpoint

    def current(self) -> Version | None:
        """The version every question is answered from, or None. Raises StoreError."""
        with self.records.reading() as connection:
            row = catalog.current_version(connection) if connection else None
        return self._version(row) if row else None

    def versions(self) -> list[Version]:
        """All versions still kept, undone ones included, oldest first. Raises StoreError."""
        with self.records.reading() as connection:
            rows = catalog.all_versions(connection) if connection else []
        return [self._version(row) for row in rows]

    def imports(self, version_id: int) -> list[ImportRow]:
        """What was read to make a version, file by file. Raises StoreError."""
        with self.records.reading() as connection:
            return catalog.imports_of(connection, version_id) if connection else []

    def snapshot(self, as_of: date | None = None) -> Snapshot:
        """The current version as it would have looked on `as_of` (default: its last day).

        Raises NoHistory before the first import, StoreError when a file is gone.
        """
        from unslump.history.snapshot import Snapshot

        version = self.current()
        if version is None:
            where = f"unslump import -w {self.workspace} FILE…"
            raise NoHistory(_NOTHING_YET, hint=f"Bring one in: {where}")
        for path in version.files.values():
            if not path.is_file():
                raise StoreError(
                    f"A file of the history is gone: {path}",
                    hint="Restore it from a backup, or go back to the version before: unslump undo",
                )
        return Snapshot(version, as_of)

    @contextmanager
    def draft(self, note: str, now: datetime) -> Iterator[Draft]:
        """Make the next version: put tables into the draft; leaving the block publishes it.

        Without a put, or with an exception, nothing changes. `now` is when the version is made
        (naive: UTC). Raises Busy when another import runs, StoreError when the disk is full, the
        folder read-only or the catalog out of reach.
        """
        with self._changing():
            self._sweep()
            base = self.current()
            directory = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.directory))
            draft = Draft(directory, base, now)
            self._checkpoint("drafted")
            try:
                yield draft
                self._checkpoint("written")
                if draft.tables:
                    self._publish(draft, note, now)
            finally:
                shutil.rmtree(directory, ignore_errors=True)

    def undo(self) -> tuple[Version, Version | None]:
        """Go back to the version before: (the one undone, the one now current or None).

        Raises StoreError when there is nothing to undo, Busy when an import runs.
        """
        if self.current() is None:
            raise StoreError("There is nothing to undo: the history is empty.", hint=_redo_hint(self))
        with self._changing(), self.records.writing() as connection:
            undone = catalog.current_version(connection)
            if undone is None:
                raise StoreError("There is nothing to undo: the history is empty.")
            parent = catalog.version_by_id(connection, undone.parent_id) if undone.parent_id else None
            catalog.move_current(connection, undone.id, undone.parent_id)
        return self._version(undone), self._version(parent) if parent else None

    def redo(self) -> Version:
        """Take the last undo back. Raises StoreError when there is none, Busy when an import runs."""
        if not self.versions():
            raise StoreError("There is nothing to redo: no import was undone.")
        with self._changing(), self.records.writing() as connection:
            current = catalog.current_version(connection)
            current_id = current.id if current else None
            following = catalog.version_after(connection, current_id)
            if following is None:
                raise StoreError("There is nothing to redo: no import was undone since the last one.")
            catalog.move_current(connection, current_id, following.id)
        return self._version(following)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock, and say in words what the disk refuses."""
        with self._disk_in_words():
            created = not self.directory.exists()
            self.directory.mkdir(parents=True, exist_ok=True)
            if created:
                sync_folder(self.workspace)
            with import_lock(self.directory / ".lock"):
                self._checkpoint("locked")
                yield

    def _publish(self, draft: Draft, note: str, now: datetime) -> None:
        version_id = self._next_id()
        folder = self.directory / f"v{version_id:06d}"
        try:
            files = {file.table_name: file for file in draft.publish(folder, self._checkpoint)}
            self._checkpoint("renamed")
            with self.records.writing() as connection:
                base = catalog.version_by_id(connection, draft.base.id) if draft.base else None
                kept = {file.table_name: file for file in base.files} if base else {}
                row = VersionRow(
                    version_id,
                    draft.base.id if draft.base else None,
                    now,
                    note,
                    tuple({**kept, **files}.values()),
                )
                superseded = catalog.record_version(connection, row, draft.imports)
                self._checkpoint("recorded")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._checkpoint("committed")
        with suppress(OSError):  # the version stands; the next sweep repairs its mark
            (folder / DISPOSABLE).unlink()
            for old in superseded:
                (self.directory / f"v{old.id:06d}" / DISPOSABLE).touch()

    def _next_id(self) -> int:
        """An id that neither the catalog nor a folder ever had."""
        folders = (_FOLDER.fullmatch(path.name) for path in self.directory.iterdir())
        used = [int(match[1]) for match in folders if match]
        return 1 + max([0, *used, *(version.id for version in self.versions())])

    def _sweep(self) -> None:
        """Remove what killed imports and superseded versions left. Called under the lock."""
        marked = [path.parent for path in self.directory.glob(f"v*/{DISPOSABLE}")]
        if marked:
            needed = {path.parent for version in self.versions() for path in version.files.values()}
            for folder in marked:
                if folder in needed:
                    (folder / DISPOSABLE).unlink()
                else:
                    shutil.rmtree(folder)
        for leftover in self.directory.glob(".draft-*"):
            shutil.rmtree(leftover)

    def _version(self, row: VersionRow) -> Version:
        return Version(
            row.id,
            row.parent_id,
            row.created_at.astimezone(UTC),
            row.note,
            {file.table_name: self.directory / file.path for file in row.files},
            {file.table_name: file.rows for file in row.files},
        )

    @contextmanager
    def _disk_in_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            refusal = self._refusal(error)
            if refusal is None:
                raise
            raise refusal from error
        except Exception as error:
            # DuckDB writes Parquet files too, and reports the disk's errors as its own.
            if type(error).__module__.endswith("duckdb") and "No space left on device" in str(error):
                raise self._full() from error
            raise

    def _refusal(self, error: OSError) -> StoreError | None:
        """The disk's refusal in words; None when the error is about something else than the history."""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return self._full()
        where = Path(str(error.filename)) if error.filename else self.directory
        if where != self.workspace and not where.is_relative_to(self.directory):
            return None
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            return StoreError(
                f"The history in {self.directory} cannot be changed: {where} is read-only.",
                hint="Allow writing there, or copy the workspace to a folder of your own.",
            )
        return StoreError(
            f"The history in {self.directory} could not be changed: {error.strerror or error} ({where}).",
            hint="Nothing was changed. Check the disk and the folder's rights.",
        )

    def _full(self) -> StoreError:
        return StoreError(
            f"The disk that holds {self.directory} is full.",
            hint="Nothing was changed. Free some space and run this again.",
        )


def _redo_hint(store: Store) -> str:
    return "To bring back what was undone: unslump import the file again." if store.versions() else ""
