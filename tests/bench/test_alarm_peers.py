"""The peers of the warning are fair: they see a fall, keep the rate they are set to, and cannot see ahead."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.peers.alarms import (
    COUNTS,
    MONEY,
    NEEDS,
    bocpd_counts,
    cusum,
    episodes,
    in_alarm,
    ruptures_weekly,
    threshold_for,
    weeks_to_alarm,
)

TRAINED, WEEKS, SHOCK = 52, 104, 30  # SHOCK counts from the end of training
SLOW = {"AutoETS interval": 10, "AutoARIMA interval": 10}  # series there is time for
ALL = {("counts", name): peer for name, peer in COUNTS.items()} | {
    ("money", name): peer for name, peer in MONEY.items()
}
each = pytest.mark.parametrize(
    ("kind", "name"),
    [pytest.param(*key, marks=pytest.mark.slow if key[1] in SLOW else (), id=" ".join(key)) for key in ALL],
)


def series(kind: str, mean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Weekly counts, or money of sales whose number is a count."""
    counts = rng.poisson(mean)
    return counts.astype(float) if kind == "counts" else rng.gamma(3.0 * counts, 2_000.0)


def means(kind: str, count: int, fall: float = 0.0) -> np.ndarray:
    mean = np.full((count, WEEKS), 20.0 if kind == "counts" else 8.0)
    mean[:, TRAINED + SHOCK :] *= 1 - fall
    return mean


def scores(kind: str, name: str, values: np.ndarray) -> np.ndarray:
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    return ALL[kind, name](values, TRAINED)


@each
def test_a_big_fall_is_found_at_once(kind: str, name: str) -> None:
    rng, count = np.random.default_rng(1), SLOW.get(name, 40)
    healthy = scores(kind, name, series(kind, means(kind, count), rng))
    fallen = scores(kind, name, series(kind, means(kind, count, fall=0.9), rng))
    threshold = threshold_for(healthy, healthy.size)
    heard = weeks_to_alarm(fallen, threshold, SHOCK)[~in_alarm(fallen, threshold, SHOCK)]
    assert len(heard) > count / 2
    assert np.quantile(heard, 0.9) <= 4  # NaN, which fails, when one is never heard


@each
def test_a_rise_is_no_alarm(kind: str, name: str) -> None:
    rng, count = np.random.default_rng(2), SLOW.get(name, 40)
    mean = means(kind, count, fall=-1.0)
    risen = scores(kind, name, series(kind, mean, rng))[:, SHOCK : SHOCK + 6]
    healthy = scores(kind, name, series(kind, means(kind, count), rng))
    assert (
        episodes(risen, threshold_for(healthy, healthy.size)).sum() <= count / 10
    )  # 6 weeks at one in 104, and luck


@each
def test_the_future_does_not_change_the_past(kind: str, name: str) -> None:
    rng = np.random.default_rng(3)
    values = series(kind, means(kind, 2), rng)
    until = TRAINED + 20
    other = values.copy()
    other[:, until:] = series(kind, np.full((2, WEEKS - until), 3.0), rng)
    once, again = scores(kind, name, values), scores(kind, name, other)
    np.testing.assert_allclose(once[:, : until - TRAINED], again[:, : until - TRAINED], rtol=1e-9)
    assert not np.allclose(once[:, until - TRAINED :], again[:, until - TRAINED :])


@each
def test_many_series_at_once_are_each_alone(kind: str, name: str) -> None:
    values = series(kind, means(kind, 2), np.random.default_rng(4))
    together = scores(kind, name, values)
    assert together.shape == (2, WEEKS - TRAINED)
    np.testing.assert_allclose(scores(kind, name, values[1]), together[1], rtol=1e-9)


@pytest.mark.parametrize(("kind", "name"), [key for key in ALL if key[1] not in SLOW])
def test_fresh_healthy_series_hear_what_was_set(kind: str, name: str) -> None:
    rng, count, rate = np.random.default_rng(5), 150, 1 / 52
    first, fresh = (scores(kind, name, series(kind, means(kind, count), rng)) for _ in range(2))
    found = episodes(fresh, threshold_for(first, first.size, rate))
    assert found.mean() == pytest.approx(rate * (WEEKS - TRAINED), abs=0.35)
    spread = np.sqrt(2) * found.std() / np.sqrt(count)  # of the set rate, and of the fresh one
    assert abs(found.mean() - rate * (WEEKS - TRAINED)) < 4 * spread


def test_money_and_companies_of_any_size_are_scored_alike() -> None:
    values = series("money", means("money", 3), np.random.default_rng(6))
    for name, peer in MONEY.items():
        if name not in NEEDS:
            np.testing.assert_allclose(
                peer(values * 1e3, TRAINED), peer(values, TRAINED), rtol=1e-6, atol=1e-6
            )


