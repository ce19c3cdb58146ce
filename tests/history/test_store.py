from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.history.build import arrow_table, deal, lead, write_history
from unslump.errors import Busy, NoHistory, StoreError
from unslump.history.store import Store

NOW = datetime(2024, 5, 6, 7, 8, 9)


def leads(count: int) -> list[dict[str, object]]:
    return [lead(number, "2024-01-01") for number in range(count)]


def listing(store: Store) -> set[str]:
    return {path.name for path in store.directory.iterdir()}


def test_a_fresh_workspace_has_no_history_and_asking_creates_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.current() is None
    assert store.versions() == []
    with pytest.raises(NoHistory, match="unslump import"):
        store.snapshot()
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
    with pytest.raises(StoreError, match="nothing to redo"):
        store.redo()
    assert list(tmp_path.iterdir()) == []


def test_an_import_is_kept_with_its_log(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.draft("first", now=NOW) as draft:
        assert draft.base is None
        path = draft.directory / "anything.parquet"
        pq.write_table(arrow_table("leads", leads(3)), path)
        draft.put("leads", path)
        draft.log_import("leads.csv", "ab12", "leads", 5, 3, 0, 2)

    version = Store(tmp_path).current()
    assert version is not None
    assert (version.id, version.parent_id, version.note) == (1, None, "first")
    assert version.created_at == NOW.replace(tzinfo=UTC)
    assert version.files == {"leads": tmp_path / "history/v000001/leads.parquet"}
    assert version.rows == {"leads": 3}
    assert pq.read_table(version.files["leads"]).num_rows == 3
    (entry,) = store.imports(1)
    assert (entry.file_name, entry.rows_read, entry.rows_new, entry.rows_rejected) == ("leads.csv", 5, 3, 2)
    assert entry.at == NOW.replace(tzinfo=UTC)
    assert listing(store) == {".lock", "v000001"}
    assert [path.name for path in (tmp_path / "history/v000001").iterdir()] == ["leads.parquet"]


def test_times_with_an_offset_are_kept_in_utc(tmp_path: Path) -> None:
    now = datetime(2024, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=3)))
    version = write_history(tmp_path, now=now, leads=leads(1)).current()
    assert version is not None
    assert version.created_at == datetime(2023, 12, 31, 22, 0, tzinfo=UTC)


def test_unchanged_tables_are_shared_with_the_version_before(tmp_path: Path) -> None:
    write_history(tmp_path, leads=leads(2), deals=[deal(1, created_at="2024-01-02")])
    before = Store(tmp_path).current()
    write_history(tmp_path, deals=[deal(1, created_at="2024-01-02"), deal(2, created_at="2024-01-03")])
    after = Store(tmp_path).current()
    assert before is not None and after is not None
    assert after.parent_id == before.id
    assert after.files["leads"] == before.files["leads"]
    assert after.files["deals"] == tmp_path / "history/v000002/deals.parquet"
    assert after.rows == {"leads": 2, "deals": 2}


def test_without_a_put_nothing_changes(tmp_path: Path) -> None:
    with Store(tmp_path).draft("nothing", now=NOW) as draft:
        draft.log_import("same.csv", "ab", "leads", 3, 0, 0, 0)
    assert Store(tmp_path).current() is None
    assert not (tmp_path / "unslump.db").exists()
    write_history(tmp_path, leads=leads(1))
    write_history(tmp_path)
    assert [version.id for version in Store(tmp_path).versions()] == [1]


def test_an_exception_leaves_the_version_before(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=leads(1))
    with pytest.raises(ZeroDivisionError), store.draft("broken", now=NOW) as draft:
        path = draft.directory / "leads.parquet"
        pq.write_table(arrow_table("leads", leads(9)), path)
        draft.put("leads", path)
        raise ZeroDivisionError
    assert store.snapshot().rows("leads") == 1
    assert listing(store) == {".lock", "v000001"}


def test_a_put_must_be_a_canonical_table_in_the_drafts_folder(tmp_path: Path) -> None:
    store = Store(tmp_path / "work")
    elsewhere = tmp_path / "leads.parquet"
    pq.write_table(arrow_table("leads", leads(1)), elsewhere)
    with store.draft("bad", now=NOW) as draft:
        with pytest.raises(StoreError, match="draft's folder"):
            draft.put("leads", elsewhere)
        path = draft.directory / "t.parquet"
        path.write_text("lead_id\nL1\n")
        with pytest.raises(StoreError, match="not a Parquet file"):
            draft.put("leads", path)
        pq.write_table(pa.table({"lead_id": ["L1"], "colour": ["red"]}), path)
        with pytest.raises(StoreError, match="colour is unknown, created_at is missing"):
            draft.put("leads", path)
        with pytest.raises(KeyError):
            draft.put("customers", path)
    assert store.current() is None


