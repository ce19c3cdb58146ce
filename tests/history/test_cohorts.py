"""Counted in the database, and counted by hand."""

from collections import Counter
from datetime import date, timedelta

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.history.ages import bin_of
from unslump.history.cohorts import (
    MAX_LABELS,
    MISSING,
    OTHER,
    add_months,
    codes_for,
    count_stage,
    months_between,
    recode,
)

START = date(2025, 1, 1)
AS_OF = date(2025, 6, 20)
SCHEMA = pa.schema(
    [
        ("started", pa.date32()),
        ("ended", pa.date32()),
        ("ending", pa.string()),
        ("channel", pa.string()),
        ("owner", pa.string()),
    ]
)

days = st.integers(0, 170).map(lambda n: START + timedelta(days=n))
prospect = st.fixed_dictionaries(
    {
        "started": days,
        "ended": st.one_of(st.none(), st.integers(-5, 260).map(lambda n: START + timedelta(days=n))),
        "ending": st.sampled_from(["moved", "lost"]),
        "channel": st.sampled_from(["Web", " Web", "Fair", None, "  "]),
        "owner": st.sampled_from(["Ann", "Bob", None]),
    }
).map(lambda row: row if row["ended"] else row | {"ending": None})


def count(rows, canonical=None):
    table = ibis.memtable(pa.Table.from_pylist(list(rows), SCHEMA))
    return count_stage(
        table,
        name="lead",
        endings=("moved", "lost"),
        factors=("channel", "owner"),
        as_of=AS_OF,
        canonical=canonical or {},
    )


def by_hand(rows, leaking):
    """Counters of what ended and what is open, with labels in full."""
    ended, still = Counter(), Counter()
    for row in rows:
        key = (
            months_between(START, row["started"]),
            *(
                MISSING if factor in leaking else ((row[factor] or "").strip() or MISSING)
                for factor in ("channel", "owner")
            ),
        )
        if row["ended"] is not None and row["ended"] <= AS_OF:
            age = int(bin_of(np.array([(row["ended"] - row["started"]).days]))[0])
            month = max(months_between(START, row["ended"]), 0)
            ended[*key, row["ending"], age, month] += 1
        else:
            still[*key, int(bin_of(np.array([(AS_OF - row["started"]).days]))[0])] += 1
    return ended, still


@settings(max_examples=60, deadline=None)
@given(st.lists(prospect, min_size=1, max_size=40))
def test_counts_are_those_of_a_loop_over_rows(rows):
    rows = [{"started": START, "ended": None, "ending": None, "channel": "Web", "owner": "Ann"}, *rows]
    cohorts = count(rows)
    ended, still = by_hand(rows, cohorts.leaking)

    def key(cell):
        return (
            int(cohorts.months[cell]),
            *(cohorts.labels[f][cohorts.codes[f][cell]] for f in ("channel", "owner")),
        )

    found_ended, found_still = Counter(), Counter()
    for cell, ending, age, number, month in zip(*cohorts.ended, cohorts.ended_months, strict=True):
        found_ended[*key(cell), cohorts.endings[ending], int(age), max(int(month), 0)] += int(number)
    for cell, age, number in zip(*cohorts.still_open, strict=True):
        found_still[*key(cell), int(age)] += int(number)
    assert found_ended == ended
    assert found_still == still
    assert cohorts.started == len(rows)
    assert cohorts.early == sum(
        1 for row in rows if row["ended"] and row["ended"] <= AS_OF and row["ended"] < row["started"]
    )
    assert cohorts.month_table()[:, 0].sum() == len(rows)
    assert cohorts.n_months == 6


@settings(max_examples=20, deadline=None)
@given(st.lists(prospect, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, two = count(rows), count(shuffled)
    assert (one.labels, one.silent_months, one.leaking) == (two.labels, two.silent_months, two.leaking)
    for a, b in zip(
        (*one.ended, *one.still_open, one.months), (*two.ended, *two.still_open, two.months), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def test_nothing_at_all_makes_an_empty_stage():
    cohorts = count([])
    assert (cohorts.n_cells, cohorts.started, cohorts.n_months) == (0, 0, 1)
    assert cohorts.endings == ("moved",)
    assert cohorts.month_table().tolist() == [[0, 0]]


def test_an_ending_that_never_occurs_is_dropped_but_the_first_is_kept():
    lost = [{"started": START, "ended": START, "ending": "lost", "channel": None, "owner": None}]
    assert count(lost).endings == ("moved", "lost")
    assert count([lost[0] | {"ending": "moved"}]).endings == ("moved",)
    assert count(lost).ended_as("nothing") == 0


def test_spellings_of_one_label_fall_together():
    rows = [
        {"started": START, "ended": None, "ending": None, "channel": name, "owner": "Ann"}
        for name in ("web", "Web ", "WEB", "fair")
    ]
    cohorts = count(rows, {"channel": str.title})
    assert cohorts.labels["channel"] == ("Web", "Fair")


def test_rare_labels_beyond_the_limit_share_one():
    raw = pa.array([f"C{i}" for i in range(100)] + ["big"] * 5 + [None])
    labels, codes = recode(raw, np.ones(106, dtype=np.int64), str)
    assert len(labels) == MAX_LABELS
    assert (labels[0], labels[-1]) == ("big", OTHER)
    assert (codes == MAX_LABELS - 1).sum() == 106 - 5 - (MAX_LABELS - 2)


def test_strangers_among_known_labels():
    raw = pa.array(["Web", "New", None, " Web"])
    assert codes_for(raw, ("Web", MISSING, OTHER), str).tolist() == [0, 2, 1, 0]
    assert codes_for(raw, ("Web", MISSING), str).tolist() == [0, 1, 1, 0]
    assert codes_for(raw, ("Web",), str).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("months", [0, 1, 11, 12, 37])
def test_months_are_added_and_counted_alike(months):
    assert months_between(date(2025, 11, 30), add_months(date(2025, 11, 30), months)) == months
