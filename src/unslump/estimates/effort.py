"""What a lead takes: hours of each function and money, from the last half year.

Ratios of sums over weeks (hours ÷ leads, money ÷ leads), with the Bayesian bootstrap over weeks
(Rubin 1981) for their uncertainty: weeks get Dirichlet(1, …, 1) weights, one set a draw. Hours
that company.yaml states are taken as stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Effort, Function
from unslump.history.workload import Workload

__all__ = ["EffortPosterior", "Rate", "fit_effort"]

Array = NDArray[np.float64]

_FEW_LEADS = 10


@dataclass(frozen=True)
class Rate:
    """Draws of what one lead takes, and where the figure comes from. `draws` None: not known."""

    draws: Array | None
    basis: str


@dataclass(frozen=True)
class EffortPosterior:
    """Hours a lead takes of each function (all of selling to it included), and its money.

    `cost_by_channel` holds only channels with spend and enough leads.
    """

    hours: Mapping[Function, Rate]
    cost: Rate
    cost_by_channel: Mapping[str, Array]


def fit_effort(
    workload: Workload, stated: Effort, deal_share: Array, rng: np.random.Generator, draws: int
) -> EffortPosterior:
    """`deal_share` (draws): share of leads that become deals, for hours stated per deal."""
    weights = rng.dirichlet(np.ones(workload.weeks), size=draws)
    leads = weights @ workload.leads
    enough = workload.leads.sum() >= _FEW_LEADS
    hours = {
        function: _stated(function, stated, deal_share) or _worked(function, workload, weights, leads, enough)
        for function in Function
    }
    if workload.spend is None:
        return EffortPosterior(hours, Rate(None, "no spend is recorded"), {})
    total = sum(workload.spend.values(), np.zeros(workload.weeks))
    cost = (
        Rate((weights @ total) / leads, f"money spent per lead in the last {workload.weeks} weeks")
        if enough and total.sum() > 0
        else Rate(None, "too few leads or no money spent in the last half year")
    )
    by_channel = {}
    for channel, money in workload.spend.items():
        counts = workload.leads_by_channel.get(channel)
        if counts is not None and counts.sum() >= _FEW_LEADS:
            by_channel[channel] = (weights @ money) / np.maximum(weights @ counts, 1e-9)
    return EffortPosterior(hours, cost, by_channel)


def _stated(function: Function, stated: Effort, deal_share: Array) -> Rate | None:
    if function is Function.MARKETING:
        per_lead, per_deal = stated.marketing_hours_per_lead, None
    else:
        per_lead, per_deal = stated.sales_hours_per_lead, stated.sales_hours_per_deal
    if per_lead is None and per_deal is None:
        return None
    return Rate(
        (per_lead or 0.0) + (per_deal or 0.0) * deal_share, "hours per lead and deal as company.yaml states"
    )


def _worked(function: Function, workload: Workload, weights: Array, leads: Array, enough: bool) -> Rate:
    if workload.hours is None or function not in workload.hours:
        return Rate(None, f"no {function} activities with a duration, and no hours per lead in company.yaml")
    if not enough:
        return Rate(None, "too few leads in the last half year")
    worked = workload.hours[function]
    return Rate((weights @ worked) / leads, f"hours worked per lead in the last {workload.weeks} weeks")
