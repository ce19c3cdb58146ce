"""A rewrite changes what differs and nothing else, and always reads as the company it was made from."""

from dataclasses import replace
from datetime import date
from difflib import unified_diff

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unslump.business.company import Company
from unslump.business.functions import Effort, Function
from unslump.business.goals import Budget, Goal, Period
from unslump.business.market import Channel
from unslump.business.people import Level, Person, Skill
from unslump.errors import CompanyError, QuestionError

from .companies import companies

ORIGINAL = """\
# Our company. Do not touch without asking Ana!
company:   Brightline Tools   # since 1987
currency: EUR

rates: {USD: 0.92}            # one USD is 0.92 EUR

people:
  # the founder
  Ana Ruiz:
    email: 'ana@example.com'
    also:
      - "4727653"   # HubSpot
      - A. Ruiz     # the old CRM
    hats: {marketing: 60%, sales: 0.4}
    hours: 40                   # a week

  # joined from the fair
  Bo: {hats: {sales: 100%}, hours: 20}   # part time

functions:
  sales: {hours_per_lead: 1.5}
goals:
  Q1: {period: 2026-Q1, amount: 120000, measure: bookings}
  # the next one is a stretch
  Q2: {period: 2026-Q2, amount: 150000}
budgets:
  - {period: 2026-Q1, amount: 9000}            # agreed in December
  - period: 2026-Q2
    amount: 8000   # to be agreed
# the end
"""
COMPANY = Company.from_yaml(ORIGINAL)
ANA, BO = COMPANY.people
fuller = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def changes(company: Company, original: str = ORIGINAL) -> list[str]:
    """The lines a rewrite takes away (-) and adds (+)."""
    diff = unified_diff(original.splitlines(), company.to_yaml(original).splitlines(), lineterm="", n=0)
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


def test_nothing_changed_leaves_every_byte():
    assert COMPANY.to_yaml(ORIGINAL) == ORIGINAL


def test_one_value_changes_one_value():
    ana = replace(ANA, hours_per_week=32.0, email="ana@brightline.example")
    assert changes(replace(COMPANY, people=(ana, BO))) == [
        "-    email: 'ana@example.com'",
        "+    email: ana@brightline.example",
        "-    hours: 40                   # a week",
        "+    hours: 32                   # a week",
    ]


def test_a_share_of_a_hat_changes_alone():
    ana = replace(ANA, hats={Function.MARKETING: 0.5, Function.SALES: 0.4})
    assert changes(replace(COMPANY, people=(ana, BO))) == [
        "-    hats: {marketing: 60%, sales: 0.4}",
        "+    hats: {marketing: 50%, sales: 0.4}",
    ]


def test_a_new_key_comes_after_the_others():
    ana = replace(ANA, started=date(2024, 3, 1), ramp_weeks=4.0, skills={Skill.FINDER: Level.GOOD})
    assert changes(replace(COMPANY, people=(ana, BO))) == [
        "+    skills: {finder: good}",
        "+    started: 2024-03-01",
        "+    ramp: 4 weeks",
    ]


def test_a_new_key_in_a_one_line_group_stays_on_the_line():
    assert changes(replace(COMPANY, people=(ANA, replace(BO, cost_per_hour=40.0)))) == [
        "-  Bo: {hats: {sales: 100%}, hours: 20}   # part time",
        "+  Bo: {hats: {sales: 100%}, hours: 20, cost: 40}   # part time",
    ]


def test_a_new_person_and_a_new_goal_come_last():
    new = Person("Cy", hats={Function.SALES: 1.0}, hours_per_week=30.0)
    grown = replace(
        COMPANY, people=(*COMPANY.people, new), goals=(*COMPANY.goals, Goal.parse("H2", "2026-H2", 9))
    )
    assert changes(grown) == [
        "+  Cy:",
        "+    hats: {sales: 100%}",
        "+    hours: 30",
        "+  H2: {period: 2026-H2, amount: 9}",
    ]


def test_who_leaves_the_file_takes_only_their_own_lines():
    assert changes(replace(COMPANY, people=(ANA,), goals=COMPANY.goals[1:])) == [
        "-  Bo: {hats: {sales: 100%}, hours: 20}   # part time",
        "-  Q1: {period: 2026-Q1, amount: 120000, measure: bookings}",
    ]


def test_a_renamed_goal_keeps_the_comment_about_it():
    renamed = replace(COMPANY.goals[1], name="Stretch")
    assert changes(replace(COMPANY, goals=(COMPANY.goals[0], renamed))) == [
        "-  Q2: {period: 2026-Q2, amount: 150000}",
        "+  Stretch: {period: 2026-Q2, amount: 150000}",
    ]
    assert "a stretch\n  Stretch:" in replace(COMPANY, goals=(COMPANY.goals[0], renamed)).to_yaml(ORIGINAL)


def test_the_order_of_people_is_kept_as_wished():
    new = Person("Cy")
    assert changes(replace(COMPANY, people=(ANA, new, BO))) == ["+  Cy: {}"]
    assert changes(replace(COMPANY, people=(new, ANA, BO))) == ["+  Cy: {}"]
    turned = replace(COMPANY, people=(BO, ANA))
    assert Company.from_yaml(turned.to_yaml(ORIGINAL)) == turned


