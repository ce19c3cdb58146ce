"""statsforecast's AutoARIMA and AutoETS on the weekly wins."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from bench.peers.known import Array, Forecaster, Known

__all__ = ["AutoArima", "AutoEts"]

_HOW = (
    "chosen anew at each origin, season_length 1 (no origin has the two years a yearly season takes); "
    "totals of simulated paths, at least zero"
)


class _Simulated(Forecaster):
    """A model that simulates paths; the horizon's total is the sum along a path."""

    needs = "statsforecast"
    how = _HOW
    _model: str

    def totals(
        self, known: Known, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
    ) -> dict[int, Array]:
        """See Forecaster."""
        model: Any = getattr(importlib.import_module("statsforecast.models"), self._model)(season_length=1)
        seed = int(rng.integers(2**31))
        paths = model.simulate(h=max(horizons), n_paths=draws, y=known.wins.astype(np.float64), seed=seed)
        # Wins cannot be negative: a competent reader of these models cuts them there.
        return {weeks: np.maximum(paths[:, :weeks].sum(axis=1), 0.0) for weeks in horizons}


class AutoArima(_Simulated):
    """AutoARIMA: the order by AICc, paths from the fitted model."""

    name = "AutoARIMA"
    _model = "AutoARIMA"


class AutoEts(_Simulated):
    """AutoETS: error, trend and damping by AICc, paths from the fitted state space."""

    name = "AutoETS"
    _model = "AutoETS"
