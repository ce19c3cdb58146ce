from datetime import date

import numpy as np
import pytest

from tests.launch.campaigns import COMPANY, campaign, charter
from unslump.business.functions import Function
from unslump.business.goals import Period
from unslump.launch.assigned import assigned_by_hats, assigned_by_plan, ranked
from unslump.launch.charter import Agreement
from unslump.launch.drafting import draft_charter
from unslump.launch.expected import Expected

APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))


def test_who_gives_a_function_most_of_a_week_answers_for_it():
    made = charter()
    assert made.marketing.accountable == ["Ana Ruiz"]
    assert made.sales.accountable == ["Ben Osei"]


def test_every_duty_has_one_who_answers_and_someone_who_does_it_and_nobody_who_left():
    made = charter()
    for function in Function:
        for duty in made.of(function).duties:
            assert len(duty.accountable) == 1
            assert duty.responsible
            told = [*duty.responsible, *duty.consulted, *duty.informed]
            assert len(told) == len(set(told)), "nobody stands twice"
    assert "Dora Lind" not in made.names
    assert "Eva Falk" not in made.names, "who wears no hat does nothing"


def test_hours_are_those_the_leads_take_and_go_by_the_time_people_have():
    plan = campaign()
    assigned = assigned_by_hats(COMPANY, plan.period)
    expected = Expected(None, "", None, None, np.full(10, 2.0), np.full(10, 1.0), None, None)
    made = draft_charter(plan, assigned, Agreement(leads=30), expected, "EUR")
    weeks = 30 / 7
    assert sum(made.marketing.hours.values()) == pytest.approx(30 / weeks, abs=0.15)
    assert sum(made.sales.hours.values()) == pytest.approx(60 / weeks, abs=0.15)
    ratio = made.sales.hours["Ben Osei"] / made.sales.hours["Cem Kaya"]
    theirs = assigned.hours[Function.SALES]
    assert ratio == pytest.approx(theirs["Ben Osei"] / theirs["Cem Kaya"], rel=0.05)


def test_hats_give_the_hours_that_people_have():
    assigned = assigned_by_hats(COMPANY, APRIL)
    assert assigned.hours[Function.MARKETING]["Ana Ruiz"] == pytest.approx(36)
    # Two hats lose a fifth.
    assert assigned.hours[Function.SALES]["Cem Kaya"] == pytest.approx(30 * 0.4 * 0.8)
    assert ranked(assigned, Function.SALES) == ["Ben Osei", "Cem Kaya"]


class _Line:
    def __init__(self, person, function, period, hours):
        self.person, self.function, self.period, self.hours = person, function, period, hours


class _Plan:
    start, end = date(2026, 4, 1), date(2026, 6, 30)

    def __init__(self, lines):
        self.plan = type("P", (), {"hours": lines})()


def test_a_plan_gives_its_hours_in_the_campaign_s_months():
    lines = [
        _Line("Cem Kaya", "sales", date(2026, 4, 1), 60.0),
        _Line("Cem Kaya", "marketing", date(2026, 5, 1), 60.0),
        _Line("Dora Lind", "sales", date(2026, 4, 1), 60.0),
    ]
    assigned = assigned_by_plan(COMPANY, APRIL, _Plan(lines))
    assert dict(assigned.hours[Function.SALES]) == {"Cem Kaya": pytest.approx(60 / (30 / 7))}
    # It leaves marketing to nobody in April, and a campaign needs someone: the hats say who.
    by_hats = assigned_by_hats(COMPANY, APRIL).hours[Function.MARKETING]
    assert assigned.hours[Function.MARKETING] == by_hats
    assert "nobody in marketing" in assigned.words
    assert assigned_by_plan(COMPANY, Period(date(2027, 1, 1), date(2027, 1, 31)), _Plan(lines)) is None
