"""Companies whose leads follow the response model exactly, drawn from its own priors."""

from dataclasses import dataclass

import numpy as np

from unslump.estimates.response_curve import Drivers
from unslump.estimates.response_priors import ResponsePrior
from unslump.estimates.walk_modes import SIZES, WALKS


@dataclass(frozen=True)
class ResponseWorld:
    counts: np.ndarray  # channels × weeks
    drivers: list[Drivers]
    truth: list[dict[str, np.ndarray]]  # one a channel, name → 1 × 1
    level: np.ndarray  # channels × weeks, log
    walk: float


def response_world(rng, channels, weeks, *, level=(0.5, 3.0), season=None, season_sd=0.0):
    """Spend that wavers and steps once, hours that swing, levels that walk."""
    walk, size = rng.choice(WALKS[:6]), rng.choice(SIZES)
    wild = rng.gamma(2.0, 0.5, weeks - 1)
    hours = np.exp(0.3 * np.sin(np.arange(weeks) / 9.0 + rng.random() * 6) + 0.2 * rng.standard_normal(weeks))
    yearly = 0.0 if season is None else season @ (rng.standard_normal(4) * season_sd)
    counts, levels, drivers, truth = [], [], [], []
    for _ in range(channels):
        spend = 100.0 * np.exp(0.4 * rng.standard_normal((1, weeks)))
        spend[:, rng.integers(weeks // 4, 3 * weeks // 4) :] *= np.exp(rng.normal(0.0, 0.7))
        each = Drivers(spend, hours)
        prior = ResponsePrior(each.shapes)
        values = prior.values(prior.sample(rng, 1))
        steps = walk * rng.standard_normal(weeks - 1) / np.sqrt(wild)
        log_level = rng.uniform(*level) + np.concatenate([[0.0], np.cumsum(steps)])
        mean = np.exp(log_level + yearly + each.log_relative(values)[0])
        counts.append(rng.poisson(rng.gamma(size, mean / size)))
        drivers.append(each)
        truth.append(values)
        levels.append(log_level)
    return ResponseWorld(np.array(counts, dtype=float), drivers, truth, np.array(levels), float(walk))
