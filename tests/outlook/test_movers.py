"""Thinning by coins and by binomials is the same binomial."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.outlook.engines import rng
from unslump.outlook.movers import COINS, fallen, movers_of, thinned


@pytest.mark.parametrize("count", [3, COINS, COINS + 1, 90, 5000])
def test_each_place_is_a_binomial(count: int) -> None:
    counts = np.full((200, 300), count)
    chance = np.tile(np.linspace(0.0, 1.0, 300), (200, 1))
    movers = movers_of(counts, chance, rng())
    moved = np.bincount(movers.single, minlength=counts.size)
    moved[movers.crowds] += movers.number
    for found in (moved.reshape(counts.shape), thinned(counts, chance, rng())):
        assert (found[:, 0] == 0).all()
        assert (found[:, -1] == count).all()
        p = chance[0, 1:-1]
        z = (found[:, 1:-1].mean(axis=0) - count * p) / np.sqrt(count * p * (1 - p) / 200)
        assert np.abs(z).max() < 4.5
        # Every place's share of its own distribution is even, so that their squares add up.
        luck = stats.binom.cdf(found[:, 1:-1] - 1, count, p)
        luck += rng(2).random(luck.shape) * stats.binom.pmf(found[:, 1:-1], count, p)
        assert stats.kstest(luck.ravel(), "uniform").pvalue > 1e-4


def test_movers_come_in_order_and_crowds_are_apart() -> None:
    movers = movers_of(np.array([5, 10_000, 0, 40]), np.array([1.0, 0.5, 0.9, 1.0]), rng())
    assert (np.diff(movers.single) >= 0).all()
    assert movers.crowds.tolist() == [1]
    assert np.bincount(movers.single, minlength=4).tolist() == [5, 0, 0, 40]


def test_nobody_among_nobody() -> None:
    movers = movers_of(np.zeros((3, 4), dtype=np.int64), np.full((3, 4), 0.5), rng())
    assert len(movers.single) == len(movers.crowds) == 0
    assert thinned(np.zeros((0, 4), dtype=np.int64), 0.5, rng()).shape == (0, 4)


def test_those_who_stay_are_not_placed() -> None:
    moved = fallen(np.array([10, 10]), np.array([[0.0, 0.0], [0.5, 0.5000001]]), rng())
    assert moved.sum(axis=1).tolist() == [0, 10]