def test_lists_grow_shrink_and_change_by_the_line():
    ana = replace(ANA, aliases=("4727653", "A. Ruiz", "no"))
    assert changes(replace(COMPANY, people=(ana, BO))) == ['+      - "no"']
    ana = replace(ANA, aliases=("4727653",))
    assert changes(replace(COMPANY, people=(ana, BO))) == ["-      - A. Ruiz     # the old CRM"]
    first, second = COMPANY.budgets
    assert changes(replace(COMPANY, budgets=(first, replace(second, amount=8500.0)))) == [
        "-    amount: 8000   # to be agreed",
        "+    amount: 8500   # to be agreed",
    ]
    assert changes(replace(COMPANY, budgets=(first, Budget(Period.parse("2026-04"), 5), second))) == [
        "+  - {period: 2026-04, amount: 5}"
    ]
    assert changes(replace(COMPANY, budgets=(second,))) == [
        "-  - {period: 2026-Q1, amount: 9000}            # agreed in December"
    ]


def test_keys_written_with_underscores_are_found_again():
    assert changes(
        replace(COMPANY, effort=Effort(sales_hours_per_lead=2.0, marketing_hours_per_lead=0.5))
    ) == [
        "-  sales: {hours_per_lead: 1.5}",
        "+  sales: {hours_per_lead: 2}",
        "+  marketing: {hours per lead: 0.5}",
    ]


def test_a_new_section_comes_before_the_closing_words():
    assert changes(replace(COMPANY, channels=(Channel("Fairs", ("messe",)),))) == [
        "+channels:",
        "+  Fairs:",
        "+    also: [messe]",
    ]


def test_a_section_that_is_empty_now_goes():
    assert changes(replace(COMPANY, rates={})) == ["-rates: {USD: 0.92}            # one USD is 0.92 EUR"]


@pytest.mark.parametrize(
    "original",
    [
        "company: A\ncurrency: EUR\npeople:\n  X: &x {hours: 30}\n  Y: *x\n",
        "company: A\ncurrency: EUR\npeople:\n  X: &x\n    hours: 30\n  Y: *x\n",
        "{company: A, currency: EUR, people: {X: {hours: 30}, Y: {hours: 30}}}",
        "company: A\ncurrency: EUR\npeople:\n  ? X\n  : hours: 30\n  ? Y\n  : hours: 30",
        "company: A\r\ncurrency: EUR\r\npeople:\r\n  X:\r\n    hours: 30\r\n  Y:\r\n    hours: 30",
        "\ufeffcompany: >\n  A\ncurrency: EUR\npeople:\n  X: {hours: 30}\n  Y: {\n   hours: 30, }\n",
    ],
)
def test_every_notation_can_be_changed_in_one_place_and_not_in_the_other(original):
    company = Company.from_yaml(original)
    first, second = company.people
    for people in (
        (replace(first, hours_per_week=10.0), second),
        (first, replace(second, hats={Function.SALES: 0.5})),
        (replace(first, hours_per_week=40.0), second),
        (second,),
        (first, second, Person("Z")),
    ):
        changed = replace(company, people=people, name="B")
        written = changed.to_yaml(original)
        assert Company.from_yaml(written) == changed
        assert ("\r\n" in written) == ("\r\n" in original)
        assert written.startswith("\ufeff") == original.startswith("\ufeff")
        assert written.replace("\r\n", "").count("\n") == 0 or "\r\n" not in original


def test_an_original_of_comments_keeps_them():
    assert Company("A", "EUR").to_yaml("# mine\n") == "# mine\ncompany: A\ncurrency: EUR\n"


def test_an_original_with_mistakes_is_not_rewritten():
    with pytest.raises(CompanyError):
        COMPANY.to_yaml("company: A\n")


@pytest.mark.parametrize("name", ["", " a", "a\nb", "x" * 201])
def test_a_name_that_cannot_be_written_is_refused_and_not_changed(name):
    with pytest.raises(QuestionError, match="cannot be written"):
        Company("A", "EUR", people=(Person(name),)).to_yaml()


@given(companies())
@fuller
def test_what_is_written_is_what_was_meant(company):
    assert Company.from_yaml(company.to_yaml()) == company


@given(companies(), companies(), st.sampled_from(["", "# the end", "\n# the end\n\n"]))
@fuller
def test_any_company_can_become_any_other_in_its_file(first, second, ending):
    text = first.to_yaml() + ending
    written = second.to_yaml(text)
    assert Company.from_yaml(written) == second
    assert ending.strip() in written


@given(companies(), st.data())
@fuller
def test_a_company_can_change_a_little_in_its_file(company, data):
    """Some people and goals leave, move or change; what is left is written into the file as it was."""

    def shaken(things):
        kept = [thing for thing in things if data.draw(st.booleans())]
        return tuple(data.draw(st.permutations(kept)))

    people = tuple(
        replace(person, hours_per_week=data.draw(st.sampled_from([40.0, 10.0, person.hours_per_week])))
        for person in shaken(company.people)
    )
    goals = shaken(company.goals)
    left = [goal.name for goal in goals]
    campaigns = tuple(
        replace(each, goal=each.goal if each.goal in left else None) for each in company.campaigns
    )
    changed = replace(
        company, people=people, goals=goals, campaigns=campaigns, budgets=shaken(company.budgets)
    )
    text = company.to_yaml()
    written = changed.to_yaml(text)
    assert Company.from_yaml(written) == changed
    assert company.to_yaml(written) == company.to_yaml(company.to_yaml(written))


@given(companies())
@fuller
def test_comments_of_untouched_sections_survive_any_rewrite_of_the_others(company):
    changed = replace(
        COMPANY,
        name=company.name,
        people=company.people,
        segments=company.segments,
        channels=company.channels,
        goals=(*COMPANY.goals, Goal.parse("More", "2027", 7)),
    )
    written = changed.to_yaml(ORIGINAL)
    untouched = ORIGINAL[ORIGINAL.index("functions:") :]
    assert [line for line in untouched.splitlines() if line not in written.splitlines()] == []
    assert ORIGINAL[ORIGINAL.index("# since") : ORIGINAL.index("people:")] in written
