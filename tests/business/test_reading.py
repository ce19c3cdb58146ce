"""company.yaml as people write it: every kind of mistake is found, on its line, and all at once."""

import time
from datetime import date

import pytest

from unslump.business.company import Company
from unslump.business.functions import Effort, Function
from unslump.business.goals import Measure
from unslump.business.people import Level, Skill
from unslump.business.yaml_tree import MAX_BYTES
from unslump.errors import CompanyError, Mistake

HEAD = "company: Brightline\ncurrency: EUR\n"

WHOLE = """\
company: Brightline Tools
currency: eur
rates: {USD: 0.92, gbp: 1.15}
people:
  Ana Ruiz:
    email: ana@example.com
    also: ["4727653", A. Ruiz]
    hats: {marketing: 60%, sales: 0.4}
    hours: 35
    cost: 45
    skills: {finder: strong, closer: Fair}
    started: 2024-03-01
    left: 2026-01-31
    ramp: 6 months
  Bo:
segments: {Machine shops: {also: Manufacturing}}
needs: {Less scrap: {segments: manufacturing}}
offers:
  Precision set: {price: 4800, needs: [less scrap], segments: [Machine shops]}
messages: {Half the scrap: {offer: Precision set, segment: Machine shops, about: "Half  the\\nscrap"}}
channels:
  Trade fairs: {also: [fair, messe], min_spend: 100, max spend: 3e3}
campaigns:
  Spring: {channel: Messe, message: Half the scrap, start: 2026-03-01, end: 2026-03-04, budget: 2500,
    offer: precision set, leads: 40, goal: q1}
functions:
  marketing: {activities: [Post, fair], hours per lead: 0.5}
  sales: {hours_per_lead: 1.5, Hours-Per-Deal: 6}
goals:
  Q1: {period: 2026-Q1, amount: 120000, segments: Manufacturing}
  Deals: {period: 2026, amount: 40, measure: deals}
budgets:
- {period: 2026-Q1, amount: 9000}
- {period: 2026-01, amount: 500, channel: fair}
"""


def mistakes_in(text: str) -> list[Mistake]:
    with pytest.raises(CompanyError) as caught:
        Company.from_yaml(text)
    return caught.value.mistakes


def test_everything_that_can_be_written_is_read():
    company = Company.from_yaml(WHOLE)
    ana, bo = company.people
    assert (company.name, company.currency, dict(company.rates)) == (
        "Brightline Tools",
        "EUR",
        {"USD": 0.92, "GBP": 1.15},
    )
    assert ana.aliases == ("4727653", "A. Ruiz")
    assert ana.hats == {Function.MARKETING: 0.6, Function.SALES: 0.4}
    assert ana.skills == {Skill.FINDER: Level.STRONG, Skill.CLOSER: Level.FAIR}
    assert (ana.hours_per_week, ana.cost_per_hour, ana.ramp_weeks) == (35, 45, 26)
    assert (ana.started, ana.left) == (date(2024, 3, 1), date(2026, 1, 31))
    assert (bo.name, bo.hours_per_week, bo.hats, bo.ramp_weeks) == ("Bo", 40, {}, 0)
    assert company.needs[0].segments == ("Machine shops",)
    assert company.offers[0].needs == ("Less scrap",)
    assert company.messages[0].about == "Half the scrap"
    assert (company.channels[0].min_spend, company.channels[0].max_spend) == (100, 3000)
    spring = company.campaigns[0]
    assert (spring.channel, spring.offer, spring.leads, spring.goal) == (
        "Trade fairs", "Precision set", 40, "Q1",
    )  # fmt: skip
    assert [goal.segments for goal in company.goals] == [("Machine shops",), ()]
    assert company.effort == Effort(0.5, 1.5, 6)
    assert company.activities == {"post": Function.MARKETING, "fair": Function.MARKETING}
    assert [goal.measure for goal in company.goals] == [Measure.BOOKINGS, Measure.DEALS]
    assert [budget.channel for budget in company.budgets] == [None, "Trade fairs"]


