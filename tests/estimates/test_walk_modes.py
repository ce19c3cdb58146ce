"""The mode of drifting levels, against dense algebra and SciPy's own distribution."""

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import nbinom

from unslump.estimates.walk_modes import WALKS, _log_likelihood, _step_variances, level_modes, tridiagonal


def test_tridiagonal_against_a_dense_solve():
    rng = np.random.default_rng(0)
    grid, channels, weeks, sides = 3, 2, 7, 4
    off = -rng.uniform(0.1, 1.0, (grid, weeks - 1))
    diagonal = rng.uniform(2.5, 4.0, (grid, channels, weeks))
    right = rng.standard_normal((grid, channels, weeks, sides))
    solution, pivots = tridiagonal(diagonal, off, right)
    for g in range(grid):
        for c in range(channels):
            dense = np.diag(diagonal[g, c]) + np.diag(off[g], 1) + np.diag(off[g], -1)
            np.testing.assert_allclose(solution[g, c], np.linalg.solve(dense, right[g, c]))
            assert np.log(pivots[g, c]).sum() == pytest.approx(np.linalg.slogdet(dense)[1])
            assert 1.0 / pivots[g, c, -1] == pytest.approx(np.linalg.inv(dense)[-1, -1])


def test_the_likelihood_is_that_of_the_negative_binomial():
    rng = np.random.default_rng(1)
    counts = rng.poisson(5.0, (2, 9)).astype(float)
    level = rng.normal(1.5, 0.3, (1, 2, 9))
    size = np.array([4.0])
    flat = np.zeros((1, 4))

    def joint(y):
        return _log_likelihood(y, level, flat, np.zeros(9), np.zeros((9, 4)), size[:, None, None])[0]

    mean = np.exp(level[0])
    peer = nbinom(size[0], size[0] / (size[0] + mean))
    other = counts + 1.0
    difference = (peer.logpmf(counts) - peer.logpmf(other)).sum()
    # Terms that do not depend on the parameters (counts' factorials) are left out of the joint.
    difference += (gammaln(counts + 1) - gammaln(other + 1)).sum()
    assert joint(counts) - joint(other) == pytest.approx(difference)


def test_the_mode_follows_an_offset_one_for_one():
    """What is known to multiply the counts is taken out of the level, channel by channel."""
    rng = np.random.default_rng(2)
    counts = rng.poisson(30.0, (2, 40)).astype(float)
    offset = rng.normal(0.0, 0.5, (2, 1)) * np.ones((1, 40))
    walk, size, flat = np.array([0.05]), np.array([20.0]), np.zeros((40, 4))
    without = level_modes(counts, np.zeros(40), flat, walk, size, season_sd=1e-4)
    with_offset = level_modes(counts, offset, flat, walk, size, season_sd=1e-4)
    np.testing.assert_allclose(with_offset.level[0] + offset, without.level[0], atol=0.01)


def test_normal_steps_give_way_to_a_jump_less_than_heavy_ones():
    counts = np.concatenate([np.full(30, 40.0), np.full(30, 10.0)])[None]
    flat, walk, size = np.zeros((60, 4)), np.array([0.1]), np.array([100.0])
    heavy, normal = (
        level_modes(counts, np.zeros(60), flat, walk, size, season_sd=1e-4, degrees=degrees)
        for degrees in (4.0, 1e6)
    )
    step = [np.abs(np.diff(modes.level[0, 0])).max() for modes in (heavy, normal)]
    assert step[0] > 1.4 * step[1]


def test_variances_of_the_steps_against_a_dense_inverse():
    rng = np.random.default_rng(3)
    off = -rng.uniform(0.1, 1.0, (2, 6))
    diagonal = rng.uniform(2.5, 4.0, (2, 3, 7))
    _, pivots = tridiagonal(diagonal, off, np.zeros((2, 3, 7, 1)))
    found = _step_variances(pivots, off)
    for g in range(2):
        for c in range(3):
            dense = np.diag(diagonal[g, c]) + np.diag(off[g], 1) + np.diag(off[g], -1)
            covariance = np.linalg.inv(dense)
            differences = np.diff(np.eye(7), axis=0)
            np.testing.assert_allclose(found[g, c], np.diag(differences @ covariance @ differences.T))


@pytest.mark.parametrize("channels", [1, 7])
def test_the_walk_is_not_taken_for_much_wilder_than_it_is(channels):
    """Judged by smoothed steps alone, σ would be twice as wide; what is left is caution."""
    log_ratios = []
    for world in range(6):
        rng = np.random.default_rng([4, channels, world])
        true = 0.04
        weight = rng.gamma(2.0, 0.5, 119)
        steps = true * rng.standard_normal((channels, 119)) / np.sqrt(weight)
        level = 3.0 + np.concatenate([np.zeros((channels, 1)), np.cumsum(steps, axis=1)], axis=1)
        counts = rng.poisson(np.exp(level)).astype(float)
        flat, size = np.zeros((120, 4)), np.full(len(WALKS), 1000.0)
        evidence = level_modes(counts, np.zeros(120), flat, WALKS, size, season_sd=1e-4).evidence
        chance = np.exp(evidence - evidence.max())
        log_ratios.append(np.log(WALKS / true) @ chance / chance.sum())
    assert -0.1 < np.mean(log_ratios) < 0.55
