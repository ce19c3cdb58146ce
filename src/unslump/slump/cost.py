"""What an alarm costs if nothing is done, and when it will show in bookings.

Loss a week (in bookings that will one day be missing) times the share of it that will have closed by
a day. What one unit of a stream is worth comes from the company's own history: leads are worth P(won) ×
mean amount of their channel, a week's wins and amounts what they were before. What spend, hours and
slow answers do to leads and wins is not asked of the history here but taken from the literature, widely:

    elasticity of leads to spend             Normal(0.35, 0.12²)
    elasticity of leads to marketing hours   Normal(0.40, 0.12²)
    elasticity of bookings to selling hours  Normal(0.30, 0.12²)
    lost of a lead answered late             Normal(0.30, 0.10²)
    lost of a lead never answered            Normal(0.85, 0.07²)

(Sethuraman, Tellis and Briesch 2011 find sales react to advertising with 0.12 in the short and 0.24 in
the long run, leads more than sales; Oldroyd, McElheran and Elkington 2011 that leads answered within the
hour qualify several times as often. The rest is judgement.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.outcomes import OutcomePosterior
from unslump.history.prospect_weeks import WON, ProspectWeeks
from unslump.slump.alarms import Alarm
from unslump.slump.detecting import Episode
from unslump.slump.streams import Family

__all__ = ["Cost", "Worth", "cost_of", "worth_at"]

Array = NDArray[np.float64]

AHEAD = 26
"""Weeks ahead that are counted if nothing is done."""
_RECENT = 26
_AT_ONCE = {Family.CLOSING, Family.DELIVERY, Family.PAYMENT}
_VOLUME = (Family.LEADS, Family.CHANNEL)


@dataclass(frozen=True)
class Worth:
    """What things were worth before week `week`; arrays with axis 0 the draw.

    `leads` (channels,) a week, `lead_worth` draws × channels in money, `bookings` (draws,) a week,
    `amount` of a deal, `closed` draws × weeks: share of what is won that is won within so many weeks.
    """

    week: int
    channels: tuple[str, ...]
    leads: Array
    lead_worth: Array
    bookings: Array
    amount: float
    closed: Array


@dataclass(frozen=True)
class Cost:
    """Draws of the money lost by week `by`, and the week half of it shows (None: not in bookings)."""

    draws: Array
    by: int
    shows: int | None


def worth_at(panel: ProspectWeeks, posterior: OutcomePosterior, week: int) -> Worth:
    """What leads and wins were worth in the half year before a week."""
    low = max(week - _RECENT, 0)
    recent = panel.chosen((panel.started >= low) & (panel.started < max(week, low + 1)))
    channels = panel.labels["channel"]
    weeks = max(week - low, 1)
    shares = posterior.shares(recent)[:, :, 0] * recent.count
    size = len(channels)
    leads = np.bincount(recent.codes["channel"], weights=recent.count, minlength=size) / weeks
    won = np.stack(
        [np.bincount(recent.codes["channel"], weights=row, minlength=size) for row in shares]
    ).reshape(posterior.draws, size)
    mine = (panel.ending == WON) & (panel.priced > 0) & (panel.ended < max(week, 1))
    late = mine & (panel.ended >= max(week - 52, 0))
    sold = late if panel.priced[late].sum() >= 5 else mine
    amount = float(panel.amount[sold].sum() / max(panel.priced[sold].sum(), 1))
    each = won / np.maximum(leads * weeks, 1e-9) * amount
    stage = posterior.stage
    scale: Array = np.asarray(stage.log_scale[:, 0, :].mean(axis=1))
    days: Array = np.arange(0.0, 7.0 * (2 * AHEAD + 52), 7.0)
    closed = stage.family.cdf(days[None, :], scale[:, None], stage.log_shape[:, 0, None])
    return Worth(week, channels, leads, each, (each * leads).sum(axis=1), amount, np.asarray(closed))


def cost_of(
    alarm: Alarm, worth: Worth, now: int, rng: np.random.Generator, share_of_hours: dict[str, float]
) -> Cost:
    """What it costs by `AHEAD` weeks from now, or by when it was over.

    `share_of_hours` is the part a stream's person has of all hours of the function, by key.
    """
    bearing = _bearing(alarm)
    draws = len(worth.bookings)
    weekly = np.zeros(draws)
    for episode in bearing:
        weekly = weekly + _weekly(episode, worth, rng, draws, share_of_hours)
    begin = min(episode.since for episode in bearing)
    stop = now if alarm.ended is None else alarm.ended
    by = now + AHEAD
    last = by if alarm.ended is None else stop
    head = bearing[0].stream.family
    at = by - np.arange(begin, last + 1)
    at = np.clip(at, 0, worth.closed.shape[1] - 1)
    passed = np.ones((draws, len(at))) if head in _AT_ONCE else worth.closed[:, at]
    if head in (Family.DELIVERY, Family.PAYMENT):
        return Cost(weekly * max(stop - begin + 1, 1), now, None)
    if head is Family.CYCLE:  # late, not lost: what is on its way at any time
        passed = passed[:, : max(int(_half(worth)), 1)]
    shows = begin + 1 if head in _AT_ONCE else begin + _half(worth)
    return Cost(weekly * passed.sum(axis=1), by, shows)


def _half(worth: Worth) -> int:
    """Weeks until half of what is won is won."""
    return int(np.searchsorted(worth.closed.mean(axis=0), 0.5))


def _bearing(alarm: Alarm) -> Sequence[Episode]:
    """The episodes whose loss is counted: leads where leads show it already, else what stands before them."""
    for family in _VOLUME:
        found = [one for one in alarm.all if one.stream.family is family]
        if found:
            return found
    order = [Family.WINS, Family.CLOSING, Family.QUALIFIED, Family.FOLLOW_UP, Family.REPLY, Family.CYCLE]
    for family in order:
        found = [one for one in alarm.all if one.stream.family is family]
        if found and alarm.head.stream.family not in (Family.SIZE, Family.CYCLE):
            return found
    return [one for one in alarm.all if one.stream.family is alarm.head.stream.family]


def _weekly(
    episode: Episode, worth: Worth, rng: np.random.Generator, draws: int, share_of_hours: dict[str, float]
) -> Array:
    """Bookings lost by what is missing in one week: (draws,)."""

    def some(mean: float, sd: float) -> Array:
        return np.clip(rng.normal(mean, sd, draws), 0.02, 0.98)

    family, bad = episode.stream.family, episode.stream.bad
    ratio = rng.normal(episode.ratio, max(episode.vague, 0.02), draws)
    left = np.clip(ratio, 0.0, 1.0) if bad < 0 else ratio
    missing = 1.0 - left
    extra = np.maximum(left - 1.0, 0.0) * episode.expected  # leads, orders a week
    mean_lead = worth.bookings / max(worth.leads.sum(), 1e-9)
    of_channel = worth.channels.index(episode.stream.of) if episode.stream.of in worth.channels else None
    if family is Family.LEADS:
        return np.asarray(missing * episode.expected * mean_lead)
    if family is Family.CHANNEL:
        each = mean_lead if of_channel is None else worth.lead_worth[:, of_channel]
        return np.asarray(missing * episode.expected * each)
    if family is Family.SPEND:
        if of_channel is None:
            return np.zeros(draws)
        brought = worth.leads[of_channel] * worth.lead_worth[:, of_channel]
        return np.asarray(brought * (1.0 - np.maximum(left, 1e-3) ** some(0.35, 0.12)))
    if family in (Family.MARKETING_HOURS, Family.SELLING_HOURS):
        part = share_of_hours.get(episode.stream.key, 0.0)
        strength = some(0.40, 0.12) if family is Family.MARKETING_HOURS else some(0.30, 0.12)
        return np.asarray(worth.bookings * (1.0 - np.maximum(1.0 - part * missing, 1e-3) ** strength))
    if family is Family.REPLY:
        return np.asarray(extra * mean_lead * some(0.30, 0.10))
    if family is Family.FOLLOW_UP:
        return np.asarray(extra * mean_lead * some(0.85, 0.07))
    if family in (Family.DELIVERY, Family.PAYMENT):
        return np.asarray(extra * worth.amount)
    return np.asarray(missing * worth.bookings)
