"""The demo's exports go through the import as they are: no mapping, no flag, every flaw accounted for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from unslump.business.company import Company
from unslump.demo.company import LAST_DAY, demo_world
from unslump.demo.exports import write_demo
from unslump.history.importing.report import ImportReport
from unslump.history.importing.running import import_files
from unslump.history.store import Store

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, ImportReport, list[Path], Company]:
    files = write_demo(tmp_path_factory.mktemp("demo"))
    company = Company.from_yaml(files.company.read_text("utf-8"))
    store = Store(files.company.parent)
    return store, import_files(store, files.exports, company=company, now=NOW), list(files.exports), company


def test_every_file_finds_its_table(imported: tuple[Store, ImportReport, list[Path], Company]) -> None:
    report = imported[1]
    assert [file.table for file in report.files] == ["leads", "deals", "activities", "spend", "orders"]


def test_only_what_was_broken_is_rejected(imported: tuple[Store, ImportReport, list[Path], Company]) -> None:
    report = imported[1]
    rejected = {file.table: file.rows_rejected for file in report.files}
    assert rejected == {"leads": 4 + 6, "deals": 3 + 4, "activities": 0, "spend": 1, "orders": 0}
    assert {file.table: file.rows_repeated for file in report.files if file.rows_repeated} == {
        "leads": 12,
        "deals": 5,
    }


def test_what_arrives_is_what_the_world_knows(
    imported: tuple[Store, ImportReport, list[Path], Company],
) -> None:
    snapshot, known = imported[0].snapshot(), demo_world().tables(LAST_DAY)
    assert snapshot.observed_until == LAST_DAY
    missing = {"leads": 4, "deals": 3, "activities": 0, "spend": 1, "orders": 0}
    for name, gone in missing.items():
        assert known[name].num_rows - gone <= snapshot.rows(name) <= known[name].num_rows, name
    deals = snapshot.table("deals")
    won = deals.filter(deals.outcome == "won").count().to_pyarrow().as_py()
    assert abs(won - known["orders"].num_rows) <= 3


def test_nearly_everything_is_linked(imported: tuple[Store, ImportReport, list[Path], Company]) -> None:
    for link in imported[1].links:
        assert link.unlinked <= 0.03 * (link.unlinked + link.linked), link.table


def test_a_second_import_changes_nothing(imported: tuple[Store, ImportReport, list[Path], Company]) -> None:
    store, _, exports, company = imported
    assert not import_files(store, exports, company=company, now=NOW).changed
