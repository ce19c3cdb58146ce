"""What could be promised, held against the verdict's own draws and against counting."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outlook.engines import LAST_DAY, rng
from tests.planning.test_support import company, goal
from unslump.business.goals import Goal, Measure, Period
from unslump.errors import QuestionError
from unslump.planning.promise import LEVELS, PromiseResult, promise, safe_amount
from unslump.planning.support import check_goal
from unslump.report.promise_chart import promise_curve

DRAWS = st.lists(st.floats(0, 1e9), min_size=1, max_size=60)


def promised(measure: Measure = Measure.BOOKINGS, currency: str = "EUR") -> PromiseResult:
    return promise(company(), goal(1.0, measure), currency=currency, rng=rng(3))


@given(DRAWS, st.floats(0.01, 0.99))
def test_a_safe_amount_is_the_largest_that_is_reached_often_enough(draws: list[float], level: float) -> None:
    ordered = np.sort(np.array(draws))
    amount = safe_amount(ordered, level)
    assert (ordered >= amount).mean() >= level - 1e-9
    larger = ordered[ordered > amount]
    if len(larger):
        assert (ordered >= larger[0]).mean() < level


@pytest.mark.parametrize("measure", [Measure.DEALS, Measure.BOOKINGS])
@pytest.mark.parametrize("level", [0.9, 0.8, 0.5])
def test_the_verdict_on_a_promised_amount_gives_that_chance(measure: Measure, level: float) -> None:
    engine, result = company(), promised(measure)
    amount = next(safe.amount for safe in result.safe if safe.probability == level)
    assert amount > 0
    checked = check_goal(engine, goal(amount, measure), currency="EUR", rng=rng(3))
    assert checked.probability is not None
    assert checked.probability >= level
    if measure is Measure.BOOKINGS:
        assert checked.probability == pytest.approx(level, abs=0.005)
        more = check_goal(engine, goal(amount * 1.0001 + 1, measure), currency="EUR", rng=rng(3))
        assert more.probability is not None
        assert more.probability < level


@pytest.mark.parametrize("measure", [Measure.DEALS, Measure.BOOKINGS])
def test_every_point_of_the_curve_is_the_verdicts_chance(measure: Measure) -> None:
    engine, result = company(), promised(measure)
    for point in result.curve[1::12]:
        checked = check_goal(engine, goal(point.amount, measure), currency="EUR", rng=rng(3))
        assert checked.probability == pytest.approx(point.probability, abs=1e-9)


@pytest.mark.parametrize("measure", [Measure.DEALS, Measure.BOOKINGS])
def test_the_curve_falls_from_nearly_certain_to_hardly_ever(measure: Measure) -> None:
    result = promised(measure)
    chances = [point.probability for point in result.curve]
    amounts = [point.amount for point in result.curve]
    assert chances == sorted(chances, reverse=True)
    assert amounts == sorted(amounts)
    assert chances[0] > 0.97
    assert chances[-1] < 0.03
    assert [safe.probability for safe in result.safe] == list(LEVELS)
    assert [safe.amount for safe in result.safe] == sorted(safe.amount for safe in result.safe)
    if measure is Measure.DEALS:
        assert all(amount == round(amount) for amount in amounts)


def test_words_never_promise_more_than_the_amount() -> None:
    result = promised()
    assert result.at_80 is not None
    said = float(result.sentence.split(" EUR")[0].replace(",", ""))
    assert 0.98 * result.at_80 <= said <= result.at_80
    assert "80 %" in result.sentence


def test_a_period_that_is_over_or_too_far_is_refused() -> None:
    over = Goal("Old", 1, Measure.DEALS, Period(LAST_DAY - timedelta(days=90), LAST_DAY))
    far = Goal("Far", 1, Measure.DEALS, Period(date(9000, 1, 1), date(9000, 3, 31)))
    for each, words in ((over, "ended on"), (far, "nothing can be foreseen that far")):
        with pytest.raises(QuestionError, match=words):
            promise(company(), each, rng=rng(3))
        with pytest.raises(QuestionError, match=words):
            check_goal(company(), each, rng=rng(3))


def test_where_the_history_cannot_say_it_says_why() -> None:
    result = promise(company(), goal(1.0), blocks=["Too little is known."], rng=rng(3))
    assert (result.at_80, result.curve, result.reasons) == (None, [], ["Too little is known."])
    assert "cannot be said" in result.sentence
    assert promise_curve(result) is None


def test_the_picture_shows_the_verdicts_own_chance_and_says_when_the_goal_is_far_off() -> None:
    result = promised()
    assert result.at_80 is not None
    near = promise_curve(result, result.at_80 * 1.2, 0.43)
    far = promise_curve(result, 1e15, 0.0)
    alone = promise_curve(result)
    assert near is not None and far is not None and alone is not None
    assert "43 %" in near.description
    assert "far to the right" in far.description
    assert "under 1 %" in far.description
    assert len(alone.rows) == len(LEVELS)
    assert "goal" not in [key.mark for key in alone.key]
