"""Dates read one way or not at all: formats round trip, and orders are decided by the values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.conftest import Desk
from unslump.errors import AmbiguousDates
from unslump.history.importing.date_forms import MONTHS, Order, forms, plain_words
from unslump.history.importing.dates import Evidence, read_dates, settle
from unslump.history.importing.engine import connect
from unslump.history.importing.reading import Workbench

BENCH = Workbench(connect(Path.cwd()), Path.cwd())


def read(texts: Sequence[str | None], order: Order | None = None) -> list[datetime | None]:
    """What a column of these texts reads as."""
    con = BENCH.connection
    con.execute("CREATE OR REPLACE TABLE texts (c0 VARCHAR)")
    con.executemany("INSERT INTO texts VALUES (?)", [[text] for text in texts])
    reads, _ = read_dates(BENCH, "texts", [(0, "day")], order, "x.csv", 2)
    return [row[0] for row in con.execute(f"SELECT {reads[0].value} FROM texts ORDER BY rowid").fetchall()]


def day_first(day: date, separator: str, year: str) -> str:
    return separator.join((f"{day:%d}", f"{day:%m}", f"{day:{year}}"))


DAYS = st.dates(date(1971, 1, 1), date(2067, 12, 31))
CLOCKS = [
    ("", lambda t: t.replace(hour=0, minute=0, second=0)),
    (" %H:%M", lambda t: t.replace(second=0)),
    (" %H:%M:%S", lambda t: t),
    (", %H:%M:%S", lambda t: t),
    (" %I:%M %p", lambda t: t.replace(second=0)),
    (" %I:%M:%S%p", lambda t: t),
    ("T%H:%M:%SZ", lambda t: t),
    (" %H:%M:%S UTC", lambda t: t),
]
DATES: list[tuple[str, Order | None]] = [
    ("%Y-%m-%d", None),
    ("%Y/%m/%d", None),
    ("%Y.%m.%d", None),
    ("%d/%m/%Y", "dmy"),
    ("%d.%m.%Y", "dmy"),
    ("%d-%m-%Y", "dmy"),
    ("%d.%m.%y", "dmy"),
    ("%m/%d/%Y", "mdy"),
    ("%m-%d-%y", "mdy"),
    ("%y-%m-%d", "ymd"),
    ("%d %b %Y", None),
    ("%d-%b-%y", None),
    ("%B %d, %Y", None),
    ("%d. %B %Y", None),
    ("%A, %B %d, %Y", None),
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.datetimes(datetime(1971, 1, 1), datetime(2067, 12, 31)), min_size=1, max_size=4),
       st.sampled_from(DATES), st.sampled_from(CLOCKS))  # fmt: skip
def test_every_format_reads_back(times: list[datetime], day: tuple[str, Order | None], clock: tuple) -> None:  # type: ignore[type-arg]
    form, order = day
    suffix, shortened = clock
    texts = [time.strftime(form + suffix) for time in times]
    assert read(texts, order) == [shortened(time.replace(microsecond=0)) for time in times]


@settings(max_examples=30, deadline=None)
@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60),
       st.sampled_from(["T", " "]), st.sampled_from(["", " "]), st.booleans())  # fmt: skip
def test_an_offset_is_turned_into_utc(
    time: datetime, minutes: int, gap: str, space: str, colon: bool
) -> None:
    local = time.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    offset = f"{local:%z}" if not colon else f"{local:%z}"[:3] + ":" + f"{local:%z}"[3:]
    (found,) = read([f"{local:%Y-%m-%d}{gap}{local:%H:%M:%S}{space}{offset}"])
    assert found == local.astimezone(UTC).replace(tzinfo=None)


@given(st.datetimes(datetime(2001, 9, 10), datetime(2100, 1, 1)))
@settings(max_examples=20, deadline=None)
def test_seconds_and_milliseconds_since_1970(time: datetime) -> None:
    seconds = int(time.replace(tzinfo=UTC).timestamp())
    whole = time.replace(microsecond=0)
    assert read([str(seconds)]) == [whole]
    assert read([str(seconds * 1000)]) == [whole]


@settings(max_examples=50, deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=5), st.sampled_from("/.-"), st.sampled_from(["%Y", "%y"]),
       st.sampled_from(["dmy", "mdy"]))  # fmt: skip
def test_the_order_is_decided_by_the_values_or_not_at_all(
    days: list[date], separator: str, year: str, written: Order
) -> None:
    order = ("%d", "%m", year) if written == "dmy" else ("%m", "%d", year)
    texts = [separator.join(day.strftime(part) for part in order) for day in days]
    expected = [datetime(day.year, day.month, day.day) for day in days]
    decided = any(day.day > 12 for day in days) or all(day.day == day.month for day in days)
    if decided:
        assert read(texts) == expected
    else:
        with pytest.raises(AmbiguousDates, match="--dates dmy"):
            read(texts)
    assert read(texts, written) == expected


@pytest.mark.parametrize(
    "text",
    [
        "test",
        "31/02/2024",
        "2024-02-30",
        "99/99/2024",
        "12",
        "tomorrow",
        "2024-13-01",
        "1/2/3/4",
        "25:00",
        "45123",
    ],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert read([text, "2024-01-31"]) == [None, datetime(2024, 1, 31)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5. März 2024", date(2024, 3, 5)),
        ("31 décembre 2023", date(2023, 12, 31)),
        ("5 de enero de 2024", date(2024, 1, 5)),
        ("1 fev 2024", date(2024, 2, 1)),
        ("1st August 2024", date(2024, 8, 1)),
        ("Sept 3, 2024", date(2024, 9, 3)),
        ("20240305", date(2024, 3, 5)),
        ("Mar 5, 2024 at 12:00 AM", date(2024, 3, 5)),
    ],
)
def test_months_by_name(text: str, day: date) -> None:
    assert read([text]) == [datetime(day.year, day.month, day.day)]


@pytest.mark.parametrize("word", ["n/a", "-", "NULL", "None", "(No value)", "0000-00-00"])
def test_a_word_for_nothing_is_nothing(desk: Desk, word: str) -> None:
    report = desk.text(
        "Record ID,Deal Name,Deal Stage,Create Date,Close Date\n"
        f"1,a,Closed Won,13/01/2024,{word}\n2,b,Closed Won,14/01/2024,15/01/2024\n"
    )
    assert report.rows_rejected == 0
    assert desk.by("deals", "deal_id")["1"]["closed_at"] is None


def test_both_readings_are_shown(desk: Desk) -> None:
    with pytest.raises(AmbiguousDates) as caught:
        desk.text("Record ID,Deal Name,Deal Stage,Create Date\n1,a,Open,03/04/2024\n2,b,Open,05/06/2024\n")
    said = str(caught.value)
    assert "'03/04/2024' reads as 3 April 2024 (day first) or as 4 March 2024 (month first)" in said
    assert "row 2, column 'Create Date'" in said
    assert "--dates dmy" in said and "--dates mdy" in said
    assert desk.store.current() is None


def test_a_flag_settles_it(desk: Desk) -> None:
    text = "Record ID,Deal Name,Deal Stage,Create Date\n1,a,Open,03/04/2024\n"
    desk.text(text, dates="mdy")
    assert desk.rows("deals")[0]["created_at"] == datetime(2024, 3, 4)
    desk.text(text, dates="dmy")
    assert desk.rows("deals")[0]["created_at"] == datetime(2024, 4, 3)


def test_another_column_of_the_file_settles_it_and_that_is_said(desk: Desk) -> None:
    report = desk.text(
        "Record ID,Deal Name,Deal Stage,Create Date,Close Date\n1,a,Closed Won,03/04/2024,25/04/2024\n"
    )
    assert desk.rows("deals")[0]["created_at"] == datetime(2024, 4, 3)
    assert any("Create Date: read as dmy, as Close Date" in note for note in report.files[0].notes)


def test_a_contradiction_names_both_rows_and_a_flag_rejects_what_does_not_fit(desk: Desk) -> None:
    text = "Record ID,Deal Name,Deal Stage,Create Date\n1,a,Open,03/04/2024\n"
    text += "2,b,Open,25/06/2024\n3,c,Open,06/26/2024\n"
    with pytest.raises(AmbiguousDates, match=r"row 3 holds '25/06/2024'.*\n?.*row 4 holds '06/26/2024'"):
        desk.text(text)
    report = desk.text(text, dates="dmy")
    assert report.files[0].rows_new == 2
    assert desk.rejected() == [
        {
            "file": "x.csv",
            "row": "4",
            "column": "Create Date",
            "value": "06/26/2024",
            "reason": "is not a date with the day first",
        }
    ]


def test_columns_of_different_orders_leave_a_third_undecided() -> None:
    columns = [
        Evidence("a", only_dmy=1),
        Evidence("b", only_mdy=1),
        Evidence("c", both=1, both_example=(2, "1/2/24", "x", "y")),
    ]
    with pytest.raises(AmbiguousDates, match="contradict"):
        settle("x.csv", columns, None)


def test_mixed_shapes_in_one_column() -> None:
    texts = ["2024-01-31", "31/01/2024", "31/01/24 10:30", "Jan 31, 2024", None]
    assert read(texts) == [
        datetime(2024, 1, 31),
        datetime(2024, 1, 31),
        datetime(2024, 1, 31, 10, 30),
        datetime(2024, 1, 31),
        None,
    ]


def test_fractions_of_a_second() -> None:
    assert read(["2024-01-31T10:00:00.1234567Z"]) == [datetime(2024, 1, 31, 10, 0, 0, 123456)]
    assert read(["2024-01-31T10:00:00.123+01:00"]) == [datetime(2024, 1, 31, 9, 0, 0, 123000)]


def test_a_shape_has_at_most_two_readings() -> None:
    assert [form.order for form in forms("9/9/99")] == ["dmy", "mdy"]
    assert [form.order for form in forms("99-99-99", year_first=True)] == ["ymd"]
    assert forms("no date") == []


def test_every_month_name_means_one_month() -> None:
    assert set(MONTHS.values()) == {f"{month:02d}" for month in range(1, 13)}
    assert list(plain_words(["9 Marzo 9999 Mar"])) == ["Marzo", "Mar"]
