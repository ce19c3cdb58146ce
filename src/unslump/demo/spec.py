"""Every parameter of a generated company, in one place.

An effect given as None is drawn by the simulation from a normal distribution around zero with the
spread named in `WorldSpec`; a number fixes it. Hours and spend are per week, money is in the
company's currency, lags are weeks, weeks are counted from `WorldSpec.start`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

__all__ = [
    "ChannelSpec",
    "Hat",
    "LagFamily",
    "OfferSpec",
    "PersonSpec",
    "SegmentSpec",
    "Shock",
    "ShockKind",
    "WorldSpec",
]


class LagFamily(StrEnum):
    """The distribution of the time from lead to ending."""

    GAMMA = "gamma"
    WEIBULL = "weibull"


class ShockKind(StrEnum):
    """What a shock hits, and so what its factor multiplies."""

    LEAD_VOLUME = "lead_volume"  # expected leads of every channel
    LEAD_MIX = "lead_mix"  # weight of the channels and segments that win more than average; same volume
    RESPONSE = "response"  # share of leads answered at all; those that are wait 1/factor as long
    WIN_RATE = "win_rate"  # win probability
    DEAL_SIZE = "deal_size"  # amounts
    CYCLE_LENGTH = "cycle_length"  # lags: a factor above one is worse
    SPLIT_HOURS = "split_hours"  # productive hours of people who had one hat and now wear both


@dataclass(frozen=True, slots=True)
class Shock:
    """From `week` on, what `kind` names is multiplied by `factor`.

    Shocks to leads touch those that arrive in `week` or later; older ones live on as they were.
    """

    kind: ShockKind
    week: int
    factor: float

    def __post_init__(self) -> None:
        if self.factor <= 0 or self.week < 0:
            raise ValueError(f"a shock needs a positive factor and a week from 0 on, not {self}")


@dataclass(frozen=True, slots=True)
class Hat:
    """Shares of a person's hours on the two functions, from `week` on."""

    week: int
    marketing: float
    sales: float

    def __post_init__(self) -> None:
        if min(self.marketing, self.sales) < 0 or self.marketing + self.sales > 1 + 1e-9:
            raise ValueError(f"shares of hours lie between 0 and 1 and sum to at most 1, not {self}")


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """One colleague. `finder` multiplies marketing hours, `closer` shifts the log-odds of a win."""

    name: str
    hats: tuple[Hat, ...]
    hours: float = 38.0
    finder: float | None = None
    closer: float | None = None
    channels: tuple[str, ...] = ()  # channels their marketing hours go to; empty: all
    joins: int = 0
    leaves: int | None = None
    ramp_weeks: int = 1


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """One channel: mean leads a week = base + scale · adstock(spend)^alpha · effort^beta."""

    name: str
    base: float = 1.0
    scale: float = 0.0
    alpha: float = 0.4
    beta: float = 0.4
    adstock: float = 0.5
    spend: float = 0.0
    spend_changes: tuple[tuple[int, float], ...] = ()  # (week, factor on `spend` from then on)
    effort_share: float = 1.0  # relative weight of this channel in the marketing hours
    win_effect: float | None = None
    lag_effect: float | None = None

    def __post_init__(self) -> None:
        if self.alpha < 0 or self.beta < 0 or self.alpha + self.beta > 1 + 1e-9:
            raise ValueError(f"{self.name}: alpha + beta must lie between 0 and 1: more helps less and less")
        if not 0 <= self.adstock < 1:
            raise ValueError(f"{self.name}: adstock must be at least 0 and below 1")


@dataclass(frozen=True, slots=True)
class SegmentSpec:
    """One target market."""

    name: str
    weight: float = 1.0
    win_effect: float | None = None
    size_effect: float | None = None


@dataclass(frozen=True, slots=True)
class OfferSpec:
    """One offer, with its median amount and its days to delivery."""

    name: str
    weight: float = 1.0
    median_amount: float = 8_000.0
    win_effect: float | None = None
    delivery_days: float = 21.0


