"""How many prospects end which way, how late, and how that drifts: the posterior of one stage.

Model: mixture_cure.py. Priors, all weak and stated here:

    level of the first cohort month  Normal(−1.5, 2²) on the log-odds against never ending
    drift of the level, per month    random walk of Student-t steps, spread ~ scaled inverse-χ²(3, 0.10²)
    effects of a factor              Normal(0, σ²), σ² ~ scaled inverse-χ²(3, 0.30²)
    log scale of the lag (days)      Normal(log 30, 1.2²); by channel Normal(0, σ²),
                                     σ² ~ scaled inverse-χ²(4, 0.20²)
    log shape of the lag             Normal(0, 0.5²), shared by all channels
    log pace of a calendar month     Normal(0, σ²), σ² ~ scaled inverse-χ²(4, 0.20²)

The first ending (won, or moved on) has an effect for every factor and runs on the clock of
clock.py; the others have an effect for channel only and run on calendar days. Estimation:
laplace.py finds the mode, gibbs.py draws around it. The lag family is the one with the highest
Laplace evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from unslump.estimates.clock import Clock, Timeline
from unslump.estimates.gibbs import draw_posterior
from unslump.estimates.lag import FAMILIES, LagFamily
from unslump.estimates.laplace import find_mode, fit_spreads, precisions_of
from unslump.estimates.layout import Layout
from unslump.estimates.mixture_cure import PACE, Likelihood
from unslump.estimates.spreads import Spread, future_steps
from unslump.history.cohorts import StageCohorts

__all__ = ["DRAWS", "StagePosterior", "fit_stage", "layout_for"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS = 1000
FUTURE_MONTHS = 36
LAG_FACTOR = "channel"

LEVEL_PRIOR = (-1.5, 2.0)
SCALE_PRIOR = (float(np.log(30.0)), 1.2)
SHAPE_PRIOR = (0.0, 0.5)
DRIFT_PRIOR = (3.0, 0.10)
EFFECT_PRIOR = (3.0, 0.30)
LAG_EFFECT_PRIOR = (4.0, 0.20)
PACE_PRIOR = (4.0, 0.20)


@dataclass(frozen=True)
class StagePosterior:
    """Draws of one stage's parameters. Axis 0 of every array is the draw.

    Attributes:
        name: the stage.
        endings: names of the endings; the first moves the prospect on.
        labels: factor → labels, as in the cohorts.
        family: the lag family.
        clock: draws of the pace of each month; the first ending's lags are in its business days.
        first_month: first day of cohort month 0.
        levels: log-odds level, draws × months × endings; runs `FUTURE_MONTHS` past the history.
        effects: factor → draws × endings × labels.
        log_scale: draws × endings × channels (log business days).
        log_shape: draws × endings.
        spreads: name → draws of σ.
        n_months: cohort months the history has.
    """

    name: str
    endings: tuple[str, ...]
    labels: Mapping[str, tuple[str, ...]]
    family: LagFamily
    clock: Clock
    first_month: date
    n_months: int
    levels: Array
    effects: Mapping[str, Array]
    log_scale: Array
    log_shape: Array
    spreads: Mapping[str, Array]

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.levels)

    def shares(self, months: Ints, codes: Mapping[str, Ints]) -> Array:
        """P(ends as k ever) of each prospect kind: draws × kinds × endings."""
        months = np.minimum(months, self.levels.shape[1] - 1)
        eta = self.levels[:, months, :]
        for factor, effect in self.effects.items():
            eta = eta + np.swapaxes(effect[:, :, codes[factor]], 1, 2)
        top = np.maximum(eta.max(axis=2, keepdims=True), 0.0)
        odds = np.exp(eta - top)
        return np.asarray(odds / (np.exp(-top) + odds.sum(axis=2, keepdims=True)))

    def lag_scale(self, channels: Ints, ending: int = 0) -> Array:
        """Log scale of the lag for channel codes: draws × len(channels)."""
        if self.log_scale.shape[2] == 1:
            channels = np.zeros_like(channels)
        return np.asarray(self.log_scale[:, ending, :][:, channels])

    def lag_cdf(self, days: Array, channels: Ints, ending: int = 0) -> Array:
        """P(lag ≤ business days): draws × n, for n channel codes and days of shape (n,) or draws × n."""
        return self.family.cdf(
            np.asarray(days), self.lag_scale(channels, ending), self.log_shape[:, ending, None]
        )


def layout_for(cohorts: StageCohorts) -> tuple[Layout, dict[str, Spread]]:
    """The parameters of a stage and the spreads that pool them."""
    layout, spreads = Layout(), {}

    def pooled(name: str, prior: tuple[float, float]) -> str:
        spreads[name] = Spread(name, *prior)
        return name

    for k, ending in enumerate(cohorts.endings):
        mean, sd = LEVEL_PRIOR
        drift = pooled(f"{ending}/drift", DRIFT_PRIOR) if cohorts.n_months > 1 else ""
        layout.add(f"{ending}/level", cohorts.n_months, spread=drift, mean=mean, sd=sd, walk=bool(drift))
        for factor, labels in cohorts.labels.items():
            if len(labels) > 1 and (k == 0 or factor == LAG_FACTOR):
                name = f"{ending}/{factor}"
                layout.add(name, len(labels), spread=pooled(name, EFFECT_PRIOR))
        layout.add(f"{ending}/scale", 1, mean=SCALE_PRIOR[0], sd=SCALE_PRIOR[1])
        if len(cohorts.labels.get(LAG_FACTOR, ())) > 1:
            name = f"{ending}/scale by {LAG_FACTOR}"
            layout.add(name, len(cohorts.labels[LAG_FACTOR]), spread=pooled(name, LAG_EFFECT_PRIOR))
        layout.add(f"{ending}/shape", 1, mean=SHAPE_PRIOR[0], sd=SHAPE_PRIOR[1])
    running = cohorts.n_months - cohorts.silent_months
    if running > 1:
        layout.add(PACE, running, spread=pooled(PACE, PACE_PRIOR))
    return layout, spreads


def fit_stage(
    cohorts: StageCohorts,
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
    families: Sequence[str] = ("weibull", "gamma", "lognormal"),
) -> StagePosterior:
    """The posterior of a stage. Works from no data at all: then the draws are the prior's."""
    layout, spreads = layout_for(cohorts)
    timeline = Timeline(cohorts.first_month, cohorts.as_of, cohorts.n_months, cohorts.silent_months)
    model = Likelihood(cohorts, layout, LAG_FACTOR, FAMILIES[families[0]], timeline)
    fit = fit_spreads(model, layout.blocks, spreads, _start(layout, cohorts))
    for name in families[1:]:
        # The first family settled the spreads; the others only have to beat it with the same ones.
        rival = model.with_family(FAMILIES[name])
        rival_fit = find_mode(rival, layout.blocks, precisions_of(spreads), fit.mode)
        if rival_fit.log_evidence > fit.log_evidence:
            model, fit = rival, rival_fit
    parameters, sigmas = draw_posterior(model, layout.blocks, spreads, fit, draws, rng)
    return _posterior(cohorts, layout, model.family, timeline, parameters, sigmas, rng)


