"""The next version while it is being made: files put aside, a log, nothing anyone can see yet."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from unslump.errors import StoreError
from unslump.history.tables import TABLES
from unslump.history.version import Version
from unslump.records.catalog import FileRow, ImportRow

__all__ = ["DISPOSABLE", "Draft", "sync_folder"]

DISPOSABLE = ".disposable"  # marks a version's folder that may go unless the catalog refers to it


class Draft:
    """Made by `Store.draft`. `base` is the version it starts from, None for the first import.

    `directory` is a temporary folder on the history's file system: write the new tables there and
    `put` them. Tables that are not put stay as they are in `base`.
    """

    def __init__(self, directory: Path, base: Version | None, now: datetime) -> None:
        self.directory = directory
        self.base = base
        self._now = now
        self._put: dict[str, tuple[Path, int]] = {}
        self._imports: list[ImportRow] = []

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables put so far."""
        return tuple(self._put)

    @property
    def imports(self) -> tuple[ImportRow, ...]:
        """What was logged so far."""
        return tuple(self._imports)

    def put(self, table_name: str, parquet_path: Path) -> None:
        """Take the file as the table's whole content in the next version.

        The file must lie in `directory` and hold canonical columns only, the required ones among
        them; missing ones count as null. A second put of the same table replaces the first.
        Raises StoreError when it is no such file, KeyError for a table that does not exist.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = TABLES[table_name]
        if not parquet_path.resolve().is_relative_to(self.directory.resolve()):
            raise StoreError(f"{parquet_path} was not written into the draft's folder {self.directory}.")
        try:
            with pq.ParquetFile(parquet_path) as file:
                found, rows = set(file.schema_arrow.names), file.metadata.num_rows
        except pa.ArrowInvalid as error:
            raise StoreError(f"The new {table_name} table is not a Parquet file: {error}") from error
        unknown = sorted(found - set(table.names))
        missing = [column.name for column in table.columns if column.required and column.name not in found]
        if unknown or missing:
            wrong = [*(f"{name} is unknown" for name in unknown), *(f"{name} is missing" for name in missing)]
            raise StoreError(f"The new {table_name} table has the wrong columns: {', '.join(wrong)}.")
        self._put[table_name] = (parquet_path, rows)

    def log_import(
        self,
        file_name: str,
        sha256: str,
        table_name: str,
        rows_read: int,
        rows_new: int,
        rows_changed: int,
        rows_rejected: int,
        at: datetime | None = None,
    ) -> None:
        """Remember what one file brought to one table; kept only if the version comes to be."""
        self._imports.append(
            ImportRow(
                file_name,
                sha256,
                table_name,
                rows_read,
                rows_new,
                rows_changed,
                rows_rejected,
                at or self._now,
            )
        )

    def publish(self, folder: Path, reached: Callable[[str], None]) -> list[FileRow]:
        """Move the put files to `folder`, which must not exist, and have the disk confirm it.

        The folder is marked disposable until the catalog refers to it. Raises OSError.
        """
        staging = self.directory / "version"
        staging.mkdir()
        files = []
        for name, (path, rows) in self._put.items():
            target = staging / f"{name}.parquet"
            path.replace(target)
            with target.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
                os.fsync(stream.fileno())
            files.append(FileRow(name, f"{folder.name}/{target.name}", rows, digest))
        (staging / DISPOSABLE).touch()
        sync_folder(staging)
        reached("synced")
        staging.rename(folder)
        sync_folder(folder.parent)
        return files


def sync_folder(folder: Path) -> None:
    """Have the disk confirm the folder's entries: a rename survives a power cut only then."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
