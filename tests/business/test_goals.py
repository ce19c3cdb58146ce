"""Periods, goals and budgets against the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from unslump.business.goals import Budget, Goal, Measure, Period
from unslump.errors import QuestionError

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026 q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-2", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-01-01..2026-03-31", date(2026, 1, 1), date(2026, 3, 31)),
        (" 2025-12-30 to 2026-1-2 ", date(2025, 12, 30), date(2026, 1, 2)),
        ("2026-01-05..2026-01-05", date(2026, 1, 5), date(2026, 1, 5)),
    ],
)
def test_periods_are_read_as_the_calendar_has_them(text, start, end):
    assert Period.parse(text) == Period(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Q1",
        "2026-Q5",
        "2026-Q0",
        "2026-H3",
        "2026-13",
        "2026-00",
        "26-Q1",
        "2026-01-01",
        "next year",
        "0000",
        "2026-02-30..2026-03-01",
        "2026-03-01..2026-02-01",
        "2026-Q1..2026-Q2",
        "2026-01-01..",
        "２０２６",
        "0000-Q1",
    ],
)
def test_what_is_no_period_is_refused_in_words(text):
    with pytest.raises(QuestionError, match=r"Write .*2026|Write the earlier day first"):
        Period.parse(text)


@given(periods)
def test_a_period_is_written_as_it_is_read(period):
    assert Period.parse(str(period)) == period


@given(st.integers(1900, 2200), st.sampled_from(["", "-Q1", "-Q2", "-Q3", "-Q4", "-H1", "-H2", "-01", "-11"]))
def test_a_short_form_is_written_back_in_its_short_form(year, part):
    assert str(Period.parse(f"{year}{part}")) == f"{year}{part}"


@given(st.integers(1900, 2200))
def test_parts_of_a_year_make_the_year(year):
    whole = Period.parse(f"{year}").days
    for parts in (
        [f"{year}-Q{n}" for n in range(1, 5)],
        [f"{year}-H1", f"{year}-H2"],
        [f"{year}-{n:02d}" for n in range(1, 13)],
    ):
        assert sum(Period.parse(part).days for part in parts) == whole


@given(periods, st.tuples(days, st.integers(0, 80)))
def test_overlap_counts_the_days_that_lie_in_both(period, other):
    second = Period(other[0], other[0] + timedelta(days=other[1]))
    inside = sum(period.contains(second.start + timedelta(days=n)) for n in range(second.days))
    assert period.overlap_days(second) == second.overlap_days(period) == inside


@given(days, st.integers(0, 800))
def test_months_are_those_a_period_touches(start, length):
    period = Period(start, start + timedelta(days=length))
    touched = dict.fromkeys((start + timedelta(days=n)).replace(day=1) for n in range(period.days))
    assert period.months() == tuple(touched)


def test_weeks_are_sevenths_of_days():
    assert Period.parse("2026-02").weeks == 4


def test_a_reversed_period_is_refused():
    with pytest.raises(QuestionError, match="before it starts"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_a_goal_on_the_spot():
    goal = Goal.parse("next", "2026-Q2", "120000", "paid")
    assert goal == Goal("next", 120000.0, Measure.PAID, Period(date(2026, 4, 1), date(2026, 6, 30)))
    assert (goal.start, goal.end) == (date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("period", "amount", "measure", "wrong"),
    [
        ("2026-Q2", 0, "bookings", "asks for 0"),
        ("2026-Q2", -1, "bookings", "asks for -1"),
        ("2026-Q2", float("nan"), "bookings", "asks for nan"),
        ("2026-Q2", float("inf"), "bookings", "asks for inf"),
        ("2026-Q2", "120,000", "bookings", "amount is '120,000'"),
        ("2026-Q2", 5, "calls", "'calls' is not something"),
        ("2026-Q9", 5, "deals", "not a period"),
        ("2026-04-01..2026-04-01", 5, "deals", "has no length"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(period, amount, measure, wrong):
    with pytest.raises(QuestionError, match=wrong):
        Goal.parse("next", period, amount, measure)


@given(periods, st.floats(0, 1e9), days)
def test_a_budget_is_spent_once(period, amount, cut):
    assume(period.start <= cut < period.end)
    budget = Budget(period, amount)
    parts = Period(period.start, cut), Period(cut + timedelta(days=1), period.end)
    assert sum(budget.within(part) for part in parts) == pytest.approx(amount)
    assert budget.within(period) == pytest.approx(amount)


def test_every_measure_says_what_it_counts():
    assert [measure.in_money for measure in Measure] == [False, True, True, True]
    assert len({measure.meaning for measure in Measure}) == 4
