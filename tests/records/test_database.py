from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from tests.disks import read_only
from unslump.errors import StoreError
from unslump.records import catalog, migrate
from unslump.records.database import Records
from unslump.records.schema import history_version, metadata

NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)


def version(number: int, parent: int | None) -> catalog.VersionRow:
    file = catalog.FileRow("leads", f"v{number:06d}/leads.parquet", 1, "ab")
    return catalog.VersionRow(number, parent, NOW, "it's; DROP TABLE history_file --", (file,))


def current_id(records: Records) -> int | None:
    with records.reading() as connection:
        found = catalog.current_version(connection) if connection else None
    return found.id if found else None


def test_the_constant_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_the_migrations_make_what_the_schema_says(tmp_path: Path) -> None:
    with Records(tmp_path).writing() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_reading_never_creates_the_file(tmp_path: Path) -> None:
    with Records(tmp_path).reading() as connection:
        assert connection is None
    assert list(tmp_path.iterdir()) == []


def test_a_version_comes_back_as_it_was_recorded(tmp_path: Path) -> None:
    entry = catalog.ImportRow("a'b.csv", "cd", "leads", 4, 3, 1, 0, NOW)
    with Records(tmp_path).writing() as connection:
        assert catalog.record_version(connection, version(1, None), [entry]) == []
    with Records(tmp_path).reading() as connection:
        assert connection is not None
        assert catalog.current_version(connection) == version(1, None)
        assert catalog.imports_of(connection, 1) == [entry]


def test_a_parent_that_is_no_longer_current_is_refused_and_rolled_back(tmp_path: Path) -> None:
    records = Records(tmp_path)
    with records.writing() as connection:
        catalog.record_version(connection, version(1, None), [])
        catalog.record_version(connection, version(2, 1), [])
        catalog.move_current(connection, 2, 1)
    with pytest.raises(StoreError, match="another import"), records.writing() as connection:
        catalog.record_version(connection, version(3, 2), [])
    with records.reading() as connection:
        assert connection is not None
        assert [row.id for row in catalog.all_versions(connection)] == [1, 2]
    assert current_id(records) == 1


def test_a_failure_in_the_middle_of_a_migration_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(connection: object) -> None:
        real(connection)
        raise RuntimeError

    real = migrate.upgrade
    monkeypatch.setattr(migrate, "upgrade", broken)
    with pytest.raises(RuntimeError), Records(tmp_path).writing():
        pass
    with sqlite3.connect(tmp_path / "unslump.db") as raw:
        assert raw.execute("SELECT name FROM sqlite_schema").fetchall() == []
    raw.close()
    assert current_id(Records(tmp_path)) is None
    monkeypatch.undo()
    with Records(tmp_path).writing() as connection:
        catalog.record_version(connection, version(1, None), [])
    assert current_id(Records(tmp_path)) == 1


def _open_and_write(workspace: str) -> int:
    with Records(Path(workspace)).writing() as connection:
        return len(connection.execute(select(history_version)).all())


def test_several_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    with get_context("spawn").Pool(3) as pool:
        assert pool.map(_open_and_write, [str(tmp_path)] * 6, chunksize=1) == [0] * 6


def test_opening_a_migrated_database_is_quick_and_needs_no_alembic(tmp_path: Path) -> None:
    with Records(tmp_path).writing() as connection:
        catalog.record_version(connection, version(1, None), [])
    code = "import sys; from pathlib import Path; from unslump.records.database import Records\n"
    code += f"with Records(Path({str(tmp_path)!r})).reading() as c: assert c\n"
    code += "assert 'alembic' not in sys.modules"
    from subprocess import run

    run([sys.executable, "-c", code], check=True)
    fastest = 9.0
    for _ in range(3):
        start = time.perf_counter()
        assert current_id(Records(tmp_path)) == 1
        fastest = min(fastest, time.perf_counter() - start)
    assert fastest < 0.15


def test_another_layout_is_refused_in_words(tmp_path: Path) -> None:
    with Records(tmp_path).writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer unslump"), Records(tmp_path).reading():
        pass
    with pytest.raises(StoreError, match="newer unslump"), Records(tmp_path).writing():
        pass


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be one" * 40, b"SQLite format 3\0junk"]
)
def test_a_damaged_file_is_told_apart(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "unslump.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"unslump\.db is damaged"):
        current_id(Records(tmp_path))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "not an address"),
        ("sqlite://", "without a file"),
        ("frobnicate://host/db", "driver"),
        ("postgresql+psycopg://user:secret@127.0.0.1:1/x", "could not be used|driver"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(tmp_path: Path, url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        current_id(Records(tmp_path, url))
    assert "secret" not in str(caught.value)


def crashed_copy(tmp_path: Path, *, with_shm: bool) -> Path:
    """A workspace as a killed process leaves it: version 2 is committed, but only in the -wal file."""
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.mkdir()
    copy.mkdir()
    records = Records(source)
    with records.writing() as connection:
        catalog.record_version(connection, version(1, None), [])
    holder = sqlite3.connect(source / "unslump.db")  # keeps the -wal from being folded back
    holder.execute("SELECT count(*) FROM history_version").fetchall()
    with records.writing() as connection:
        catalog.record_version(connection, version(2, 1), [])
    for suffix in ("", "-wal", "-shm") if with_shm else ("", "-wal"):
        shutil.copyfile(source / f"unslump.db{suffix}", copy / f"unslump.db{suffix}")
    holder.close()
    with sqlite3.connect(f"file:{copy}/unslump.db?immutable=1", uri=True) as alone:
        assert alone.execute("SELECT count(*) FROM history_version").fetchone() == (1,)
    alone.close()
    return copy


@pytest.mark.parametrize("with_shm", [True, False])
def test_what_only_the_wal_holds_is_read_in_a_read_only_folder(tmp_path: Path, with_shm: bool) -> None:
    workspace = crashed_copy(tmp_path, with_shm=with_shm)
    before = {path.name: path.read_bytes() for path in workspace.iterdir()}
    with read_only(workspace):
        assert current_id(Records(workspace)) == 2
        assert {path.name: path.read_bytes() for path in workspace.iterdir()} == before
    assert current_id(Records(workspace)) == 2


def test_reading_while_another_process_writes(tmp_path: Path) -> None:
    records = Records(tmp_path)
    with records.writing() as connection:
        catalog.record_version(connection, version(1, None), [])
    with records.writing() as connection:
        catalog.record_version(connection, version(2, 1), [])
        assert current_id(Records(tmp_path)) == 1
    assert current_id(Records(tmp_path)) == 2


def test_the_last_one_to_leave_tidies_the_wal(tmp_path: Path) -> None:
    with Records(tmp_path).writing() as connection:
        catalog.record_version(connection, version(1, None), [])
    current_id(Records(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["unslump.db"]


def test_an_old_layout_in_a_read_only_folder_is_told(tmp_path: Path) -> None:
    workspace = tmp_path / "work"
    workspace.mkdir()
    with Records(workspace).writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with read_only(workspace), pytest.raises(StoreError, match="read-only"):
        current_id(Records(workspace))
