"""Every file that cannot be imported says what it is and how to mend it; nothing changes."""

from __future__ import annotations

import csv
import gzip
import io
import os
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from importing.conftest import Desk, Memory
from unslump.errors import ImportFailed


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("deals.csv", "a,b\n1,2\n")
    return out.getvalue()


BAD = {
    "empty": (b"", "is empty"),
    "blank": (b"  \r\n\n", "is empty"),
    "header only": (b"Record ID,Deal Name,Deal Stage,Create Date\n", "no rows"),
    "one column": (b"Record ID Deal Name\n1 a\n2 b\n", "single column"),
    "binary": (bytes(range(256)) * 40, "not text"),
    "zip": (_zip(), "ZIP"),
    "gzip": (gzip.compress(b"a,b\n1,2\n"), "gzip"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Excel"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "web page": (b"<!DOCTYPE html><html><table><tr><td>a</td></tr></table></html>", "web page"),
    "parquet": (b"PAR1" + bytes(100), "broken Parquet"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_says_what_it_is(desk: Desk, case: str) -> None:
    content, words = BAD[case]
    with pytest.raises(ImportFailed, match=words) as caught:
        desk.text(content, "deals.csv")
    assert "deals.csv" in caught.value.message
    assert desk.store.current() is None


def test_a_missing_file_and_a_folder(desk: Desk) -> None:
    with pytest.raises(ImportFailed, match="There is no file"):
        desk.bring(desk.folder / "nowhere.csv")
    with pytest.raises(ImportFailed, match="is a folder"):
        desk.bring(desk.folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(desk: Desk) -> None:
    path = desk.file("x.csv", "a,b\n1,2\n")
    path.chmod(0)
    with pytest.raises(ImportFailed, match="may not be read"):
        desk.bring(path)


def test_no_file_at_all(desk: Desk) -> None:
    with pytest.raises(ImportFailed, match="No file"):
        desk.bring()


def test_a_workbook_that_is_none(desk: Desk) -> None:
    with pytest.raises(ImportFailed, match=r"not a \.xlsx file inside"):
        desk.text("a,b\n1,2\n", "x.xlsx")
    with pytest.raises(ImportFailed, match="not a readable Excel workbook"):
        desk.text(_zip(), "y.xlsx")


def test_the_same_header_twice(desk: Desk) -> None:
    twice = "Record ID,Deal Name,Deal Stage,Create Date,Amount,Amount\n1,a,Closed Won,2024-01-01,5,6\n"
    with pytest.raises(ImportFailed, match="2 columns called 'Amount'"):
        desk.text(twice)


def test_the_same_header_twice_does_no_harm_where_it_is_not_used(desk: Desk) -> None:
    report = desk.text("Record ID,Deal Name,Deal Stage,Create Date,Zip,Zip\n1,a,Closed Won,2024-01-01,5,6\n")
    assert report.files[0].rows_new == 1


def test_one_bad_file_keeps_the_good_one_out(desk: Desk) -> None:
    good = desk.file("good.csv", "Record ID,Deal Name,Deal Stage,Create Date\n1,a,Open,2024-01-01\n")
    with pytest.raises(ImportFailed):
        desk.bring(good, desk.file("bad.csv", b""))
    assert desk.store.current() is None


def test_no_row_fits_the_header(desk: Desk) -> None:
    text = "Record ID,Deal Name,Deal Stage,Create Date\n" + "1;a;Open;2024-01-01\n" * 5
    with pytest.raises(ImportFailed):
        desk.text(text)


@settings(max_examples=40, deadline=None)
@given(
    content=st.binary(max_size=400) | st.text(alphabet=" ,;\"\n\r\t'a1é\x00", max_size=200).map(str.encode)
)
@example(b'Record ID,Deal Name,Deal Stage,Create Date\n"1,a,Open,2024-01-01\n')
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfea\x00")
@example(b'a,b\n"')
def test_whatever_the_bytes_only_an_import_fails(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), Memory)
        try:
            desk.text(content)
        except ImportFailed as error:
            assert error.message


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(
        st.tuples(*[st.text(st.characters(blacklist_categories=("Cs",)), max_size=8)] * 4),
        min_size=1,
        max_size=6,
    )
)
@example([("", "", "", ""), ("", "", "", "0")])
def test_whatever_the_cells_every_row_is_accounted_for(cells: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["Record ID", "Deal Name", "Deal Stage", "Create Date"])
    writer.writerows(cells)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), Memory)
        try:
            report = desk.text(out.getvalue()).files[0]
        except ImportFailed:
            return
        assert report.rows_read == len(cells)
        # A row without anything in it is skipped, and counted as that.
        outcome = report.rows_new + report.rows_rejected + report.rows_repeated + report.rows_skipped
        assert outcome == report.rows_read
