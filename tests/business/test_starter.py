"""The first company.yaml loads as it is, and so does every example in it."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.business.company import Company
from unslump.business.company_shape import COMPANY
from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.business.starter import starter_yaml
from unslump.errors import QuestionError

TODAY = date(2026, 11, 20)


def with_examples(text: str) -> str:
    """The text with the # taken away from every example."""
    sections = "|".join(known.key for known in COMPANY.fields)
    return re.sub(rf"(?m)^#(?: ((?:{sections}):)|(   *[\w-]))", lambda found: found[1] or found[2][1:], text)


def test_it_loads_without_mistakes_and_asks_for_the_next_quarter():
    company = Company.from_yaml(starter_yaml("Brightline: Tools", "chf", today=TODAY))
    assert (company.name, company.currency) == ("Brightline: Tools", "CHF")
    assert [goal.start for goal in company.goals] == [date(2027, 1, 1)]
    assert company.people == ()


def test_every_example_in_it_is_right_and_every_key_is_shown():
    text = with_examples(starter_yaml(today=TODAY))
    company = Company.from_yaml(text)
    assert company.people[0].name == "Ana Ruiz"
    assert len(company.channels) == 2
    assert len(company.budgets) == 2
    assert all(f"\n{known.key}:" in text for known in COMPANY.fields)


@given(st.text(max_size=40), st.sampled_from(["EUR", "usd"]), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_name_and_day_make_a_file_that_loads(name, currency, today):
    try:
        text = starter_yaml(name, currency, today=today)
    except QuestionError:
        assert not name.strip()
    else:
        company = Company.from_yaml(text)
        assert company.name == " ".join(name.split())
        assert all(goal.start > today for goal in company.goals)


def test_the_schema_is_named_in_the_first_line():
    text = starter_yaml(today=TODAY, schema="docs/company.schema.json")
    assert text.startswith("# yaml-language-server: $schema=docs/company.schema.json\n")
    assert Company.from_yaml(text)


@pytest.mark.parametrize(("name", "currency"), [(" ", "EUR"), ("A", "euros"), ("A", "")])
def test_a_start_without_name_or_currency_is_refused(name, currency):
    with pytest.raises(QuestionError, match="is not a company to start from"):
        starter_yaml(name, currency, today=TODAY)


def test_the_first_person_goes_under_people_and_the_explanations_stay():
    text = starter_yaml(today=TODAY)
    before = Company.from_yaml(text)
    after = Company(
        before.name, before.currency, people=(Person("Bo", hats={Function.SALES: 1.0}),), goals=before.goals
    )
    written = after.to_yaml(text)
    assert "people:\n  Bo:\n    hats: {sales: 100%}\n#   Ana Ruiz:" in written
    assert [line for line in written.splitlines() if line not in text.splitlines()] == [
        "  Bo:",
        "    hats: {sales: 100%}",
    ]
