"""Generated stages: counts that follow the model of estimates/conversion.py exactly, with known truth.

Parameters come from that file's own priors or from the caller. Prospects start on random days, end
by the mixture-cure model with its drifting level, its group effects and its clock, and are seen
up to a last day: what has not ended by then is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.estimates import conversion
from unslump.estimates.clock import PERSISTENCE
from unslump.estimates.lag import FAMILIES
from unslump.estimates.spreads import STEP_DEGREES
from unslump.history.ages import bin_of
from unslump.history.cohorts import StageCohorts

__all__ = ["FIRST_MONTH", "StageTruth", "draw_truth", "generate"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

FIRST_MONTH = date(2023, 1, 1)
_AHEAD = 13  # weeks


@dataclass(frozen=True)
class StageTruth:
    """Parameters of a stage. Axis 0 of levels, effects and log scales is the ending.

    `levels` is endings × months, `effects` factor → endings × labels, `log_scale` endings ×
    channels, `log_shape` (endings,), `pace` (months + 4,): the last ones lie ahead.
    """

    family: str
    levels: Array
    effects: Mapping[str, Array]
    log_scale: Array
    log_shape: Array
    pace: Array


def draw_truth(
    rng: np.random.Generator, *, months: int, labels: Mapping[str, int], family: str, endings: int = 2
) -> StageTruth:
    """Parameters from the priors, redrawn while they are absurd.

    Absurd: a σ above 1.5 (the priors' inverse-χ² has hardly a mean), or a lag with a median of
    under 2 or over 500 days.
    """

    def sigma(prior: tuple[float, float]) -> float:
        while True:
            degrees, guess = prior
            value = float(guess * np.sqrt(degrees / rng.chisquare(degrees)))
            if value < 1.5:
                return value

    def level() -> Array:
        weight = rng.gamma(STEP_DEGREES / 2.0, 2.0 / STEP_DEGREES, months - 1)
        steps = sigma(conversion.DRIFT_PRIOR) * rng.standard_normal(months - 1) / np.sqrt(weight)
        mean, sd = conversion.LEVEL_PRIOR
        return np.cumsum(np.concatenate([[mean + sd * rng.standard_normal()], steps]))

    def effect(factor: str, ending: int) -> Array:
        if labels[factor] == 1 or (ending and factor != conversion.LAG_FACTOR):
            return np.zeros(labels[factor])
        return sigma(conversion.EFFECT_PRIOR) * rng.standard_normal(labels[factor])

    def lag() -> tuple[Array, float]:
        while True:
            scale = conversion.SCALE_PRIOR[0] + conversion.SCALE_PRIOR[1] * rng.standard_normal()
            shape = conversion.SHAPE_PRIOR[0] + conversion.SHAPE_PRIOR[1] * rng.standard_normal()
            channels = labels.get(conversion.LAG_FACTOR, 1)
            by_channel = np.full(channels, scale)
            if channels > 1:
                by_channel = by_channel + sigma(conversion.LAG_EFFECT_PRIOR) * rng.standard_normal(channels)
            median = FAMILIES[family].quantile(np.array(0.5), np.float64(scale), np.float64(shape))
            if 2.0 < median < 500.0:
                return by_channel, float(shape)

    lags = [lag() for _ in range(endings)]
    log_pace = rng.standard_normal(months + 4)
    for month in range(months, months + 4):  # ahead, the pace returns to the usual one
        log_pace[month] = PERSISTENCE * log_pace[month - 1] + np.sqrt(1 - PERSISTENCE**2) * log_pace[month]
    pace = np.exp(sigma(conversion.PACE_PRIOR) * log_pace)
    return StageTruth(
        family=family,
        levels=np.stack([level() for _ in range(endings)]),
        effects={factor: np.stack([effect(factor, k) for k in range(endings)]) for factor in labels},
        log_scale=np.stack([scale for scale, _ in lags]),
        log_shape=np.array([shape for _, shape in lags]),
        pace=pace,
    )


def generate(
    rng: np.random.Generator, truth: StageTruth, leads: int, last_day: int | None = None
) -> tuple[StageCohorts, int]:
    """The counts of `leads` prospects, and how many of them move on in the 13 weeks after."""
    months = truth.levels.shape[1]
    starts = _month_starts(months + 4)
    today = int(starts[months]) if last_day is None else last_day  # day after the last one
    day = rng.integers(0, today, leads)
    month = np.searchsorted(starts, day, side="right") - 1
    codes = {
        factor: rng.choice(effect.shape[1], leads, p=rng.dirichlet(np.full(effect.shape[1], 3.0)))
        for factor, effect in truth.effects.items()
    }
    end_day, ending = _endings(rng, truth, starts, day, month, codes)
    known = (ending >= 0) & (end_day < today)
    soon = int(((ending == 0) & ~known & (end_day < today + 7 * _AHEAD)).sum())
    return _counted(truth, starts, day, month, codes, np.where(known, end_day, -1), ending, today), soon


def _endings(
    rng: np.random.Generator,
    truth: StageTruth,
    starts: Array,
    day: Ints,
    month: Ints,
    codes: Mapping[str, Ints],
) -> tuple[Ints, Ints]:
    eta = truth.levels[:, month]
    for factor, effect in truth.effects.items():
        eta = eta + effect[:, codes[factor]]
    score = np.concatenate([eta, np.zeros((1, len(day)))]) + rng.gumbel(size=(len(eta) + 1, len(day)))
    ending = score.argmax(axis=0)
    ending = np.where(ending == len(eta), -1, ending)
    channel = codes.get(conversion.LAG_FACTOR, np.zeros(len(day), dtype=np.int64))
    k = np.maximum(ending, 0)
    scale = truth.log_scale[k, channel if truth.log_scale.shape[1] > 1 else 0]
    lag = FAMILIES[truth.family].quantile(rng.random(len(day)), scale, truth.log_shape[k])
    # The first ending's lag is in business days: turn it into calendar days, pace 1 after the end.
    reading = np.concatenate([[0.0], np.cumsum(truth.pace * np.diff(starts))])
    begin = day + rng.random(len(day))
    shown = np.interp(begin, starts, reading) + lag
    on_clock = np.interp(shown, reading, starts) + np.maximum(shown - reading[-1], 0.0)
    end = np.where(k == 0, on_clock, begin + lag)
    return np.minimum(end, 1e8).astype(np.int64), ending


def _counted(
    truth: StageTruth,
    starts: Array,
    day: Ints,
    month: Ints,
    codes: Mapping[str, Ints],
    end_day: Ints,
    ending: Ints,
    today: int,
) -> StageCohorts:
    months = truth.levels.shape[1]
    ended = end_day >= 0
    age_bin = bin_of(np.where(ended, end_day, today - 1) - day)
    end_month = np.searchsorted(starts, np.where(ended, end_day, 0), side="right") - 1
    factors = list(codes)
    cells, cell = np.unique(
        np.stack([month, *(codes[factor] for factor in factors)], axis=1), axis=0, return_inverse=True
    )
    cell = cell.reshape(-1)
    endings = ("moved", "lost")[: len(truth.levels)]
    done, done_count = np.unique(
        np.stack([cell, ending, age_bin, end_month], axis=1)[ended], axis=0, return_counts=True
    )
    still, still_count = np.unique(np.stack([cell, age_bin], axis=1)[~ended], axis=0, return_counts=True)
    return StageCohorts(
        name="lead",
        endings=endings,
        first_month=FIRST_MONTH,
        n_months=months,
        labels={
            factor: tuple(f"{factor} {i}" for i in range(effect.shape[1]))
            for factor, effect in truth.effects.items()
        },
        months=cells[:, 0],
        codes={factor: cells[:, 1 + i] for i, factor in enumerate(factors)},
        ended=(done[:, 0], done[:, 1], done[:, 2], done_count),
        still_open=(still[:, 0], still[:, 1], still_count),
        as_of=FIRST_MONTH + timedelta(days=today - 1),
        ended_months=done[:, 3],
    )


def _month_starts(months: int) -> Array:
    first = FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1
    days = [date(n // 12, n % 12 + 1, 1).toordinal() for n in range(first, first + months + 1)]
    return np.array(days, dtype=float) - days[0]
