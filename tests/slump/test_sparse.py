"""Whether something changed: Bayes with the two hypotheses written out, and what the limits must be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from unslump.slump.sparse import CHANGED, Prior, chance_of_change


def test_is_bayes_with_two_hypotheses() -> None:
    seen, sd, slab = -0.2, 0.1, 0.5
    moved = CHANGED * norm.pdf(seen, 0, np.hypot(sd, slab))
    still = (1 - CHANGED) * norm.pdf(seen, 0, sd)
    found, weights = chance_of_change(np.array([seen]), sd**2, slab)
    assert found == pytest.approx(moved / (moved + still))
    assert weights.tolist() == [1.0]


def test_nothing_seen_speaks_for_nothing_changed() -> None:
    found, _ = chance_of_change(np.zeros(4), 0.01**2, 0.5)
    assert found < CHANGED / 10


def test_what_cannot_be_measured_moves_nothing() -> None:
    found, _ = chance_of_change(np.array([0.3]), 100.0**2, 0.5)
    assert found == pytest.approx(CHANGED, rel=1e-3)


def test_draws_that_foresaw_it_weigh_more() -> None:
    _, weights = chance_of_change(np.array([-2.0, -0.2]), 0.1**2, 0.5)
    assert weights[1] > 100 * weights[0]


def test_the_grid_is_the_prior() -> None:
    prior = Prior(0.4, points=41)
    weight = np.exp(prior.log_weight)
    assert weight.sum() == pytest.approx(1.0)
    assert prior.grid[0] == 0.0
    assert weight[0] == pytest.approx(1 - CHANGED)
    spread = np.sqrt(weight[1:] @ prior.grid[1:] ** 2 / CHANGED)
    assert spread == pytest.approx(0.4, rel=0.05)
