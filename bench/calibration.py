"""Does the conversion model know what it knows? Simulation-based calibration and coverage.

Parameters are drawn from the model's own priors, histories from the parameters, and the model is
fitted to the histories (Talts et al. 2018). If its posterior is right, the truth's rank among the
draws is uniform, whatever the quantity, and intervals cover what they say.

    python -m bench.calibration
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from scipy.stats import chi2

from bench.stages import StageTruth, draw_truth, generate
from bench.table import BenchTable
from unslump.estimates.conversion import StagePosterior, fit_stage
from unslump.estimates.lag import FAMILIES
from unslump.history.ages import WATCHED
from unslump.history.cohorts import StageCohorts

__all__ = ["Calibration", "calibrate", "run"]

Array = NDArray[np.float64]

MONTHS = 24
LABELS = {"channel": 5, "segment": 3, "owner": 6}
WEEKS = 13
LEVELS = (0.5, 0.8, 0.95)
_RANKS = 20  # bins of the χ² test
_THINNED = 100
TUNING_SEED, REPORTING_SEED = 50_005, 60_006
REPORTED = ((200, 400), (2_000, 200), (20_000, 100))  # leads, worlds


@dataclass(frozen=True)
class Calibration:
    """Ranks in [0, 1] of the truth by quantity, each of shape (worlds,)."""

    leads: int
    ranks: dict[str, Array]

    def p_value(self, name: str) -> float:
        """Of the χ² test that the ranks are uniform."""
        ranks = self.ranks[name]
        bins = min(_RANKS, max(len(ranks) // 5, 2))
        seen, _ = np.histogram(ranks, bins=bins, range=(0.0, 1.0))
        expected = len(ranks) / bins
        return float(chi2.sf(((seen - expected) ** 2 / expected).sum(), bins - 1))

    def coverage(self, name: str, level: float) -> float:
        """Share of worlds in which the central interval of `level` held the truth."""
        return float((np.abs(self.ranks[name] - 0.5) < level / 2.0).mean())


def calibrate(leads: int, worlds: Sequence[int], seed: int) -> Calibration:
    """Fit generated worlds of about `leads` leads and rank their truth."""
    ranks: dict[str, list[float]] = {}
    for world in worlds:
        rng = np.random.default_rng([seed, leads, world])
        family = ("weibull", "gamma", "lognormal")[int(rng.integers(3))]
        truth = draw_truth(rng, months=MONTHS, labels=LABELS, family=family)
        cohorts, soon = generate(rng, truth, leads)
        posterior = fit_stage(cohorts, rng)
        for name, (true, draws) in quantities(posterior, cohorts, truth, soon, rng).items():
            draws = draws[:: len(draws) // _THINNED][:_THINNED]
            below = (draws < true).sum() + rng.random() * ((draws == true).sum() + 1)
            ranks.setdefault(name, []).append(float(below / (len(draws) + 1)))
    return Calibration(leads, {name: np.array(values) for name, values in ranks.items()})


def quantities(
    posterior: StagePosterior,
    cohorts: StageCohorts,
    truth: StageTruth,
    soon: int,
    rng: np.random.Generator,
) -> dict[str, tuple[float, Array]]:
    """What is ranked: its true value and its draws."""
    last = MONTHS - 1
    months = np.array([last])
    codes = {factor: np.zeros(1, dtype=np.int64) for factor in LABELS}
    eta = truth.levels[:, last] + sum(effect[:, 0] for effect in truth.effects.values())
    share = np.exp(eta) / (1.0 + np.exp(eta).sum())
    effect, drawn_effect = truth.effects["channel"][0], posterior.effects["channel"][:, 0]
    median = FAMILIES[truth.family].quantile(np.array(0.5), truth.log_scale[0, 0], truth.log_shape[0])
    drawn_median = posterior.family.quantile(
        np.array(0.5), posterior.log_scale[:, 0, 0], posterior.log_shape[:, 0]
    )
    return {
        "win share of a new lead": (float(share[0]), posterior.shares(months, codes)[:, 0, 0]),
        "lost share": (float(share[1]), posterior.shares(months, codes)[:, 0, -1]),
        "effect of a channel": (
            float(effect[0] - effect.mean()),
            drawn_effect[:, 0] - drawn_effect.mean(axis=1),
        ),
        "level of the last month": (float(truth.levels[0, last]), posterior.levels[:, last, 0]),
        "level half a year ago": (float(truth.levels[0, last - 6]), posterior.levels[:, last - 6, 0]),
        "median lag": (float(median), drawn_median),
        "pace of the last month": (float(truth.pace[last]), posterior.clock.pace[:, -1]),
        "wins of open leads in 13 weeks": (float(soon), wins_soon(posterior, cohorts, rng)),
    }


def wins_soon(posterior: StagePosterior, cohorts: StageCohorts, rng: np.random.Generator) -> Array:
    """Draws of how many of the open prospects move on in the next 13 weeks: (`_THINNED`,)."""
    cell, age_bin, count = cohorts.still_open
    days = WATCHED[age_bin]
    ahead = posterior.clock.future(posterior.draws, WEEKS, rng)[:, -1]
    ages = posterior.clock.ages(days)
    channel = cohorts.codes["channel"][cell]
    months = cohorts.months[cell]
    codes = {factor: values[cell] for factor, values in cohorts.codes.items()}
    out = []
    for draw in range(0, posterior.draws, posterior.draws // _THINNED):
        eta = posterior.levels[draw, months] + sum(posterior.effects[f][draw][:, codes[f]].T for f in codes)
        share = softmax(np.concatenate([eta, np.zeros((len(eta), 1))], axis=1), axis=1)
        gone, before = np.zeros(len(cell)), np.zeros(len(cell))
        for k in range(len(posterior.endings)):
            age = ages[draw] if k == 0 else days
            cdf = posterior.family.cdf(
                age, posterior.log_scale[draw, k, channel], posterior.log_shape[draw, k]
            )
            gone += share[:, k] * cdf
            before = cdf if k == 0 else before
        after = posterior.family.cdf(
            ages[draw] + ahead[draw], posterior.log_scale[draw, 0, channel], posterior.log_shape[draw, 0]
        )
        chance = share[:, 0] * (after - before) / np.maximum(1.0 - gone, 1e-12)
        out.append(rng.binomial(count, np.clip(chance, 0.0, 1.0)).sum())
    return np.array(out[:_THINNED], dtype=float)


def run() -> BenchTable:
    """Report on worlds of their own seed, which nothing was tuned on."""
    return _table(REPORTED)


def quick() -> BenchTable:
    """A smoke version: too few worlds to say anything."""
    return _table(((200, 10),))


def _table(sizes: Sequence[tuple[int, int]]) -> BenchTable:
    rows = []
    for leads, worlds in sizes:
        found = calibrate(leads, range(worlds), REPORTING_SEED)
        rows += [
            [
                f"{leads:,}",
                f"{worlds:,}",
                name,
                *(f"{found.coverage(name, level):.0%}" for level in LEVELS),
                f"{found.ranks[name].mean():.2f}",
                f"{found.p_value(name):.2f}",
            ]
            for name in found.ranks
        ]
    return BenchTable(
        title="Calibration of the conversion model",
        claim="Intervals of 50, 80 and 95 % hold the truth as often as they say, however few the leads.",
        header=["leads", "worlds", "quantity", *(f"in {level:.0%}" for level in LEVELS), "mean rank", "p"],
        rows=rows,
        notes=[
            f"Worlds of {MONTHS} months, "
            + ", ".join(f"{size} {factor}s" for factor, size in LABELS.items())
            + "; their parameters come from the model's priors, their lag family is one of three, not told.",
            "Spreads above 1.5 and median lags under 2 or over 500 days are drawn again.",
            "p: χ² test that the truth's rank among the draws is uniform; one in twenty is below .05 anyway.",
        ],
        command="python -m bench.calibration",
    )


if __name__ == "__main__":
    print(run())
