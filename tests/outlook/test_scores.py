"""Scores against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.outlook.engines import rng
from unslump.outlook.scores import covered, crps, pinball

some = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=40).map(np.array)


@given(some, st.floats(-1e4, 1e4))
def test_crps_is_the_integral_of_squared_differences_of_distributions(
    draws: np.ndarray, actual: float
) -> None:
    points = np.unique(np.concatenate([draws, [actual]]))
    steps = np.diff(points)
    cdf = np.searchsorted(np.sort(draws), points[:-1], side="right") / len(draws)
    integral = float((steps * (cdf - (points[:-1] >= actual)) ** 2).sum())
    assert crps(draws, actual) == pytest.approx(integral, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("actual", [-3.0, 2.0, 2.5, 9.0])
def test_crps_of_a_normal_is_gneiting_and_raftery_s(actual: float) -> None:
    draws = 2.0 + 1.5 * stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    z = (actual - 2.0) / 1.5
    formula = 1.5 * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    assert crps(draws, actual) == pytest.approx(formula, rel=1e-3)


def test_the_truth_scores_best_on_average() -> None:
    dice = rng()
    actual = dice.poisson(20, 800)
    honest, bold, shy = dice.poisson(20, 500), dice.normal(20, 1, 500), dice.normal(20, 15, 500)
    for score in (crps, lambda draws, y: pinball(draws, y, np.array([0.1, 0.5, 0.9]))):
        mean = [np.mean([score(draws, y) for y in actual]) for draws in (honest, bold, shy)]
        assert mean[0] < min(mean[1:])


@given(some, st.floats(-1e4, 1e4))
def test_pinball_at_the_median_is_half_the_absolute_error(draws: np.ndarray, actual: float) -> None:
    loss = pinball(draws, actual, np.array([0.5]))
    assert loss == pytest.approx(0.5 * abs(actual - np.median(draws)), abs=1e-9)


@given(some, st.floats(-1e4, 1e4), st.floats(0.05, 0.95))
def test_pinball_is_its_definition(draws: np.ndarray, actual: float, level: float) -> None:
    q = float(np.quantile(draws, level))
    expected = level * (actual - q) if actual >= q else (1 - level) * (q - actual)
    assert pinball(draws, actual, np.array([level])) == pytest.approx(expected, abs=1e-9)


def test_the_middle_80_percent_covers_80_percent() -> None:
    draws = np.arange(1001.0)
    held = [covered(draws, actual, 0.8) for actual in range(1001)]
    assert sum(held) == 801
    assert held[100]
    assert not held[99]
    assert not held[901]
