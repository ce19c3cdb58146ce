"""What each person's finds are held against: marketing hours, as logged, as written down, or weeks.

Three bases, the best that is there:

    logged hours    of activities whose kind belongs to marketing
    hats            hours a week × marketing hat of company.yaml, while the person is with the company
    weeks           from the first find to the last, every week counted alike

Work of four weeks is taken together, because a lead is rarely found in the very week of the work.

Hours are not known by channel. A person is taken not to work on a channel when not one of many finds
came from it, and to divide the hours over the others by weights common to all, between evenly and as
all finds are: log weight_c = ½ log share of finds_c. Where everyone works on the same channels the
weights make no difference. Where not, no data tell them: that they may be others is `error`, the
standard deviation of a person's log hours on the channels they share with colleagues, for weights
share_c^γ · exp(Normal(0, 0.5²)), γ uniform on 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.history.people_weeks import PeopleWeeks

__all__ = ["BLOCK", "Basis", "FinderCounts", "by_blocks", "finder_counts", "hats_by_block"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

Basis = Literal["logged hours", "hats", "weeks", "nothing"]

BLOCK = 4  # weeks
_WEEKS = 156  # looked back on: what someone did earlier says little about today
_CHANNELS = 12  # told apart; the rest are one
_TELLING_ZERO = 5.0  # expected finds from which on none at all is no accident (under 1 %)
HOURS_ERROR: dict[Basis, float] = {"hats": 0.25, "weeks": 0.5}  # of log hours that are not logged
_UNEVEN = 0.5
_WEIGHTS = 400
_WORN = 0.05  # share of the logged hours from which on a hat is worn


@dataclass(frozen=True)
class FinderCounts:
    """Finds of the people who can be compared, and what they are held against.

    `people` (judged,) are indices into the history's people; `counts` is judged × channels × blocks;
    `exposure`, likewise shaped, is hours (or weeks), 0 where the person does not work; `both` and
    `one` (judged × blocks) are blocks that clearly show both hats, or one; `error` (judged,) is how
    far off the log of the exposure may be. `left_out` are finds without any work beside them,
    `silent` (indices) people with plenty of work who are never named.
    """

    basis: Basis
    people: NDArray[np.int64]
    counts: Array
    exposure: Array
    both: Bools
    one: Bools
    error: Array
    left_out: float
    silent: NDArray[np.int64]


def finder_counts(weeks: PeopleWeeks, company: Company | None) -> FinderCounts:
    """The finds on the best basis on which at least two people, with half of all finds, can be compared."""
    recent = weeks.found[:, :, -_WEEKS:]
    bases: list[tuple[Basis, Array | None]] = [
        ("logged hours", _logged(weeks)),
        ("hats", _hat_hours(weeks, company)),
        ("weeks", _weeks_active(recent)),
    ]
    found = by_blocks(_few_channels(recent))
    hats = _hats(weeks)
    for basis, hours in bases:
        if weeks.found_on not in ("leads", "deals") or hours is None:
            continue
        counted = _counted(basis, found, by_blocks(hours[:, -_WEEKS:]), hats)
        if len(counted.people) >= 2 and counted.counts.sum() >= 0.5 * found.sum():
            return counted
    none = np.zeros(0, dtype=np.int64)
    empty = np.zeros((0, *found.shape[1:]))
    return FinderCounts("nothing", none, empty, empty, hats[0][:0], hats[1][:0], np.zeros(0), 0.0, none)


def by_blocks(weekly: Array) -> Array:
    """Sums over blocks of four weeks, the last one ending with the last week: … × weeks → … × blocks.

    >>> by_blocks(np.arange(6.0))
    array([ 1., 14.])
    """
    short = -weekly.shape[-1] % BLOCK
    padded = np.pad(weekly, [(0, 0)] * (weekly.ndim - 1) + [(short, 0)])
    return np.asarray(padded.reshape(*padded.shape[:-1], padded.shape[-1] // BLOCK, BLOCK).sum(axis=-1))


def hats_by_block(marketing: Array, sales: Array) -> tuple[Bools, Bools]:
    """Blocks of both hats, and of one: people × blocks each; a hat is worn from 5 % of the hours on.

    Only the inner ones of a run: where a hat comes or goes, and where one shows only now and then, a
    block is neither.
    """
    together = marketing + sales
    both = (np.minimum(marketing, sales) >= _WORN * together) & (together > 0)
    one = ~both & (together > 0)
    return _inside_a_run(both), _inside_a_run(one)


def _inside_a_run(state: Bools) -> Bools:
    padded = np.pad(state, [(0, 0), (1, 1)], mode="edge")
    return np.asarray(padded[:, :-2] & state & padded[:, 2:])


def _counted(basis: Basis, found: Array, worked: Array, hats: tuple[Bools, Bools]) -> FinderCounts:
    working = (worked > 0).any(axis=1)
    beside = found * (worked > 0)[:, None, :]
    hours = worked.sum(axis=1)
    expected = hours / max(hours.sum(), 1e-12) * beside.sum()
    finds = beside.sum(axis=(1, 2))
    silent = working & (finds == 0) & (expected >= _TELLING_ZERO)
    people = np.flatnonzero(working & ~silent)
    counts = beside[people]
    by_channel = counts.sum(axis=(0, 2))
    share = by_channel / max(by_channel.sum(), 1.0)
    own = counts.sum(axis=2)
    works_on = (own > 0) | (own.sum(axis=1, keepdims=True) * share < _TELLING_ZERO)
    exposure = worked[people][:, None, :] * _divided(works_on, np.sqrt(share))[:, :, None]
    error = np.hypot(_division_error(works_on, share), HOURS_ERROR.get(basis, 0.0))
    return FinderCounts(
        basis,
        people,
        counts * (exposure > 0),
        exposure,
        hats[0][people],
        hats[1][people],
        error,
        float(found.sum() - counts.sum()),
        np.flatnonzero(silent),
    )


def _divided(works_on: Bools, weight: Array) -> Array:
    """Each person's hours over the channels they work on: judged × channels, rows sum to 1."""
    on = works_on * weight
    return np.asarray(on / np.maximum(on.sum(axis=1, keepdims=True), 1e-12))


