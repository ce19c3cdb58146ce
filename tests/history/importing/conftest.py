"""A workspace to import into, and the rows that came out of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from unslump.history.importing import ImportReport, import_files
from unslump.history.store import Draft, Store

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Memory:
    """A store that keeps nothing: what the import makes of a file, without the catalog."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def current(self) -> None:
        return None

    @contextmanager
    def draft(self, note: str, now: datetime) -> Iterator[Draft]:
        folder = self.workspace / "draft"
        folder.mkdir()
        yield Draft(folder, None, now)


class Desk:
    """Writes files, imports them, and looks at the tables."""

    def __init__(self, folder: Path, store: Callable[[Path], Any] = Store) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self.store = store(self.workspace)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def bring(self, *files: Path, company: Any = None, **options: Any) -> ImportReport:
        return import_files(self.store, files, company=company, now=options.pop("now", NOW), **options)

    def text(self, content: str | bytes, name: str = "x.csv", **options: Any) -> ImportReport:
        return self.bring(self.file(name, content), **options)

    def rows(self, table: str) -> list[dict[str, Any]]:
        version = self.store.current()
        assert version is not None
        return list(pq.read_table(version.files[table]).to_pylist()) if table in version.files else []

    def by(self, table: str, key: str) -> Mapping[str, dict[str, Any]]:
        return {row[key]: row for row in self.rows(table)}

    def rejected(self) -> list[dict[str, str]]:
        with (self.workspace / "rejected.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
