"""Hours lost since the anchor because people now wear both hats, changed hats, or left.

Compared are a person's logged hours a week in the half year before the anchor and since. Lost marketing
hours cost leads by the elasticity the history shows (estimates/response.py):

    factor_t = Σ_c leads_c · (1 − driven_c + driven_c · (h_t / h̄)^beta_c) / the same with no hours lost

Lost selling hours cost replies: at most twice the share of the selling hours that was lost (a lead nobody
has time for goes unanswered, and the others wait), and at most what replies did get worse by. What leads
and replies lost beyond that has other causes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.estimates.response import ResponsePosterior
from unslump.history.people_weeks import PeopleWeeks

__all__ = ["LostHours", "PersonChange", "changes_of_people", "leads_kept", "selling_kept"]

Array = NDArray[np.float64]

How = Literal["wears both hats now", "changed hats", "left"]

_BEFORE = 26  # weeks that say how it was
_FEWEST = 8  # of them, and of those since
_HAT = 0.08  # share of someone's hours from which on a function is a hat
_NO_HAT = 0.05  # and below which it is none
_TELLS = 1.5  # hours a week that are worth telling
_GONE = 6  # weeks without a logged hour after which someone has left
_SMOOTH = 4


@dataclass(frozen=True)
class PersonChange:
    """How one person's week changed: mean hours a week by function, before and from `since` on."""

    name: str
    how: How
    since: date
    marketing: tuple[float, float]
    sales: tuple[float, float]

    @property
    def lost(self) -> float:
        """Hours a week that marketing lost, or sales, whichever is more."""
        return max(self.marketing[0] - self.marketing[1], self.sales[0] - self.sales[1])


@dataclass(frozen=True)
class LostHours:
    """Hours by week since the anchor, all (weeks,), and who lost them.

    `marketing`, `sales`: logged; `marketing_lost`, `sales_lost`: what the people named gave less.
    """

    people: tuple[PersonChange, ...]
    marketing: Array
    sales: Array
    marketing_lost: Array
    sales_lost: Array
    usual_marketing: float


