"""Bad rows go to rejected.csv with file, row, column, value and reason; the good ones are kept."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.conftest import Desk, Memory
from unslump.errors import RowsRejected

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x")']
HEAD = "Record ID,Deal Name,Deal Stage,Create Date,Close Date,Amount\n"


def test_each_reason_with_its_row_and_column(desk: Desk) -> None:
    report = desk.text(
        HEAD
        + "1,good,Closed Won,2024-01-01,2024-02-01,5.50\n"
        + ",no key,Closed Won,2024-01-01,2024-02-01,5\n"
        + "3,closed before created,Closed Won,2024-03-01,2024-02-01,5\n"
        + "4,future,Closed Won,2027-01-01,2027-02-01,5\n"
        + "5,negative,Closed Won,2024-01-01,2024-02-01,-5\n"
        + "6,no date,Closed Won,soon,2024-02-01,5\n"
        + "7,ancient,Closed Won,0204-01-01,2024-02-01,5\n"
        + "8,planned,Presentation,2024-01-01,2027-02-01,5\n",
        "deals.csv",
    )
    assert report.rows_rejected == 6
    assert report.files[0].rows_new == 2
    assert [(row["row"], row["column"], row["value"], row["reason"]) for row in desk.rejected()] == [
        ("3", "Record ID", "", "has no value for deal_id"),
        ("4", "Close Date", "2024-02-01", "lies before Create Date (2024-03-01)"),
        ("5", "Create Date", "2027-01-01", "lies in the future"),
        ("6", "Amount", "'-5", "is negative"),
        ("7", "Create Date", "soon", "is not a date"),
        ("8", "Create Date", "0204-01-01", "lies before the year 1900"),
    ]
    assert {row["file"] for row in desk.rejected()} == {"deals.csv"}
    assert report.rejected == desk.workspace / "rejected.csv"


def test_the_same_day_is_not_before(desk: Desk) -> None:
    report = desk.text(HEAD + "1,a,Closed Won,2024-01-01 17:00,2024-01-01,5\n")
    assert report.rows_rejected == 0


def test_a_day_ahead_is_only_another_time_zone(desk: Desk) -> None:
    assert desk.text(HEAD + "1,a,Open,2026-07-02 11:00,,5\n").rows_rejected == 0
    assert desk.text(HEAD + "2,a,Open,2026-07-03 11:00,,5\n").rows_rejected == 1


def test_strict_takes_all_or_nothing(desk: Desk) -> None:
    text = HEAD + "1,good,Open,2024-01-01,,5\n2,bad,Open,never,,5\n"
    with pytest.raises(RowsRejected, match="1 row is bad") as caught:
        desk.text(text, strict=True)
    assert "rejected.csv" in caught.value.hint
    assert desk.store.current() is None
    assert len(desk.rejected()) == 1
    assert desk.text(HEAD + "1,good,Open,2024-01-01,,5\n", strict=True).changed


def test_older_lists_are_kept_a_few_of_them(desk: Desk) -> None:
    for at in range(8):
        desk.text(HEAD + f"{at},bad,Open,never{at},,5\n1,good,Open,2024-01-01,,\n")
    names = sorted(path.name for path in desk.workspace.glob("rejected*"))
    assert names == ["rejected-1.csv", *(f"rejected-{at}.csv" for at in range(2, 6)), "rejected.csv"]
    assert "never7" in (desk.workspace / "rejected.csv").read_text("utf-8")
    assert "never6" in (desk.workspace / "rejected-1.csv").read_text("utf-8")
    assert "never2" in (desk.workspace / "rejected-5.csv").read_text("utf-8")


@settings(max_examples=25, deadline=None)
@given(st.text(string.ascii_letters + " =+-@\t", max_size=12).map("=".__add__) | st.sampled_from(FORMULAS))
def test_no_cell_of_it_is_a_formula(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"), Memory)
    cell = '"' + value.replace('"', '""') + '"'
    desk.text(HEAD + f"1,a,Open,{cell},,5\n2,b,Open,2024-01-01,,\n", "=x.csv")
    (row,) = desk.rejected()
    assert all(not text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for text in row.values())
    assert row["value"].lstrip("'").strip() == value.strip()


def test_the_same_row_again_is_counted_not_rejected(desk: Desk) -> None:
    report = desk.text(HEAD + "1,a,Open,2024-01-01,,5\n" * 3)
    assert (report.files[0].rows_new, report.files[0].rows_repeated, report.rows_rejected) == (1, 2, 0)


def test_of_different_rows_with_one_key_the_last_is_kept_and_the_difference_told(desk: Desk) -> None:
    desk.text(HEAD + "1,a,Open,2024-01-01,,5\n1,a,Open,2024-01-02,,7.5\n")
    assert [row["amount"] for row in desk.rows("deals")] == [7.5]
    (row,) = desk.rejected()
    assert (row["row"], row["column"], row["value"]) == ("2", "Record ID", "1")
    assert row["reason"] == (
        "row 3 has the same key and is kept; here created_at 2024-01-01, not 2024-01-02; amount 5, not 7.5"
    )


def test_a_date_of_change_decides_instead(desk: Desk) -> None:
    head = HEAD.replace("\n", ",Last Modified Date\n")
    desk.text(head + "1,a,Open,2024-01-01,,5,2024-03-01\n1,a,Open,2024-01-01,,7,2024-02-01\n")
    assert [row["amount"] for row in desk.rows("deals")] == [5]


def test_deleted_rows_are_skipped_and_counted(desk: Desk) -> None:
    text = "deal_id,is_deleted,property_dealname,property_createdate,deal_pipeline_stage_id\n"
    report = desk.text(text + "1,false,a,2024-01-01,x\n2,TRUE,b,2024-01-01,x\n")
    assert (report.files[0].rows_new, report.files[0].rows_skipped) == (1, 1)


def test_empty_rows_are_skipped(desk: Desk) -> None:
    report = desk.text(HEAD + "1,a,Open,2024-01-01,,5\n,,,,,\n, ,,,,\n2,b,Open,never,,\n")
    assert (report.files[0].rows_new, report.files[0].rows_skipped) == (1, 2)
    assert desk.rejected()[0]["row"] == "5"


def test_ten_thousand_channels_are_a_warning(desk: Desk) -> None:
    rows = "".join(f"{at},2024-01-01,channel {at},a{at}@b.c\n" for at in range(10_000))
    report = desk.text("id,created,channel,email\n" + rows, "leads.csv")
    assert report.files[0].rows_new == 10_000
    assert any("10,000 different values of channel" in warning for warning in report.warnings)
