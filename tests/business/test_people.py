"""Productive hours against closed forms and against a count by hand, day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.business.functions import Function
from unslump.business.people import FOCUS_LOSS_PRIOR, RAMP_PRIOR_WEEKS, Level, Person, Skill
from unslump.errors import QuestionError

BOTH = {Function.MARKETING: 0.6, Function.SALES: 0.4}
DAY = timedelta(days=1)
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def counted_by_hand(person: Person, function: Function, start: date, end: date, focus_loss: float) -> float:
    """The model of people.py, one day at a time, the ramp integrated by fine steps."""
    steps, total, day = 1000, 0.0, start
    while day <= end:
        if person.works_on(day):
            if person.started is None or person.ramp_weeks == 0:
                ramp = 1.0
            else:
                since = (day - person.started).days
                ramp_days = person.ramp_weeks * 7
                ramp = (
                    sum(min((since + (step + 0.5) / steps) / ramp_days, 1.0) for step in range(steps)) / steps
                )
            total += person.hours_per_week / 7 * person.hats.get(function, 0) * ramp
        day += DAY
    both = all(person.hats.get(hat, 0) > 0 for hat in Function)
    return total * ((1 - focus_loss) if both else 1)


def test_one_hat_gives_the_contract_in_full():
    person = Person("Bo", hats={Function.SALES: 1.0}, hours_per_week=40)
    assert person.hours(Function.SALES, date(2026, 1, 5), date(2026, 1, 11)) == pytest.approx(40)
    assert person.hours(Function.MARKETING, date(2026, 1, 5), date(2026, 1, 11)) == 0


def test_two_hats_split_the_week_and_lose_a_fifth():
    person = Person("Ana", hats=BOTH, hours_per_week=40)
    week = date(2026, 1, 5), date(2026, 1, 11)
    assert person.hours(Function.MARKETING, *week) == pytest.approx(40 * 0.6 * 0.8)
    assert person.hours(Function.SALES, *week, focus_loss=0.0) == pytest.approx(16)
    assert FOCUS_LOSS_PRIOR == 0.20


def test_a_hat_of_no_share_is_not_worn():
    person = Person("Ana", hats={Function.SALES: 0.5, Function.MARKETING: 0.0}, hours_per_week=40)
    assert not person.wears_both_hats
    assert person.hours(Function.SALES, date(2026, 1, 5), date(2026, 1, 11)) == pytest.approx(20)


@pytest.mark.parametrize(
    ("first", "last", "ramped"),
    [
        (0, 70, 70 * 70 / (2 * 140)),  # ∫₀⁷⁰ t/140 dt
        (0, 140, 70.0),  # the whole ramp: half of it
        (0, 200, 70.0 + 60),  # ramp, then 60 full days
        (70, 140, 140 / 2 - 70 * 70 / 280),
        (140, 150, 10.0),
        (-30, 0, 0.0),  # before the first day
        (-30, 70, 70 * 70 / 280),
    ],
)
def test_ramp_is_the_integral_of_a_straight_line(first, last, ramped):
    started = date(2025, 3, 1)
    person = Person("New", hats={Function.SALES: 1}, hours_per_week=7, started=started, ramp_weeks=20)
    hours = person.hours(Function.SALES, started + first * DAY, started + (last - 1) * DAY)
    assert hours == pytest.approx(ramped)


def test_leaving_in_mid_period_ends_the_hours_on_that_day():
    person = Person("Cy", hats={Function.SALES: 1}, hours_per_week=35, left=date(2026, 1, 31))
    quarter = date(2026, 1, 1), date(2026, 3, 31)
    assert person.hours(Function.SALES, *quarter) == pytest.approx(35 / 7 * 31)
    assert person.hours(Function.SALES, date(2026, 2, 1), date(2026, 3, 31)) == 0


def test_ramp_defaults_to_none_for_old_hands_and_to_the_median_for_new_ones():
    assert Person("Old").ramp_weeks == 0
    assert Person("New", started=date(2026, 1, 1)).ramp_weeks == RAMP_PRIOR_WEEKS == 22
    assert Person("New", started=date(2026, 1, 1)).ramped_on() == date(2026, 6, 4)
    assert Person("Old").ramped_on() is None


@given(
    share=st.floats(0, 1),
    split=st.floats(0, 1),
    week=st.floats(0, 60),
    started=st.none() | days,
    stay=st.none() | st.integers(0, 500),
    ramp=st.none() | st.integers(0, 60),
    start=days,
    length=st.integers(0, 60),
    focus_loss=st.floats(0, 1),
)
def test_hours_are_what_counting_day_by_day_gives(
    share, split, week, started, stay, ramp, start, length, focus_loss
):
    left = None if stay is None else (started or date(2024, 6, 1)) + stay * DAY
    hats = {Function.MARKETING: share * split, Function.SALES: share * (1 - split)}
    person = Person("Ana", hats=hats, hours_per_week=week, started=started, left=left, ramp_weeks=ramp)
    end = start + length * DAY
    for function in Function:
        expected = counted_by_hand(person, function, start, end, focus_loss)
        assert person.hours(function, start, end, focus_loss) == pytest.approx(expected, abs=1e-6, rel=1e-4)


@given(start=days, first=st.integers(1, 200), second=st.integers(1, 200), started=days, ramp=st.floats(0, 60))
def test_neighbouring_periods_add_up(start, first, second, started, ramp):
    person = Person("Ana", hats=BOTH, started=started, ramp_weeks=ramp)
    middle, end = start + first * DAY, start + (first + second) * DAY
    parts = person.hours(Function.SALES, start, middle - DAY) + person.hours(Function.SALES, middle, end)
    assert parts == pytest.approx(person.hours(Function.SALES, start, end), abs=1e-9)


def test_a_reversed_span_holds_no_hours():
    person = Person("Bo", hats={Function.SALES: 1})
    assert person.hours(Function.SALES, date(2026, 2, 1), date(2026, 1, 1)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"hats": {Function.SALES: 0.7, Function.MARKETING: 0.4}},
        {"hats": {Function.SALES: -0.1}},
        {"started": date(2026, 2, 1), "left": date(2026, 1, 31)},
        {"ramp_weeks": -1.0},
        {"ramp_weeks": float("nan")},
    ],
)
def test_what_no_person_can_be_is_refused(wrong):
    with pytest.raises(QuestionError, match="Ana"):
        Person("Ana", **wrong)


def test_hats_in_thirds_fill_a_week():
    third = 0.3333333333333333
    Person("Ana", hats={Function.SALES: third, Function.MARKETING: 1 - third})


def test_skills_serve_their_function():
    assert [skill.function for skill in Skill] == [Function.MARKETING, Function.SALES]
    ana = Person("Ana", skills={Skill.FINDER: Level.STRONG})
    assert (ana.level(Skill.FINDER), ana.level(Skill.CLOSER)) == (Level.STRONG, Level.UNKNOWN)


def test_people_can_be_told_apart_in_sets():
    assert len({Person("Ana", hats=BOTH), Person("Ana", hats=dict(BOTH)), Person("Bo")}) == 2
