"""What the rest of the house asks the company."""

from datetime import date

import pytest

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Budget, Goal, Period
from unslump.business.market import Channel, Offer, Segment
from unslump.business.people import Person
from unslump.errors import QuestionError

COMPANY = Company(
    "Brightline",
    "EUR",
    rates={"USD": 0.92},
    people=(
        Person(
            "Ana Ruiz", email="ana@example.com", aliases=("4727653", "A. Ruiz"), hats={Function.SALES: 1.0}
        ),
        Person("Bo", hats={Function.SALES: 0.5, Function.MARKETING: 0.5}),
    ),
    segments=(Segment("Machine shops", ("Manufacturing",)),),
    offers=(Offer("Precision set", ("PS-1",)),),
    channels=(Channel("Trade fairs", ("fair", "messe")), Channel("Web", ("Trade Fairs",))),
    goals=(Goal.parse("Q1", "2026-Q1", 5), Goal.parse("Second quarter", "2026-Q2", 5)),
    budgets=(
        Budget(Period.parse("2026-Q1"), 9000),
        Budget(Period.parse("2026-01"), 310, "Trade fairs"),
        Budget(Period.parse("2026-02"), 280, "Trade fairs"),
    ),
    activities={"workshop": Function.MARKETING},
)


@pytest.mark.parametrize("raw", ["Ana Ruiz", " ana  ruiz ", "ANA@example.com", "4727653", "a. ruiz"])
def test_a_person_is_known_by_name_email_or_id(raw):
    assert COMPANY.person_named(raw) is COMPANY.people[0]


def test_a_stranger_is_nobody():
    assert COMPANY.person_named("Ana") is None


def test_names_in_exports_become_the_companys_own():
    assert COMPANY.channel_named(" MESSE ") == "Trade fairs"
    assert COMPANY.channel_named("trade fairs") == "Trade fairs"  # a name wins over an alias
    assert COMPANY.channel_named("Google Ads") == "Google Ads"
    assert COMPANY.segment_named("manufacturing") == "Machine shops"
    assert COMPANY.offer_named("ps-1") == "Precision set"
    assert COMPANY.offer_named("PS-2") == "PS-2"


def test_a_goal_is_found_whatever_its_case_or_the_nearest_is_named():
    assert COMPANY.goal("q1").amount == 5
    with pytest.raises(QuestionError, match="Did you mean Second quarter"):
        COMPANY.goal("secnd quarter")
    with pytest.raises(QuestionError, match="Known goals: Q1, Second quarter"):
        COMPANY.goal("zzz")
    with pytest.raises(QuestionError, match="has no goals"):
        Company("A", "EUR").goal("Q1")


def test_hours_of_everyone_add_up_and_nobody_described_is_not_zero():
    week = date(2026, 1, 5), date(2026, 1, 11)
    assert COMPANY.hours_available(Function.SALES, *week) == pytest.approx(40 + 40 * 0.5 * 0.8)
    assert COMPANY.hours_available(Function.SALES, *week, focus_loss=0.5) == pytest.approx(40 + 10)
    assert Company("A", "EUR").hours_available(Function.SALES, *week) is None


def test_budgets_add_up_by_days():
    january = date(2026, 1, 1), date(2026, 1, 31)
    assert COMPANY.budget_for(*january) == pytest.approx(9000 * 31 / 90 + 310)
    assert COMPANY.budget_for(*january, channel="messe") == pytest.approx(310)
    assert COMPANY.budget_for(date(2026, 1, 31), date(2026, 2, 1), "Trade fairs") == pytest.approx(10 + 10)
    assert COMPANY.budget_for(*january, channel="Web") is None
    assert COMPANY.budget_for(date(2025, 1, 1), date(2025, 12, 31)) is None
    assert COMPANY.budget_for(date(2025, 1, 1), date(2026, 12, 31)) == pytest.approx(9590)


def test_money_of_another_currency_needs_a_rate():
    assert COMPANY.to_currency(50, "eur ") == 50
    assert COMPANY.to_currency(50, "usd") == pytest.approx(46)
    with pytest.raises(QuestionError, match=r"no rate for GBP(.|\n)*rates: \{GBP"):
        COMPANY.to_currency(50, "GBP")


def test_the_companys_own_words_for_activities_come_first():
    assert COMPANY.function_of("Workshops") is Function.MARKETING
    assert COMPANY.function_of("call") is Function.SALES
    own = Company("A", "EUR", activities={"call": Function.MARKETING})
    assert own.function_of("CALL") is Function.MARKETING
