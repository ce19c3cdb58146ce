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