def _start(layout: Layout, cohorts: StageCohorts) -> Array:
    """A first guess from raw shares and the mean lag, so that Newton starts near."""
    start = np.zeros(layout.size)
    for block in layout.blocks:
        if not block.spread or block.walk:
            start[block.slice] = block.mean
    started = max(cohorts.started, 1)
    for ending in cohorts.endings:
        share = min((cohorts.ended_as(ending) + 0.5) / (started + 2.0), 0.7)
        start[layout[f"{ending}/level"].slice] = np.log(share / (1.0 - share))
    return start


def _continued(level: Array, sigma: Array, rng: np.random.Generator) -> Array:
    """The level's walk past the history: draws × `FUTURE_MONTHS`.

    Its share 1 / (1 + exp(−level)) is held level on average: without the correction
    −σ²(1 − 2 share)/2 a step, more uncertainty would promise more wins.
    """
    steps, variance = future_steps(sigma, FUTURE_MONTHS, rng)
    path = np.empty_like(steps)
    for month in range(FUTURE_MONTHS):
        share = expit(level)
        level = level + steps[:, month] - 0.5 * variance[:, month] * (1.0 - 2.0 * share)
        path[:, month] = level
    return path


def _posterior(
    cohorts: StageCohorts,
    layout: Layout,
    family: LagFamily,
    timeline: Timeline,
    parameters: Array,
    sigmas: dict[str, Array],
    rng: np.random.Generator,
) -> StagePosterior:
    draws, n = len(parameters), len(cohorts.endings)
    channels = max(len(cohorts.labels.get(LAG_FACTOR, ("",))), 1)

    def values(name: str, size: int) -> Array:
        block = layout.get(name)
        return parameters[:, block.slice] if block else np.zeros((draws, size))

    pace = np.ones((draws, cohorts.n_months))
    pace[:, : cohorts.silent_months] = 0.0
    block = layout.get(PACE)
    if block:
        pace[:, cohorts.silent_months :] = np.exp(np.clip(parameters[:, block.slice], -8.0, 8.0))
    clock = Clock(timeline.first_month, timeline.now, pace, sigmas.get(PACE, np.zeros(draws)))

    levels = np.empty((draws, cohorts.n_months + FUTURE_MONTHS, n))
    log_scale, log_shape = np.empty((draws, n, channels)), np.empty((draws, n))
    effects = {
        factor: np.stack([values(f"{ending}/{factor}", len(labels)) for ending in cohorts.endings], axis=1)
        for factor, labels in cohorts.labels.items()
    }
    for k, ending in enumerate(cohorts.endings):
        known = values(f"{ending}/level", cohorts.n_months)
        sigma = sigmas.get(f"{ending}/drift", np.full(draws, DRIFT_PRIOR[1]))
        levels[:, : cohorts.n_months, k] = known
        levels[:, cohorts.n_months :, k] = _continued(known[:, -1], sigma, rng)
        log_scale[:, k, :] = values(f"{ending}/scale", 1) + values(
            f"{ending}/scale by {LAG_FACTOR}", channels
        )
        log_shape[:, k] = values(f"{ending}/shape", 1)[:, 0]
    return StagePosterior(
        name=cohorts.name,
        endings=cohorts.endings,
        labels=cohorts.labels,
        family=family,
        clock=clock,
        first_month=cohorts.first_month,
        n_months=cohorts.n_months,
        levels=levels,
        effects=effects,
        log_scale=log_scale,
        log_shape=log_shape,
        spreads=sigmas,
    )
