"""From a generated company's tables to its known truth, through import of nothing but its history."""

from pathlib import Path

import numpy as np
import pytest

from bench.worlds import conversion_world, write_history
from unslump.demo.spec import LagFamily
from unslump.estimates.conversion import fit_stage
from unslump.history.journey import read_journey

WORLDS = 6


def fitted(folder: Path, seed: int):
    world, truth = conversion_world(4000, seed, LagFamily.WEIBULL if seed % 2 else LagFamily.GAMMA)
    journey = read_journey(write_history(world, folder).snapshot())
    cohorts = journey.stages[-1].cohorts
    return fit_stage(cohorts, np.random.default_rng(seed), draws=400), truth


@pytest.mark.slow
def test_channels_and_lags_of_conversion_worlds_are_recovered(tmp_path: Path):
    """Of all channel effects and lag scales in six companies, about as many are inside as said."""
    inside, total = 0, 0
    for seed in range(WORLDS):
        posterior, truth = fitted(tmp_path / str(seed), seed)
        labels = posterior.labels["channel"]
        order = [int(label.split()[-1]) - 1 for label in labels]
        effect = truth.channel[order] - truth.channel[order].mean()
        drawn = posterior.effects["channel"][:, 0]
        drawn = drawn - drawn.mean(axis=1, keepdims=True)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        inside += int(((low < effect) & (effect < high)).sum())
        total += len(effect)
    assert inside / total >= 0.75
    assert total >= 15
