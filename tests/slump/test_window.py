"""Days are counted once: the parts of the weeks add up to the window, wherever it starts and ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.slump.window import window_of

FIRST = date(2024, 1, 1)


@given(st.integers(100, 500), st.integers(0, 300), st.integers(0, 90))
def test_the_weeks_hold_the_windows_days(start: int, length: int, earlier: int) -> None:
    first, last = FIRST + timedelta(start), FIRST + timedelta(start + length)
    window = window_of(FIRST, first, last, first - timedelta(earlier))
    assert 7 * window.inside.sum() == pytest.approx(length + 1)
    assert window.inside.min() >= 0
    assert window.inside.max() <= 1
    assert len(window.inside) == window.since
    assert window.anchor == (start - earlier) // 7


def test_a_window_of_a_day_is_a_seventh_of_its_week() -> None:
    window = window_of(FIRST, date(2024, 6, 5), date(2024, 6, 5), None)
    assert window.inside.tolist() == [1 / 7]


def test_a_baseline_after_the_start_changes_nothing() -> None:
    plain = window_of(FIRST, date(2024, 6, 3), date(2024, 6, 30), None)
    late = window_of(FIRST, date(2024, 6, 3), date(2024, 6, 30), date(2024, 6, 20))
    assert late.anchor == plain.anchor
