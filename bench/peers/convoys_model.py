"""convoys2: Weibull and Gamma conversion models with a posterior by emcee."""

from __future__ import annotations

import contextlib
import importlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from bench.peers.conversion import durations, total_wins
from bench.peers.known import Array, Forecaster, Known, NoFit

__all__ = ["ConvoysGamma", "ConvoysWeibull"]


class _Convoys(Forecaster):
    """P(won by age t) with channels as pooled groups; parameters from convoys2's own MCMC."""

    needs = "convoys"
    how = (
        "convoys2 with mcmc=True, hierarchical, channels as groups, right-censored; "
        "leads to come as Poisson arrivals at the last 8 weeks' rate"
    )
    _model: str

    def totals(
        self, known: Known, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
    ) -> dict[int, Array]:
        """See Forecaster."""
        model, groups, unit = self._fitted(known, rng)
        samples = model.params["samples"]
        chosen = rng.choice(len(samples["a"]), draws)
        model.params["samples"] = {name: values[chosen] for name, values in samples.items()}

        def share_won(channel: int, ages: Array) -> Array:
            distinct, back = np.unique(ages, return_inverse=True)
            with np.errstate(over="ignore"):  # (t λ)^p past any number: the share won is its limit
                shares = model.predict_posteriori(groups[channel], distinct / unit)
            return np.asarray(shares).T[:, back]

        return total_wins(known, share_won, horizons, rng, draws)

    def _fitted(self, known: Known, rng: np.random.Generator) -> tuple[Any, Array, float]:
        """The model, each channel's row of regressors, and its unit of time in weeks.

        Where few leads were won its optimiser fails from some starting points: then the mean time to
        a win is tried as the unit, which moves the start, and then all channels as one group.
        """
        rows = durations(known)
        apart = np.eye(int(known.channel.max()) + 1)
        together = np.ones((len(apart), 1))
        own_unit = (
            float(np.average(rows.weeks[rows.won], weights=rows.count[rows.won])) if rows.won.any() else 1.0
        )
        for groups, unit in ((apart, 1.0), (apart, own_unit), (together, 1.0), (together, own_unit)):
            model: Any = getattr(importlib.import_module("convoys.regression"), self._model)(mcmc=True)
            np.random.seed(int(rng.integers(2**31)))  # noqa: NPY002  convoys2 draws from the global generator
            try:
                with _quiet():
                    model.fit(groups[rows.channel], rows.won, rows.weeks / unit, rows.count)
            except Exception as error:  # noqa: BLE001  convoys2 raises nothing narrower
                reason = error
            else:
                return model, groups, unit
        raise NoFit(f"convoys2 {self._model}: {reason}")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without its progress bars and its warnings about them."""
    nothing = io.StringIO()
    with contextlib.redirect_stderr(nothing), contextlib.redirect_stdout(nothing), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class ConvoysWeibull(_Convoys):
    """The Weibull model."""

    name = "convoys2 Weibull"
    _model = "Weibull"


class ConvoysGamma(_Convoys):
    """The Gamma model."""

    name = "convoys2 Gamma"
    _model = "Gamma"
