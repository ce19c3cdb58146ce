"""The pace: a goal's amount over its days, the nearest goal's elsewhere, else what was usual."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.outlook.engines import LAST_DAY, engine, record, sizes, stage
from unslump.business.company import Company
from unslump.business.goals import Goal, Measure, Period
from unslump.errors import QuestionError
from unslump.estimates.revenue import RevenueEngine
from unslump.slump.pace import pace_of

Q2 = Goal.parse("Q2", "2026-Q2", 9_100)  # 100 a day
Q3 = Goal.parse("Q3", "2026-Q3", 18_400)  # 200 a day
JUNE = Goal.parse("June", "2026-06", 9_000)  # 300 a day
DEALS = Goal.parse("Deals", "2026-Q3", 92, "deals")


def company(*goals: Goal) -> Company:
    return Company("Brightline", "EUR", goals=goals)


def known(**changes: object) -> RevenueEngine:
    return engine(stage(), sizes=sizes(), **changes)


@pytest.mark.parametrize(
    ("day", "pace"),
    [
        (date(2026, 4, 1), 100.0),
        (date(2026, 9, 30), 200.0),
        (date(2026, 1, 1), 100.0),  # before all: the nearest
        (date(2027, 5, 1), 200.0),  # after all: it goes on
    ],
)
def test_a_day_has_the_pace_of_its_goal_or_the_nearest(day: date, pace: float) -> None:
    assert pace_of(known(), company(Q2, Q3), None, "EUR").on(day) == pytest.approx(pace)


def test_over_its_period_the_pace_adds_up_to_the_goal() -> None:
    pace = pace_of(known(), company(Q2, Q3), None, "EUR")
    assert pace.between(Q2.start, Q2.end) == pytest.approx(Q2.amount)
    assert pace.between(Q2.start, Q3.end) == pytest.approx(Q2.amount + Q3.amount)


def test_of_two_goals_on_a_day_the_shorter_counts() -> None:
    pace = pace_of(known(), company(Q2, JUNE), None, "EUR")
    assert pace.on(date(2026, 6, 10)) == pytest.approx(300.0)
    assert pace.on(date(2026, 5, 10)) == pytest.approx(100.0)


def test_goals_in_another_measure_do_not_count() -> None:
    pace = pace_of(known(), company(DEALS, Q2), None, "EUR")  # Q2 is the next to end
    assert pace.measure is Measure.BOOKINGS
    assert pace.goals == (Q2,)
    assert pace_of(known(), company(DEALS, Q2), DEALS, "EUR").measure is Measure.DEALS


def test_a_goal_by_name_is_the_only_one() -> None:
    assert pace_of(known(), company(Q2, Q3), Q3, "EUR").on(date(2026, 5, 1)) == pytest.approx(200.0)


def test_goals_that_are_all_over_still_set_the_pace() -> None:
    past = Goal.parse("old", "2025-Q1", 9_000)
    assert pace_of(known(), company(past), None, "EUR").on(date(2026, 7, 1)) == pytest.approx(100.0)


def test_without_a_goal_it_is_the_last_52_weeks_and_says_so() -> None:
    weekly = known(sold=record(range(3, 7 * 100, 7), amount=700.0))
    for nobody in (None, company()):
        pace = pace_of(weekly, nobody, None, "EUR")
        assert pace.on(LAST_DAY) == pytest.approx(100.0)
        assert "52 weeks" in pace.said
        assert "9,100 EUR in 13 weeks" in pace.said
    short = pace_of(known(sold=record(range(3, 7 * 20, 7), amount=700.0)), None, None, "EUR")
    assert "19 weeks, all there are" in short.said
    assert short.on(LAST_DAY) == pytest.approx(100.0)


def test_without_amounts_deals_are_counted() -> None:
    pace = pace_of(engine(stage(), sold=record(range(3, 7 * 100, 7))), None, None, "")
    assert pace.measure is Measure.DEALS
    assert pace.on(LAST_DAY) == pytest.approx(1 / 7)


def test_what_was_seen_too_seldom_is_refused() -> None:
    with pytest.raises(QuestionError, match="fewer than 10"):
        pace_of(known(sold=record(range(9))), company(Q2), None, "EUR")
    with pytest.raises(QuestionError, match="3 weeks of wins"):
        pace_of(known(sold=record(range(24))), None, None, "EUR")
    with pytest.raises(QuestionError, match="no won deal has an amount"):
        pace_of(engine(stage()), company(Q2), None, "EUR")
    paid = Goal("cash", 9_000.0, Measure.PAID, Period(LAST_DAY, LAST_DAY + timedelta(days=90)))
    with pytest.raises(QuestionError, match="paid"):
        pace_of(known(), company(paid), None, "EUR")