def test_no_is_a_word_and_an_id_keeps_its_zeros():
    company = Company.from_yaml(HEAD + "people: {no: {also: [007, yes, 1e3, 2024-01-01]}}\n")
    assert company.people[0].name == "no"
    assert company.people[0].aliases == ("007", "yes", "1e3", "2024-01-01")


def test_an_alias_stands_for_what_it_repeats():
    company = Company.from_yaml(HEAD + "people:\n  A: &a {hats: {sales: 50%}}\n  B: *a\n")
    assert company.people[0].hats == company.people[1].hats == {Function.SALES: 0.5}


# text after HEAD (two lines), line of the mistake, where, part of what is wrong, part of what is right
ONE_MISTAKE = [
    ("chanels: {}", 3, "chanels", "not a known key", "channels"),
    ("staff: {}", 3, "staff", "not a known key", "people"),
    ("<<: {a: 1}", 3, "<<", "not a known key", "one of"),
    ("people:\n  Ana: {huors: 40}", 4, "people.Ana.huors", "not a known key", "hours"),
    ("people:\n  Ana:\n    wage: 40", 5, "people.Ana.wage", "not a known key", "cost"),
    ("people: [Ana]", 3, "people", "is a list", "a name for each"),
    ("people: Ana", 3, "people", "is 'Ana'", "a name for each"),
    ("people:\n  Ana: yes", 4, "people.Ana", "is 'yes'", "keys such as"),
    ("people:\n  Ana:\n    hours: forty", 5, "people.Ana.hours", "is 'forty'", "as 40"),
    ("people:\n  Ana:\n    hours: 200", 5, "people.Ana.hours", "is 200", "from 0 to 168"),
    ("people:\n  Ana:\n    hours: -1", 5, "people.Ana.hours", "is -1", "from 0 to 168"),
    ("people:\n  Ana:\n    hours: .nan", 5, "people.Ana.hours", "is '.nan'", "hours a week"),
    ("people:\n  Ana:\n    cost: 1e999", 5, "people.Ana.cost", "is '1e999'", "the cost of an hour"),
    ("people:\n  Ana:\n    hats: {sales: 60}", 5, "people.Ana.hats.sales", "is 60", "60%"),
    ("people:\n  Ana:\n    hats: {sales: 160%}", 5, "people.Ana.hats.sales", "is '160%'", "from 0% to 100%"),
    ("people:\n  Ana:\n    hats: {sale: 60%}", 5, "people.Ana.hats.sale", "is 'sale'", "sales"),
    ("people:\n  Ana:\n    hats: sales", 5, "people.Ana.hats", "is 'sales'", "marketing: 60%"),
    ("people:\n  Ana:\n    hats: {sales: 60%, marketing: 50%}", 5, "people.Ana.hats", "110%", "at most 100%"),
    ("people:\n  Ana:\n    hats: {sales: 6%, Sales: 5%}", 5, "people.Ana.hats.Sales", "twice", "once"),
    ("people:\n  Ana:\n    skills: {finder: storng}", 5, "people.Ana.skills.finder", "'storng'", "strong"),
    ("people:\n  Ana:\n    email: ana at x", 5, "people.Ana.email", "is 'ana at x'", "an e-mail address"),
    ("people:\n  Ana:\n    started: 2026-02-30", 5, "people.Ana.started", "'2026-02-30'", "a day"),
    ("people:\n  Ana:\n    started: 01/02/2026", 5, "people.Ana.started", "'01/02/2026'", "a day"),
    ("people:\n  Ana:\n    hats: {sales: 1}\n    started: 2026-02-01\n    left: 2026-01-01", 7,
     "people.Ana.left", "before starting", "on or after started"),
    ("people:\n  Ana:\n    ramp: soon", 5, "people.Ana.ramp", "is 'soon'", "20 weeks"),
    ("people:\n  Ana:\n    also: {a: b}", 5, "people.Ana.also", "is a group of keys", "a list"),
    ("people:\n  Ana:\n    also: [[a]]", 5, "people.Ana.also", "is a list", "text"),
    ("people:\n  Ana: {}\n  ana: {}", 5, "people.ana", "written twice, on line 4 and on line 5", "once"),
    ("people:\n  Ana: {}\n  Bo:\n    also: [ANA]", 6, "people.Bo.also", "already means Ana", "once"),
    ("people:\n  Ana: {email: a@b}\n  Bo:\n    email: A@b", 6, "people.Bo.email", "already means Ana",
     "another"),
    ("people:\n  Q1: {period: 2026-Q1, amount: 5}", 4, "people.Q1", "looks like a goal", "under goals:"),
    ("people:\n  ? [a]\n  : {}", 4, "people", "a key without words", "a name"),
    (f"people:\n  {'x' * 201}: {{}}", 4, "people", "a key of 201 letters", "1 to 200"),
    ("goals:\n  Ana: {hats: {sales: 1}, hours: 40}", 4, "goals.Ana",
     "looks like a person (it has hats and hours)",
     "under people:"),
    ("goals:\n  Ana:\n    skills: {finder: weak}\n    email: a@b", 4, "goals.Ana", "looks like a person",
     "under people:"),
    ("goals:\n  Q1: {amount: 5}", 4, "goals.Q1", "has no period", "2026-Q1"),
    ("goals:\n  Q1: {period: 2026-Q1}", 4, "goals.Q1", "has no amount", "How much"),
    ("goals:\n  Q1:\n    period: 2026-Q1\n    amount:", 6, "goals.Q1.amount", "is empty", "above 0"),
    ("goals:\n  Q1:\n    period: 2026-Q1\n    amount: 0", 6, "goals.Q1.amount", "is 0", "above 0"),
    ("goals:\n  Q1:\n    period: 2026-Q1\n    amount: -5", 6, "goals.Q1.amount", "is -5", "above 0"),
    ("goals:\n  Q1:\n    period: 2026-Q1\n    amount: .inf", 6, "goals.Q1.amount", "is '.inf'", "above 0"),
    ("goals:\n  Q1:\n    period: 2026-Q1\n    amount: 120,000", 6, "goals.Q1.amount", "is '120,000'",
     "without separators"),
    ("goals:\n  Q1:\n    period: 2026-Q1\n    amount: 5 EUR", 6, "goals.Q1.amount", "is '5 EUR'", "without"),
    ("goals:\n  Q1: {period: 2026-Q5, amount: 5}", 4, "goals.Q1.period", "is not a period", "2026-Q1"),
    ("goals:\n  Q1: {period: 2026-13, amount: 5}", 4, "goals.Q1.period", "in no calendar", "2026-03"),
    ("goals:\n  Q1: {period: 2026-03-01..2026-01-01, amount: 5}", 4, "goals.Q1.period", "before it starts",
     "2026-01-01..2026-03-31"),
    ("goals:\n  Q1:\n    amount: 5\n    period: 2026-03-01..2026-03-01", 6, "goals.Q1.period",
     "has no length",
     "ends after the day it starts"),
    ("goals:\n  Q1: {period: 2026-Q1, amount: 5, measure: booking}", 4, "goals.Q1.measure", "is 'booking'",
     "bookings"),
    ("channels:\n  Fairs:\n    min spend: 5\n    max_spend: 4", 6, "channels.Fairs.max spend", "at least 5",
     "at least min spend"),
    ("campaigns:\n  Spring: {channel: Fiars}\nchannels: {Fairs: {}, Web: {}}", 4, "campaigns.Spring.channel",
     "not in channels:", "Fairs"),
    ("campaigns:\n  Spring: {channel: Fairs}", 4, "campaigns.Spring.channel", "not in channels:",
     "under channels:"),
    ("campaigns:\n  S:\n    start: 2026-02-01\n    end: 2026-01-01", 6, "campaigns.S.end", "before it starts",
     "on or after start"),
    ("offers:\n  Set: {needs: [Speed]}\nneeds: {Less scrap: }", 4, "offers.Set.needs", "not in needs:",
     "Less scrap"),
    ("budgets:\n- {period: 2026-Q1, amount: -1}", 4, "budgets[0].amount", "is -1", "from 0"),
    ("budgets:\n- {amount: 1}", 4, "budgets[0]", "has no period", "2026-Q1"),
    ("budgets: {period: 2026-Q1, amount: 1}", 3, "budgets", "is a group of keys", "a list"),
    ("rates: {US: 0.9}", 3, "rates.US", "is 'US'", "three-letter"),
    ("rates: {$: 0.9}", 3, "rates.$", "is '$'", "USD"),
    ("rates: {USD: 0}", 3, "rates.USD", "is 0", "above 0"),
    ("rates: {EUR: 2}", 3, "rates.EUR", "own currency", "1"),
    ("functions: {marketing: {hours per deal: 1}}", 3, "functions.marketing.hours per deal",
     "not a known key",
     "hours per lead"),
    ("functions:\n  marketing: {activities: [call]}\n  sales: {activities: [Call]}", 5,
     "functions.sales.activities", "also under marketing", "one function"),
    ("company: Again", 3, "company", "written twice, on line 1 and on line 3", "once"),
    ("people:\n  Ana: {hours: 4, Hours: 5}", 4, "people.Ana.Hours", "written twice, on line 4", "once"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "where", "wrong", "right"), ONE_MISTAKE)
