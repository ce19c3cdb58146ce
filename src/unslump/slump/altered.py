"""What what-ifs change in every draw: leads, selling hours, the sellers' closing, and the win rate.

Today's assignment and the changed one both go through the response of leads to money and hours and
through people's skills. What is kept is how the two compare: the factors by which leads, selling hours
and closing differ. They are applied to the course that `check` expects, so that today's future is the
same with and without a what-if, and nothing but the what-if tells the two futures apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.outlook.course import Course
from unslump.planning.assignment.ahead import Ahead, Newcomer, joined_by, look_ahead
from unslump.planning.assignment.decision import Decision
from unslump.planning.assignment.replay import course_of
from unslump.planning.hiring import ROLES
from unslump.planning.learnt import Learnt
from unslump.slump.what_if import Hire, Hours, Leaver, Spend, WhatIf, WinRate

__all__ = ["Altered", "alter", "only_wins"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Altered:
    """How the changed company differs from today's.

    `channels` names the channels of `leads`, factors on the leads that come (draws × channels ×
    weeks); `hours` are today's selling hours and the changed ones, `closing` factors on the wins of a
    lead (all draws × weeks). `wins` are factors on what is decided from a day on (None: at once).
    """

    channels: tuple[str, ...] = ()
    leads: Array | None = None
    hours: tuple[Array, Array] | None = None
    closing: Array | None = None
    wins: tuple[tuple[float, date | None], ...] = field(default=())


def only_wins(what_ifs: Sequence[WhatIf]) -> Altered | None:
    """The change when nothing but the win rate changes; None when more does."""
    if all(isinstance(each, WinRate) for each in what_ifs):
        return Altered(wins=_wins(what_ifs))
    return None


def _wins(what_ifs: Sequence[WhatIf]) -> tuple[tuple[float, date | None], ...]:
    return tuple((each.factor, each.start) for each in what_ifs if isinstance(each, WinRate))


def alter(learnt: Learnt, company: Company, what_ifs: Sequence[WhatIf], last: date) -> Altered:
    """The change that what-ifs make from the day after the history to `last`; their order does not matter.

    Raises what `look_ahead` raises.
    """
    begin = learnt.engine.observed_until + timedelta(days=1)
    today = look_ahead(learnt, company, begin, last, None)
    ahead = _with_hires(learnt, today, [each for each in what_ifs if isinstance(each, Hire)])
    decision = _with_spend(ahead, [each for each in what_ifs if isinstance(each, Spend)])
    decision = _with_hours(ahead, decision, what_ifs)
    weeks = max(-(-((last - begin).days + 1) // 7), today.weeks)
    before = course_of(learnt, today, today.today, weeks)
    after = course_of(learnt, ahead, decision, weeks)
    return Altered(
        channels=before.channels,
        leads=_ratio(after.leads, before.leads),
        hours=(before.hours, after.hours),
        closing=_closing(before, after),
        wins=_wins(what_ifs),
    )


def _ratio(after: Array, before: Array) -> Array:
    """after / before; where there was nothing before, nothing can be said and nothing changes."""
    return np.asarray(np.where(before > 1e-12, after / np.maximum(before, 1e-12), 1.0))


def _closing(before: Course, after: Course) -> Array:
    """Closing compared; where nobody is left to sell there is nothing to close with either."""
    return np.where(after.hours > 0, _ratio(after.closing, before.closing), 1.0)


def _with_hires(learnt: Learnt, ahead: Ahead, hires: Sequence[Hire]) -> Ahead:
    """With everybody hired, in an order that does not depend on that of the words."""
    for number, hire in enumerate(sorted(hires, key=lambda each: (each.start, each.role, each.hours)), 1):
        person = Person(
            f"hire {number}", hats=ROLES[hire.role], hours_per_week=hire.hours, started=hire.start
        )
        ahead = joined_by(learnt, ahead, Newcomer(person))
    return ahead


def _with_spend(ahead: Ahead, changes: Sequence[Spend]) -> Decision:
    spend = ahead.today.spend.copy()
    for each in changes:
        rows = slice(None) if each.channel is None else each.channel
        since = _share_since(ahead, each.start)
        spend[rows] *= 1.0 + (each.factor - 1.0) * since
    return replace(ahead.today, spend=spend)


def _share_since(ahead: Ahead, start: date | None) -> Array:
    """The part of each month's weeks that lies on or after a day (months,); all of it without a day."""
    everybody = Person("")
    return _worked(ahead, everybody, 1.0, start, None) / _worked(ahead, everybody, 1.0, None, None)


def _with_hours(ahead: Ahead, decision: Decision, what_ifs: Sequence[WhatIf]) -> Decision:
    """With new hours and without those who leave."""
    hours = {each.person: each for each in what_ifs if isinstance(each, Hours)}
    leavers = {each.person: each for each in what_ifs if isinstance(each, Leaver)}
    marketing, sales = decision.marketing.copy(), decision.sales.copy()
    split = _usual_split(ahead)
    for person in sorted({*hours, *leavers}):
        found = _hours_of(ahead, ahead.people[person], hours.get(person), leavers.get(person))
        marketing[person] = split[:, None] * found[Function.MARKETING]
        sales[person] = found[Function.SALES]
    return replace(decision, marketing=marketing, sales=sales)


def _usual_split(ahead: Ahead) -> Array:
    """Shares of the marketing hours by channel, as everybody's are today; even where there are none."""
    by_channel = ahead.today.marketing.sum(axis=(0, 2))
    total = by_channel.sum()
    return by_channel / total if total > 0 else np.full(len(by_channel), 1.0 / max(len(by_channel), 1))


def _hours_of(
    ahead: Ahead, person: Person, change: Hours | None, leaving: Leaver | None
) -> dict[Function, Array]:
    """A person's hours by function and month (months,), ramp counted."""
    today = {function: person.hours_per_week * person.hats.get(function, 0.0) for function in Function}
    gone = None
    if leaving is not None:
        gone = leaving.last or ahead.start - timedelta(days=1)
    if change is None:
        return {function: _worked(ahead, person, weekly, None, gone) for function, weekly in today.items()}
    later = _changed(person, today, change)
    eve = None if change.start is None else change.start - timedelta(days=1)
    until = gone if eve is None or gone is None else min(eve, gone)
    out = {}
    for function in Function:
        out[function] = _worked(ahead, person, later[function], change.start, gone)
        if eve is not None:
            out[function] += _worked(ahead, person, today[function], None, until or eve)
    return out


def _changed(person: Person, today: dict[Function, float], change: Hours) -> dict[Function, float]:
    """Hours a week by function after a change."""
    if change.total is not None:
        share = person.share_of_week
        if share <= 0.0:
            return today
        return {function: change.total * person.hats.get(function, 0.0) for function in Function}
    shares = {function: part * person.hours_per_week for function, part in change.share.items()}
    return today | shares | change.set_to


def _worked(ahead: Ahead, person: Person, weekly: float, first: date | None, last: date | None) -> Array:
    """Hours by month (months,) at so many a week, from one day to another, both included."""
    found = np.zeros(len(ahead.months))
    for week, month in enumerate(ahead.month_of):
        begins = ahead.start + timedelta(days=7 * week)
        ends = begins + timedelta(days=6)
        low = begins if first is None else max(begins, first)
        high = ends if last is None else min(ends, last)
        if low <= high:
            found[month] += weekly / 7.0 * person.ramped_days(low, high)
    return found
