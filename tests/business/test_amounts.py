"""Amounts that read two ways are asked about, never guessed."""

from __future__ import annotations

import pytest

from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.errors import CompanyError, QuestionError


@pytest.mark.parametrize("typed", ["120.000", "1.500.000"])
def test_a_goal_with_thousands_dots_is_refused(typed: str) -> None:
    with pytest.raises(QuestionError, match="reads two ways"):
        Goal.parse("Q3", "2026-Q3", typed)


def test_in_company_yaml_it_is_a_mistake_with_its_line_and_both_ways_out() -> None:
    text = "company: A\ncurrency: EUR\ngoals:\n  Q3:\n    period: 2026-Q3\n    amount: 120.000\n"
    with pytest.raises(CompanyError) as caught:
        Company.from_yaml(text)
    (mistake,) = caught.value.mistakes
    assert mistake.line == 6
    assert "120000 without separators" in mistake.right


def test_rates_keep_their_three_decimals() -> None:
    company = Company.from_yaml("company: A\ncurrency: EUR\nrates: {GBP: 1.175}\n")
    assert company.rates["GBP"] == 1.175


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("120.000,00", "120000, without separators"),
        ("1.200.000,00", "1200000, without separators"),
        ("120,000", "120000, without separators"),
        ("99,95", "99.95, with a point"),
    ],
)
@pytest.mark.parametrize("goal", ["{{period: 2026-Q3, amount: {0}}}", "{{amount: {0}, period: 2026-Q3}}"])
def test_a_comma_inside_braces_is_part_of_the_amount(typed: str, meant: str, goal: str) -> None:
    """To YAML the comma ends the value: what is meant is told, not what YAML made of it."""
    with pytest.raises(CompanyError) as caught:
        Company.from_yaml(f"company: A\ncurrency: EUR\ngoals:\n  Q3: {goal.format(typed)}\n")
    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.where) == (4, "goals.Q3.amount")
    assert mistake.wrong == f"is {typed!r}"
    assert mistake.right == meant


def test_a_key_of_digits_that_belongs_to_no_amount_stays_one() -> None:
    with pytest.raises(CompanyError, match=r"goals\.Q3\.00 is not a known key"):
        Company.from_yaml("company: A\ncurrency: EUR\ngoals:\n  Q3: {period: 2026-Q3, amount: 5, 00: 7}\n")
