"""The bench of matching: its worlds hold their truth, and Odoo's way is done as Odoo does it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.affinity_worlds import SIZES, affinity_world, write_world
from bench.matching import _round_robin, _score, quick
from bench.peers.odoo_scoring import OdooScoring, weighted_random


def test_naive_bayes_is_that_of_the_description_by_hand() -> None:
    """Ten won, twenty lost; the field's value a: 8 won and 4 lost, b: 2 and 16."""
    won = np.array([True] * 10 + [False] * 20)
    value = np.array([0] * 8 + [1] * 2 + [0] * 4 + [1] * 16)
    scoring = OdooScoring({"source": value}, won, ~won)
    w = 10 / 30 * 8.1 / (8.1 + 2.1)
    lost = 20 / 30 * 4.1 / (4.1 + 16.1)
    found = scoring.probability({"source": np.array([0, 5, -1])})
    assert found[0] == pytest.approx(w / (w + lost))
    assert found[1:] == pytest.approx(1 / 3)  # a value never seen, and none, are skipped


def test_odoo_draws_by_the_capacity_left_and_gives_the_likeliest_first() -> None:
    rng = np.random.default_rng(1)
    capacity = np.array([6, 2])
    chance = np.linspace(0.1, 0.9, 10)
    drawn = np.array([weighted_random(chance, capacity, rng) for _ in range(2_000)])
    assert (drawn[:, :2] == -1).all()  # the two least likely, with room for eight
    assert [np.mean((drawn == seller).sum(axis=1)) for seller in (0, 1)] == [6, 2]
    assert np.mean(drawn[:, -1] == 0) == pytest.approx(6 / 8, abs=0.03)


def test_round_robin_takes_turns_until_all_are_full() -> None:
    assert list(_round_robin(6, np.array([3, 1]))) == [0, 1, 0, 0, -1, -1]


def test_a_world_is_what_its_history_shows(tmp_path: Path) -> None:
    world = affinity_world(SIZES[0], 1_000)
    again = affinity_world(SIZES[0], 1_000)
    assert (world.outcome == again.outcome).all()
    spread = np.sqrt((world.chance * (1 - world.chance)).sum())
    old = world.started > 400
    assert abs((world.outcome[old] == 0).sum() - world.chance[old].sum()) < 4 * spread
    snapshot = write_world(world, tmp_path).snapshot()
    assert snapshot.rows("leads") == world.size.leads + world.size.new
    won = snapshot.table("deals")
    assert won.filter(won.outcome == "won").count().to_pyarrow().as_py() == (world.outcome == 0).sum()


def test_scores_are_least_for_the_truth_and_slopes_tell_who_is_too_sure() -> None:
    rng = np.random.default_rng(2)
    away = rng.normal(-1.5, 0.7, 5_000)
    p = 1 / (1 + np.exp(-away))
    right = _score(p, p)
    sure = _score(p, 1 / (1 + np.exp(-2 * away)))
    assert (right.excess, right.slope) == (0.0, pytest.approx(1.0, abs=1e-3))
    assert sure.slope == pytest.approx(0.5, abs=0.01)
    assert sure.brier > right.brier
    assert sure.log > right.log
    assert sure.brier - right.brier == pytest.approx(sure.excess)


@pytest.mark.slow
def test_the_smoke_version_runs() -> None:
    chances, margins = quick()
    assert len(chances.rows) == 5
    assert len(margins.rows) == 6
