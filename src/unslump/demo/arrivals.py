"""How many leads arrive: spend and effort, carried over, saturating, seasonal and drifting.

    leads(week, channel) ~ negative binomial, size r, with mean
        season · drift · (base + scale · adstock(spend)^alpha · effort^beta)
    adstock(week) = spend(week) + decay · adstock(week − 1), in balance before the first week
    effort(week, channel) = Σ people productive marketing hours · finder · share of the channel

The response is the one of METHODS 2; alpha + beta ≤ 1, so more always helps less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.calendar import Calendar
from unslump.demo.effects import Effects
from unslump.demo.people import MARKETING, Team
from unslump.demo.shocks import shock_factor, tilt
from unslump.demo.spec import ShockKind, WorldSpec
from unslump.demo.streams import Streams

__all__ = ["Arrivals", "adstock", "arrive", "scale_for"]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What was spent and done, the leads it was worth, and the leads that came."""

    spend: NDArray[np.float64]  # weeks × channels, money
    adstock: NDArray[np.float64]  # weeks × channels, money
    effort: NDArray[np.float64]  # weeks × people × channels, skilled hours
    drift: NDArray[np.float64]  # weeks, factor
    driven: NDArray[np.float64]  # weeks × channels: share of the mean that spend and effort brought
    expected: NDArray[np.float64]  # weeks × channels: the true mean
    counts: NDArray[np.int64]  # weeks × channels


def adstock(spend: NDArray[np.float64], decay: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spend carried over geometrically; `spend` is weeks × channels, `decay` one a channel.

    >>> adstock(np.array([[10.0], [10.0], [0.0]]), np.array([0.5])).ravel()
    array([20., 20., 10.])
    """
    carried = np.empty_like(spend)
    carried[0] = spend[0] / (1 - decay)
    for week in range(1, len(spend)):
        carried[week] = spend[week] + decay * carried[week - 1]
    return carried


def scale_for(leads: float, spend: float, hours: float, alpha: float, beta: float, decay: float) -> float:
    """The `scale` with which steady `spend` and `hours` bring `leads` a week on top of the base.

    >>> round(scale_for(6, spend=100, hours=16, alpha=0.5, beta=0.5, decay=0.0), 3)
    0.15
    """
    return leads / float((spend / (1 - decay)) ** alpha * hours**beta)


def arrive(spec: WorldSpec, calendar: Calendar, team: Team, effects: Effects, streams: Streams) -> Arrivals:
    """Weekly means and counts of every channel."""
    channels = spec.channels
    spend = _spend(spec, streams)
    carried = adstock(spend, np.array([channel.adstock for channel in channels]))
    effort = _effort(spec, team, effects)
    alpha = np.array([channel.alpha for channel in channels])
    beta = np.array([channel.beta for channel in channels])
    base = np.array([channel.base for channel in channels])
    response = np.array([channel.scale for channel in channels])
    response = response * carried**alpha * effort.sum(axis=1) ** beta
    worth = base + response
    drift = np.exp(np.cumsum(streams.named("drift").normal(0.0, spec.drift, spec.all_weeks)))
    level = calendar.season * drift * shock_factor(spec, ShockKind.LEAD_VOLUME)
    expected = tilt(level[:, None] * worth, effects.channel, shock_factor(spec, ShockKind.LEAD_MIX))
    spread = streams.named("overdispersion").gamma(spec.dispersion, 1 / spec.dispersion, expected.shape)
    return Arrivals(
        spend=spend,
        adstock=carried,
        effort=effort,
        drift=drift,
        driven=np.divide(response, worth, out=np.zeros_like(worth), where=worth > 0),
        expected=expected,
        counts=streams.named("counts").poisson(expected * spread),
    )


def _spend(spec: WorldSpec, streams: Streams) -> NDArray[np.float64]:
    plan = np.zeros((spec.all_weeks, len(spec.channels)))
    for index, channel in enumerate(spec.channels):
        plan[:, index] = channel.spend
        for week, factor in channel.spend_changes:
            plan[week:, index] = channel.spend * factor
    noise = streams.named("spend").normal(0.0, 1.0, plan.shape)
    spent: NDArray[np.float64] = plan * np.exp(spec.spend_noise * noise - spec.spend_noise**2 / 2)
    return np.round(spent, 2)


def _effort(spec: WorldSpec, team: Team, effects: Effects) -> NDArray[np.float64]:
    share = np.array(
        [
            [
                channel.effort_share if not person.channels or channel.name in person.channels else 0.0
                for channel in spec.channels
            ]
            for person in spec.people
        ]
    )  # people × channels
    total = share.sum(axis=1, keepdims=True)
    share = np.divide(share, total, out=np.zeros_like(share), where=total > 0)
    skilled = team.productive[:, :, MARKETING] * effects.finder  # weeks × people
    return np.asarray(skilled[:, :, None] * share)
