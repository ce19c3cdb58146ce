"""The split is exact: it adds up, ignores order, and agrees with going through every order by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.slump.shapley import combinations, in_cents, shapley


def test_agrees_with_all_orders_gone_through() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(3, 16))
    found = np.zeros((3, 4))
    for order in permutations(range(4)):
        on = 0
        for cause in order:
            found[:, cause] += values[:, on | 1 << cause] - values[:, on]
            on |= 1 << cause
    np.testing.assert_allclose(shapley(values), found / 24)


def test_shares_add_up_to_the_whole() -> None:
    values = np.random.default_rng(2).normal(size=(50, 128))
    np.testing.assert_allclose(shapley(values).sum(axis=1), values[:, -1] - values[:, 0])


def test_a_cause_that_never_matters_gets_nothing_and_equal_ones_the_same() -> None:
    on = combinations(3)
    values = (on[:, 0].astype(float) + on[:, 1] + 5.0 * (on[:, 0] & on[:, 1]))[None, :]
    shares = shapley(values)[0]
    assert shares[2] == 0.0
    assert shares[0] == pytest.approx(shares[1])
    assert shares.sum() == pytest.approx(7.0)


def test_a_sum_gives_each_cause_its_own_term() -> None:
    on = combinations(5)
    terms = np.array([3.0, -1.0, 0.5, 0.0, 10.0])
    np.testing.assert_allclose(shapley((on @ terms)[None, :])[0], terms)


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=9))
def test_cents_add_up_and_no_part_moves_by_more_than_one(parts: list[float]) -> None:
    exact = np.array(parts)
    total = round(float(exact.sum()), 2)
    cents = in_cents(exact, total)
    assert round(float(np.round(cents * 100).sum())) == round(total * 100)
    assert np.abs(cents - exact).max() <= 0.01 + 1e-6
