"""Amounts read one way or not at all, in every way people write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from importing.conftest import Desk
from unslump.errors import ImportFailed
from unslump.history.importing.engine import connect
from unslump.history.importing.money import SYMBOLS, Decimal, read_numbers
from unslump.history.importing.reading import Workbench

BENCH = Workbench(connect(Path.cwd()), Path.cwd())


def read(
    texts: Sequence[str | None], decimal: Decimal | None = None
) -> list[tuple[float | None, str | None]]:
    """The number and the currency mark of each text of a column."""
    con = BENCH.connection
    con.execute("CREATE OR REPLACE TABLE texts (c0 VARCHAR)")
    con.executemany("INSERT INTO texts VALUES (?)", [[text] for text in texts])
    found = read_numbers(BENCH, "texts", [(0, "amount")], decimal, "x.csv", 2)[0]
    mark = found.mark or "NULL"
    return con.execute(f"SELECT {found.value}, {mark} FROM texts ORDER BY rowid").fetchall()


STYLES = [(",", "."), (".", ","), (" ", ","), (" ", "."), ("\u00a0", ","), ("\u202f", ",")]
STYLES += [("'", "."), ("’", "."), ("", "."), ("", ",")]


def written(cents: int, grouping: str, decimal: str) -> str:
    whole = f"{abs(cents) // 100:,}".replace(",", grouping)
    return f"{'-' if cents < 0 else ''}{whole}{decimal}{abs(cents) % 100:02d}"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=5),
    st.sampled_from(STYLES),
    st.sampled_from(["{}", "€{}", "{} €", "EUR {}", "{} EUR", "R$ {}", "US${}", "{} zł", " {} "]),
)
def test_every_style_reads_back(cents: list[int], style: tuple[str, str], frame: str) -> None:
    texts = [frame.format(written(amount, *style)).strip() for amount in cents]
    assert [value for value, _ in read(texts)] == [pytest.approx(amount / 100) for amount in cents]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1000, 999_999), min_size=1, max_size=5), st.sampled_from([",", "."]))
def test_thousands_alone_are_never_guessed(numbers: list[int], grouping: str) -> None:
    texts = [f"{number:,}".replace(",", grouping) for number in numbers]
    with pytest.raises(ImportFailed, match="--decimal"):
        read(texts)
    decimal: Decimal = "." if grouping == "," else ","
    assert [value for value, _ in read(texts, decimal)] == [float(number) for number in numbers]
    other: Decimal = "," if grouping == "," else "."
    assert [value for value, _ in read(texts, other)] == [pytest.approx(number / 1000) for number in numbers]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1e9).map(lambda x: round(x, 4)), min_size=1, max_size=5))
def test_plain_numbers_read_as_they_are(numbers: list[float]) -> None:
    texts = [repr(number) for number in numbers]
    assume(any("." in text and len(text.split(".")[1]) != 3 and "e" not in text for text in texts))
    assert [value for value, _ in read(texts)] == numbers


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("(1,234.50)", -1234.5, None),
        ("-1.234,50 €", -1234.5, "€"),
        ("CHF 1'234.50", 1234.5, "CHF"),
        ("R$ 1.234,50", 1234.5, "R$"),
        ("$-5.25", -5.25, "$"),
        ("−5.25", -5.25, None),
        ("12,34,567.50", 1234567.5, None),
        ("1,234,567", 1234567.0, None),
        ("0.125", 0.125, None),
        ("0,125", 0.125, None),
        ("5.-", 5.0, None),
        ("100", 100.0, None),
        ("1e5", 100000.0, None),
    ],
)
def test_single_amounts(text: str, value: float | None, mark: str | None) -> None:
    assert read([text, None])[0] == (value, mark)


@pytest.mark.parametrize("text", ["test", "12 apples", "1.2.3", "5%", "1,23,4", "--5", "12:30", "€", "1 2 x"])
def test_what_is_no_amount_is_not_read(text: str) -> None:
    assert read([text, "1.5"])[0][0] is None


def test_both_readings_are_shown(desk: Desk) -> None:
    with pytest.raises(ImportFailed) as caught:
        desk.text("Record ID,Deal Name,Deal Stage,Create Date,Amount\n1,a,Open,2024-01-01,1.234\n")
    assert "'1.234' reads as 1,234 (decimal comma) or as 1.234 (decimal point)" in caught.value.message
    assert "--decimal" in caught.value.hint


def test_a_contradiction_names_both_rows_and_a_flag_rejects_what_does_not_fit(desk: Desk) -> None:
    text = (
        'id,Deal Name,Deal Stage,Create Date,Amount\n1,a,Open,2024-01-01,1.50\n2,b,Open,2024-01-01,"1,50"\n'
    )
    text = text.replace("id", "Record ID", 1)
    with pytest.raises(ImportFailed, match=r"row 2 holds '1.50'.*\n?.*row 3 holds '1,50'"):
        desk.text(text)
    assert desk.text(text, decimal=".").rows_rejected == 1
    assert desk.rejected()[0]["value"] == "1,50"


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("-5", "is negative"),
        ("NaN", "is not an amount"),
        ("Infinity", "is not an amount"),
        ("test", "is not an amount"),
    ],
)
def test_impossible_amounts_are_rejected_never_turned_into_zero(desk: Desk, amount: str, reason: str) -> None:
    rows = f"1,a,Open,2024-01-01,{amount}\n2,b,Open,2024-01-01,\n"
    desk.text("Record ID,Deal Name,Deal Stage,Create Date,Amount\n" + rows)
    assert [row["amount"] for row in desk.rows("deals")] == [None]
    assert desk.rejected()[0]["reason"] == reason


def test_every_sign_stands_for_a_code() -> None:
    assert all(len(code) == 3 and code.isupper() for code in SYMBOLS.values())