@dataclass(frozen=True, slots=True)
class WorldSpec:
    """A company and the time it is watched for; see the field comments for the mechanisms."""

    people: tuple[PersonSpec, ...]
    channels: tuple[ChannelSpec, ...]
    segments: tuple[SegmentSpec, ...] = (SegmentSpec("All"),)
    offers: tuple[OfferSpec, ...] = (OfferSpec("Offer"),)
    shocks: tuple[Shock, ...] = ()

    start: date = date(2024, 1, 1)  # a Monday
    weeks: int = 104  # observed
    weeks_after: int = 26  # simulated further, for scoring forecasts

    # arrivals
    season: float = 0.0  # amplitude of the yearly wave, share of the mean
    season_peak: float = 40.0  # week of the year in which it peaks
    drift: float = 0.0  # weekly standard deviation of the log level's random walk
    dispersion: float = 20.0  # negative binomial size: variance = mean + mean² / dispersion
    spend_noise: float = 0.3  # log standard deviation of weekly spend around its plan
    mix_spread: float = 0.0  # log standard deviation of segment weights between channels

    # people
    focus_loss: float = 0.2  # share of hours lost in a week with both hats
    finder_spread: float = 0.3  # log standard deviation
    closer_spread: float = 0.4  # logit standard deviation
    routing_spread: float = 0.0  # log standard deviation of who gets which channel's leads

    # selling time
    hours_per_lead: float = 0.0  # sales hours one lead takes; 0: nobody is ever short of time
    cold_after: int = 3  # weeks in the queue after which a lead has gone cold
    response_hours: float = 6.0  # median hours to the first answer when there is time
    response_noise: float = 1.2  # its log standard deviation
    response_cost: float = 0.0  # log-odds lost per log(1 + days waited)
    cold_cost: float = 3.0  # log-odds lost when never answered
    forgotten: float = 0.0  # share of leads never answered although there was time

    # endings
    win_rate: float = 0.12  # where all effects are zero and the answer is prompt
    lost_share: float = 0.7  # of what is not won; the rest never closes
    level_drift: float = 0.0  # monthly standard deviation of the logit level's random walk
    channel_spread: float = 0.4
    segment_spread: float = 0.3
    offer_spread: float = 0.0
    lag_family: LagFamily = LagFamily.GAMMA
    lag_shape: float = 2.0
    lag_mean: float = 8.0  # weeks from lead to win
    lost_lag_mean: float = 6.0  # weeks from lead to loss
    lag_spread: float = 0.0  # log standard deviation between channels
    deal_share: float = 0.6  # of answered leads that are not won, how many become a deal
    deal_part: float = 0.23  # when the deal is opened: mean part of the way from answer to ending

    # money
    size_spread: float = 0.5  # log standard deviation of one amount
    segment_size_spread: float = 0.2
    currency: str = "EUR"
    delivery_noise: float = 0.35  # log standard deviation of delivery against the promise
    payment_days: int = 30  # payment due after the promised delivery
    payment_delay: float = 6.0  # mean days paid after (or, in part, before) due
    unpaid: float = 0.02

    logged: float = 1.0  # share of worked hours that is written down

    def __post_init__(self) -> None:
        if self.start.weekday() != 0:
            raise ValueError(f"a world starts on a Monday, {self.start} is none")
        if self.weeks < 1 or self.weeks_after < 0:
            raise ValueError("a world needs at least one week")
        if not (0 < self.win_rate < 1 and 0 <= self.lost_share <= 1):
            raise ValueError("win_rate lies between 0 and 1, lost_share from 0 to 1")
        if not (self.people and self.channels and self.segments and self.offers):
            raise ValueError("a world needs at least one person, channel, segment and offer")
        if (
            any(shock.kind is ShockKind.LEAD_MIX for shock in self.shocks)
            and len(self.channels) == len(self.segments) == 1
        ):
            raise ValueError("a shock to the lead mix needs more than one channel or segment")
        for group in (self.people, self.channels, self.segments, self.offers):
            _unique(member.name for member in group)
        known = {channel.name for channel in self.channels}
        for person in self.people:
            if unknown := set(person.channels) - known:
                raise ValueError(f"{person.name} works on channels that do not exist: {sorted(unknown)}")
            if not person.hats or person.hats[0].week != 0:
                raise ValueError(f"{person.name}: the first hat is worn from week 0")

    @property
    def end(self) -> date:
        """The last observed day, a Sunday."""
        return self.start + timedelta(weeks=self.weeks, days=-1)

    @property
    def horizon(self) -> date:
        """The last day for which leads exist."""
        return self.end + timedelta(weeks=self.weeks_after)

    @property
    def all_weeks(self) -> int:
        """Observed and later weeks."""
        return self.weeks + self.weeks_after


def _unique(names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValueError(f"names must differ: {twice}")
