"""Geometric adstock against its own sum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.estimates.adstock import adstock, balanced


@given(st.floats(0.0, 0.95), st.lists(st.floats(0.0, 1e5), min_size=1, max_size=30), st.floats(0.0, 1e5))
def test_it_is_the_sum_of_all_spend_discounted(decay, spend, before):
    spend = np.array(spend)
    found = adstock(spend, np.array(decay), np.array(before))
    for week in range(len(spend)):
        ages = week - np.arange(week + 1)
        direct = (spend[: week + 1] * decay**ages).sum() + before * decay ** (week + 1)
        assert found[week] == pytest.approx(direct, rel=1e-9, abs=1e-9)


def test_steady_spend_stays_in_balance_from_the_first_week():
    decay = np.array([0.0, 0.3, 0.9])
    spend = np.full(20, 70.0)
    np.testing.assert_allclose(
        adstock(spend, decay, balanced(spend, decay)), (70.0 / (1 - decay))[:, None] * np.ones(20)
    )


def test_draws_and_channels_broadcast():
    spend = np.arange(12.0).reshape(1, 3, 4)
    decay = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    found = adstock(spend, decay, np.zeros((2, 3)))
    assert found.shape == (2, 3, 4)
    np.testing.assert_allclose(found[1, 2], adstock(spend[0, 2], np.array(0.6), np.array(0.0)))