def changes_of_people(weeks: PeopleWeeks, anchor: date, end: date) -> LostHours | None:
    """Who changed hats or left between two days; None where no hours are logged, or over too few weeks."""
    if weeks.hours is None:
        return None
    first = (anchor - weeks.first_week).days // 7
    last = min((end - weeks.first_week).days // 7 + 1, weeks.weeks)
    before = slice(max(first - _BEFORE, 0), first)
    since = slice(first, last)
    if first - max(first - _BEFORE, 0) < _FEWEST or last - first < 1:
        return None
    hours = {function: weeks.hours[function] for function in Function}
    if not hours[Function.MARKETING][:, before].any() and not hours[Function.SALES][:, before].any():
        return None
    total = last - first
    lost = {function: np.zeros(total) for function in Function}
    found = []
    for index, name in enumerate(weeks.people):
        change = _change(
            name,
            {function: table[index, before] for function, table in hours.items()},
            {function: table[index, since] for function, table in hours.items()},
            weeks.monday(first),
        )
        if change is None:
            continue
        found.append(change)
        for function, table in hours.items():
            usual = float(table[index, before].mean())
            lost[function] += np.maximum(usual - _smooth(table[index, since]), 0.0)
    found.sort(key=lambda change: -change.lost)
    return LostHours(
        tuple(found),
        _smooth(hours[Function.MARKETING][:, since].sum(axis=0)),
        _smooth(hours[Function.SALES][:, since].sum(axis=0)),
        lost[Function.MARKETING],
        lost[Function.SALES],
        float(hours[Function.MARKETING][:, before].sum(axis=0).mean()),
    )


def _change(
    name: str, before: dict[Function, Array], since: dict[Function, Array], first: date
) -> PersonChange | None:
    was = {function: float(values.mean()) for function, values in before.items()}
    total = sum(was.values())
    lately = sum(values[-_GONE:].sum() for values in before.values())
    if total < _TELLS or lately == 0:  # who had left before is no change
        return None
    worked = since[Function.MARKETING] + since[Function.SALES]
    active = np.flatnonzero(worked > 0)
    last = int(active[-1]) + 1 if len(active) else 0
    if len(worked) - last >= _GONE:
        return _told(name, "left", first + timedelta(weeks=last), was, dict.fromkeys(was, 0.0))
    if len(worked) < _FEWEST:
        return None
    begun, now = _settled(was, since)
    share = now[Function.MARKETING] / max(sum(now.values()), 1e-9)
    share_before = was[Function.MARKETING] / total
    minor_before, minor = min(share_before, 1 - share_before), min(share, 1 - share)
    gives_up = max(was[function] - now[function] for function in Function)
    takes_on = max(now[function] - was[function] for function in Function)
    if takes_on < _TELLS or gives_up < _TELLS:
        return None
    if minor_before < _NO_HAT and minor >= _HAT:
        return _told(name, "wears both hats now", first + timedelta(weeks=begun), was, now)
    if (share_before - 0.5) * (share - 0.5) < 0 and abs(share - share_before) > 0.3:
        return _told(name, "changed hats", first + timedelta(weeks=begun), was, now)
    return None


def _settled(was: dict[Function, float], since: dict[Function, Array]) -> tuple[int, dict[Function, float]]:
    """The week from which on a week looks other than before, and the mean week from then on."""
    share_before = was[Function.MARKETING] / max(sum(was.values()), 1e-9)
    both = _smooth(since[Function.MARKETING]), _smooth(since[Function.SALES])
    share = both[0] / np.maximum(both[0] + both[1], 1e-9)
    other = np.flatnonzero(np.abs(share - share_before) > 0.1)
    begun = int(other[0]) if len(other) else 0
    return begun, {function: float(values[begun:].mean()) for function, values in since.items()}


def _told(
    name: str, how: How, since: date, was: dict[Function, float], now: dict[Function, float]
) -> PersonChange:
    return PersonChange(
        name, how, since,
        (was[Function.MARKETING], now[Function.MARKETING]), (was[Function.SALES], now[Function.SALES]),
    )  # fmt: skip


def _smooth(values: Array) -> Array:
    """Mean of each week and the weeks after and before it, within the values."""
    width = min(_SMOOTH, len(values))
    if width < 2:
        return np.asarray(values, dtype=float)
    kernel = np.ones(width)
    return np.asarray(
        np.convolve(values, kernel, mode="same") / np.convolve(np.ones(len(values)), kernel, mode="same")
    )


def leads_kept(lost: LostHours, response: ResponsePosterior, weeks: int, samples: int) -> Array:
    """Factor on the leads of the marketing hours lost: samples × weeks."""
    draws = np.arange(samples) % response.draws
    usual = np.maximum(response.usual_leads[draws], 1e-9)
    weight = usual / usual.sum(axis=1, keepdims=True)  # samples × channels
    driven, beta = response.driven[draws], response.beta[draws]
    mean = max(lost.usual_marketing, 1e-9)

    def leads(hours: Array) -> Array:
        relative = np.maximum(hours / mean, 1e-3)[None, None, :]
        each = 1.0 - driven[:, :, None] + driven[:, :, None] * relative ** beta[:, :, None]
        return np.asarray((weight[:, :, None] * each).sum(axis=1))

    return _filled(leads(lost.marketing) / leads(lost.marketing + lost.marketing_lost), weeks)


def selling_kept(lost: LostHours, weeks: int) -> Array:
    """The share of the selling hours that is left: (weeks,)."""
    whole = np.maximum(lost.sales + lost.sales_lost, 1e-9)
    return np.asarray(_filled((1.0 - lost.sales_lost / whole)[None, :], weeks)[0])


def _filled(values: Array, weeks: int) -> Array:
    """The last week's value for weeks that are not whole yet."""
    short = weeks - values.shape[1]
    if short <= 0:
        return values[:, :weeks]
    return np.concatenate([values, np.repeat(values[:, -1:], short, axis=1)], axis=1)
