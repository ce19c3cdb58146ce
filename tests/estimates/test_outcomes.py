from pathlib import Path

import numpy as np
import pytest

from bench.worlds import simple_world, write_history
from unslump.estimates.outcomes import OutcomePosterior, fit_outcomes
from unslump.history.prospect_weeks import WON, ProspectWeeks, read_prospect_weeks

ANCHOR = 80


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[ProspectWeeks, OutcomePosterior]:
    world = simple_world(25.0, seed=1_003, weeks=104, weeks_after=4)
    snapshot = write_history(world, tmp_path_factory.mktemp("worlds") / "w").snapshot()
    panel = read_prospect_weeks(snapshot, {})
    return panel, fit_outcomes(snapshot, panel, ANCHOR, {}, np.random.default_rng(2), draws=200)


def test_wins_after_the_anchor_come_as_foreseen(learnt) -> None:
    """In a steady company the wins of later weeks lie in what was expected of them, cohort by cohort."""
    panel, posterior = learnt
    shares = posterior.usual_shares(panel)[:, :, 0] * panel.count
    over = posterior.ended_within(panel.labels["channel"], panel.weeks, 0)
    late = (panel.started >= ANCHOR - 26) & (panel.started < ANCHOR)
    age = panel.weeks - 1 - panel.started[late]
    expected = (shares[:, late] * over[:, panel.codes["channel"][late], age]).sum(axis=1)
    actual = panel.count[late & (panel.ending == WON)].sum()
    sd = np.sqrt(expected.var() + expected.mean())
    assert abs(actual - expected.mean()) < 3 * sd


def test_lags_grow_with_age_to_one(learnt) -> None:
    panel, posterior = learnt
    over = posterior.ended_within(panel.labels["channel"], 104, 0)
    assert (np.diff(over, axis=2) >= -1e-12).all()
    assert over[:, :, -1].min() > 0.95
    assert over[:, :, 0].max() < 0.3


def test_by_week_and_by_age_say_the_same_before_the_anchor_at_a_steady_pace(learnt) -> None:
    panel, posterior = learnt
    channels = panel.labels["channel"]
    by_week = posterior.ended_by(
        channels, panel.weeks, 1, first=60
    )  # the second ending runs on calendar days
    by_age = posterior.ended_within(channels, panel.weeks, 1)
    assert by_week[:, :, 0, 10] == pytest.approx(by_age[:, :, 10], abs=5e-3)
    assert (by_week[:, :, 5, :5] == 0).all()  # nothing ends before it arrives


def test_a_stranger_is_taken_for_the_average(learnt) -> None:
    _, posterior = learnt
    known = posterior.ended_within(("Search", "Social"), 20, 0).mean()
    stranger = posterior.ended_within(("Carrier pigeons",), 20, 0).mean()
    assert stranger == pytest.approx(known, rel=0.1)


def test_the_same_generator_gives_the_same_draws(learnt, tmp_path: Path) -> None:
    world = simple_world(25.0, seed=1_003, weeks=104, weeks_after=4)
    snapshot = write_history(world, tmp_path).snapshot()
    panel, posterior = learnt
    again = fit_outcomes(snapshot, panel, ANCHOR, {}, np.random.default_rng(2), draws=200)
    assert np.array_equal(again.stage.levels, posterior.stage.levels)