def test_one_mistake_is_named_with_its_line_and_what_would_be_right(text, line, where, wrong, right):
    found = mistakes_in(HEAD + text + "\n")
    assert len(found) == 1, found
    assert (found[0].file, found[0].line, found[0].where) == ("company.yaml", line, where)
    assert wrong in found[0].wrong
    assert right in found[0].right


WHOLE_FILE = [
    ("", 1, "is empty"),
    ("# nothing but words\n", 1, "is empty"),
    ("- a\n- b\n", 1, "is a list"),
    ("just words\n", 1, "is 'just words'"),
    (HEAD + "people: [\n", 3, "bracket that is never closed"),
    (HEAD + "people: {A: {hours: 4}\ngoals: {}\n", 3, "comma missing"),
    (HEAD + "people: ]\n", 3, "not valid YAML"),
    (HEAD + "people:\n\tAna: {}\n", 4, "tab"),
    (HEAD + "a: b: c\n", 3, "second colon"),
    (HEAD + "a: 'open\n", 3, "quote that is never closed"),
    (HEAD + "a: \x00\n", 3, "not text"),
    (HEAD + "---\ncompany: Other\n", 3, "second document"),
    ("%YAML 1.1\n---\n" + HEAD, 2, "% directive"),
    (HEAD + "goals: !!map {}\n", 3, "has a tag"),
    (HEAD + "goals: *there\n", 3, "refers to *there"),
    (HEAD + "goals: &a [*a]\n", 3, "refers to *a"),
    (HEAD + "a: " + "[" * 50 + "]" * 50, 3, "levels deep"),
    (HEAD + "#" * MAX_BYTES, 1, "larger than 2 MB"),
]


