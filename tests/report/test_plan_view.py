"""The plan in the terminal and on its page of the report: the same numbers, names that stay text."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.console import Console

from tests.report.examples import bare
from tests.report.test_page import Page
from unslump.planning.assignment.answer import (
    ChannelWorth,
    HoursLine,
    PlanResult,
    PlanView,
    SpendLine,
    WorthView,
)
from unslump.planning.verdict import GoalView, Range
from unslump.report.page import render_page
from unslump.report.plan_chart import (
    money_side_by_side,
    weeks_side_by_side,
    worth_of_hours,
    worth_of_money,
)
from unslump.report.plan_view import hours_by_person, print_plan, spend_by_channel, weeks_of

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def view(
    marketing: float, sales: float, money: float, person: str = "Ana", channel: str = "Fair"
) -> PlanView:
    lines = [("marketing", channel, marketing), ("sales", None, sales)]
    return PlanView(
        margin=Range(p10=1000.0, p50=2000.0, p90=3500.0),
        margin_mean=2100.0,
        inside=Range(p10=100.0, p50=200.0, p90=400.0),
        probability=0.42,
        expected=Range(p10=8.0, p50=10.0, p90=13.0),
        leads=40.0,
        followed_up=38.0,
        money=2 * money,
        hours=[
            HoursLine(person=person, function=function, channel=where, period=month, hours=hours)
            for function, where, hours in lines
            for month in (MARCH, APRIL)
            if hours
        ],
        spend=[SpendLine(channel=channel, period=month, amount=money) for month in (MARCH, APRIL)],
    )


def plan(
    person: str = "Ana", channel: str = "Fair", sales_hour: bool = True, channels: int = 1
) -> PlanResult:
    worth = WorthView(
        marketing_hour=Range(p10=20.0, p50=42.0, p90=66.0),
        sales_hour=Range(p10=0.0, p50=1.0, p90=3.0) if sales_hour else None,
        money=[
            ChannelWorth(channel=f"{channel}{n or ''}", worth=Range(p10=0.5, p50=1.7, p90=3.1))
            for n in range(channels)
        ],
        sentence="The next hour is worth more in marketing.",
    )
    return PlanResult(
        objective="margin",
        goal=GoalView(
            name="Spring", start=MARCH, end=date(2026, 4, 30), amount=12, measure="deals", currency="EUR"
        ),
        as_of=date(2026, 2, 28),
        start=MARCH,
        end=date(2026, 4, 25),
        currency="EUR",
        sentence="The plan brings more.",
        gap=0.004,
        better=True,
        interrupted=False,
        seconds=1.0,
        today=view(40.0, 80.0, 500.0, person, channel),
        plan=view(120.0, 0.0, 900.0, person, channel),
        changes=[f"Move {person} out of sales."],
        worth=worth,
        worth_in_plan=worth,
        rules=["the budget of March"],
        notes=["People are paid either way."],
    )


def printed(result: PlanResult, width: int = 80) -> str:
    out = io.StringIO()
    print_plan(result, Console(file=out, width=width, markup=False, highlight=False, emoji=False))
    return out.getvalue()


def test_the_terminal_shows_the_sentence_first_and_both_sides() -> None:
    text = printed(plan())
    assert text.startswith("The plan brings more.")
    assert (
        text.index("What one more is worth today") < text.index("What changes") < text.index("Hours a week")
    )
    assert "0.4% at most" in text
    assert "42 EUR (20 EUR to 66 EUR)" in text
    assert "1.70 (0.50 to 3.10)" in text
    assert "about 42 %" in text


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(len(line) for line in printed(plan(), width).splitlines()) <= width


def test_hours_and_money_are_added_up_over_months_and_channels() -> None:
    result = plan()
    assert weeks_of(result) == 8
    assert hours_by_person(result.today) == {"Ana": {"marketing": 80.0, "sales": 160.0}}
    assert spend_by_channel(result.plan) == {"Fair": 1800.0}


def test_pictures_repeat_the_numbers_in_their_tables() -> None:
    result = plan(channels=3)
    hours, money = worth_of_hours(result), worth_of_money(result)
    assert hours is not None
    assert money is not None
    assert hours.rows[0] == ["one more marketing hour", "42.00", "20.00", "66.00"]
    assert [row[0] for row in money.rows] == ["Fair", "Fair1", "Fair2"]
    weeks, spend = weeks_side_by_side(result), money_side_by_side(result)
    assert weeks is not None
    assert spend is not None
    assert weeks.rows == [["Ana", "10", "20", "30", "0"]]
    assert spend.rows[0][0] == "Fair"


def test_what_is_not_known_is_not_drawn() -> None:
    result = plan(sales_hour=False, channels=0)
    hours = worth_of_hours(result)
    assert hours is not None
    assert len(hours.rows) == 1
    assert worth_of_money(result) is None
    empty = result.model_copy(update={"today": view(0.0, 0.0, 0.0), "plan": view(0.0, 0.0, 0.0)})
    empty = empty.model_copy(
        update={
            side: getattr(empty, side).model_copy(update={"hours": [], "spend": []})
            for side in ("today", "plan")
        }
    )
    assert weeks_side_by_side(empty) is None
    assert money_side_by_side(empty) is None


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "O'Neil & Søn", "x" * 300, "\x1b[31mred", "a\x00b"]
)
def test_names_stay_text(name: str) -> None:
    result = plan(person=name, channel=name)
    page = render_page(bare(), "Brightline", plan=result)
    assert "<script" not in page
    assert "\x1b" not in printed(result)
    assert "\x00" not in page
    Page(page)


def test_the_worth_of_the_next_hour_stands_before_everything_but_the_answer() -> None:
    page = render_page(bare(), "Brightline", plan=plan())
    assert (
        page.index("<h1>") < page.index('id="worth"') < page.index('id="two-lanes"') < page.index('id="plan"')
    )
    without = render_page(bare(), "Brightline")
    assert 'id="worth"' not in without
    assert 'id="plan"' not in without
