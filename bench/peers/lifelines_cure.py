"""lifelines' mixture cure model with a Weibull time to the win."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import numpy as np

from bench.peers.conversion import durations, total_wins
from bench.peers.known import Array, Forecaster, Known, NoFit

__all__ = ["LifelinesCure"]

_NEVER_ZERO = 1e-3


class LifelinesCure(Forecaster):
    """S(t) = c + (1 − c) exp(−(t/λ)^ρ); parameter draws from lifelines' own asymptotic variance."""

    name = "lifelines cure"
    needs = "lifelines"
    how = (
        "MixtureCureFitter(WeibullFitter()), right-censored, draws from its variance matrix; "
        "leads to come as Poisson arrivals at the last 8 weeks' rate"
    )

    def totals(
        self, known: Known, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
    ) -> dict[int, Array]:
        """See Forecaster."""
        cured, scale, shape = self._parameters(known, rng, draws)[:, :, None].transpose(1, 0, 2)

        def share_won(channel: int, ages: Array) -> Array:
            with np.errstate(over="ignore"):  # (t / λ)^ρ past any number: the share won is its limit
                return np.asarray((1.0 - cured) * -np.expm1(-((ages / scale) ** shape)))

        return total_wins(known, share_won, horizons, rng, draws)

    def _parameters(self, known: Known, rng: np.random.Generator, draws: int) -> Array:
        """Draws × (cured share, scale in weeks, shape)."""
        lifelines: Any = importlib.import_module("lifelines")
        importlib.import_module("lifelines.exceptions")
        fitter = lifelines.MixtureCureFitter(base_fitter=lifelines.WeibullFitter())
        rows = durations(known)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                fitter.fit(rows.weeks, event_observed=rows.won, weights=rows.count)
            except lifelines.exceptions.ConvergenceError as error:
                raise NoFit("lifelines' cure model does not converge") from error
            mean = np.asarray(fitter._fitted_parameters_, dtype=float)
            variance = np.asarray(fitter.variance_matrix_, dtype=float)
            if not np.isfinite(variance).all() or np.linalg.eigvalsh(variance).min() < 0:
                variance = np.zeros_like(variance)  # at a bound it has none: then the estimate alone
            drawn = rng.multivariate_normal(mean, variance, draws)
        low = np.array([0.0, _NEVER_ZERO * mean[1], _NEVER_ZERO])
        return np.asarray(np.clip(drawn, low, [1.0 - 1e-6, np.inf, np.inf]))
