"""Money of orders is exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.business.order_money import cents, decimal_text, exactly, in_proportion
from unslump.errors import QuestionError


@settings(deadline=None)
@given(st.integers(-(10**14), 10**14))
def test_text_and_back_is_exact(value: int) -> None:
    assert cents(decimal_text(value)) == value
    assert Decimal(decimal_text(value)) * 100 == value
    assert cents(exactly(value, "")) == value or abs(value) < 100_000_00


@settings(deadline=None)
@given(st.integers(0, 10**12), st.integers(1, 50))
def test_steps_of_a_proportion_add_up_and_never_go_back(value: int, whole: int) -> None:
    upto = [in_proportion(value, part, whole) for part in range(whole + 1)]
    assert upto[0] == 0
    assert upto[-1] == value
    assert upto == sorted(upto)
    assert all(abs(each * whole - value * part) * 2 <= whole for part, each in enumerate(upto))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1.500", "reads two ways"),
        ("0.001", "finer than a cent"),
        ("ten", "not an amount"),
        ("", "not an amount"),
        ("nan", "not an amount"),
        ("1e99", "not an amount"),
        ("12 EUR", "not an amount"),
    ],
)
def test_what_is_no_amount_is_said_so(typed: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        cents(typed)
