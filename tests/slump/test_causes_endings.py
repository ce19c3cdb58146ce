"""Win rate and cycle length are told apart, given what was before exactly."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import gamma

from unslump.history.prospect_weeks import LOST, OPEN, WON
from unslump.slump.causes_endings import endings_of
from unslump.slump.kinds import Kinds
from unslump.slump.window import Window

WEEKS, ANCHOR, DRAWS = 26, 40, 50
WIN, LOSE, DAYS = 0.3, 0.5, 40.0


def company(
    win_factor: float, stretch: float, leads: int = 3_000, seed: int = 1
) -> tuple[object, Kinds, object]:
    """Leads since the anchor, one a group, that end as they would; before it everything is known."""
    rng = np.random.default_rng(seed)
    started = rng.integers(ANCHOR, ANCHOR + WEEKS, leads)
    chance = rng.random((leads, 2))
    ending = np.where(chance[:, 0] < WIN * win_factor, WON, OPEN)
    lost = (ending == OPEN) & (chance[:, 1] < LOSE / (1 - WIN))
    ending = np.where(lost, LOST, ending)
    lag = rng.gamma(2.0, DAYS / 2.0, leads) * stretch
    ended = started + np.floor((3.5 + lag) / 7).astype(int)
    over = (ending != OPEN) & (ended < ANCHOR + WEEKS)
    panel = SimpleNamespace(
        labels={"channel": ("Search",)}, codes={"channel": np.zeros(leads, dtype=np.int64)}, started=started,
        ended=np.where(over, ended, -1), ending=np.where(over, ending, OPEN),
        count=np.ones(leads, dtype=np.int64), weeks=ANCHOR + WEEKS,
    )  # fmt: skip
    counts = np.bincount(started, minlength=ANCHOR + WEEKS)[None, :].astype(float)
    kinds = Kinds(np.zeros(leads, dtype=np.int64), np.array([0]), np.full((DRAWS, 1), WIN),
                  np.full((DRAWS, 1), LOSE), np.ones((DRAWS, 1)), 0.0, counts)  # fmt: skip
    family = SimpleNamespace(
        cdf=lambda days, scale, shape: gamma.cdf(np.broadcast_to(days, (DRAWS, len(days))), 2.0, scale=0.5)
    )
    stage = SimpleNamespace(
        endings=("moved", "lost"), family=family, log_shape=np.zeros((DRAWS, 2)),
        labels={"channel": ("Search",)},
        log_scale=np.full((DRAWS, 2, 1), np.log(DAYS)), clock=SimpleNamespace(ages=lambda watched: watched),
    )  # fmt: skip
    ahead = np.broadcast_to(7.0 * np.arange(WEEKS + 1), (DRAWS, WEEKS + 1))
    return panel, kinds, SimpleNamespace(stage=stage, draws=DRAWS, ahead=ahead)


@pytest.mark.parametrize(("factor", "stretch"), [(1.0, 1.0), (0.6, 1.0), (1.0, 1.6), (0.6, 1.6)])
def test_each_is_found_and_the_other_left_alone(factor: float, stretch: float) -> None:
    panel, kinds, outcomes = company(factor, stretch)
    window = Window(None, None, ANCHOR, ANCHOR + WEEKS, np.ones(WEEKS))  # type: ignore[arg-type]
    found = endings_of(panel, kinds, outcomes, window, np.ones(WEEKS), np.random.default_rng(1), 400)  # type: ignore[arg-type]
    assert (found.win_rate_probability > 0.9) == (factor != 1.0)
    assert (found.cycle_probability > 0.9) == (stretch != 1.0)
    assert np.exp(found.win_rate.mean()) == pytest.approx(factor, rel=0.15)
    assert np.exp(found.cycle.mean()) == pytest.approx(stretch, rel=0.15)
    usual, stretched = found.within(np.zeros(400)), found.within(found.cycle)
    assert usual.shape == stretched.shape == (400, 1, WEEKS)
    # What comes by the end: P(lag over by then), from the middle of the week of arrival.
    days = 7.0 * (WEEKS - np.arange(WEEKS)) - 3.5
    assert usual[0, 0] == pytest.approx(gamma.cdf(days, 2.0, scale=DAYS / 2), abs=0.01)
    longer = gamma.cdf(days, 2.0, scale=DAYS / 2 * np.exp(found.cycle.mean()))
    assert stretched.mean(axis=0)[0] == pytest.approx(longer, abs=0.02)
