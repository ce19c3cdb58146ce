"""The months ahead: against a closed form, against sums by hand, and against what `check` expects."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import poisson

from tests.outlook.engines import LAST_DAY, Open, engine, record, rng, sizes, stage, weekly
from unslump.business.company import Company
from unslump.business.goals import Goal, Measure, Period
from unslump.errors import QuestionError
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import forecast_goal
from unslump.slump.altered import Altered
from unslump.slump.outlook import WhatIfs, last_day_ahead, look_out

DRAWS = 2000


def wins_alone(rate: float = 2.0, draws: int = DRAWS) -> RevenueEngine:
    """Wins that nothing announces, so many a week, and as many in the past year."""
    past = record(range(0, 400, round(7 / rate)))
    return engine(draws=draws, wins=weekly(rate, channels=("",), draws=draws), sold=past)


def goal(amount: float, measure: Measure = Measure.DEALS, days: int = 364) -> Goal:
    return Goal("the goal", amount, measure, Period(LAST_DAY, LAST_DAY + timedelta(days=days - 1)))


def test_a_quarter_ahead_is_a_slump_as_often_as_poisson_says() -> None:
    made = wins_alone(2.0, draws=6000)
    answer = look_out(made, None, goal(2 * 52), rng(), months=6)
    for month in answer.months[3:]:  # all 13 weeks lie ahead
        assert month.trailing_pace == pytest.approx(26.0)
        assert month.slump_below == pytest.approx(0.7 * 26.0)
        assert month.slump_probability == pytest.approx(poisson.cdf(18, 26.0), abs=0.015)
        assert month.trailing.mean == pytest.approx(26.0, rel=0.02)
        assert month.trailing.p10 == pytest.approx(poisson.ppf(0.1, 26.0), abs=1)


def test_weeks_that_are_over_count_as_they_were() -> None:
    made = engine(stage(share=1e-9, draws=50), sold=record(range(0, 364, 7)))  # a win a week; none to come
    answer = look_out(made, None, goal(52), rng(), months=4)
    for month in answer.months:
        last = month.last_day
        came = sum(last - timedelta(days=90) <= LAST_DAY - timedelta(days=d) for d in range(0, 364, 7))
        assert month.trailing.p10 == month.trailing.p90 == came
        assert month.slump_probability == float(came < 0.7 * 13)
    assert [month.slump_probability for month in answer.months] == [1.0] * 4
    assert answer.slump_probability == 1.0
    assert answer.now == 13.0
    assert answer.now_share == pytest.approx(1.0)


def test_the_month_that_is_running_holds_what_came_of_it() -> None:
    made = wins_alone()
    mid = RevenueEngine(**{**vars(made), "as_of": date(2026, 4, 10), "observed_until": date(2026, 4, 10)})
    answer = look_out(mid, None, goal(104), rng(), months=2)
    assert answer.months[0].month == date(2026, 4, 1)
    assert [each.month for each in answer.past][-1] == date(2026, 3, 1)
    known = mid.sold.between(date(2026, 4, 1), date(2026, 4, 10)).count
    assert answer.months[0].mean == pytest.approx(known + 20 * 2 / 7, rel=0.05)


def test_past_months_are_what_the_history_records() -> None:
    answer = look_out(wins_alone(), None, goal(104), rng(), months=1)
    march = answer.past[-1]
    assert march.month == date(2026, 3, 1)
    assert march.amount == sum(1 for d in range(0, 400, 4) if d < 31)
    assert march.trailing == sum(1 for d in range(0, 400, 4) if d < 91)
    young = engine(draws=50, wins=weekly(2.0, channels=("",), draws=50), sold=record(range(0, 120, 4)))
    trailing = [each.trailing for each in look_out(young, None, goal(104), rng(), months=1).past]
    assert trailing[0] is None
    assert trailing[-1] == sum(1 for d in range(0, 120, 4) if d < 91)


def test_it_is_what_check_expects_of_the_same_days() -> None:
    made = engine(
        stage(arrivals=weekly(9.0, draws=DRAWS), inside=[Open(9.0, amount=800.0)] * 20, draws=DRAWS),
        sizes=sizes(draws=DRAWS),
    )
    summer = Goal("Summer", 90_000, Measure.BOOKINGS, Period(LAST_DAY + timedelta(days=1), date(2026, 6, 30)))
    answer = look_out(made, None, summer, rng(4), months=3)
    expected = forecast_goal(made, summer, rng(5))
    assert expected is not None
    error = expected.total.std() / np.sqrt(DRAWS)
    assert sum(month.mean for month in answer.months) == pytest.approx(expected.total.mean(), abs=5 * error)
    # April to June are 91 days: the trailing quarter of June is the goal's own period.
    june = answer.months[-1]
    assert june.trailing_from == summer.start
    assert june.trailing_pace == pytest.approx(summer.amount)
    assert june.trailing.p50 == pytest.approx(np.median(expected.total), rel=0.05)


def test_today_is_the_same_with_and_without_a_what_if() -> None:
    made = engine(stage(arrivals=weekly(9.0, draws=400)), sizes=sizes())
    asked = goal(150_000, Measure.BOOKINGS)
    alone = look_out(made, None, asked, rng(), months=4)
    change = Altered(wins=((0.8, None),))
    beside = look_out(made, None, asked, rng(), months=4, what_ifs=WhatIfs(("win rate -20 %",), change))
    assert [month.model_copy(update={"what_if": None}) for month in beside.months] == alone.months
    assert beside.slump_probability == alone.slump_probability
    assert beside.what_if_probability is not None
    assert beside.what_if_probability >= beside.slump_probability
    for month in beside.months:
        assert month.what_if is not None
        assert month.what_if.difference == pytest.approx(
            month.what_if.slump_probability - month.slump_probability
        )
        assert month.what_if.difference >= 0.0  # the same luck: fewer wins can only mean more slumps
        assert month.what_if.change == pytest.approx(month.what_if.trailing.mean - month.trailing.mean)
        assert month.what_if.mean == pytest.approx(0.8 * month.mean, rel=0.05)


def test_a_month_reads_the_same_however_many_are_asked_for() -> None:
    few, many = (look_out(wins_alone(), None, goal(104), rng(), months=n) for n in (2, 9))
    assert many.months[:2] == few.months


def test_a_higher_share_is_reached_more_often() -> None:
    answers = [look_out(wins_alone(), None, goal(104), rng(), months=5, share=s) for s in (0.5, 0.7, 0.9)]
    chances = np.array([[month.slump_probability for month in each.months] for each in answers])
    assert (np.diff(chances, axis=0) >= 0).all()
    assert chances[2, -1] > chances[0, -1]
    for each in answers:
        assert each.slump_probability >= max(month.slump_probability for month in each.months)


def test_without_a_goal_it_says_what_the_pace_is() -> None:
    answer = look_out(wins_alone(), Company("Brightline", "EUR"), None, rng(), months=3)
    assert answer.goal is None
    assert answer.months[-1].trailing_pace == pytest.approx(91 * 91 / 364, rel=0.02)
    assert any("mean of the last 52 weeks" in note for note in answer.notes)


def test_a_history_that_ends_long_before_the_question_says_so() -> None:
    made = wins_alone()
    late = RevenueEngine(**{**vars(made), "as_of": date(2026, 5, 31)})
    answer = look_out(late, None, goal(104), rng(), months=2)
    assert answer.months[0].month == date(2026, 6, 1)
    assert answer.months[0].mean == pytest.approx(30 * 2 / 7, rel=0.05)
    assert any("61 days before" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"months": 0}, "from 1 to 24"),
        ({"months": 500}, "from 1 to 24"),
        ({"months": -3}, "from 1 to 24"),
        ({"share": 5.0}, "between 0 and 1"),
        ({"share": 0.0}, "between 0 and 1"),
        ({"share": float("nan")}, "between 0 and 1"),
    ],
)
def test_odd_questions_are_refused(asked: dict[str, float], said: str) -> None:
    with pytest.raises(QuestionError) as caught:
        look_out(wins_alone(draws=10), None, goal(104), rng(), **asked)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_a_history_that_ended_years_ago_is_refused() -> None:
    old = RevenueEngine(**{**vars(wins_alone(draws=10)), "as_of": date(2029, 1, 1)})
    with pytest.raises(QuestionError, match="history ends on 31 March 2026"):
        look_out(old, None, goal(104), rng(), months=6)


def test_the_last_day_ahead_crosses_years() -> None:
    assert last_day_ahead(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert last_day_ahead(date(2026, 12, 31), 24) == date(2028, 12, 31)


def test_the_same_luck_gives_the_same_answer() -> None:
    assert look_out(wins_alone(), None, goal(104), rng(2)) == look_out(wins_alone(), None, goal(104), rng(2))
