"""Excel and Parquet: typed cells stay what they are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from importing.conftest import Desk
from unslump.errors import ImportFailed

HEAD = ["Record ID", "Deal Name", "Deal Stage", "Create Date", "Close Date", "Amount"]


def _book(path: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {at}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_real_dates_and_numbers_read_one_way(desk: Desk) -> None:
    row: list[object] = [12, "a", "Closed Won", datetime(2024, 3, 4, 10, 30), date(2024, 4, 5), 1.234]
    desk.bring(_book(desk.folder / "deals.xlsx", [], [[*HEAD], row]))
    (deal,) = desk.rows("deals")
    assert deal["deal_id"] == "12"
    assert (deal["created_at"], deal["closed_at"]) == (datetime(2024, 3, 4, 10, 30), datetime(2024, 4, 5))
    assert deal["amount"] == 1.234


def test_titles_above_the_table_and_the_row_of_a_bad_cell(desk: Desk) -> None:
    rows: list[list[object]] = [
        ["Deals of 2024"],
        [],
        [*HEAD],
        [1, "a", "Open", datetime(2024, 3, 4), None, "test"],
        [],
        [2, "b", "Open", datetime(2024, 3, 4), None, 5],
        [3, "c", "Open", "never", None, 5],
    ]
    report = desk.bring(_book(desk.folder / "deals.xlsx", rows))
    assert report.files[0].rows_new == 1
    assert [(row["row"], row["column"]) for row in desk.rejected()] == [("4", "Amount"), ("7", "Create Date")]


def test_every_filled_sheet_is_used(desk: Desk) -> None:
    deals: list[list[object]] = [[*HEAD], [1, "a", "Open", datetime(2024, 3, 4), None, 5]]
    contacts: list[list[object]] = [
        ["Record ID", "Email", "First Name", "Last Name", "Contact owner", "Create Date"],
        [7, "a@b.c", "Ann", "Lee", "Bo", datetime(2024, 3, 1)],
    ]
    report = desk.bring(_book(desk.folder / "all.xlsx", deals, [], contacts))
    assert [(file.file, file.table) for file in report.files] == [
        ("all.xlsx [Sheet 0]", "deals"),
        ("all.xlsx [Sheet 2]", "leads"),
    ]


def test_a_workbook_without_rows(desk: Desk) -> None:
    with pytest.raises(ImportFailed, match="no sheet with rows"):
        desk.bring(_book(desk.folder / "x.xlsx", [], [[*HEAD]]))


def test_parquet_types_are_kept(desk: Desk) -> None:
    table = pa.table(
        {
            "Record ID": pa.array([1, 2], pa.int64()),
            "Deal Name": ["a", "b"],
            "Deal Stage": ["Closed Won", "Open"],
            "Create Date": pa.array(
                [datetime(2024, 3, 4, 1, tzinfo=UTC)] * 2, pa.timestamp("us", "Europe/Berlin")
            ),
            "Close Date": pa.array([date(2024, 3, 5), None]),
            "Amount": pa.array([1.234, 2.345], pa.float64()),
            "Tags": pa.array([["x"], []], pa.list_(pa.string())),
        }
    )
    pq.write_table(table, desk.folder / "deals [1].parquet")
    desk.bring(desk.folder / "deals [1].parquet")
    deals = desk.by("deals", "deal_id")
    assert deals["1"]["created_at"] == datetime(2024, 3, 4, 1)
    assert (deals["1"]["closed_at"], deals["2"]["amount"]) == (datetime(2024, 3, 5), 2.345)


def test_parquet_without_rows(desk: Desk) -> None:
    nothing = pa.array([], pa.string())
    pq.write_table(pa.table({"a": nothing, "b": nothing}), desk.folder / "x.parquet")
    with pytest.raises(ImportFailed, match="no rows"):
        desk.bring(desk.folder / "x.parquet")
