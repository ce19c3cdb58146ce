"""RevenueEngine: the company's history as posterior draws, the one thing everything above reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Effort
from unslump.estimates.arrivals import ArrivalsPosterior, fit_arrivals
from unslump.estimates.conversion import DRAWS, StagePosterior, fit_stage
from unslump.estimates.deal_size import DealSizes, SizePosterior, fit_sizes
from unslump.estimates.effort import EffortPosterior, fit_effort
from unslump.history.cohorts import StageCohorts
from unslump.history.journey import Journey, MonthOutcomes, OpenProspects, Realised, Stage
from unslump.history.workload import Workload

__all__ = ["EngineStage", "Mix", "RevenueEngine", "fit_engine"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_MIX_MONTHS = 6
_MIX_KINDS = 400


@dataclass(frozen=True)
class Mix:
    """The kinds of prospects a stage has seen lately, from which its new ones are made up.

    `codes` maps a factor to codes (kinds,), `channel` is each kind's channel code, and `weight`
    its share among the kinds of its channel.
    """

    codes: Mapping[str, Ints]
    channel: Ints
    weight: Array
    channels: tuple[str, ...]
    channel_weight: Array

    def average(self, by_kind: Array) -> Array:
        """Average over the kinds of each channel: draws × kinds × … → draws × channels × …"""
        shape = (by_kind.shape[0], len(self.channels), *by_kind.shape[2:])
        out = np.zeros(shape)
        for channel in range(len(self.channels)):
            mine = self.channel == channel
            out[:, channel] = np.tensordot(by_kind[:, mine], self.weight[mine], axes=([1], [0]))
        return out


@dataclass(frozen=True)
class EngineStage:
    """One stage: its posterior, who is inside it, who arrives from outside, and its usual mix."""

    posterior: StagePosterior
    cohorts: StageCohorts
    inside: OpenProspects
    arrivals: ArrivalsPosterior | None
    mix: Mix

    @property
    def name(self) -> str:
        """The stage's name."""
        return self.posterior.name

    @cached_property
    def month_now(self) -> int:
        """Cohort month of the history's last day."""
        return self.posterior.n_months - 1

    def new_shares(self, months_ahead: int) -> Array:
        """P(moves on ever) of a new prospect: draws × channels × months from now (0 … months_ahead)."""
        kinds = len(self.mix.channel)
        months = np.arange(self.month_now, self.month_now + months_ahead + 1)
        by_month = [self.posterior.shares(np.full(kinds, month), self.mix.codes)[:, :, 0] for month in months]
        return self.mix.average(np.stack(by_month, axis=2))


@dataclass(frozen=True)
class RevenueEngine:
    """Everything learnt, with axis 0 of every array of draws the draw.

    Attributes:
        as_of: the day the question is asked for.
        observed_until: the last day of the history; what comes after it is simulated.
        stages: lead and deal, or one of them, in order; empty when only wins are known.
        wins: arrivals of wins that nothing announced (None: every win had a lead or an open deal).
        sizes: amounts of won deals (None: no amounts).
        delivery, payment: from an order to its delivery and payment (None: no orders).
        sold, delivered, paid: what has happened (delivered and paid None: no orders).
        effort: hours and money a lead takes.
        leads, deals: rows in the history.
        outcomes: leads by month and how they stand (None: only wins are known).
    """

    as_of: date
    observed_until: date
    draws: int
    stages: tuple[EngineStage, ...]
    wins: ArrivalsPosterior | None
    sizes: SizePosterior | None
    delivery: EngineStage | None
    payment: EngineStage | None
    sold: Realised
    delivered: Realised | None
    paid: Realised | None
    effort: EffortPosterior
    leads: int
    deals: int
    outcomes: MonthOutcomes | None

    @property
    def entry(self) -> EngineStage | None:
        """The stage new prospects enter first."""
        return self.stages[0] if self.stages else None

    def onward_share(self) -> Array:
        """P(a new prospect of the entry stage is ever won): draws × channels."""
        first = self.stages[0]
        share = first.new_shares(0)[:, :, 0]
        for later in self.stages[1:]:
            share = share * by_channel(later.new_shares(0)[:, :, 0], later.mix, first.mix.channels)
        return share