@pytest.mark.parametrize(("text", "line", "wrong"), WHOLE_FILE)
def test_a_file_that_cannot_be_read_says_where_and_why(text, line, wrong):
    found = mistakes_in(text)
    assert (found[0].line, wrong in found[0].wrong) == (line, True), found
    assert found[0].right


def test_missing_name_and_currency_are_both_said():
    assert [(m.line, m.wrong) for m in mistakes_in("people: {}\n")] == [
        (1, "has no company"),
        (1, "has no currency"),
    ]


def test_all_mistakes_are_reported_at_once_in_the_order_of_their_lines():
    text = (
        "company: Brightline\n"
        "currency: euros\n"
        "people:\n"
        "  Ana: {hats: {sales: 70%, marketing: 40%}, hours: many}\n"
        "goals:\n"
        "  Q1: {period: 2026-03-01..2026-03-01, amount: -1}\n"
        "chanels: {}\n"
    )
    found = mistakes_in(text)
    assert [mistake.line for mistake in found] == [2, 4, 4, 6, 6, 7]
    with pytest.raises(CompanyError, match=r"(?s)6 mistakes in company.yaml:.*company.yaml:7: chanels"):
        Company.from_yaml(text)


def test_the_file_name_given_is_the_one_in_mistakes():
    with pytest.raises(CompanyError, match=r"other\.yaml:1"):
        Company.from_yaml("", file="other.yaml")


