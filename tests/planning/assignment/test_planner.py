"""The plan from a history: locks in words, odd companies, and what cannot be planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from bench.realised import company_of
from bench.worlds import tuning_world, write_history
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Goal
from unslump.business.market import Channel, Offer
from unslump.business.people import Person, Skill
from unslump.business.scorecard import Scorecard
from unslump.errors import QuestionError
from unslump.planning.assignment.ahead import look_ahead
from unslump.planning.assignment.aims import Objective
from unslump.planning.assignment.locks import read_locks
from unslump.planning.assignment.planner import Asking, make_plan
from unslump.planning.hiring import judge_hires
from unslump.planning.learnt import Learnt, learn_all

WORLD = tuning_world(3, 1_000)
END = WORLD.end + timedelta(weeks=13)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    snapshot = write_history(WORLD, tmp_path_factory.mktemp("planned")).snapshot(WORLD.end)
    return learn_all(snapshot, company_of(WORLD), np.random.default_rng(1), 300)


@pytest.fixture(scope="module")
def company() -> Company:
    return company_of(WORLD)


def plan(learnt: Learnt, company: Company, **asked: object):
    return make_plan(learnt, company, Asking(**{"end": END, **asked}), np.random.default_rng(2))


def hours(view, person: str, function: str) -> float:
    return sum(line.hours for line in view.hours if (line.person, line.function) == (person, function))


def both_hats(company: Company) -> Person:
    return next(person for person in company.people if person.wears_both_hats)


def test_the_plan_brings_more_keeps_the_budget_and_says_what_changes(learnt, company):
    result = plan(learnt, company)
    assert result.better
    assert result.plan.margin_mean > result.today.margin_mean
    assert result.plan.money <= result.today.money * 1.001
    assert result.changes
    assert result.gap <= 0.02
    assert result.worth.marketing_hour is not None
    for person in company.people:
        for view in (result.today, result.plan):
            used = hours(view, person.name, "marketing") + hours(view, person.name, "sales")
            assert used <= person.hours_per_week * person.share_of_week * 13 + 0.5  # as shown, rounded


def test_the_same_question_has_the_same_plan(learnt, company):
    first, again = plan(learnt, company), plan(learnt, company)
    assert first.plan == again.plan


def test_locks_in_words_are_kept(learnt, company):
    two_hats = both_hats(company).name
    channel = WORLD.spec.channels[0].name
    result = plan(
        learnt,
        company,
        locks=(f"{two_hats} stays in sales", f"{channel} is booked", f"{company.people[0].name} stays"),
    )
    assert hours(result.plan, two_hats, "marketing") == 0.0
    booked = [line for line in result.today.spend if line.channel == channel]
    assert [line for line in result.plan.spend if line.channel == channel] == booked
    first = company.people[0].name
    for function in ("marketing", "sales"):
        assert hours(result.plan, first, function) == pytest.approx(
            hours(result.today, first, function), abs=1.0
        )


def test_a_lock_for_hours_and_one_for_money(learnt, company):
    name, channel = both_hats(company).name, WORLD.spec.channels[1].name
    month = (WORLD.end + timedelta(days=20)).strftime("%Y-%m")
    locks = (
        f"{name} marketing at most 5 hours",
        f"{name} only on {channel}",
        f"{channel} at most 100 in {month}",
    )
    result = plan(learnt, company, locks=locks)
    assert hours(result.plan, name, "marketing") <= 5 * 13 + 1e-6
    lines = [line for line in result.plan.hours if line.person == name and line.function == "marketing"]
    assert {line.channel for line in lines} <= {channel}
    spent = [
        line for line in result.plan.spend if line.channel == channel and f"{line.period:%Y-%m}" == month
    ]
    assert sum(line.amount for line in spent) <= 101


@pytest.mark.parametrize(
    ("locks", "said"),
    [
        (("Nobody stays in sales",), "nobody of that name"),
        (("Person 1 stays in sale",), "cannot be read"),
        (("Person 1 only on Moon",), "no channel"),
        (("Person 1 marketing at least 200 hours",), "a week has 168"),
        (("Channel 1 at most 1.000",), "two ways"),
        (("Channel 1 at most 100 in 2031-01",), "not within the plan"),
        (("Person 1 marketing at least 90 hours",), "no plan keeps all of these"),
        (("Person 1 not in sales", "Person 1 sales at least 5 hours"), "no plan keeps all of these"),
        (("Channel 1 at least 9000000",), "no plan keeps all of these"),
    ],
)
def test_locks_that_cannot_be_say_what_to_change(learnt, company, locks, said):
    with pytest.raises(QuestionError) as told:
        plan(learnt, company, locks=locks)
    assert said in str(told.value)
    assert told.value.hint


def test_contradictory_locks_are_named_and_the_innocent_left_out(learnt, company):
    locks = ("Person 2 stays", "Person 1 not in sales", "Person 1 sales at least 5 hours")
    with pytest.raises(QuestionError) as told:
        plan(learnt, company, locks=locks)
    assert "not in sales" in str(told.value)
    assert "at least 5" in str(told.value)
    assert "Person 2" not in str(told.value)


def test_a_budget_of_nothing_still_has_a_plan(learnt, company):
    result = plan(learnt, company, budget=0.0, seconds=5.0)
    assert result.plan.money == 0.0
    assert result.plan.hours


def test_one_person_alone(learnt, company):
    alone = replace(company, people=(both_hats(company),))
    result = plan(learnt, alone)
    assert result.sentence
    assert {line.person for line in result.plan.hours} <= {alone.people[0].name}


def test_everyone_new(learnt):
    people = tuple(
        Person(
            name, hats={Function.MARKETING: 0.5, Function.SALES: 0.5}, started=WORLD.end - timedelta(days=9)
        )
        for name in ("Ida", "Jon")
    )
    result = plan(learnt, Company("New", "EUR", people=people))
    first, last = (
        sum(line.hours for line in result.plan.hours if line.period == period)
        for period in (
            min(line.period for line in result.plan.hours),
            max(line.period for line in result.plan.hours),
        )
    )
    assert first < last  # they ramp up


def test_nobody_at_all_is_an_error_that_says_what_to_write(learnt):
    with pytest.raises(QuestionError, match="nobody any hours"):
        plan(learnt, Company("Empty", "EUR"))


def test_limits_of_channels_and_margins_of_offers_count(learnt, company):
    name = WORLD.spec.channels[0].name
    strict = replace(
        company, channels=(Channel(name, max_spend=10.0),), offers=(Offer("Thing", price=1.0, margin=0.5),)
    )
    before, after = (plan(learnt, each, seconds=5.0) for each in (company, strict))
    assert sum(line.amount for line in after.plan.spend if line.channel == name) <= 10.0 * 3 + 0.1
    assert any("margin" in note for note in before.notes)
    assert not any("gives no offer a margin" in note for note in after.notes)


def test_a_goal_nobody_could_reach_is_told_with_the_highest_chance(learnt, company):
    goal = Goal.parse("Moon", f"{WORLD.end + timedelta(days=1)}..{END}", 1e9, "bookings")
    result = plan(learnt, company, goal=goal, objective=Objective.PROBABILITY, seconds=4.0)
    assert result.plan.probability == 0.0
    with pytest.raises(QuestionError, match="highest"):
        plan(learnt, company, goal=goal, objective=Objective.CHEAPEST, seconds=4.0)


@pytest.mark.slow
def test_the_best_chance_is_not_below_today_s_and_the_cheapest_is_cheap(learnt, company):
    period = f"{WORLD.end + timedelta(days=1)}..{END}"
    expected = plan(learnt, company, goal=Goal.parse("G", period, 1.0, "bookings")).today.expected
    goal = Goal.parse("G", period, expected.p50 * 1.05, "bookings")
    sure = plan(learnt, company, goal=goal, objective=Objective.PROBABILITY, seconds=8.0)
    assert sure.plan.probability >= sure.today.probability
    cheap = plan(learnt, company, goal=goal, objective=Objective.CHEAPEST, chance=0.5, seconds=8.0)
    assert cheap.plan.money <= cheap.today.money
    assert cheap.plan.probability >= 0.45  # on all draws, asked for on some


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"objective": Objective.PROBABILITY}, "about a goal"),
        ({"chance": 1.5}, "chance"),
        ({"budget": -1.0}, "budget"),
        ({"end": date(2020, 1, 1)}, "before it starts"),
    ],
)
def test_questions_that_cannot_be_asked(learnt, company, asked, said):
    with pytest.raises(QuestionError, match=said):
        plan(learnt, company, **asked)


def test_a_channel_nothing_was_spent_on_gets_nothing(learnt, company):
    ahead = look_ahead(learnt, company, WORLD.end + timedelta(days=1), END, None)
    silent = replace(
        learnt,
        response=replace(
            learnt.response,
            usual_spend=learnt.response.usual_spend * [0, *[1] * (len(ahead.scenarios.channels) - 1)],
        ),
    )
    result = plan(silent, company)
    assert not any(line.channel == ahead.scenarios.channels[0] for line in result.plan.spend)


def test_the_fair_may_be_called_by_a_part_of_its_name(learnt, company):
    ahead = look_ahead(learnt, company, WORLD.end + timedelta(days=1), END, None)
    named = replace(
        ahead, scenarios=replace(ahead.scenarios, channels=("Trade fairs", *ahead.scenarios.channels[1:]))
    )
    (first, *_) = read_locks(["the fair is booked"], named, company)
    assert first.spend is not None
    assert first.spend[0].sum() == 1.0


def test_a_good_finder_brings_more_than_a_poor_one(learnt, company):
    def card(rating: int) -> Scorecard:
        return Scorecard(f"Rated {rating}", {Skill.FINDER: {"work sample": rating, "knowledge": rating}})

    rng = np.random.default_rng(3)
    result = judge_hires(learnt, company, None, rng, cost=30.0, candidates=[card(5), card(1)])
    net = {option.name: option.net_mean for option in result.options}
    assert net["Rated 5 as finder"] > net["finder, full time"] > net["Rated 1 as finder"]
    assert any("Rated 5 as a closer" in note for note in result.notes)
    assert [option.net_mean for option in result.options] == sorted(net.values(), reverse=True)


def test_a_hire_pays_back_sooner_when_cheap_and_never_when_dear(learnt, company):
    rng = np.random.default_rng(4)
    cheap = judge_hires(learnt, company, None, rng, cost=0.01)
    dear = judge_hires(learnt, company, None, rng, cost=100_000.0)
    assert cheap.options[0].pays_back_by is not None
    assert all(option.pays_back_by is None for option in dear.options)
    assert all(option.worth_it == 0.0 for option in dear.options)
    unknown = judge_hires(learnt, company, None, rng)
    assert all(option.cost is None and option.pays_back_by is None for option in unknown.options)


def test_half_the_hours_bring_more_than_half_as_more_helps_less_and_less(learnt, company):
    options = {o.name: o for o in judge_hires(learnt, company, None, np.random.default_rng(5)).options}
    whole, half = options["finder, full time"].margin.p50, options["finder, part time"].margin.p50
    assert 0.5 * whole <= half <= whole


@pytest.mark.parametrize(
    "asked", [{"hours": 200.0}, {"hours": 0.0}, {"ramp_weeks": -1.0}, {"start": date(2020, 1, 1)}]
)
def test_hires_that_cannot_be(learnt, company, asked):
    with pytest.raises(QuestionError) as told:
        judge_hires(learnt, company, None, np.random.default_rng(6), **asked)
    assert told.value.hint


def test_a_first_name_will_do_when_only_one_has_it(learnt, company):
    ahead = look_ahead(learnt, company, WORLD.end + timedelta(days=1), END, None)
    people = ("Ana Ruiz", "Ana Weiss", *ahead.scenarios.people[2:])
    named = replace(ahead, scenarios=replace(ahead.scenarios, people=people))
    (rule,) = read_locks(["Ruiz stays in sales"], named, company)
    assert rule.marketing is not None
    assert rule.marketing[0].all()
    with pytest.raises(QuestionError, match="Ana Ruiz or Ana Weiss"):
        read_locks(["Ana stays in sales"], named, company)
