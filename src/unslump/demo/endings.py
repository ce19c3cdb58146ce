"""How leads end: won, lost, or never; how likely, and when.

    logit P(won) = level(month of arrival) + channel + segment + offer + closer
                   − response_cost · log(1 + days to the answer)    (cold_cost when never answered)
    P(lost | not won) = lost_share, the rest never closes
    time from lead to ending = lag (Gamma or Weibull, mean by ending, scale by channel) + full weeks
                               spent in the queue

Since lost : never is a fixed ratio, this is the softmax of three scores of which only the winning
one varies: won level + effects − log(1 − lost_share), lost logit(lost_share), never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gamma

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from unslump.demo.calendar import SECONDS_A_WEEK, Calendar
from unslump.demo.effects import Effects
from unslump.demo.leads import NOBODY, Leads
from unslump.demo.selling import Answers
from unslump.demo.shocks import shock_factor
from unslump.demo.spec import LagFamily, ShockKind, WorldSpec
from unslump.demo.streams import Streams

__all__ = ["LOST", "NEVER", "WON", "Endings", "end"]

NEVER, WON, LOST = 0, 1, 2

_HIGHEST = 0.97  # no shock makes a win surer than this
_EARLY = 1.2  # first shape of the beta distribution of the deal's opening
_NAT = np.datetime64("NaT", "s")


@dataclass(frozen=True, slots=True)
class Endings:
    """The truth about each lead, whether or not anyone knows it yet."""

    win_probability: NDArray[np.float64]
    ending: NDArray[np.int64]  # NEVER, WON or LOST
    lag: NDArray[np.float64]  # weeks from lead to ending, queueing left out; NaN where never
    ended_at: NDArray[np.datetime64]  # seconds; NaT where never
    answered_at: NDArray[np.datetime64]  # seconds; never after the ending
    deal_at: NDArray[np.datetime64]  # seconds; when a deal was opened, NaT where none was


def end(
    spec: WorldSpec, calendar: Calendar, effects: Effects, leads: Leads, answers: Answers, streams: Streams
) -> Endings:
    """Decide every lead's ending."""
    total = len(leads)
    probability = _win_probability(spec, calendar, effects, leads, answers)
    chance = streams.named("ending").random((total, 2))
    ending = np.where(chance[:, 0] < probability, WON, np.where(chance[:, 1] < spec.lost_share, LOST, NEVER))
    scale = (
        np.exp(effects.channel_lag)[leads.channel] * shock_factor(spec, ShockKind.CYCLE_LENGTH)[leads.week]
    )
    mean = np.where(ending == LOST, spec.lost_lag_mean, spec.lag_mean)
    lag = _unit_lags(spec, total, streams) * scale * mean
    closing = leads.created_at + ((lag + answers.waited) * SECONDS_A_WEEK).astype(np.int64)
    closes = ending != NEVER
    answered_at = np.minimum(answers.answered_at, closing)  # NaT stays NaT
    return Endings(
        win_probability=probability,
        ending=ending,
        lag=np.where(closes, lag, np.nan),
        ended_at=np.where(closes, closing, _NAT),
        answered_at=answered_at,
        deal_at=_deals(spec, leads, ending, answered_at, closing, streams),
    )


def _win_probability(
    spec: WorldSpec, calendar: Calendar, effects: Effects, leads: Leads, answers: Answers
) -> NDArray[np.float64]:
    closer = np.where(leads.owner == NOBODY, 0.0, effects.closer[leads.owner])
    logit = (
        effects.level[calendar.month_of(leads.created_at)]
        + effects.channel[leads.channel]
        + effects.segment[leads.segment]
        + effects.offer[leads.offer]
        + closer
        - np.where(answers.answered, spec.response_cost * np.log1p(answers.delay), spec.cold_cost)
    )
    factor = shock_factor(spec, ShockKind.WIN_RATE)[leads.week]
    probability: NDArray[np.float64] = expit(logit)
    return np.where(factor == 1.0, probability, np.minimum(probability * factor, _HIGHEST))


def _unit_lags(spec: WorldSpec, total: int, streams: Streams) -> NDArray[np.float64]:
    """Lags with mean one."""
    rng = streams.named("lag")
    if spec.lag_family is LagFamily.GAMMA:
        return rng.standard_gamma(spec.lag_shape, total) / spec.lag_shape
    return rng.weibull(spec.lag_shape, total) / gamma(1 + 1 / spec.lag_shape)


def _deals(
    spec: WorldSpec,
    leads: Leads,
    ending: NDArray[np.int64],
    answered_at: NDArray[np.datetime64],
    closing: NDArray[np.datetime64],
    streams: Streams,
) -> NDArray[np.datetime64]:
    """Every win has a deal, and a share of the rest that was answered; most are opened early on."""
    answered = ~np.isnat(answered_at)
    chance = streams.named("deal").random(len(leads))
    becomes = (ending == WON) | (answered & (chance < spec.deal_share))
    since = np.where(answered, answered_at, leads.created_at)
    opened = since
    if spec.deal_part > 0:
        part = streams.named("deal lag").beta(_EARLY, _EARLY * (1 / spec.deal_part - 1), len(leads))
        opened = since + (part * (closing - since).astype(np.int64)).astype(np.int64)
    return np.where(becomes, opened, _NAT)