def test_repetition_by_alias_is_bounded():
    nested = "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
    )
    begun = time.perf_counter()
    found = mistakes_in("a: &a [x, x]\n" + nested)
    assert "holds more than" in found[0].wrong
    assert time.perf_counter() - begun < 1


def test_a_file_full_of_mistakes_is_answered_soon():
    channels = "".join(f"  Channel {n}:\n" for n in range(5_000))
    campaigns = "".join(f"  Campaign {n}: {{channel: Chanel {n}}}\n" for n in range(5_000))
    begun = time.perf_counter()
    found = mistakes_in(f"{HEAD}channels:\n{channels}campaigns:\n{campaigns}")
    assert len(found) == 5_000
    assert "Channel 7" in found[7].right
    assert time.perf_counter() - begun < 10


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake():
    assert Company.from_yaml("\ufeff" + WHOLE.replace("\n", "\r\n")) == Company.from_yaml(WHOLE)


def test_nine_people_are_read_in_under_a_tenth_of_a_second():
    nine = WHOLE.replace("  Bo:\n", "".join(
        f"  Person {n}:\n    email: p{n}@x\n    also: ['{n}00', P{n}]\n    hats: {{sales: 50%}}\n"
        f"    hours: 38\n    cost: 40\n    skills: {{finder: good}}\n    started: 2025-01-0{n}\n"
        for n in range(1, 9)
    ))  # fmt: skip
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        company = Company.from_yaml(nine)
        times.append(time.perf_counter() - begun)
    assert len(company.people) == 9
    assert min(times) < 0.1


def test_an_offer_says_where_when_and_how_many_it_can_deliver():
    company = Company.from_yaml(
        "company: A\ncurrency: EUR\noffers:\n  Set: {regions: [Germany, Austria], available from: 2026-03-01,"
        " available_until: 2026-09-30, per month: 4.5}\n  Kit:\n"
    )
    offer, plain = company.offers
    assert offer.regions == ("Germany", "Austria")
    assert (offer.available_from, offer.available_until) == (date(2026, 3, 1), date(2026, 9, 30))
    assert offer.per_month == 4.5
    assert (plain.regions, plain.available_from, plain.per_month) == ((), None, None)


@pytest.mark.parametrize(
    ("offer", "where", "wrong"),
    [
        ("{available from: 2026-03-02, available until: 2026-03-01}", "available until", "cannot be"),
        ("{per month: 0}", "per month", "0"),
        ("{per month: lots}", "per month", "lots"),
        ("{available until: March}", "available until", "March"),
        ("{capacity: 4}", "capacity", "not a known key"),
    ],
)
def test_what_an_offer_cannot_be_is_said_with_its_key(offer, where, wrong):
    with pytest.raises(CompanyError) as caught:
        Company.from_yaml(f"company: A\ncurrency: EUR\noffers:\n  Set: {offer}\n")
    (mistake,) = caught.value.mistakes
    assert where in mistake.where
    assert wrong in mistake.wrong
