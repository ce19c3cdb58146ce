"""What people read must be true to the number: parse it back and compare."""

from __future__ import annotations

import doctest
import math
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.business import wording

AMOUNTS = st.floats(-1e15, 1e15, allow_nan=False)


def back(text: str) -> float:
    """The first number in a text, its separators taken out."""
    found = re.search(r"-?[\d,]+(\.\d+)?", text)
    assert found, text
    return float(found[0].replace(",", ""))


def test_examples_hold() -> None:
    outcome = doctest.testmod(wording)
    assert outcome.attempted >= 10
    assert outcome.failed == 0


@given(AMOUNTS)
def test_money_reads_back_to_the_unit_and_keeps_its_currency(amount: float) -> None:
    text = wording.money(amount, "EUR")
    assert text.endswith(" EUR")
    assert back(text) == pytest.approx(amount, abs=0.501 if abs(amount) >= 9.99 else 0.00501)
    assert re.fullmatch(r"-?\d{1,3}(,\d{3})*(\.\d\d)? EUR", text)


@given(st.floats(0, 1))
def test_a_percentage_has_no_digits_after_the_point(p: float) -> None:
    text = wording.percent(p)
    assert re.fullmatch(r"(under 1|over 99|\d{1,3}) %", text)
    assert abs(back(text) - 100 * p) <= 1


@given(st.floats(0, 1))
def test_a_chance_never_reads_as_a_limit_it_misses_and_is_never_certain(p: float) -> None:
    text = wording.chance(p)
    assert text.split()[0] in {"about", "under", "over"}
    if text.startswith("about"):
        assert abs(100 * p - back(text)) < 1 + 1e-6
        for limit in (50, 80):
            assert (back(text) >= limit) == (round(100 * p, 6) >= limit)


@pytest.mark.parametrize("hundredths", range(1, 100))
def test_whole_chances_are_said_as_they_are(hundredths: int) -> None:
    assert wording.chance(hundredths / 100) == f"about {hundredths} %"


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_span_is_off_by_less_than_a_tenth_of_its_width(one: float, other: float) -> None:
    low, high = sorted((one, other))
    text = wording.span(low, high, "EUR")
    ends = [float(end.replace(",", "")) for end in text.removesuffix(" EUR").split("–")]
    assert abs(ends[0] - low) <= max(0.501, 0.0501 * (high - low))
    assert abs(ends[-1] - high) <= max(0.501, 0.0501 * (high - low))
    assert ends == sorted(ends)


@given(st.integers(0, 10**9))
def test_counts_are_exact_and_agree_in_number(n: int) -> None:
    text = wording.count(n, "deal", "deals")
    assert back(text) == n
    assert text.endswith(" deal") == (n == 1)


@given(st.dates())
def test_a_day_reads_one_way(when: date) -> None:
    number, month, year = wording.day(when).split()
    assert (int(number), wording.MONTHS.index(month) + 1, int(year)) == (when.day, when.month, when.year)
    assert wording.month(when) == f"{month} {year}"
    assert wording.day(when) != wording.day(when - timedelta(days=1)) if when > date.min else True


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_not_known(value: float) -> None:
    said = [
        wording.number(value),
        wording.money(value, "EUR"),
        wording.percent(value),
        wording.chance(value),
        wording.span(value, 1, "EUR"),
        wording.percent_span(0, value),
        wording.quantity(value, "bookings", "EUR"),
    ]
    assert set(said) == {"not known"}


def test_zero_is_never_negative() -> None:
    assert wording.money(-0.001, "EUR") == "0 EUR"
    assert wording.number(-0.0) == "0"
    assert wording.number(-0.01) == "0"
