"""The relative response: one at the usual, concave, and what the formula says."""

import numpy as np
import pytest

from unslump.estimates.response_curve import Drivers

VALUES = {
    "driven": np.array([[0.6]]),
    "alpha": np.array([[0.4]]),
    "beta": np.array([[0.3]]),
    "decay": np.array([[0.5]]),
}


def test_at_the_usual_it_is_one_whatever_the_parameters():
    drivers = Drivers(np.full((1, 30), 250.0), np.full(30, 12.0))
    np.testing.assert_allclose(drivers.log_relative(VALUES), 0.0, atol=1e-12)


def test_it_is_the_formula_week_by_week():
    rng = np.random.default_rng(0)
    spend, hours = rng.uniform(50, 150, (1, 25)), rng.uniform(5, 15, 25)
    carried = np.empty(25)
    last = spend[0, :8].mean() / 0.5
    for week in range(25):
        last = carried[week] = spend[0, week] + 0.5 * last
    usual = spend.mean() / 0.5
    direct = 0.4 + 0.6 * (carried / usual) ** 0.4 * (hours / hours.mean()) ** 0.3
    np.testing.assert_allclose(np.exp(Drivers(spend, hours).log_relative(VALUES)[0]), direct)


def test_without_spend_and_with_nothing_spent_the_base_stays():
    spend = np.concatenate([np.full(20, 100.0), np.zeros(60)])[None]
    relative = np.exp(Drivers(spend, None).log_relative(VALUES | {"beta": np.array([[0.0]])})[0])
    assert relative[-1] == pytest.approx(0.4, abs=0.01)
    assert not Drivers(np.zeros((1, 5)), None).any_known


def test_several_drivers_of_one_outcome_add_up():
    rng = np.random.default_rng(1)
    spend = rng.uniform(50, 150, (2, 30))
    both = {
        "driven": np.array([[0.3, 0.2]]),
        "alpha": np.array([[0.4, 0.6]]),
        "beta": np.zeros((1, 2)),
        "decay": np.array([[0.5, 0.1]]),
    }
    together = np.exp(Drivers(spend, None).log_relative(both)[0])
    apart = [
        np.exp(Drivers(spend[[j]], None).log_relative({k: v[:, [j]] for k, v in both.items()})[0]) - 1.0
        for j in range(2)
    ]
    np.testing.assert_allclose(together, 1.0 + apart[0] + apart[1])
