"""A distribution for a point forecast, from how wrong it was before (split conformal).

statsforecast's `conformal_distribution` puts the absolute errors of past windows on both sides of
the forecast. Here the windows' errors are those of the horizon's total, which is what is asked.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.peers.known import Array

__all__ = ["conformal_total"]

_FEWEST_WEEKS = 8  # a forecast is not tried on less
_MOST_WINDOWS = 52

Total = Callable[[Array, int], float]


def conformal_total(
    forecast: Total, wins: Array, horizon: int, rng: np.random.Generator, draws: int
) -> Array:
    """Draws of the next `horizon` weeks' total around `forecast(wins, horizon)`, never below zero."""
    ends = range(len(wins) - horizon, _FEWEST_WEEKS - 1, -1)[:_MOST_WINDOWS]
    errors = [abs(forecast(wins[:end], horizon) - wins[end : end + horizon].sum()) for end in ends]
    centre = forecast(wins, horizon)
    if len(errors) < 2:
        return rng.poisson(max(centre, 0.0), draws).astype(float)
    spread = rng.choice(np.array(errors), draws) * rng.choice([-1.0, 1.0], draws)
    return np.asarray(np.maximum(centre + spread, 0.0))
