"""Fit one company's leads to its spend, in a process of its own so that time and memory are its own.

    python -m bench.peers.media_mix unslump|pymc-marketing IN.npz OUT.npz

IN holds `leads` and `spend` (channels × weeks), `hours` (weeks,), `exposure` (weeks,), `usual` (channels,
money a week) and `ahead` (weeks to come over which the season is averaged). OUT holds `marginal` (draws ×
channels): leads a week that one more unit of money a week brings, kept up, at the usual spend; processor
`seconds` of fitting, libraries loaded; and `peak_mb` of the whole process.

PyMC-Marketing's MMM is fitted channel by channel (leads of the channel on its spend) with its defaults:
GeometricAdstock(l_max=8), LogisticSaturation, its own priors, scaling and sampler (NUTS), 2 chains of
500 draws after 500. Its adstock is normalised, so that kept-up spend x has adstock x, and
contribution = scale · beta · (1 − e^(−λu)) / (1 + e^(−λu)) with u = x / largest spend.
"""

from __future__ import annotations

import logging
import resource
import sys
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["FITS", "PYMC_DRAWS", "logistic_slope", "main"]

Array = NDArray[np.float64]
Company = dict[str, Array]

DRAWS = 1_000
PYMC_DRAWS, PYMC_CHAINS = 500, 2
_MONDAY = date(2024, 1, 1)


def main(way: str, given: Path, found: Path) -> None:
    """Fit, and write what was found."""
    company = dict(np.load(given))
    fit = FITS[way]()
    began = _processor_seconds()
    marginal = fit(company)
    seconds = _processor_seconds() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.savez(found, marginal=marginal, seconds=seconds, peak_mb=peak)


def _processor_seconds() -> float:
    """Of this process and the compilers it starts: a busy machine does not change it."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _unslump() -> Callable[[Company], Array]:
    from unslump.estimates.response import fit_response
    from unslump.history.response_weeks import ResponseWeeks
    from unslump.planning.channel_costs import marginal_leads

    def fit(company: Company) -> Array:
        names = tuple(f"Channel {number}" for number in range(len(company["leads"])))
        weeks = ResponseWeeks(
            names,
            date.fromordinal(int(company["first_week"])),
            company["leads"],
            company["exposure"],
            company["spend"],
            company["hours"],
        )
        response = fit_response(weeks, np.random.default_rng(1), DRAWS)
        by_money, _ = marginal_leads(response, company["usual"], response.usual_hours)
        return np.asarray(by_money * response.season(int(company["ahead"])).mean(axis=1, keepdims=True))

    return fit


def _pymc_marketing() -> Callable[[Company], Array]:
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    import pandas as pd
    from pymc_marketing.mmm import MMM, GeometricAdstock, LogisticSaturation

    def fit(company: Company) -> Array:
        weeks = pd.date_range(_MONDAY, periods=company["leads"].shape[1], freq="W-MON")
        slopes = []
        for leads, spend, usual in zip(company["leads"], company["spend"], company["usual"], strict=True):
            model = MMM(
                date_column="week",
                channel_columns=["spend"],
                adstock=GeometricAdstock(l_max=8),
                saturation=LogisticSaturation(),
            )
            model.fit(
                pd.DataFrame({"week": weeks, "spend": spend}),
                pd.Series(leads, name="y"),
                chains=PYMC_CHAINS,
                draws=PYMC_DRAWS,
                tune=PYMC_DRAWS,
                cores=1,
                random_seed=1,
                progressbar=False,
                compute_convergence_checks=False,
            )
            posterior = model.idata.posterior
            beta, steepness = (
                posterior[name].values.ravel() for name in ("saturation_beta", "saturation_lam")
            )
            slopes.append(leads.max() * logistic_slope(beta, steepness, usual, spend.max()))
        return np.stack(slopes, axis=1)

    return fit


def logistic_slope(beta: Array, steepness: Array, spend: float, largest: float) -> Array:
    """d/dx of beta · (1 − e^(−λx/m)) / (1 + e^(−λx/m)) at `spend`, m being `largest`.

    >>> at = lambda x: 2.0 * (1 - np.exp(-3 * x / 50)) / (1 + np.exp(-3 * x / 50))
    >>> float(np.round((at(20.001) - at(20.0)) / 0.001, 4))
    0.0427
    >>> float(np.round(logistic_slope(np.array(2.0), np.array(3.0), 20.0, 50.0), 4))
    0.0427
    """
    fallen = np.exp(-steepness * spend / largest)
    return np.asarray(beta * 2.0 * steepness * fallen / ((1.0 + fallen) ** 2 * largest))


FITS: dict[str, Callable[[], Callable[[Company], Array]]] = {
    "unslump": _unslump,
    "pymc-marketing": _pymc_marketing,
}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
