"""Names in wishes: found by a part that only one has, and never guessed at."""

from __future__ import annotations

from datetime import date

import pytest

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.market import Channel
from unslump.business.people import Person
from unslump.errors import QuestionError
from unslump.planning.named import Named, function_called, plain_amount

COMPANY = Company(
    "Brightline",
    "EUR",
    people=(
        Person("Ana Ruiz", aliases=("aruiz",)),
        Person("Ana Sand"),
        Person("Ben Osei"),
        Person("Clara Vogt", left=date(2025, 12, 28)),
    ),
    channels=(Channel("LinkedIn", aliases=("Paid Social",)),),
)
NAMED = Named(("Ana Ruiz", "Ana Sand", "Ben Osei"), ("LinkedIn", "Trade fairs", "Paid search"), COMPANY)


@pytest.mark.parametrize(
    ("said", "number"), [("ana ruiz", 0), ("ARUIZ", 0), ("Sand", 1), ("Ben", 2), ("ben  osei", 2)]
)
def test_a_person_goes_by_any_name_only_one_has(said: str, number: int) -> None:
    assert NAMED.person(said, "the wish") == number


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Ana", "Ana Ruiz or Ana Sand"),
        ("Clara", "left on 28 December 2025"),
        ("Zoe", "nobody of that name"),
        ("Bem Osei", "Did you mean Ben Osei"),
    ],
)
def test_who_is_not_meant_is_told_why(said: str, why: str) -> None:
    with pytest.raises(QuestionError) as caught:
        NAMED.person(said, "the wish")
    assert why in str(caught.value)
    assert "Ben Osei" in caught.value.hint


@pytest.mark.parametrize(
    ("said", "number"), [("linkedin", 0), ("Paid Social", 0), ("the fair", 1), ("search", 2)]
)
def test_a_channel_goes_by_a_part_only_it_has(said: str, number: int) -> None:
    assert NAMED.channel(said) == number


def test_an_unknown_channel_suggests_the_nearest() -> None:
    assert NAMED.channel("Telex") is None
    with pytest.raises(QuestionError) as caught:
        NAMED.needed_channel("Linkdin", "the wish")
    assert "Did you mean LinkedIn?" in caught.value.hint


def test_amounts_and_functions() -> None:
    assert plain_amount("1,250.5", "it") == 1250.5
    assert function_called("Selling") is Function.SALES
    for bad in ("3.000", "1.2.3", "..."):
        with pytest.raises(QuestionError):
            plain_amount(bad, "it")
