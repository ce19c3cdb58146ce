import numpy as np
import pytest
from scipy.stats import nbinom, norm

from unslump.estimates.levels import (
    LONGEST,
    Level,
    Windows,
    follow,
    learn_level,
    score,
    simulate,
    windows,
)


def healthy(level: Level, weeks: int, seed: int, series: int = 1, kind: str = "count", mean: float = 10.0):
    rng = np.random.default_rng(seed)
    return simulate(level, (mean, 1e-9), np.ones(weeks), rng, series, kind)


def test_a_window_is_what_the_level_before_it_says():
    """Sums, drift and noise of a window against the plain double sum."""
    rng = np.random.default_rng(0)
    level, offset, seen = Level(0.02, inverse_size=0.02), rng.uniform(0.5, 2, 40), rng.random(40) > 0.1
    y = simulate(level, (10.0, 1.0), offset, rng, 3, "count")
    path = follow(y, offset, seen, level, (np.array(10.0), np.array(1.0)))
    found = windows(y, offset, seen, level, path)
    watched = np.where(seen, offset, 0.0)
    for week, length in ((30, 5), (39, 26), (10, 3)):
        inside = watched[week + 1 - length : week + 1]
        mean = path.mean[1, week + 1 - length]
        reach = np.cumsum(inside[::-1])[::-1]  # what a step of the level in each week moves
        noise = (mean * inside + (mean * inside) ** 2 * 0.02).sum()
        spread = path.variance[1, week + 1 - length] * inside.sum() ** 2
        spread += (0.02 * mean) ** 2 * (reach**2).sum() + noise
        assert found.expected[1, week, length - 1] == pytest.approx(mean * inside.sum())
        assert found.variance[1, week, length - 1] == pytest.approx(spread)
    assert np.isinf(found.variance[0, 3, 5:]).all()  # would begin before the first week


def test_healthy_windows_score_as_a_normal_would():
    level = Level(0.015, inverse_size=0.05)
    y = healthy(level, 90, 1, series=2000)
    path = follow(y, np.ones(90), np.ones(90, bool), level, (np.array(10.0), np.array(1.0)))
    found = windows(y, np.ones(90), np.ones(90, bool), level, path)
    scores = score(found, -1, skewed=True, whole=False)[:, 60:, [0, 3, 12, LONGEST - 1]]
    assert np.abs(scores.mean(axis=(0, 1))).max() < 0.15
    assert np.abs(scores.std(axis=(0, 1)) - 1.0).max() < 0.12


def test_far_scores_are_the_negative_binomials():
    found = Windows(
        np.array([[3.0, 0.0, 25.0]]), np.array([[10.0, 8.0, 10.0]]), np.array([[20.0, 14.0, 20.0]])
    )
    less, more = score(found, -1, skewed=True, whole=True)[0], score(found, 1, skewed=True, whole=True)[0]
    for at in (1,):
        mean, variance = found.expected[0, at], found.variance[0, at]
        law = nbinom(mean**2 / (variance - mean), mean / variance)
        assert less[at] == pytest.approx(-norm.ppf(law.cdf(found.observed[0, at])), abs=1e-6)
    law = nbinom(10.0, 0.5)
    assert more[2] == pytest.approx(norm.isf(law.sf(24)), abs=1e-6)


@pytest.mark.parametrize(("walk", "size"), [(0.0, 0.0), (0.03, 0.0), (0.0, 0.1)])
def test_walk_and_noise_are_learnt(walk: float, size: float):
    level = Level(walk, inverse_size=size)
    learnt = []
    for seed in range(12):
        y = healthy(level, 150, seed, mean=40.0)[0]
        posterior, _ = learn_level(y, np.ones(150), np.ones(150, bool), kind="count")
        learnt.append((posterior.level.walk, posterior.level.inverse_size))
    found_walk, found_size = np.mean(learnt, axis=0)
    assert found_walk == pytest.approx(walk, abs=0.016)
    assert found_size == pytest.approx(size, abs=0.03)


def test_one_wild_week_hardly_moves_the_level_and_hidden_weeks_do_not():
    y = np.full(60, 20.0)
    wild = y.copy()
    wild[40] = 400.0
    level, ones = Level(0.01, inverse_size=0.02), np.ones(60)
    start = (np.array(20.0), np.array(1.0))
    calm = follow(wild, ones, np.ones(60, bool), level, start)
    assert calm.mean[41] < 22.0
    seen = np.ones(60, bool)
    seen[40] = False
    assert follow(wild, ones, seen, level, start).mean[-1] == pytest.approx(20.0)


def test_a_level_follows_a_company_that_has_doubled():
    rng = np.random.default_rng(3)
    y = np.concatenate([rng.poisson(10.0, 60), rng.poisson(20.0, 40)]).astype(float)
    posterior, start = learn_level(y, np.ones(100), np.ones(100, bool), kind="count")
    path = follow(y, np.ones(100), np.ones(100, bool), posterior.level, start)
    assert path.mean[-1] == pytest.approx(20.0, rel=0.15)


def test_means_and_shares_have_their_own_noise():
    rng = np.random.default_rng(4)
    n = rng.integers(5, 20, 120).astype(float)
    posterior, _ = learn_level(
        n * 1.0 + np.sqrt(n) * 0.5 * rng.standard_normal(120), n, np.ones(120, bool), kind="mean"
    )
    assert posterior.level.noise == pytest.approx(0.25, rel=0.4)
    late = rng.binomial(n.astype(int), 0.3).astype(float)
    share, start = learn_level(late, n, np.ones(120, bool), kind="share", rate=0.3)
    path = follow(late, n, np.ones(120, bool), share.level, start)
    assert path.mean[-1] == pytest.approx(0.3, abs=0.07)
