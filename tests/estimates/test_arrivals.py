from datetime import date, timedelta

import numpy as np
import pytest

from unslump.estimates.arrivals import fit_arrivals, harmonics
from unslump.history.weekly import WeeklyCounts

MONDAY = date(2024, 1, 1)


def weekly(counts, exposure=None):
    counts = np.atleast_2d(np.asarray(counts, dtype=np.int64))
    names = tuple(f"C{i}" for i in range(len(counts)))
    exposure = np.ones(counts.shape[1]) if exposure is None else np.asarray(exposure)
    return WeeklyCounts(names, MONDAY, counts, exposure)


def after(posterior):
    return posterior.last_week + timedelta(days=7)


def test_levels_of_steady_channels_are_found():
    rng = np.random.default_rng(2)
    rates = np.array([20.0, 5.0, 0.5])
    posterior = fit_arrivals(weekly(rng.poisson(rates[:, None], (3, 80))), rng, 1000)
    drawn = np.exp(posterior.level)
    for channel, rate in enumerate(rates):
        low, high = np.quantile(drawn[:, channel], [0.01, 0.99])
        assert low < rate < high
    assert not posterior.season_seen


def test_a_step_is_followed_within_weeks():
    rng = np.random.default_rng(3)
    counts = np.concatenate([rng.poisson(20.0, 70), rng.poisson(8.0, 10)])
    posterior = fit_arrivals(weekly(counts), rng, 1000)
    assert np.exp(posterior.level).mean() == pytest.approx(8.0, rel=0.3)


def test_a_season_is_seen_after_two_years():
    rng = np.random.default_rng(4)
    weeks = 156
    season = 0.5 * np.sin(2 * np.pi * np.arange(weeks) / (365.25 / 7))
    posterior = fit_arrivals(weekly(rng.poisson(30.0 * np.exp(season))), rng, 1000)
    assert posterior.season_seen
    ahead = posterior.means(after(posterior), 52, rng).mean(axis=0)[0]
    assert ahead[10:16].mean() > 1.5 * ahead[36:42].mean()


def test_means_and_simulations_agree():
    rng = np.random.default_rng(5)
    posterior = fit_arrivals(weekly(rng.poisson(10.0, (2, 60))), rng, 4000)
    means = posterior.means(after(posterior), 8, rng)
    drawn = posterior.simulate(means, rng)
    assert means.shape == drawn.shape == (4000, 2, 8)
    np.testing.assert_allclose(drawn.mean(axis=0), means.mean(axis=0), rtol=0.05)
    assert drawn.var() > means.mean()  # at least Poisson


def test_the_mean_ahead_stays_level_however_uncertain():
    rng = np.random.default_rng(6)
    posterior = fit_arrivals(weekly(rng.poisson(10.0, 70)), rng, 6000)
    flat = posterior.means(after(posterior), 40, rng).mean(axis=0)[0]
    assert flat[-8:].mean() == pytest.approx(flat[:8].mean(), rel=0.1)


def test_part_weeks_count_by_their_share():
    rng = np.random.default_rng(7)
    counts = rng.poisson(14.0, 50)
    counts[-1] = 2
    posterior = fit_arrivals(weekly(counts, np.concatenate([np.ones(49), [1 / 7]])), rng, 1000)
    assert np.exp(posterior.level).mean() == pytest.approx(14.0, rel=0.2)


@pytest.mark.parametrize("counts", [[[3]], [[0]], [[0, 0, 0, 0]], np.zeros((0, 1), dtype=int), [[0, 500, 0]]])
def test_little_or_nothing_seen_still_gives_finite_means(counts):
    rng = np.random.default_rng(8)
    found = weekly(counts) if len(counts) else WeeklyCounts((), MONDAY, counts, np.ones(1))
    posterior = fit_arrivals(found, rng, 200)
    means = posterior.means(after(posterior), 6, rng)
    assert means.shape == (200, len(found.channels), 6)
    assert np.isfinite(means).all()
    posterior.simulate(means, rng)


def test_intervals_cover_the_next_quarter():
    hits = 0
    worlds = 40
    for world in range(worlds):
        rng = np.random.default_rng([9, world])
        level = np.cumsum(np.concatenate([[np.log(8.0)], 0.04 * rng.standard_normal(82)]))
        counts = rng.poisson(rng.gamma(12.0, np.exp(level) / 12.0))
        posterior = fit_arrivals(weekly(counts[:70]), rng, 400)
        total = posterior.simulate(posterior.means(after(posterior), 13, rng), rng).sum(axis=(1, 2))
        low, high = np.quantile(total, [0.1, 0.9])
        hits += low <= counts[70:].sum() <= high
    assert 0.6 * worlds <= hits <= 0.97 * worlds


def test_harmonics_return_after_a_year():
    year = 365.25 / 7.0
    np.testing.assert_allclose(harmonics(3.0, 1), harmonics(3.0 + year, 1), atol=1e-9)
