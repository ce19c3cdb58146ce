from collections import Counter
from datetime import date, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.history.weekly import count_weeks

START = date(2025, 1, 1)  # a Wednesday
SCHEMA = pa.schema([("day", pa.date32()), ("channel", pa.string())])


def count(rows, until, canonical=str):
    return count_weeks(ibis.memtable(pa.Table.from_pylist(rows, SCHEMA)), until, canonical)


row = st.fixed_dictionaries(
    {
        "day": st.one_of(st.none(), st.integers(0, 90).map(lambda n: START + timedelta(days=n))),
        "channel": st.sampled_from(["Web", "Fair", None]),
    }
)


@settings(max_examples=40, deadline=None)
@given(st.lists(row, max_size=30), st.integers(0, 100))
def test_counts_are_those_of_a_loop_over_rows(rows, until_day):
    until = START + timedelta(days=until_day)
    found = count(rows, until)
    expected = Counter(
        (r["channel"] or "(none)", r["day"] - timedelta(days=r["day"].weekday()))
        for r in rows
        if r["day"] and r["day"] <= until
    )
    seen = Counter()
    for name, weeks in zip(found.channels, found.counts, strict=True):
        for week, number in enumerate(weeks):
            if number:
                seen[name, found.first_week + timedelta(days=7 * week)] += int(number)
    assert seen == expected
    assert found.total == sum(expected.values())
    last = found.first_week + timedelta(days=7 * (found.counts.shape[1] - 1))
    assert last <= until <= last + timedelta(days=6)


def test_exposure_is_the_share_of_the_week_that_was_watched():
    rows = [{"day": date(2025, 1, 2), "channel": "Web"}]  # Thursday
    found = count(rows, date(2025, 1, 14))  # Tuesday, two weeks later
    assert found.exposure.tolist() == pytest.approx([4 / 7, 1.0, 2 / 7])
    one_week = count(rows, date(2025, 1, 3))
    assert one_week.exposure.tolist() == pytest.approx([2 / 7])


def test_since_keeps_the_weeks_after_a_day():
    rows = [{"day": START + timedelta(days=n), "channel": "Web"} for n in range(28)]
    found = count(rows, START + timedelta(days=27))
    later = found.since(START + timedelta(days=8))  # in the second week
    assert later.first_week == date(2025, 1, 13)
    assert later.counts.shape[1] == found.counts.shape[1] - 2
    assert found.since(date(2026, 1, 1)).counts.shape[1] == 1


def test_no_arrivals_leave_one_empty_week():
    found = count([], date(2025, 1, 15))
    assert (found.channels, found.counts.shape, found.first_week) == ((), (0, 1), date(2025, 1, 13))


def test_spellings_fall_together():
    rows = [{"day": START, "channel": name} for name in ("web", "WEB")]
    assert count(rows, START, str.title).channels == ("Web",)
