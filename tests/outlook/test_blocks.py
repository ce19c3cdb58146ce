"""Blocks of business days against a search by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from unslump.outlook.blocks import Blocks
from unslump.outlook.kernels import steady

paces = arrays(
    np.float64,
    st.tuples(st.integers(1, 4), st.integers(1, 30)),
    elements=st.one_of(st.just(0.0), st.floats(1e-9, 50.0)),
)


@settings(max_examples=150, deadline=None)
@given(paces, st.lists(st.floats(0.0, 1.2), min_size=1, max_size=20))
def test_a_day_falls_between_the_ends_of_its_block(pace: np.ndarray, parts: list[float]) -> None:
    ahead = np.concatenate([np.zeros((len(pace), 1)), 7.0 * np.cumsum(pace, axis=1)], axis=1)
    draw = np.repeat(np.arange(len(ahead)), len(parts) + ahead.shape[1])
    # Anywhere up to beyond the last end, and every end itself.
    business = np.concatenate([np.append(np.array(parts) * row[-1], row) for row in ahead])
    found = Blocks(ahead).of(draw, business)
    for row, day, block in zip(draw, business, found, strict=True):
        expected = np.searchsorted(ahead[row], day, side="left") - 1
        assert block == np.clip(expected, 0, pace.shape[1] - 1)


def test_calendar_days_run_evenly_within_a_block() -> None:
    ahead = np.array([[0.0, 14.0, 14.0, 17.5], [0.0, 7.0, 14.0, 21.0]])
    days = Blocks(ahead).day(np.array([0, 0, 0, 1]), np.array([3.5, 14.5, 16.0, 9.0]))
    assert days == pytest.approx([1.75, 15.0, 18.0, 9.0])


def test_one_clock_serves_all_draws() -> None:
    assert Blocks(steady(5)).of(np.array([0, 3, 9]), np.array([1.0, 8.0, 33.0])).tolist() == [0, 1, 4]
