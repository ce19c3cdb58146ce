"""The same table reads the same, whatever separates, quotes and encodes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.conftest import Desk
from unslump.errors import ImportFailed
from unslump.history.importing.dialect import sniff

HEADERS = ["Record ID", "Deal Name", "Deal Stage", "Create Date"]
ROWS = [["1", "Müller, Söhne; Co", "Closed Won", "2024-01-15"], ["2", 'Say "hi"|x', "Open", "2024-02-16"]]


def _text(delimiter: str, newline: str = "\n") -> str:
    lines = [HEADERS, *ROWS]
    return (
        newline.join(delimiter.join('"' + c.replace('"', '""') + '"' for c in line) for line in lines)
        + newline
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end(desk: Desk, delimiter: str, newline: str) -> None:
    desk.text(_text(delimiter, newline))
    assert [row["name"] for row in desk.rows("deals")] == [row[1] for row in ROWS]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32"]
)
def test_any_encoding(desk: Desk, encoding: str) -> None:
    desk.text(_text(",").encode(encoding))
    assert desk.rows("deals")[0]["name"] == ROWS[0][1]


def test_other_alphabets(desk: Desk) -> None:
    names = ["Продажа оборудования", "Договор с заводом", "Поставка насосов", "Обслуживание линии"]
    lines = "".join(f"{at},{name},Open,2024-01-15\n" for at, name in enumerate(names))
    desk.text((",".join(HEADERS) + "\n" + lines).encode("cp1251"))
    assert [row["name"] for row in desk.rows("deals")] == names


def test_letters_that_come_late(desk: Desk) -> None:
    filler = "".join(f"{at},plain,Open,2024-01-15\n" for at in range(3, 20_000))
    report = desk.text((",".join(HEADERS) + "\n" + filler + "1,Müller,Open,2024-01-15\n").encode("cp1252"))
    assert desk.by("deals", "deal_id")["1"]["name"] == "Müller"
    assert any("cp1252" in note for note in report.files[0].notes)
    assert report.rows_rejected == 0


def test_a_title_above_the_table_and_excels_own_mark(desk: Desk) -> None:
    desk.text("Deals of 2024\n\n" + _text(","), "titled.csv")
    assert len(desk.rows("deals")) == 2
    assert desk.text("sep=;\n" + _text(";")).files[0].rows_unchanged == 2


def test_brackets_and_stars_in_a_name(desk: Desk) -> None:
    assert desk.text(_text(","), "deals [2024]*.csv").files[0].rows_new == 2


def test_rows_that_cannot_be_cut_are_rejected_with_their_row(desk: Desk) -> None:
    report = desk.text(
        ",".join(HEADERS)
        + "\n1,a,Open,2024-01-15\n2,b\n\n3,c,Open,2024-01-15\n4,d,Open,x,y\n5,e,Open,never\n"
    )
    assert report.rows_rejected == 3
    assert report.files[0].rows_read == 5
    assert [(row["row"], row["column"]) for row in desk.rejected()] == [
        ("3", ""),
        ("6", ""),
        ("7", "Create Date"),
    ]


def test_a_cell_over_several_lines_is_one_row(desk: Desk) -> None:
    desk.text(",".join(HEADERS) + '\n1,"a\nb\n\nc",Open,2024-01-15\n2,b,Open,never\n')
    assert desk.rows("deals")[0]["name"] == "a\nb\n\nc"
    assert desk.rejected()[0]["row"] == "3"


@given(
    st.sampled_from([",", ";", "\t", "|"]),
    st.lists(
        st.lists(st.text("ab1.-", min_size=1, max_size=6), min_size=3, max_size=3), min_size=3, max_size=8
    ),
)
def test_the_delimiter_is_found(delimiter: str, cells: list[list[str]]) -> None:
    text = "\n".join(delimiter.join(row) for row in [["id", "name", "day"], *cells]) + "\n"
    assert sniff("x", text, complete=True).delimiter == delimiter


def test_nothing_separates() -> None:
    with pytest.raises(ImportFailed, match="no rows"):
        sniff("x", "a,b,c\n", complete=True)
