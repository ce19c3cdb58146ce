"""statsforecast's Croston methods, made for series that are mostly zero."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from bench.peers.conformal import conformal_total
from bench.peers.known import Array, Forecaster, Known

__all__ = ["CrostonClassic", "CrostonOptimized"]


class _Croston(Forecaster):
    """A flat forecast of the weekly mean; its intervals are conformal, the only ones it offers."""

    needs = "statsforecast"
    how = "flat weekly mean × h; conformal errors of the total over up to 52 past windows"
    _model: str

    def totals(
        self, known: Known, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
    ) -> dict[int, Array]:
        """See Forecaster."""
        model: Any = getattr(importlib.import_module("statsforecast.models"), self._model)()

        def total(wins: Array, weeks: int) -> float:
            if not wins.any():  # nothing ever sold: no interval between sales to smooth
                return 0.0
            return float(np.nansum(model.forecast(y=wins.astype(np.float64), h=weeks)["mean"]))

        return {weeks: conformal_total(total, known.wins, weeks, rng, draws) for weeks in horizons}


class CrostonClassic(_Croston):
    """Croston (1972), smoothing 0.1."""

    name = "Croston"
    _model = "CrostonClassic"


class CrostonOptimized(_Croston):
    """Croston with the smoothing chosen by the errors."""

    name = "Croston optimised"
    _model = "CrostonOptimized"