def _division_error(works_on: Bools, share: Array) -> Array:
    """How uncertain the division leaves a person's log hours, beside those of the others: (judged,)."""
    used = share > 0
    if works_on[:, used].all():
        return np.zeros(len(works_on))
    rng = np.random.default_rng(0)  # a fixed set of weights: the same history gives the same answer
    gamma = rng.random((_WEIGHTS, 1))
    weight = np.exp(gamma * np.log(share[used]) + _UNEVEN * rng.standard_normal((_WEIGHTS, used.sum())))
    on_them = np.log(weight @ works_on[:, used].T)  # weights × judged
    return np.asarray((on_them - on_them.mean(axis=1, keepdims=True)).std(axis=0))


def _logged(weeks: PeopleWeeks) -> Array | None:
    return None if weeks.hours is None else weeks.hours[Function.MARKETING]


def _hat_hours(weeks: PeopleWeeks, company: Company | None) -> Array | None:
    """Hours meant for marketing, people × weeks; focus loss is left to the estimate."""
    if company is None:
        return None
    hours = np.zeros((len(weeks.people), weeks.weeks))
    known = {person.name: person for person in company.people}
    for row, name in enumerate(weeks.people):
        person = known.get(name)
        if person is None or not person.hats.get(Function.MARKETING):
            continue
        for week in range(weeks.weeks):
            monday = weeks.monday(week)
            hours[row, week] = person.hours(Function.MARKETING, monday, monday + timedelta(days=6), 0.0)
    return hours if hours.any() else None


def _weeks_active(found: Array) -> Array:
    any_find = found.sum(axis=1) > 0
    begun = np.maximum.accumulate(any_find, axis=1)
    to_come = np.maximum.accumulate(any_find[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(begun & to_come, dtype=float)


def _hats(weeks: PeopleWeeks) -> tuple[Bools, Bools]:
    nothing = np.zeros((len(weeks.people), weeks.weeks))
    hours = dict.fromkeys(Function, nothing) if weeks.hours is None else weeks.hours
    marketing, sales = (by_blocks(hours[function][:, -_WEEKS:]) for function in Function)
    return hats_by_block(marketing, sales)


def _few_channels(found: Array) -> Array:
    """The channels with the most finds, and all others as one."""
    if found.shape[1] <= _CHANNELS:
        return found
    order = np.argsort(-found.sum(axis=(0, 2)), kind="stable")
    kept, rest = order[: _CHANNELS - 1], order[_CHANNELS - 1 :]
    return np.concatenate([found[:, kept], found[:, rest].sum(axis=1, keepdims=True)], axis=1)
