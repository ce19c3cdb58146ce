"""Disks that are full or may not be written: words instead of tracebacks, and nothing lost."""

from __future__ import annotations

import errno
import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.disks import read_only, small_disk
from tests.history.build import lead, write_history
from unslump.errors import NoHistory, StoreError
from unslump.history.store import Store

NOW = datetime(2024, 5, 6)


def noise(rows: int) -> pa.Table:
    """A leads table that does not compress."""
    numbers = np.random.default_rng(3).integers(0, 2**62, rows)
    return pa.table(
        {"lead_id": numbers.astype(str), "created_at": pa.array([NOW] * rows, pa.timestamp("us"))}
    )


def test_a_full_disk_at_any_point_leaves_the_version_before(tmp_path: Path) -> None:
    outcomes = set()
    for spare in (4, 24, 60, 100, 140, 400):  # kB left when the import begins
        with small_disk(tmp_path / f"disk{spare}", "1m") as workspace:
            write_history(workspace, leads=[lead(1, "2024-01-01")])
            filler = workspace / "filler"
            with filler.open("wb") as stream:
                stream.write(b"x" * (shutil.disk_usage(workspace).free - spare * 1024))
            store = Store(workspace)
            try:
                with store.draft("big", now=NOW) as draft:
                    pq.write_table(noise(3000), draft.directory / "leads.parquet")
                    draft.put("leads", draft.directory / "leads.parquet")
            except StoreError as error:
                assert "full" in error.message, error
                outcomes.add("refused")
                expected = 1
            else:
                outcomes.add("written")
                expected = 3000
            assert Store(workspace).snapshot().rows("leads") == expected
            filler.unlink()
            write_history(workspace, leads=[lead(1, "2024-01-01"), lead(2, "2024-01-01")])
            assert Store(workspace).snapshot().rows("leads") == 2
            assert not list(store.directory.glob(".draft-*"))
    assert outcomes == {"refused", "written"}


def test_duckdb_meeting_the_full_disk_says_so_too(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "600k") as workspace:
        store = write_history(workspace, leads=[lead(1, "2024-01-01")])
        with pytest.raises(StoreError, match="is full"), store.draft("big", now=NOW) as draft:
            target = draft.directory / "leads.parquet"
            duckdb.sql(f"COPY (SELECT uuid() AS lead_id FROM range(200000)) TO '{target}'")
        assert store.snapshot().rows("leads") == 1


def test_a_write_that_the_disk_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = write_history(tmp_path, leads=[lead(1, "2024-01-01")])

    def refuse(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(StoreError, match="is full"):
        write_history(tmp_path, leads=[])
    monkeypatch.undo()
    assert store.snapshot().rows("leads") == 1


def test_a_users_own_missing_file_is_not_blamed_on_the_history(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Store(tmp_path).draft("typo", now=NOW):
        (tmp_path / "leads.csv").open()


def test_a_read_only_workspace_answers_and_refuses_imports(tmp_path: Path) -> None:
    workspace = tmp_path / "work"
    write_history(workspace, leads=[lead(1, "2024-01-01"), lead(2, "2024-01-02")])
    before = sorted(workspace.rglob("*"))
    with read_only(workspace):
        store = Store(workspace)
        assert store.snapshot().rows("leads") == 2
        with pytest.raises(StoreError, match="read-only"):
            write_history(workspace, leads=[])
        with pytest.raises(StoreError, match="read-only"):
            store.undo()
        assert Store(workspace).snapshot().rows("leads") == 2
    assert sorted(workspace.rglob("*")) == before
    assert Store(workspace).undo()[1] is None


def test_a_read_only_workspace_without_a_history(tmp_path: Path) -> None:
    workspace = tmp_path / "work"
    workspace.mkdir()
    with read_only(workspace):
        with pytest.raises(NoHistory):
            Store(workspace).snapshot()
        with pytest.raises(StoreError, match="read-only"):
            write_history(workspace, leads=[])
