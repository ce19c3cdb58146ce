"""The mode of drifting levels, against dense algebra and SciPy's own distribution."""

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import nbinom

from unslump.estimates.walk_modes import _log_joint, level_modes, tridiagonal


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
    size, walk = np.array([4.0]), np.array([0.1])
    flat = np.zeros((1, 4))

    def joint(y):
        return _log_joint(
            y,
            level,
            flat,
            np.zeros(9),
            np.zeros((9, 4)),
            walk,
            size[:, None, None],
            level[:, :, 0],
            0.15,
            4.0,
        )[0]

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
