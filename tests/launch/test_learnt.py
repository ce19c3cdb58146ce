"""The ratio of the next campaign, against its posterior by importance sampling, and by calibration."""

import numpy as np
import pytest

from unslump.launch.learnt import Kept, next_ratio


def test_before_any_review_the_ratio_is_near_one_with_half_either_way():
    draws = np.log(next_ratio([], np.random.default_rng(1), 40_000))
    assert abs(np.median(draws)) < 0.02
    assert draws.std() == pytest.approx(np.hypot(0.3, 0.4), rel=0.03)


def test_it_is_the_posterior_by_brute_force():
    past = [Kept(50, 30), Kept(80, 60), Kept(20, 9)]
    rng = np.random.default_rng(2)
    mu, tau = rng.normal(0, 0.3, 2_000_000), np.abs(rng.normal(0, 0.4, 2_000_000))
    log_weight = np.zeros(len(mu))
    for each in past:
        log_ratio = mu + tau * rng.standard_normal(len(mu))
        log_weight += each.delivered * log_ratio - each.promised * np.exp(log_ratio)
    weight = np.exp(log_weight - log_weight.max())
    new = mu + tau * rng.standard_normal(len(mu))
    mean = np.average(new, weights=weight)
    sd = np.sqrt(np.average((new - mean) ** 2, weights=weight))
    found = np.log(next_ratio(past, np.random.default_rng(3), 100_000))
    assert found.mean() == pytest.approx(mean, abs=0.02)
    assert found.std() == pytest.approx(sd, rel=0.05)


def test_ranges_hold_what_comes():
    rng = np.random.default_rng(4)
    inside = 0
    for _ in range(400):
        mu, tau = rng.normal(0, 0.3), abs(rng.normal(0, 0.4))
        rates = np.exp(mu + tau * rng.standard_normal(5)) * 40
        past = [Kept(40, rng.poisson(rate)) for rate in rates[:4]]
        low, high = np.quantile(next_ratio(past, rng, 1000) * 40, [0.1, 0.9])
        inside += low <= rates[4] <= high
    assert 0.75 < inside / 400 < 0.85


def test_nothing_delivered_and_nothing_promised_do_no_harm():
    draws = next_ratio([Kept(0, 5), Kept(30, 0)], np.random.default_rng(5), 4000)
    assert np.isfinite(draws).all()
    assert np.median(draws) < 0.8
