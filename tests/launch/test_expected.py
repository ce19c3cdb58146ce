"""What a campaign would bring, against what can be worked out on paper."""

from datetime import date

import numpy as np
import pytest

from tests.launch.campaigns import campaign
from tests.outlook.engines import engine, stage, weekly
from tests.planning.responses import response
from unslump.business.functions import Function
from unslump.business.goals import Goal, Measure, Period
from unslump.estimates.effort import EffortPosterior, Rate
from unslump.launch.expected import expect

RNG = 3
PLAN = {"channel": "Fairs"}


def expect_of(plan, *, made=None, answers=None, goal=None):
    return expect(plan, made or engine(), answers, goal, "EUR", np.random.default_rng(RNG))


def costing(**by_channel: float) -> EffortPosterior:
    costs = {name: np.full(400, cost) for name, cost in by_channel.items()}
    unknown = Rate(None, "")
    return EffortPosterior(dict.fromkeys(Function, unknown), unknown, costs)


def test_money_brings_what_the_response_says_where_it_is_a_straight_line():
    # alpha 1: every unit of money brings scale ÷ (1 − decay) leads sooner or later.
    answers = response(("Fairs", "Web"), alpha=1.0, scale=0.01, decay=0.2, spend=(100.0, 50.0))
    plan = campaign(start=date(2026, 4, 6), end=date(2026, 5, 3), budget=2000)
    found = expect_of(plan, answers=answers)
    assert found.leads.mean() == pytest.approx(2000 * 0.01 / 0.8, rel=0.01)
    assert "2,000 EUR more brings on Fairs" in found.basis


def test_saturation_makes_the_second_half_of_the_money_bring_less():
    answers = response(("Fairs",), alpha=0.5, scale=1.0, spend=100.0)
    once, twice = (expect_of(campaign(budget=b), answers=answers).leads.mean() for b in (1000, 2000))
    assert once < twice < 2 * once


def test_without_a_response_a_lead_costs_what_it_did_on_the_channel():
    found = expect_of(campaign(budget=1500), made=engine(effort=costing(Fairs=50.0, Web=10.0)))
    assert found.leads == pytest.approx(np.full(400, 30.0))


def test_a_new_channel_is_a_guess_from_the_others_and_wide():
    made = engine(effort=costing(Web=40.0, Post=60.0))
    found = expect_of(campaign(budget=1500), made=made)
    low, middle, high = np.quantile(found.leads, [0.1, 0.5, 0.9])
    assert middle == pytest.approx(1500 / np.sqrt(40 * 60), rel=0.1)
    assert high / low > 2
    assert "which is a guess" in found.basis


@pytest.mark.parametrize("budget", [None, 0])
def test_without_money_the_history_says_nothing(budget):
    found = expect_of(campaign(budget=budget))
    assert found.leads is None
    assert "no budget" in found.basis


def test_wins_and_time_are_the_channel_s_own():
    first = stage(
        "lead", share=(0.5, 0.1), channels=("Fairs", "Web"), arrivals=weekly(3, 3, channels=("Fairs", "Web"))
    )
    second = stage("deal", share=0.4, mean=20.0, channels=("Fairs", "Web"))
    goal = Goal("Spring", 10, Measure.DEALS, Period(date(2026, 4, 1), date(2026, 6, 30)))
    made = engine(first, second)
    found = expect_of(campaign(), made=made, goal=goal)
    assert found.deal_share.mean() == pytest.approx(0.5, abs=0.01)
    assert found.win_share.mean() == pytest.approx(0.2, abs=0.01)
    elsewhere = expect_of(campaign(channel="Search"), made=made, goal=goal)
    assert elsewhere.deal_share.mean() == pytest.approx(0.3, abs=0.01), "the usual mix of all channels"
    late = campaign(start=date(2026, 6, 20), end=date(2026, 6, 30))
    assert 0 < expect_of(late, made=made, goal=goal).in_time < found.in_time < 1
    over = campaign(start=date(2026, 7, 2), end=date(2026, 7, 30))
    assert expect_of(over, made=made, goal=goal).in_time == 0
    assert 2 < found.follow_weeks < 30