def test_cusum_is_the_recursion_in_the_books() -> None:
    values = series("counts", means("counts", 1), np.random.default_rng(7))[0]
    healthy = values[:TRAINED]
    shift = 0.4 * healthy.mean() / healthy.std(ddof=1)
    total, expected = 0.0, []
    for week in values[TRAINED:]:
        z = (week - healthy.mean()) / healthy.std(ddof=1)
        total = max(0.0, total + shift * (-z - shift / 2))
        expected.append(total)
    np.testing.assert_allclose(cusum(values, TRAINED), expected, atol=1e-12)


def test_bayesian_odds_agree_with_all_histories_written_out() -> None:
    """Two watched weeks: no change, a change at the first, at the second, at both; by numerical integrals."""
    from scipy.stats import gamma, poisson

    hazard, values = 1 / 104, np.array([6.0, 4, 5, 7, 3, 5, 2, 1])
    trained, mean = 6, 5.0
    grid = np.linspace(1e-4, 40, 200_001)
    step = grid[1] - grid[0]
    prior = gamma.pdf(grid, 6.25, scale=mean / 6.25)

    def run(first: int, last: int, below: float = np.inf) -> float:
        """P(weeks first … last, mean of the run below `below`)."""
        likely = np.prod([poisson.pmf(week, grid) for week in values[first : last + 1]], axis=0)
        return float((prior * likely * (grid < below)).sum() * step)

    none = (1 - hazard) ** 2 * run(0, 7)
    both_in_one = hazard * (1 - hazard) * run(0, 5)
    second = (1 - hazard) * hazard * run(0, 6) + hazard**2 * run(0, 5) * run(6, 6)
    whole = none + both_in_one * run(6, 7) + second * run(7, 7)
    fallen = both_in_one * run(6, 7, mean) + second * run(7, 7, float(values[:7].mean()))
    expected = np.log(fallen / (whole - fallen))
    assert bocpd_counts(values, trained)[-1] == pytest.approx(expected, abs=1e-3)


def test_a_score_of_ruptures_is_the_penalty_at_which_pelt_sees_no_fall_any_more() -> None:
    ruptures = pytest.importorskip("ruptures")
    rng, seen = np.random.default_rng(8), 0
    for _ in range(40):
        mean = np.full(60, 12.0)
        mean[50:] = 7.0
        values = rng.poisson(mean).astype(float)
        score = ruptures_weekly(values, 40)[-1]
        root = np.sqrt(values + 3 / 8)
        root = root / root[:40].std(ddof=1)
        for penalty in (score * 0.99, score * 1.01):
            if score == 0.0:
                continue
            cuts = [0, *ruptures.Pelt(model="l2", min_size=2, jump=1).fit(root).predict(pen=penalty)]
            parts = [root[a:b].mean() for a, b in pairwise(cuts)]
            falls = len(parts) > 1 and cuts[-2] >= 40 and parts[-1] < parts[-2]
            if len(parts) <= 5:  # ours looks at four changes at most
                assert falls == (penalty < score)
                seen += 1
    assert seen > 40


scored = st.lists(st.lists(st.integers(0, 9), min_size=12, max_size=12), min_size=1, max_size=5)


@given(scored, st.floats(0.01, 0.5), st.floats(0.01, 0.5))
def test_the_threshold_is_the_lowest_from_which_on_the_rate_is_kept(
    healthy: list[list[int]], one: float, other: float
) -> None:
    values = np.array(healthy, dtype=float)
    low, high = sorted((one, other))
    assert threshold_for(values, values.size, low) >= threshold_for(values, values.size, high)
    threshold, allowed = threshold_for(values, values.size, low), low * values.size
    levels = np.unique(values)
    assert all(episodes(values, level).sum() <= allowed + 1e-9 for level in levels[levels >= threshold])
    if (levels < threshold).any():
        assert episodes(values, levels[levels < threshold][-1]).sum() > allowed


@given(scored, st.integers(0, 11), st.floats(-1, 9))
def test_weeks_to_alarm_by_walking_through_the_weeks(
    rows: list[list[int]], shock: int, threshold: float
) -> None:
    values = np.array(rows, dtype=float)
    for row, found, up in zip(
        values, weeks_to_alarm(values, threshold, shock), in_alarm(values, threshold, shock), strict=True
    ):
        expected, sounding, was_up = np.nan, False, False
        for week, score in enumerate(row):
            was_up = sounding if week == shock else was_up
            if score > threshold and not sounding and week >= shock and np.isnan(expected):
                expected = week - shock + 1
            sounding = score > threshold
        assert up == was_up
        np.testing.assert_equal(found, expected)
