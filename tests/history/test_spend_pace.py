"""Rows of spend fall on the days they pay for, and no money is lost."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.history.spend_pace import days_paid_for, spread

FIRST = date(2025, 1, 6)  # a Monday


def after(*days):
    return np.array([(date.fromisoformat(day) - FIRST).days for day in days])


def test_monthly_rows_last_their_month():
    days = after("2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01")
    np.testing.assert_array_equal(days_paid_for(days, FIRST), [28, 31, 30, 31])


def test_quarterly_and_weekly_rows():
    np.testing.assert_array_equal(
        days_paid_for(after("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01"), FIRST), [90, 91, 92, 92]
    )
    np.testing.assert_array_equal(days_paid_for(np.arange(5) * 7 + 2, FIRST), [7] * 5)


@pytest.mark.parametrize(
    "days",
    [
        after("2025-01-07", "2025-02-19", "2025-06-02", "2025-06-03"),  # invoices as they come
        np.arange(40),  # by the day
        after("2025-02-01", "2025-03-01"),  # two rows are no pace
    ],
)
def test_rows_without_a_pace_stay_on_their_day(days):
    assert (days_paid_for(days, FIRST) == 1).all()


def test_a_month_left_out_does_not_hide_the_pace():
    days = after(*(f"2025-{month:02d}-01" for month in (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)))
    np.testing.assert_array_equal(days_paid_for(days, FIRST)[[4, 5]], [31, 31])


def test_two_campaigns_a_month_are_both_spread():
    days = np.repeat(after("2025-02-01", "2025-03-01", "2025-04-01"), 2)
    np.testing.assert_array_equal(days_paid_for(days, FIRST), [28, 28, 31, 31, 30, 30])


@given(st.lists(st.tuples(st.integers(-400, 800), st.floats(0.01, 1e6)), min_size=1, max_size=40))
def test_money_is_kept_and_never_before_its_day(rows):
    day, amount = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    on, money = spread(day, amount, FIRST)
    assert money.sum() == pytest.approx(amount.sum())
    assert on.min() >= day.min()


def test_steady_money_by_the_month_is_nearly_steady_by_the_week():
    days = after(*(f"2025-{month:02d}-01" for month in range(2, 13)))
    lasts = days_paid_for(days, FIRST)
    on, money = spread(days, lasts * 10.0, FIRST)
    weekly = np.bincount(on // 7, weights=money)
    np.testing.assert_allclose(weekly[4:-1], 70.0)
