"""Each of the gate's lights, turned on and off by the one thing it looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.launch.campaigns import COMPANY, campaign, charter, ready, with_hours
from unslump.business.functions import Function
from unslump.launch.charter import Agreement, Charter
from unslump.launch.expected import Expected
from unslump.launch.gate import Check, Other, judge
from unslump.launch.gate_market import deliverable, measurable, message_addressed, segments_reached
from unslump.launch.gate_money import budget_there, in_time, promise_likely
from unslump.launch.gate_roles import accountable, hats, named, over_hours
from unslump.launch.gate_sales import response_kept, selling_hours

MARKETING, SALES = Function.MARKETING, Function.SALES


def expected(leads: float | None = 30, spread: float = 0.2, **changed: object) -> Expected:
    rng = np.random.default_rng(0)
    draws = None if leads is None else leads * np.exp(spread * rng.standard_normal(2000))
    share = np.full(2000, 0.2)
    values = {
        "leads": draws, "basis": "as usual", "win_share": share, "deal_share": share,
        "sales_hours": np.full(2000, 2.0), "marketing_hours": np.full(2000, 1.0), "in_time": 0.6,
        "follow_weeks": 9.0,
    }  # fmt: skip
    return Expected(**(values | changed))


def with_accountable(made: Charter, function: Function, names: list[str]) -> Charter:
    part = made.of(function)
    duties = [duty.model_copy(update={"accountable": names}) for duty in part.duties]
    return made.model_copy(update={function.value: part.model_copy(update={"duties": duties})})


def only(checks: list[Check]) -> Check:
    (check,) = checks
    return check


@pytest.mark.parametrize(
    ("names", "light", "words"),
    [
        (["Ben Osei"], "green", "Ben Osei answers for sales"),
        ([], "red", "Nobody is accountable"),
        (["Ben Osei", "Cem Kaya"], "red", "where several answer, nobody does"),
    ],
)
def test_one_accountable_name_and_never_none(names, light, words):
    found = accountable(ready(charter=with_accountable(charter(), SALES, names)))
    assert [check.light for check in found] == ["green", light]
    assert words in found[1].says


def test_a_duty_that_nobody_answers_for_or_does_is_told():
    made = charter()
    bare = made.sales.duties[0].model_copy(update={"accountable": []})
    part = made.sales.model_copy(update={"duties": [bare, *made.sales.duties[1:]]})
    assert accountable(ready(charter=made.model_copy(update={"sales": part})))[1].light == "red"
    idle = made.sales.duties[0].model_copy(update={"responsible": []})
    part = made.sales.model_copy(update={"duties": [idle, *made.sales.duties[1:]]})
    assert accountable(ready(charter=made.model_copy(update={"sales": part})))[1].light == "amber"


def test_without_a_charter_both_are_red():
    assert [check.light for check in accountable(ready(charter=None))] == ["red", "red"]


@pytest.mark.parametrize(
    ("name", "light", "words"),
    [
        ("Ben Osei", "green", "work here"),
        ("Dora Lind", "red", "left on 31 December 2025"),
        ("Nobody Known", "red", "not in company.yaml"),
    ],
)
def test_who_left_cannot_be_named(name, light, words):
    check = only(named(ready(charter=with_accountable(charter(), SALES, [name]))))
    assert (check.light, words in check.says) == (light, True)


def test_who_leaves_in_the_middle_is_worth_a_look():
    leaving = replace(COMPANY, people=tuple(
        replace(each, left=date(2026, 4, 10)) if each.name == "Ben Osei" else each for each in COMPANY.people
    ))  # fmt: skip
    assert only(named(ready(company=leaving))).light == "amber"


def test_hats_are_declared_and_two_of_them_cost():
    split = only(hats(ready()))
    assert split.light == "amber"
    assert "Cem Kaya works on both sides" in split.says
    hatless = only(hats(ready(charter=with_accountable(charter(), SALES, ["Eva Falk"]))))
    assert hatless.light == "red"
    assert "Eva Falk works on sales here and wears no sales hat" in hatless.says


def test_nobody_over_their_hours():
    fine = ready(charter=with_hours(charter(), SALES, Ben=10))
    assert only(over_hours(fine)).light == "green"
    near = ready(charter=with_hours(charter(), SALES, Ben=33))  # of 34.2
    assert only(over_hours(near)).light == "amber"
    over = ready(charter=with_hours(charter(), SALES, Ben=35))
    assert only(over_hours(over)).light == "red"
    # A launched campaign on half of the days takes its part; one that was not launched takes none.
    other = campaign(start=date(2026, 4, 16), end=date(2026, 5, 15))
    beside = Other(other, with_hours(charter(other), SALES, Ben=20), launched=True)
    crowded = ready(charter=with_hours(charter(), SALES, Ben=26), others=[beside])
    assert only(over_hours(crowded)).light == "red"
    assert "36 of 34 sales hours" in only(over_hours(crowded)).says
    planned = replace(crowded, others=[replace(beside, launched=False)])
    assert only(over_hours(planned)).light == "green"
    assert only(over_hours(ready())).light == "amber", "no hours are known at all"


def test_selling_hours_are_a_chance_over_draws():
    there = COMPANY.hours_available(SALES, date(2026, 4, 1), date(2026, 4, 30))
    for leads, light in ((there / 2 / 1.5, "green"), (there / 2, "amber"), (there / 2 * 1.5, "red")):
        check = only(selling_hours(ready(expected=expected(leads), ratio=np.ones(2000))))
        assert check.light == light
    assert only(selling_hours(ready(expected=expected(10, sales_hours=None)))).light == "amber"


def test_the_message_is_addressed():
    assert only(message_addressed(ready())).light == "green"
    to_all = campaign(message="To everyone")
    assert "addressed to no segment" in only(message_addressed(ready(campaign=to_all))).says
    assert only(message_addressed(ready(campaign=campaign(message=None, offer="Scale")))).light == "red"


def test_every_segment_of_the_goal_is_reached():
    spring, far = COMPANY.goal("Spring"), COMPANY.goal("Far")
    unreached = only(segments_reached(ready(goal=spring)))
    assert (unreached.light, "Mills" in unreached.says) == ("amber", True)
    mills = campaign(message="For mills", offer=None)
    assert only(segments_reached(ready(goal=spring, others=[Other(mills, None, False)]))).light == "green"
    silent = only(segments_reached(ready(goal=far)))
    assert (silent.light, "Farms has no message at all" in silent.says) == ("red", True)
    assert segments_reached(ready(goal=None)) == []


def test_the_offer_can_be_delivered():
    assert only(deliverable(ready(expected=expected(10), ratio=np.ones(2000)))).light == "green"
    full = only(deliverable(ready(expected=expected(60), ratio=np.ones(2000))))  # 12 wins of 6 a month
    assert full.light == "amber"
    late = campaign(start=date(2026, 12, 1), end=date(2027, 1, 31))
    assert only(deliverable(ready(campaign=late))).light == "red"
    bare = campaign(message="For mills", offer=None)
    assert "no margin" in only(deliverable(ready(campaign=bare))).says
    assert only(deliverable(ready(campaign=campaign(message=None)))).light == "red"


def test_the_budget_is_there():
    assert only(budget_there(ready())).light == "green"
    assert only(budget_there(ready(campaign=campaign(budget=0)))).light == "green"
    assert only(budget_there(ready(campaign=campaign(budget=None)))).light == "amber"
    assert "max spend" in only(budget_there(ready(campaign=campaign(budget=3200)))).mends
    elsewhere = campaign(channel="Search", budget=3200)  # 9,000 a quarter are 2,967 in April
    assert only(budget_there(ready(campaign=elsewhere))).light == "red"
    beside = Other(campaign(budget=2000), None, launched=True)
    assert only(budget_there(ready(others=[beside]))).light == "red"
    never = campaign(start=date(2027, 1, 1), end=date(2027, 1, 31))
    assert "No budget in company.yaml" in only(budget_there(ready(campaign=never))).says


def test_the_promise_is_likely():
    for promised, light in ((20, "green"), (31, "amber"), (60, "red")):
        plan = campaign(leads=promised)
        look = ready(campaign=plan, charter=charter(plan), expected=expected(30), ratio=np.ones(2000))
        assert only(promise_likely(look)).light == light
    # What earlier campaigns taught counts.
    for kept, light in ((1.0, "green"), (0.5, "amber"), (0.4, "red")):
        taught = ready(expected=expected(60), ratio=np.full(2000, kept))
        assert only(promise_likely(taught)).light == light
    assert only(promise_likely(ready(charter=charter(agreement=Agreement())))).light == "amber"


def test_in_time_for_the_goal():
    spring = COMPANY.goal("Spring")
    for share, light in ((0.6, "green"), (0.3, "amber"), (0.1, "red")):
        assert only(in_time(ready(goal=spring, expected=expected(in_time=share)))).light == light
    assert only(in_time(ready(goal=None))).light == "amber"


def test_without_a_history_what_it_would_tell_is_not_green():
    assert only(measurable(ready())).light == "red"
    assert only(response_kept(ready())).light == "amber"


def test_the_worst_comes_first_and_says_so():
    result = judge(ready(charter=None), [message_addressed, accountable, in_time])
    assert [check.light for check in result.checks] == ["red", "red", "amber", "green"]
    assert (result.light, len(result.reds)) == ("red", 2)
    assert result.sentence == (
        "Spring fair is not ready: 2 things stand in the way (who answers for marketing; who answers for "
        "sales), 1 thing needs a look."
    )
    fine = judge(ready(), [message_addressed])
    assert (fine.light, fine.sentence) == ("green", "Spring fair is ready to start.")
