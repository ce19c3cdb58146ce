"""Leads from spend and hours: what a channel's money and marketing hours bring, with its uncertainty.

    leads a week ~ NegativeBinomial(mean μ, size r)
    μ_ct = level_ct · season_t · (base_c + scale_c · adstock_ct^alpha_c · effort_ct^beta_c)
    alpha + beta ≤ 1

Adstock is geometric (`adstock`), effort are skilled marketing hours. The level is the drifting one of
the arrivals, one walk a channel, so that at the usual spend and hours this forecasts as they do; the
season is learnt from two years on. Ahead of the history one drift is drawn for all channels: nothing
there tells how far they would drift apart, and together is the more careful guess.

Activities name no channel. A channel's effort in the past is taken to be a constant share of all
marketing hours; the shares follow the leads that the model says hours and money bring. What is not
recorded drives nothing: without spend hours alone do, without either leads come at the base rate.

Priors and their sources: `response_priors`. How draws are made: `response_search`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.adstock import adstock, balanced
from unslump.estimates.arrivals import (
    MAX_WEEKS,
    SEASON_SD,
    SEASON_SD_OFF,
    SEASON_SD_UNSEEN,
    SEASON_WEEKS,
    harmonics,
    season_position,
)
from unslump.estimates.response_curve import Drivers
from unslump.estimates.response_priors import ResponsePrior
from unslump.estimates.response_search import draw_response
from unslump.estimates.spreads import future_steps
from unslump.history.response_weeks import ResponseWeeks

__all__ = ["LATELY", "MOST_WEEKS_AHEAD", "ResponsePosterior", "fit_response"]

Array = NDArray[np.float64]

LATELY = 13  # weeks from which the usual spend and hours are taken
MOST_WEEKS_AHEAD = 208
PARAMETERS = ("driven", "alpha", "beta", "decay")
ELASTICITIES = {"money": "alpha", "hours": "beta"}


@dataclass(frozen=True)
class ResponsePosterior:
    """Draws of every channel's response, from the first week after the history on.

    Attributes:
        channels: channel names.
        base, scale, alpha, beta, decay: draws × channels; leads a week =
            season · (base + scale · adstock^alpha · effort^beta), money and hours as recorded.
        driven: share of the leads at the history's mean spend and hours that they bring: draws × channels.
        size: r of the negative binomial: (draws,).
        adstock_now: carried over at the end of the last week, in money: draws × channels.
        usual_spend, usual_hours: a week, mean of the last 13: (channels,).
        data: parameter → (channels,), 1 − posterior variance / prior variance: 0 is belief alone, 1 is
            data alone. Of driven, alpha, beta and decay, and of the log elasticities money
            (driven · alpha) and hours (driven · beta).
        basis: channel → what its response rests on, in words.
        first_week: Monday of the first week after the history.
        yearly: coefficients of the harmonics: draws × 4.
        drift: log drift of the level to come, the same for all channels: draws × `MOST_WEEKS_AHEAD`.
        notes: what was assumed about the records, in words.
    """

    channels: tuple[str, ...]
    base: Array
    scale: Array
    alpha: Array
    beta: Array
    decay: Array
    driven: Array
    size: Array
    adstock_now: Array
    usual_spend: Array
    usual_hours: Array
    data: Mapping[str, Array]
    basis: Mapping[str, str]
    first_week: date
    yearly: Array
    drift: Array
    notes: tuple[str, ...] = ()

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.size)

    def season(self, weeks: int) -> Array:
        """The factor on every channel's leads in the weeks from `first_week`: draws × weeks.

        It holds the yearly season and the level's drift to come. ValueError past `MOST_WEEKS_AHEAD`.
        """
        if weeks > MOST_WEEKS_AHEAD:
            raise ValueError(f"the response looks at most {MOST_WEEKS_AHEAD} weeks ahead, not {weeks}")
        yearly = self.yearly @ harmonics(season_position(self.first_week), weeks).T
        return np.asarray(np.exp(np.minimum(yearly + self.drift[:, :weeks], 18.0)))

    def means(self, spend: Array, hours: Array) -> Array:
        """Expected leads: draws × channels × weeks.

        `spend` (money a week) and `hours` (skilled marketing hours a week) are channels × weeks from
        `first_week`; adstock is carried over from the history.
        """
        spend, hours = np.asarray(spend, dtype=float), np.asarray(hours, dtype=float)
        carried = adstock(spend, self.decay, self.adstock_now)
        driven = self.scale[:, :, None] * carried ** self.alpha[:, :, None]
        driven = driven * hours ** self.beta[:, :, None]
        return np.asarray((self.base[:, :, None] + driven) * self.season(spend.shape[1])[:, None, :])

    def steady(self, spend: Array, hours: Array) -> Array:
        """Leads a week once `spend` and `hours` (channels,) have been kept up long: draws × channels.

        At today's level, without season.
        """
        carried = np.asarray(spend, dtype=float) / (1.0 - self.decay)
        return np.asarray(self.base + self.scale * carried**self.alpha * np.asarray(hours) ** self.beta)

    @cached_property
    def usual_leads(self) -> Array:
        """Leads a week at the usual spend and hours, kept up: draws × channels."""
        return self.steady(self.usual_spend, self.usual_hours)

    def usual(self, weeks: int) -> tuple[Array, Array]:
        """Spend and hours as usual, week after week: each channels × weeks, as `means` takes them."""
        spend = np.repeat(self.usual_spend[:, None], weeks, axis=1)
        return spend, np.repeat(self.usual_hours[:, None], weeks, axis=1)

    def simulate(self, means: Array, rng: np.random.Generator) -> NDArray[np.int64]:
        """Leads drawn around `means`, of the same shape."""
        size = self.size[:, None, None]
        return rng.poisson(rng.gamma(size, np.maximum(means, 1e-12) / size))


def fit_response(weeks: ResponseWeeks, rng: np.random.Generator, draws: int) -> ResponsePosterior:
    """The posterior of the response. Same weeks, same generator: same draws."""
    weeks = weeks.last(MAX_WEEKS)
    length = weeks.counts.shape[1]
    drivers = [Drivers(weeks.spend[mine], weeks.hours) for mine in weeks.members]
    season = harmonics(season_position(weeks.first_week), length)
    seen = length >= SEASON_WEEKS
    found = draw_response(
        weeks.counts,
        np.maximum(weeks.exposure, 1e-9),
        drivers,
        season,
        SEASON_SD if seen else SEASON_SD_OFF,
        rng,
        draws,
    )
    level, yearly = found.level, found.season
    if not seen:  # the level holds whatever season there is now; ahead of it, anything the prior allows
        yearly = rng.standard_normal((draws, 4)) * SEASON_SD_UNSEEN
        level = level - (yearly @ season[-1])[:, None]

    channels = len(weeks.channels)
    values = {name: np.zeros((draws, channels)) for name in PARAMETERS}
    data = {name: np.zeros(channels) for name in (*PARAMETERS, *ELASTICITIES)}
    usual = np.zeros((draws, channels))
    base = np.zeros((draws, channels))
    for at, (mine, each) in enumerate(zip(weeks.members, drivers, strict=True)):
        outcome = np.exp(level[:, at, None])
        drawn = found.values[at]
        if drawn is None:
            base[:, mine] = outcome / len(mine)
            continue
        for name in PARAMETERS:
            values[name][:, mine] = drawn[name]
        for name, share in _data_shares(drawn, ResponsePrior(each.shapes)).items():
            data[name][mine] = share
        base[:, mine] = outcome * (1.0 - drawn["driven"].sum(axis=1, keepdims=True)) / len(mine)
        usual[:, mine] = outcome * drawn["driven"]

    decay = values["decay"]
    hours = np.zeros(channels)
    usual_effort = np.ones(channels)
    if weeks.hours is not None:
        share = usual.mean(axis=0) / max(usual.mean(axis=0).sum(), 1e-12)
        usual_effort = np.maximum(share * weeks.hours.mean(), 1e-9)
        hours = share * weeks.hours[-LATELY:].mean()
    mean_spend = weeks.spend.mean(axis=1)
    carried = np.where(mean_spend > 0, mean_spend, 1.0) / (1.0 - decay)
    steps, variance = future_steps(found.walk, MOST_WEEKS_AHEAD, rng)
    steps[:, 0], variance[:, 0] = steps[:, 0] * np.sqrt(0.5), variance[:, 0] * 0.5  # as the arrivals have it
    return ResponsePosterior(
        channels=weeks.channels,
        base=base,
        scale=usual / (carried ** values["alpha"] * usual_effort ** values["beta"]),
        alpha=values["alpha"],
        beta=values["beta"],
        decay=decay,
        driven=values["driven"],
        size=found.size,
        adstock_now=adstock(weeks.spend, decay, balanced(weeks.spend, decay))[:, :, -1],
        usual_spend=weeks.spend[:, -LATELY:].mean(axis=1),
        usual_hours=hours,
        data=data,
        basis=dict(zip(weeks.channels, weeks.basis, strict=True)),
        first_week=weeks.first_week + timedelta(weeks=length),
        yearly=yearly,
        # Held level on average: without −σ²/2 a step, more uncertainty would promise more leads.
        drift=np.cumsum(steps - 0.5 * variance, axis=1),
        notes=weeks.notes,
    )


def _data_shares(drawn: Mapping[str, Array], prior: ResponsePrior) -> dict[str, Array]:
    """1 − posterior variance / prior variance of each parameter and log elasticity: name → (drivers,)."""
    believed = prior.variances() | {
        name: prior.log_elasticity_variance(p) for name, p in ELASTICITIES.items()
    }
    found = dict(drawn)
    for name, power in ELASTICITIES.items():
        found[name] = np.log(np.maximum(drawn["driven"] * drawn[power], 1e-12))
    left = {
        name: found[name].var(axis=0) / np.where(believed[name] > 0, believed[name], 1.0) for name in found
    }
    return {name: np.where(believed[name] > 0, np.clip(1.0 - left[name], 0.0, 1.0), 0.0) for name in found}
