"""Terms as people type them, and what cannot be read in them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.business.order_events import Line
from unslump.desk.order_words import read_instalments, read_line, read_pieces, read_share
from unslump.errors import QuestionError, UnslumpError

DAY = date(2026, 5, 1)


def test_a_line_says_what_for_how_much_and_by_when() -> None:
    assert read_line("Set-up = 1,200.50", DAY) == Line(text="Set-up", amount=120050, deliver_by=DAY)
    assert read_line("a = b = 7; by 2026-06-01; 2.5 hours; offer Care plan", DAY) == Line(
        text="a = b", amount=700, quantity=Decimal("2.5"), offer="Care plan", deliver_by=date(2026, 6, 1)
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [("Set-up", "says no price"), ("= 5", "says no price"), ("x = ten", "not an amount"),
     ("x = 5; soon", "'soon' in the line"), ("x = 5; by May", "'May' in"),
     ("x = 5; 0 pieces", "no number of pieces"),
     ("x = 1.500", "two ways")],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_said_so(typed: str, words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        read_line(typed)


@settings(deadline=None)
@given(st.integers(1, 10**9), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_shares_of_a_hundred_percent_come_to_the_whole(total: int, weights: list[int]) -> None:
    cuts = [weight * 10_000 // sum(weights) for weight in weights]
    cuts[-1] += 10_000 - sum(cuts)
    typed = [f"{cut / 100:.2f} %" for cut in cuts if cut]
    found = read_instalments(typed, total, DAY, "EUR")
    assert sum(each.amount for each in found) == total
    assert all(
        abs(each.amount - total * float(t[:-2]) / 100) <= 1 for each, t in zip(found, typed, strict=True)
    )


@pytest.mark.parametrize(
    ("typed", "words"),
    [(["400 by 2026-06-01"], "to 400 EUR, the order to 1,000 EUR"), (["60 %", "30 %"], "come to 900 EUR"),
     (["400 by June", "600"], "'June' in"), (["140 %"], "not a share")],
)  # fmt: skip
def test_instalments_that_do_not_add_up_are_said_so(typed: list[str], words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        read_instalments(typed, 100000, DAY, "EUR")


@settings(deadline=None)
@given(st.text(max_size=12))
def test_whatever_is_typed_is_read_or_refused_in_words(typed: str) -> None:
    for read in (read_line, read_share, read_pieces, lambda text: read_instalments([text], 5, None, "")):
        try:
            read(typed)
        except UnslumpError as error:
            assert error.message
