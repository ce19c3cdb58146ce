"""A newer export updates by key; the same one changes nothing; the order of files does not matter."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.conftest import Desk

HEAD = "Record ID,Deal Name,Deal Stage,Create Date,Close Date,Amount,Deal owner\n"
ONE = HEAD + "1,a,Presentation,2024-01-01,2024-05-01,5,Ann\n2,b,Closed Won,2024-01-02,2024-02-01,6,Bo\n"


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    first, second = desk.text(ONE), desk.text(ONE)
    assert first.changed and (first.version_before, first.version_after) == (None, 1)
    assert not second.changed and (second.version_before, second.version_after) == (1, 1)
    assert (second.files[0].rows_new, second.files[0].rows_changed, second.files[0].rows_unchanged) == (
        0,
        0,
        2,
    )


def test_a_newer_export_updates_by_key(desk: Desk) -> None:
    desk.text(ONE)
    report = desk.text(HEAD + "1,a,Closed Lost,2024-01-01,2024-05-02,5,Ann\n3,c,Open,2024-06-01,,,\n")
    assert (report.files[0].rows_new, report.files[0].rows_changed) == (1, 1)
    deals = desk.by("deals", "deal_id")
    assert list(deals) == ["1", "2", "3"]
    assert (deals["1"]["outcome"], str(deals["1"]["closed_at"])) == ("lost", "2024-05-02 00:00:00")
    assert deals["1"]["expected_close_at"] is None
    assert deals["2"]["owner"] == "Bo"


def test_columns_the_file_does_not_have_are_kept(desk: Desk) -> None:
    desk.text(ONE)
    report = desk.text("Record ID,Deal Name,Deal Stage,Create Date\n1,renamed,Presentation,2024-01-01\n")
    deal = desk.by("deals", "deal_id")["1"]
    assert report.files[0].rows_changed == 1
    assert (deal["name"], deal["amount"], deal["owner"]) == ("renamed", 5, "Ann")


def test_a_column_emptied_in_the_crm_is_emptied_here(desk: Desk) -> None:
    desk.text(ONE)
    desk.text(HEAD + "1,a,Presentation,2024-01-01,2024-05-01,,Ann\n")
    assert desk.by("deals", "deal_id")["1"]["amount"] is None


def test_undo_brings_the_version_before_back(desk: Desk) -> None:
    desk.text(ONE)
    desk.text(HEAD + "1,a,Closed Won,2024-01-01,2024-05-01,5,Ann\n")
    desk.store.undo()
    assert desk.by("deals", "deal_id")["1"]["outcome"] == "open"


def test_what_was_imported_is_logged(desk: Desk) -> None:
    report = desk.text(ONE, "deals.csv")
    (row,) = desk.store.imports(report.version_after or 0)
    assert (row.file_name, row.table_name, row.rows_read, row.rows_new) == ("deals.csv", "deals", 2, 2)
    assert len(row.sha256) == 64


def test_spend_is_added_up_a_day_channel_and_campaign(desk: Desk) -> None:
    text = "date,channel,campaign,cost\n2024-01-13,ads,x,10.5\n2024-01-13,ads,x,10.5\n2024-01-13,ads,,3\n"
    report = desk.text(text, "spend.csv")
    assert [(row["campaign"], row["amount"]) for row in desk.rows("spend")] == [("x", 21.0), (None, 3.0)]
    assert any("added" in note for note in report.files[0].notes)
    assert not desk.text(text, "spend.csv").changed


def test_rows_lie_in_order_whatever_the_order_of_the_file(desk: Desk) -> None:
    desk.text(HEAD + "2,b,Open,2024-03-01,,,\n1,a,Open,2024-01-01,,,\n3,c,Open,2024-02-01,,,\n")
    assert [row["deal_id"] for row in desk.rows("deals")] == ["1", "3", "2"]


def test_the_types_are_those_of_the_contract(desk: Desk) -> None:
    from unslump.history.tables import table

    desk.text(ONE)
    version = desk.store.current()
    assert version is not None
    schema = pq.read_schema(version.files["deals"])
    assert tuple(schema.names) == table("deals").names
    assert {str(schema.field("amount").type), str(schema.field("created_at").type)} == {
        "double",
        "timestamp[us]",
    }


FILES = {
    "contacts.csv": "Record ID,Email,First Name,Last Name,Contact owner,Create Date\n"
    "7,ann@x.com,Ann,Lee,Bo,2024-01-01\n8,cy@x.com,Cy,Dee,Bo,2024-01-03\n",
    "deals.csv": "Record ID,Deal Name,Deal Stage,Create Date,Associated Contact IDs,Amount\n"
    "1,a,Closed Won,2024-01-05,7;8,5\n2,b,Open,2024-01-06,,6\n",
    "links.csv": "contact_id,deal_id,type_id\n8,2,3\n",
    "orders.csv": "order number,order date,deal id,amount\nA-1,2024-02-13,1,5\n",
}


@settings(max_examples=4, deadline=None)
@given(order=st.permutations(sorted(FILES)), cut=st.integers(1, 4))
def test_files_may_come_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], cut: int
) -> None:
    def tables(parts: list[list[str]]) -> dict[str, list[dict[str, object]]]:
        desk = Desk(tmp_path_factory.mktemp("desk"))
        paths: dict[str, Path] = {name: desk.file(name, FILES[name]) for name in FILES}
        for part in parts:
            if part:
                desk.bring(*(paths[name] for name in part))
        return {table: desk.rows(table) for table in ("leads", "deals", "orders")}

    # Links only fill deals that are there, so they come no earlier than the deals.
    late = [*(name for name in order if name != "links.csv"), "links.csv"]
    assert tables([order]) == tables([sorted(FILES)]) == tables([late[:cut], late[cut:]])
