"""The months ahead as a fan, and how likely each ends in a slump.

A slump is a trailing quarter, the 13 weeks up to a month's end, that brings less than a share (70 %)
of the goal's pace. What is known of those weeks is taken as it was; the rest is the simulation that
`check` uses, each draw one future, so that P(slump) is the share of futures below the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.business.wording import day, month, percent
from unslump.errors import QuestionError
from unslump.estimates.revenue import RevenueEngine
from unslump.history.journey import Realised
from unslump.outlook.forecast import happened
from unslump.outlook.simulate import Events, simulate
from unslump.planning.verdict import GoalView
from unslump.planning.work import capacity_of
from unslump.slump.altered import Altered
from unslump.slump.futures import measured, two_futures
from unslump.slump.outlook_answer import (
    ChangedMonth,
    OutlookMonth,
    OutlookResult,
    PastMonth,
    Spread,
)
from unslump.slump.outlook_words import sentence_for
from unslump.slump.pace import Pace, pace_of

__all__ = [
    "MOST_MONTHS",
    "QUARTER",
    "WhatIfs",
    "end_of_outlook",
    "end_of_simulation",
    "last_day_ahead",
    "look_out",
    "refuse_odd",
]

Array = NDArray[np.float64]

QUARTER = timedelta(weeks=13)
MOST_MONTHS = 24
_PAST_MONTHS = 12
_ALWAYS = 12  # months simulated
_DAY = timedelta(days=1)
_FARTHEST = timedelta(weeks=156)


@dataclass(frozen=True)
class WhatIfs:
    """What-ifs in their own words, what they change, and what is worth saying about them."""

    texts: tuple[str, ...]
    altered: Altered
    notes: tuple[str, ...] = ()


def refuse_odd(months: int, share: float) -> None:
    """Raise QuestionError for a number of months or a share that makes no sense."""
    if not 1 <= months <= MOST_MONTHS:
        raise QuestionError(
            f"an outlook over {months} months", hint=f"Give --months from 1 to {MOST_MONTHS}, as 6."
        )
    if not 0.0 < share < 1.0:
        raise QuestionError(
            f"a slump under {share:g} times the pace",
            hint="Give --share as a part of the goal's pace between 0 and 1, as 0.7.",
        )


def last_day_ahead(as_of: date, months: int) -> date:
    """The last day of the months ahead; the first of them is the month of the day after `as_of`.

    >>> last_day_ahead(date(2026, 6, 30), 6), last_day_ahead(date(2026, 6, 14), 1)
    (datetime.date(2026, 12, 31), datetime.date(2026, 6, 30))
    """
    first = (as_of + _DAY).replace(day=1)
    return _month(first, months) - _DAY


def end_of_outlook(engine: RevenueEngine, months: int) -> date:
    """The last day shown. Raises QuestionError when the history ends too long before it."""
    until = last_day_ahead(engine.as_of, months)
    if until - engine.observed_until > _FARTHEST:
        raise QuestionError(
            f"the last month would be {month(until)}, and the history ends on {day(engine.observed_until)}",
            hint="Import what happened since, ask for fewer --months, or as of an earlier day.",
        )
    return until


def end_of_simulation(engine: RevenueEngine, months: int) -> date:
    """The last day simulated: a year at least, so that a month reads the same however many are asked for."""
    return last_day_ahead(engine.as_of, max(months, _ALWAYS))


def _month(first: date, later: int) -> date:
    number = first.year * 12 + first.month - 1 + later
    return date(number // 12, number % 12 + 1, 1)


def look_out(
    engine: RevenueEngine,
    company: Company | None,
    goal: Goal | None,
    rng: np.random.Generator,
    *,
    months: int = 6,
    share: float = 0.7,
    currency: str = "",
    what_ifs: WhatIfs | None = None,
) -> OutlookResult:
    """The months ahead, and beside them the same with what-ifs.

    `goal` is the one asked for by name (None: those of company.yaml, else the history's own pace);
    `currency` that of amounts where there is no company to say it. Raises QuestionError for months
    or a share that make no sense, and where the history cannot say.
    """
    refuse_odd(months, share)
    money = company.currency if company is not None else currency
    pace = pace_of(engine, company, goal, money)
    end_of_outlook(engine, months)
    until = end_of_simulation(engine, months)
    capacity = capacity_of(engine, company, until)
    luck, coupling = rng.spawn(2)
    future = simulate(engine, until, luck, capacity)
    today = measured(future, pace.measure)
    if today is None:
        raise QuestionError(
            f"this history has no orders, so nothing is known to be {pace.measure}",
            hint="Ask with a goal in deals or bookings: --goal NAME",
        )
    changed, hours = None, []
    if what_ifs is not None:
        pair = two_futures(engine, future, what_ifs.altered, capacity, until, pace.measure, coupling)
        today, changed = pair.today, pair.changed
        hours = _hours_last(float(future.worked.sum() / max(future.arrivals.sum(), 1)), pair.taken_up)
    seer = _Seer(engine, pace, share)
    firsts = [_month((engine.as_of + _DAY).replace(day=1), later) for later in range(months)]
    shown = [seer.month(first, today, changed) for first in firsts]
    now = seer.known(engine.observed_until - QUARTER + _DAY, engine.observed_until)
    asked = pace.between(engine.observed_until - QUARTER + _DAY, engine.observed_until)
    texts = list(what_ifs.texts) if what_ifs is not None else []
    result = OutlookResult(
        as_of=engine.as_of,
        observed_until=engine.observed_until,
        goal=None if not pace.goals else GoalView.of(pace.goals[0], money),
        measure=pace.measure.value,
        currency=money,
        share=share,
        sentence="",
        now=now,
        now_share=now / asked if asked > 0 else None,
        slump_probability=seer.any_slump(firsts, today),
        what_ifs=texts,
        what_if_probability=None if changed is None else seer.any_slump(firsts, changed),
        months=shown,
        past=seer.past(firsts[0]),
        notes=[_definition(share, pace), *_stale(engine), *(what_ifs.notes if what_ifs else ()), *hours],
    )
    return result.model_copy(update={"sentence": sentence_for(result)})


def _definition(share: float, pace: Pace) -> str:
    return f"A slump is a trailing quarter (13 weeks) under {100 * share:g} % of the pace; {pace.said}."


def _hours_last(before: float, after: float | None) -> list[str]:
    """For how many leads selling hours last; why a seller more or less may change nothing."""
    if after is None:
        return []
    return [
        f"Selling hours last for {percent(after)} of the leads that come, and for {percent(before)} as "
        "things are today; open deals are taken to go on with whoever is there."
    ]


def _stale(engine: RevenueEngine) -> list[str]:
    unseen = (engine.as_of - engine.observed_until).days
    if unseen <= 7:
        return []
    return [
        f"The history ends on {day(engine.observed_until)}, {unseen:,} days before the day this is asked "
        "as of; what happened since is simulated, not known."
    ]


@dataclass(frozen=True)
class _Seer:
    """Adds up what is known and what is simulated over any days."""

    engine: RevenueEngine
    pace: Pace
    share: float

    @property
    def record(self) -> Realised:
        return happened(self.engine, self.pace.measure)

    def known(self, first: date, last: date) -> float:
        """What the history records from one day to another, both included."""
        found = self.record.between(first, min(last, self.engine.observed_until))
        return float(np.nansum(found.amounts)) if self.pace.measure.in_money else float(found.count)

    def sums(self, first: date, last: date, events: Events) -> Array:
        """Known and simulated together: (draws,)."""
        return self.known(first, last) + events.total(first, last, money=self.pace.measure.in_money)

    def slumps(self, last: date, events: Events) -> NDArray[np.bool_]:
        """In which draws the trailing quarter to a day is a slump: (draws,)."""
        first = last - QUARTER + _DAY
        return self.sums(first, last, events) < self.share * self.pace.between(first, last) - 1e-9

    def any_slump(self, firsts: Sequence[date], events: Events) -> float:
        """P(at least one month ends in a slump)."""
        ends = [_month(first, 1) - _DAY for first in firsts]
        return float(np.any([self.slumps(last, events) for last in ends], axis=0).mean())

    def month(self, first: date, today: Events, changed: Events | None) -> OutlookMonth:
        last = _month(first, 1) - _DAY
        begin = last - QUARTER + _DAY
        own, trailing = spread(self.sums(first, last, today)), spread(self.sums(begin, last, today))
        asked = self.pace.between(begin, last)
        probability = float(self.slumps(last, today).mean())
        return OutlookMonth(
            month=first,
            last_day=last,
            mean=own.mean,
            p10=own.p10,
            p50=own.p50,
            p90=own.p90,
            trailing_from=begin,
            trailing=trailing,
            pace=self.pace.between(first, last),
            trailing_pace=asked,
            slump_below=self.share * asked,
            slump_probability=probability,
            what_if=None if changed is None else self._changed(first, last, changed, trailing, probability),
        )

    def _changed(
        self, first: date, last: date, changed: Events, before: Spread, probability: float
    ) -> ChangedMonth:
        own = spread(self.sums(first, last, changed))
        trailing = spread(self.sums(last - QUARTER + _DAY, last, changed))
        with_it = float(self.slumps(last, changed).mean())
        return ChangedMonth(
            mean=own.mean,
            p10=own.p10,
            p50=own.p50,
            p90=own.p90,
            trailing=trailing,
            slump_probability=with_it,
            difference=with_it - probability,
            change=trailing.mean - before.mean,
        )

    def past(self, first_ahead: date) -> list[PastMonth]:
        """The months before the first one ahead that the history holds whole."""
        record = self.record
        if not record.count:
            return []
        begun = record.days.min().astype(date)
        months = []
        for back in range(_PAST_MONTHS, 0, -1):
            first = _month(first_ahead, -back)
            last = _month(first, 1) - _DAY
            start = last - QUARTER + _DAY
            if last < begun or last > self.engine.observed_until:
                continue
            months.append(
                PastMonth(
                    month=first,
                    last_day=last,
                    amount=self.known(first, last),
                    trailing=self.known(start, last) if begun <= start else None,
                    trailing_pace=self.pace.between(start, last),
                )
            )
        return months


def spread(draws: Array) -> Spread:
    """Mean and quantiles of draws."""
    p10, p25, p50, p75, p90 = (float(q) for q in np.quantile(draws, [0.1, 0.25, 0.5, 0.75, 0.9]))
    return Spread(mean=float(draws.mean()), p10=p10, p25=p25, p50=p50, p75=p75, p90=p90)
