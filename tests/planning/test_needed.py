"""How many leads are needed: the gamma in place of compound Poisson, and its inverse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outlook.engines import rng
from unslump.planning.needed import CONFIDENCE, multiple_needed, probability_with

amount = st.floats(0.5, 500)


def compound(wins: float, sigma: float, draws: int = 40_000) -> np.ndarray:
    """A Poisson number of lognormal amounts of median 1."""
    dice = rng(3)
    number = dice.poisson(wins, draws)
    which = np.repeat(np.arange(draws), number)
    return np.bincount(which, np.exp(sigma * dice.standard_normal(number.sum())), minlength=draws)


@pytest.mark.parametrize("wins", [4.0, 15.0, 60.0])
@pytest.mark.parametrize("sigma", [0.0, 0.5, 1.0])
def test_the_gamma_stands_for_a_compound_poisson(wins: float, sigma: float) -> None:
    came = compound(wins, sigma)
    mean, second = wins * np.exp(sigma**2 / 2), wins * np.exp(2 * sigma**2)
    base = np.zeros(1)
    # Whole wins are steps, the gamma is smooth: compare between two steps.
    for share in (0.1, 0.3, 0.6, 0.9):
        goal = float(np.quantile(came, share)) - (0.5 if sigma == 0 else 0.0)
        truth = float((came >= goal).mean())
        assert probability_with(1.0, base, np.array([mean]), np.array([second]), goal) == pytest.approx(
            truth, abs=0.06
        )


def test_a_multiple_is_so_many_times_the_leads() -> None:
    mean, second = 5.0 * np.exp(0.125), 5.0 * np.exp(0.5)
    truth = float((compound(15.0, 0.5) >= 14.0).mean())
    found = probability_with(3.0, np.zeros(1), np.array([mean]), np.array([second]), 14.0)
    assert found == pytest.approx(truth, abs=0.03)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), amount), min_size=1, max_size=30),
    st.floats(0.1, 300),
    st.floats(1, 50),
)
def test_the_multiple_is_the_smallest_that_will_do(
    draws: list[tuple[float, float]], goal: float, spread: float
) -> None:
    base, mean = (np.array(values) for values in zip(*draws, strict=True))
    found = multiple_needed(base, mean, spread * mean, goal)
    if found is None:
        assert probability_with(200.0, base, mean, spread * mean, goal) < CONFIDENCE
    elif found == 0.0:
        assert (base >= goal - 1e-9).mean() >= CONFIDENCE
    else:
        assert probability_with(found, base, mean, spread * mean, goal) >= CONFIDENCE
        assert probability_with(found * 0.999, base, mean, spread * mean, goal) <= CONFIDENCE + 1e-3


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), amount), min_size=1, max_size=30),
    st.floats(1, 200),
    st.floats(1.0, 3.0),
)
def test_a_higher_goal_never_needs_fewer_leads(
    draws: list[tuple[float, float]], goal: float, factor: float
) -> None:
    base, mean = (np.array(values) for values in zip(*draws, strict=True))
    low, high = (multiple_needed(base, mean, mean, goal * k) for k in (1.0, factor))
    assert high is None or (low is not None and high >= low - 1e-9)


def test_nothing_is_needed_for_what_is_there_and_no_number_helps_when_leads_are_worth_nothing() -> None:
    base, none = np.full(100, 50.0), np.zeros(100)
    assert multiple_needed(base, none, none, 50.0) == 0.0
    assert multiple_needed(base, none, none, 51.0) is None
    assert probability_with(7.0, base, none, none, 51.0) == 0.0
    assert multiple_needed(base, np.full(100, 1e-3), np.full(100, 1e-3), 5000.0) is None


def test_an_uncertain_pipeline_is_averaged_over() -> None:
    base = np.array([0.0, 100.0])
    one = np.ones(2)
    # Half of the draws are there already; the other half have to bring ten of Poisson(10) alone.
    assert probability_with(10.0, base, one, one, 9.5) == pytest.approx(0.5 + 0.5 * 0.542, abs=0.012)