def by_channel(values: Array, mix: Mix, channels: tuple[str, ...]) -> Array:
    """Re-order values by channel (axis 1) to `channels`; channels a stage never saw get its average."""
    position = {name: index for index, name in enumerate(mix.channels)}
    average = np.tensordot(values, mix.channel_weight, axes=([1], [0]))
    columns = [values[:, position[name]] if name in position else average for name in channels]
    return np.stack(columns, axis=1) if columns else values[:, :0]


def fit_engine(
    journey: Journey,
    workload: Workload,
    rng: np.random.Generator,
    *,
    stated: Effort | None = None,
    draws: int = DRAWS,
) -> RevenueEngine:
    """Learn everything from a journey's counts. Same journey, same generator: same engine."""
    stages = tuple(_fit(stage, rng, draws) for stage in journey.stages)
    sales = journey.sales
    sizes = fit_sizes(
        DealSizes(
            sales.realised.amounts, sales.offers, sales.segments, sales.offer_labels, sales.segment_labels
        ),
        rng,
        draws,
    )
    deal_share = np.ones(draws)
    if len(stages) > 1:
        first = stages[0]
        deal_share = first.new_shares(0)[:, :, 0] @ first.mix.channel_weight
    return RevenueEngine(
        as_of=journey.as_of,
        observed_until=journey.observed_until,
        draws=draws,
        stages=stages,
        wins=None if journey.wins is None else fit_arrivals(journey.wins, rng, draws),
        sizes=sizes,
        delivery=None if journey.delivery is None else _fit(journey.delivery, rng, draws),
        payment=None if journey.payment is None else _fit(journey.payment, rng, draws),
        sold=sales.realised,
        delivered=journey.delivered,
        paid=journey.paid,
        effort=fit_effort(workload, stated or Effort(), deal_share, rng, draws),
        leads=journey.leads,
        deals=journey.deals,
        outcomes=journey.outcomes,
    )


def _fit(stage: Stage, rng: np.random.Generator, draws: int) -> EngineStage:
    return EngineStage(
        posterior=fit_stage(stage.cohorts, rng, draws=draws),
        cohorts=stage.cohorts,
        inside=stage.inside,
        arrivals=None if stage.arrivals is None else fit_arrivals(stage.arrivals, rng, draws),
        mix=recent_mix(stage.cohorts),
    )


def recent_mix(cohorts: StageCohorts) -> Mix:
    """Kinds of the last months that had any prospects, weighted by how many there were."""
    weight = np.zeros(cohorts.n_cells)
    np.add.at(weight, cohorts.ended[0], cohorts.ended[3])
    np.add.at(weight, cohorts.still_open[0], cohorts.still_open[2])
    filled = cohorts.months[weight > 0]
    recent = cohorts.months > (filled.max() if len(filled) else 0) - _MIX_MONTHS
    # Channels that were silent lately keep their older mix.
    channel = cohorts.codes.get("channel", np.zeros(cohorts.n_cells, dtype=np.int64))
    silent = ~np.isin(channel, channel[recent & (weight > 0)])
    keep = np.flatnonzero((recent | silent) & (weight > 0))
    factors = tuple(cohorts.labels)
    labels = cohorts.labels.get("channel", ("",))
    if not len(keep):
        zero = np.zeros(len(labels), dtype=np.int64)
        codes = dict.fromkeys(factors, zero) | ({"channel": np.arange(len(labels))} if factors else {})
        even = np.full(len(labels), 1.0 / len(labels))
        return Mix(codes, np.arange(len(labels)), np.ones(len(labels)), labels, even)
    rows = (
        np.stack([cohorts.codes[factor][keep] for factor in factors], axis=1)
        if factors
        else np.zeros((len(keep), 0), dtype=np.int64)
    )
    kinds, inverse = np.unique(
        np.concatenate([channel[keep, None], rows], axis=1), axis=0, return_inverse=True
    )
    total = np.bincount(inverse.reshape(-1), weights=weight[keep])
    common = np.sort(np.argsort(-total, kind="stable")[:_MIX_KINDS])
    kinds, total = kinds[common], total[common]
    by_label = np.bincount(kinds[:, 0], weights=total, minlength=len(labels))
    return Mix(
        codes={factor: kinds[:, 1 + i] for i, factor in enumerate(factors)},
        channel=kinds[:, 0],
        weight=total / by_label[kinds[:, 0]],
        channels=labels,
        channel_weight=by_label / by_label.sum(),
    )
