"""The truth that responses are held against, and the way they are scored."""

from __future__ import annotations

import numpy as np
import pytest

from bench.response import AVERAGE, MOVED, OURS, STEADY, USUAL, Found, company, true_marginal, verdict
from bench.worlds import simple_world, tuning_world


def test_the_true_marginal_of_a_steady_company_is_the_formula_s():
    world = simple_world(seed=1, weeks=60)
    spec = world.spec.channels[0]
    effort = world.truth.arrivals.effort.sum(axis=1)[-1, 0]
    carried = 500.0 / (1 - spec.adstock)
    direct = spec.scale * spec.alpha * carried**spec.alpha * effort**spec.beta / 500.0
    assert true_marginal(world, [spec.name], 40, np.array([500.0]))[0] == pytest.approx(direct)


def test_money_is_moved_and_nothing_else_is():
    still, moved = (company(tuning_world, 3, spent) for spent in (STEADY, MOVED))
    assert still.truth.arrivals.spend.std(axis=0).mean() * 1.5 < moved.truth.arrivals.spend.std(axis=0).mean()
    for one, other in zip(still.spec.channels, moved.spec.channels, strict=True):
        assert (one.scale, one.alpha, one.adstock, one.spend) == (
            other.scale,
            other.alpha,
            other.adstock,
            other.spend,
        )


def test_scores():
    found = Found()
    draws = np.exp(np.random.default_rng(0).normal(0.0, 1.0, (4_000, 2)))
    found.add(draws, np.array([1.0, 100.0]))
    assert found.held == [True, False]
    assert found.error[0] == pytest.approx(0.0, abs=0.1)
    assert found.error[1] == pytest.approx(-np.log(100.0), abs=0.1)


def test_a_verdict_names_the_nearest_rival_and_says_when_it_is_nearer():
    ours, near, far = (Found(error=[error, -error]) for error in (0.4, 0.3, 2.0))
    ours.held = [True, True, True, False]
    assert (
        verdict({OURS: ours, USUAL: near, AVERAGE: far})
        == f"missed, 0.40 against 0.30 ({USUAL}), range holds 75%"
    )
    assert verdict({OURS: ours, AVERAGE: far}).startswith(f"lowest, 0.40 against 2.00 ({AVERAGE})")