def test_the_loser_of_two_drafts_is_told_who_holds_the_history(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=leads(1))
    with store.draft("first", now=NOW) as draft:
        path = draft.directory / "leads.parquet"
        pq.write_table(arrow_table("leads", leads(2)), path)
        draft.put("leads", path)
        with pytest.raises(Busy, match=r"process \d+, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"):
            write_history(tmp_path, leads=leads(5))
        with pytest.raises(Busy):
            Store(tmp_path).undo()
        assert Store(tmp_path).snapshot().rows("leads") == 1  # readers see the version before
    assert store.snapshot().rows("leads") == 2
    write_history(tmp_path, leads=leads(3))  # the lock is free again


def test_undo_walks_back_to_an_empty_history_and_redo_forward(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=leads(1))
    write_history(tmp_path, leads=leads(2))
    undone, now = store.undo()
    assert now is not None
    assert (undone.id, now.id, store.snapshot().rows("leads")) == (2, 1, 1)
    undone, now = store.undo()
    assert (undone.id, now) == (1, None)
    with pytest.raises(NoHistory):
        store.snapshot()
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()
    assert [store.redo().id, store.redo().id] == [1, 2]
    assert store.snapshot().rows("leads") == 2
    with pytest.raises(StoreError, match="nothing to redo"):
        store.redo()


def test_an_import_after_undo_supersedes_and_the_next_one_sweeps(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=leads(1))
    write_history(tmp_path, leads=leads(2))
    write_history(tmp_path, leads=leads(3))
    store.undo()
    store.undo()
    reader = store.snapshot()
    write_history(tmp_path, deals=[deal(1, created_at="2024-01-02")])
    current = store.current()
    assert current is not None
    assert (current.id, current.parent_id, current.rows) == (4, 1, {"leads": 1, "deals": 1})
    assert [version.id for version in store.versions()] == [1, 4]
    assert {"v000002", "v000003"} < listing(store)  # a reader may still have them open
    with pytest.raises(StoreError, match="nothing to redo"):
        store.redo()
    write_history(tmp_path, leads=leads(7))
    assert listing(store) == {".lock", "v000001", "v000004", "v000005"}
    assert reader.rows("leads") == 1


def test_the_wrong_database_loses_nothing(tmp_path: Path) -> None:
    write_history(tmp_path, leads=leads(1))
    write_history(tmp_path, leads=leads(2))
    other = Store(tmp_path, f"sqlite:///{tmp_path}/other.db")
    assert other.current() is None
    write_history(tmp_path, store=other, leads=leads(9))
    assert write_history(tmp_path).snapshot().rows("leads") == 2
    assert other.snapshot().rows("leads") == 9


def test_the_database_can_be_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNSLUMP_DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere.db")
    write_history(tmp_path / "w", leads=leads(1))
    assert (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "w/unslump.db").exists()


def test_a_lost_file_is_named(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=leads(1))
    (tmp_path / "history/v000001/leads.parquet").unlink()
    with pytest.raises(StoreError, match=r"v000001/leads\.parquet"):
        store.snapshot()


def test_a_reader_always_sees_one_whole_version(tmp_path: Path) -> None:
    def content(size: int) -> dict[str, list[dict[str, object]]]:
        return {"leads": leads(size), "deals": [deal(n, created_at="2024-01-01") for n in range(size)]}

    write_history(tmp_path, **content(1))
    seen: list[tuple[int, int, int]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            version = Store(tmp_path).current()
            assert version is not None
            counted = [pq.read_metadata(version.files[name]).num_rows for name in ("leads", "deals")]
            seen.append((version.id, *counted))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for size in range(2, 12):
        write_history(tmp_path, **content(size))
    done.set()
    for reader in readers:
        reader.join()
    assert len({version for version, *_ in seen}) > 3
    assert all(version == in_leads == in_deals for version, in_leads, in_deals in seen)
    assert [version for version, *_ in seen[:1]] == [1]
