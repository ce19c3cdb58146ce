from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import t

from unslump.estimates.spreads import STEP_DEGREES, Spread, future_steps


def test_the_update_is_the_mean_field_posterior_by_numerical_integration():
    spread = Spread("s", 3.0, 0.3)
    squares, size = 1.7, 5
    spread.learn(size, squares)

    def density(log_precision):
        """Prior times exp(E log Normal(u | 0, σ²)), in log precision."""
        precision = np.exp(log_precision)
        prior = 1.5 * (log_precision - 0.3**2 * precision)
        return np.exp(prior + 0.5 * size * log_precision - 0.5 * precision * squares)

    total, _ = quad(density, -15, 15, epsabs=1e-13)
    mean, _ = quad(lambda x: np.exp(x) * density(x), -15, 15, epsabs=1e-13)
    assert spread.precision == pytest.approx(mean / total, rel=1e-6)


def test_the_log_prior_is_that_of_a_scaled_inverse_chi_square():
    spread = Spread("s", 4.0, 0.2)
    sigma2 = 4.0 * 0.2**2 / np.random.default_rng(0).chisquare(4.0, 200_000)
    log_precision = -np.log(sigma2)
    edges = np.linspace(2, 4.5, 6)
    seen, _ = np.histogram(log_precision, edges)
    integrals = [quad(lambda x: np.exp(spread.log_prior(np.exp(x))), a, b)[0] for a, b in pairwise(edges)]
    total, _ = quad(lambda x: np.exp(spread.log_prior(np.exp(x))), -5, 15)
    np.testing.assert_allclose(seen / 200_000, np.array(integrals) / total, atol=0.004)


def test_draws_have_the_mean_of_the_factor():
    spread = Spread("s", 3.0, 0.3)
    spread.learn(6, 0.9)
    drawn = spread.draw(np.random.default_rng(1), 100_000)
    assert drawn.mean() == pytest.approx(spread.precision, rel=0.01)


def test_a_wild_step_of_a_walk_counts_for_little():
    spread = Spread("walk", 3.0, 0.1)
    weighted = spread.weigh(np.array([0.01, 0.01, 25.0]))
    assert weighted[2] < 10 * weighted[0] < 25.0
    assert spread.weights[2] < 0.01 < spread.weights[0]


def test_future_steps_are_student_t_with_their_tails_cut():
    steps, variance = future_steps(np.full(200_000, 0.2), 1, np.random.default_rng(2))
    assert variance.max() <= 9 * 0.2**2 + 1e-12
    middle = np.quantile(np.abs(steps), 0.5)
    assert middle == pytest.approx(0.2 * t(STEP_DEGREES).ppf(0.75), rel=0.02)
