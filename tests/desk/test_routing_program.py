"""The assignment against every assignment there is, and what an hour is worth against one more hour."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.desk.routing_program import NOBODY, assign


def best_of_all(value: np.ndarray, hours: np.ndarray, free: np.ndarray) -> float:
    """The optimum by looking at all assignments."""
    leads, sellers = value.shape
    best = 0.0
    for choice in product(range(-1, sellers), repeat=leads):
        taken = np.zeros(sellers)
        total = 0.0
        for lead, seller in enumerate(choice):
            if seller >= 0:
                taken[seller] += hours[lead]
                total += value[lead, seller]
        if (taken <= free + 1e-9).all():
            best = max(best, total)
    return best


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 3))
def test_nothing_better_exists(seed: int, leads: int, sellers: int) -> None:
    rng = np.random.default_rng(seed)
    value = rng.uniform(-20, 100, (leads, sellers))
    value[rng.random((leads, sellers)) < 0.15] = -np.inf
    hours, free = rng.choice([1.0, 2.0, 3.5], leads), rng.uniform(0, 6, sellers)
    found = assign(value, hours, free)
    assert found.value == pytest.approx(best_of_all(value, hours, free), rel=2e-4, abs=1e-6)
    taken = np.bincount(found.seller[found.seller != NOBODY], hours[found.seller != NOBODY], sellers)
    assert (taken <= free + 1e-6).all()
    given_ = np.flatnonzero(found.seller != NOBODY)
    assert (value[given_, found.seller[given_]] > 0).all()


def test_an_hour_is_worth_what_one_more_would_bring() -> None:
    rng = np.random.default_rng(3)
    value = rng.uniform(10, 100, (40, 3))
    hours, free = np.ones(40), np.array([5.0, 8.0, 3.0])
    found = assign(value, hours, free)
    assert found.gap == 0.0
    for seller in range(3):
        more = free.copy()
        more[seller] += 1.0
        assert assign(value, hours, more).value - found.value <= found.hour_worth[seller] + 1e-6
        less = free.copy()
        less[seller] -= 1.0
        assert found.value - assign(value, hours, less).value >= found.hour_worth[seller] - 1e-6


def test_hours_that_are_not_short_are_worth_nothing() -> None:
    found = assign(np.array([[5.0, 4.0]]), np.array([1.0]), np.array([3.0, 3.0]))
    assert found.hour_worth == pytest.approx([0.0, 0.0])


def test_nothing_to_give_and_nobody_to_give_to() -> None:
    assert assign(np.zeros((0, 2)), np.zeros(0), np.ones(2)).value == 0.0
    assert list(assign(np.ones((2, 0)), np.ones(2), np.zeros(0)).seller) == [NOBODY, NOBODY]
    assert list(assign(np.full((1, 1), -np.inf), np.ones(1), np.ones(1)).seller) == [NOBODY]


def test_many_leads_of_two_sizes_are_proven_near_the_best() -> None:
    rng = np.random.default_rng(4)
    value = rng.gamma(2.0, 300.0, (600, 8))
    found = assign(value, rng.choice([1.0, 2.0], 600), rng.uniform(5, 40, 8))
    assert found.gap < 1e-3
