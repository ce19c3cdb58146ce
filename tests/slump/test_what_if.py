"""What-ifs in words: what is understood, and how the rest is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.errors import QuestionError
from unslump.planning.named import Named
from unslump.slump.what_if import Hire, Hours, Leaver, Spend, WhatIf, WinRate, read_what_ifs

FIRST, LAST = date(2026, 7, 1), date(2026, 12, 31)
COMPANY = Company(
    "Brightline",
    "EUR",
    people=(Person("Ana Ruiz"), Person("Ben Osei"), Person("Clara Vogt", left=date(2025, 12, 28))),
)
NAMED = Named(("Ana Ruiz", "Ben Osei"), ("Paid search", "Trade fairs"), COMPANY)
MARKETING, SALES = Function.MARKETING, Function.SALES
SEPTEMBER = date(2026, 9, 1)


def read(*texts: str) -> list[WhatIf]:
    return read_what_ifs(texts, NAMED, FIRST, LAST)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("spend on Paid Search +50 %", (0, 1.5, None)),
        ("spend -30%", (None, 0.7, None)),
        ("Spending on the fairs by −10 % from 2026-09-01.", (1, 0.9, SEPTEMBER)),
        ("Trade fairs spend plus 12.5 %", (1, 1.125, None)),
        ("no spend on paid search", (0, 0.0, None)),
        ("budget -100 %", (None, 0.0, None)),
    ],
)
def test_spend(text: str, meant: tuple[int | None, float, date | None]) -> None:
    (found,) = read(text)
    assert isinstance(found, Spend)
    assert (found.channel, found.start) == (meant[0], meant[2])
    assert found.factor == pytest.approx(meant[1])


@pytest.mark.parametrize(
    ("text", "person", "hours", "share", "total"),
    [
        ("Ben 10 hours marketing, 20 hours sales", 1, {MARKETING: 10, SALES: 20}, {}, None),
        ("Ben Osei 20 h a week selling and 5 h prospecting", 1, {MARKETING: 5, SALES: 20}, {}, None),
        ("ana marketing 12 hours", 0, {MARKETING: 12}, {}, None),
        ("Ana 40 % marketing, 60 % sales", 0, {}, {MARKETING: 0.4, SALES: 0.6}, None),
        ("Ana Ruiz 30 hours", 0, {}, {}, 30),
    ],
)
def test_hours_and_hats(
    text: str, person: int, hours: dict[Function, float], share: dict[Function, float], total: float | None
) -> None:
    (found,) = read(text)
    assert found == Hours(text, person, hours, share, total, None)
    (later,) = read(f"{text} from 2026-09-01")
    assert isinstance(later, Hours)
    assert (later.set_to, later.share, later.start) == (hours, share, SEPTEMBER)


def test_leaving_and_joining() -> None:
    assert read("Ana leaves on 2026-09-01") == [Leaver("Ana leaves on 2026-09-01", 0, SEPTEMBER)]
    assert read("Ana leaves") == [Leaver("Ana leaves", 0, None)]
    text = "hire a finder from 2026-10-01 at 30 hours"
    assert read(text) == [Hire(text, "finder", 30.0, date(2026, 10, 1))]
    assert read("hire a closer") == [Hire("hire a closer", "closer", 40.0, FIRST)]
    assert read("hire someone for both at 20 hours")[0] == Hire(
        "hire someone for both at 20 hours", "both", 20.0, FIRST
    )


def test_the_win_rate_needs_no_company() -> None:
    (found,) = read_what_ifs(["win rate -20 %"], None, FIRST, LAST)
    assert isinstance(found, WinRate)
    assert found.factor == pytest.approx(0.8)
    with pytest.raises(QuestionError, match=r"no company\.yaml"):
        read_what_ifs(["spend -20 %"], None, FIRST, LAST)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be read"),
        ("make it rain", "spend on Paid search"),
        ("spnd -10 %", "Did you mean spend"),
        ("spend 50 %", "Write +50 % or -50 %"),
        ("win rate 20 %", "more, less or in all"),
        ("spend -150 %", "more than there is"),
        ("spend +2000 %", "at most +400 %"),
        ("win rate +150 %", "at most +100 %"),
        ("spend -1.000 %", "two ways"),
        ("spend on Padi search -10 %", "Did you mean Paid search"),
        ("Zoe leaves", "People: Ana Ruiz, Ben Osei"),
        ("Clara leaves on 2026-09-01", "left on 28 December 2025"),
        ("Ana leaves on 2026-06-30", "that is past"),
        ("Ana leaves on 2027-01-01", "--months"),
        ("Ana leaves on 1.9.2026", "2026-09-01"),
        ("hire a closr", "Did you mean closer"),
        ("hire a finder at 0 hours", "no hours"),
        ("hire a finder at 200 hours", "168"),
        ("Ben 100 hours marketing, 100 hours sales", "168"),
        ("Ben 80 % marketing, 60 % sales", "100 %"),
        ("Ben 10 hours marketing, 20 hours marketing", "twice"),
    ],
)
def test_what_is_refused_says_why_and_what_would_do(text: str, said: str) -> None:
    with pytest.raises(QuestionError) as caught:
        read(text)
    assert said in str(caught.value)


def test_one_person_is_spoken_of_once() -> None:
    read("Ben 10 hours marketing", "Ben leaves on 2026-09-01", "Ana 10 hours marketing")
    for twice in (("Ben 10 hours marketing", "Ben 5 hours sales"), ("Ana leaves", "Ana Ruiz leaves")):
        with pytest.raises(QuestionError, match="of one person"):
            read(*twice)


@given(st.text(max_size=200))
def test_any_words_are_read_or_refused(text: str) -> None:
    try:
        read(text)
    except QuestionError as error:
        assert error.hint
