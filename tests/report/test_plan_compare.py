"""Two plans side by side: each cell is what the plan's own view adds up to, per week and per month."""

from __future__ import annotations

from tests.report.test_plan_view import plan, view
from unslump.business.wording import money
from unslump.planning.assignment.limits import WEEKS_A_MONTH
from unslump.report.plan_compare import compare_plans
from unslump.report.plan_view import hours_by_person, how_near, spend_by_channel, weeks_of


def test_the_same_plan_twice_differs_in_nothing() -> None:
    compared = compare_plans(plan(), plan())
    assert compared.hours
    assert compared.money
    for row in (*compared.brings, *compared.hours, *compared.money):
        assert not row.differs


def test_cells_are_hours_a_week_and_money_a_month() -> None:
    first = plan()
    second = first.model_copy(update={"plan": view(120.0, 40.0, 9000.0, person="Zoe", channel="Radio")})
    compared = compare_plans(first, second)
    weeks = weeks_of(second)
    hours, spend = hours_by_person(second.plan), spend_by_channel(second.plan)
    zoe = {row.name: row for row in compared.hours if row.name.startswith("Zoe")}
    assert zoe["Zoe, marketing"].second == f"{round(hours['Zoe']['marketing'] / weeks)}"
    assert zoe["Zoe, marketing"].first == "–"
    assert zoe["Zoe, marketing"].differs
    radio = next(row for row in compared.money if row.name == "Radio")
    assert radio.second == money(spend["Radio"] / (weeks / WEEKS_A_MONTH), second.currency)


def test_a_gap_that_is_not_known_is_said_in_words() -> None:
    assert "not known" in how_near(plan().model_copy(update={"gap": None}))
    assert "%" in how_near(plan())
