"""Leads, spend and marketing hours, week by week, over the whole history.

Leads are those of the arrivals, so that response and arrivals count the same. Spend is put on the days
it pays for (`spend_pace`). Hours are those of activities whose kind belongs to marketing, each
person's times their finder skill.

The first and the last week may be cut by the history's ends: `exposure` is the part of each week that
was watched, and spend and hours of a cut week are scaled up to a whole one. What is recorded only from
some week on cannot be told from nothing before it: when half a year or more is left, the weeks before
are left out; else that record is. Weeks at the end for which the books are not closed yet get the mean
of the weeks before them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.history.cohorts import MISSING, Canonical, recode
from unslump.history.spend_pace import spread
from unslump.history.weekly import WeeklyCounts

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["ResponseWeeks", "read_response_weeks"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_FEWEST = 26  # weeks a record must cover to be used
_LATE = 2  # weeks at either end that a record may lack without a word
_BEFORE = 13  # weeks whose mean stands for those not yet in the books


@dataclass(frozen=True)
class ResponseWeeks:
    """Counts and what may have driven them, by week from `first_week`, a Monday.

    Attributes:
        channels: what money and hours go to.
        first_week: the Monday of week 0.
        counts: outcomes × weeks. An outcome is the leads of one channel, unless `outcome` says else.
        exposure: the part of each week that was watched: (weeks,).
        spend: money a week: channels × weeks; zeros where none is recorded.
        hours: skilled marketing hours a week: (weeks,); None when not known.
        outcome: the outcome each channel adds to: (channels,); empty: each channel its own.
        notes: what was assumed about the records.
    """

    channels: tuple[str, ...]
    first_week: date
    counts: Array
    exposure: Array
    spend: Array
    hours: Array | None = None
    outcome: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def members(self) -> list[Ints]:
        """The channels that add to each outcome."""
        outcome = np.array(self.outcome or range(len(self.channels)), dtype=np.int64)
        return [np.flatnonzero(outcome == number) for number in range(len(self.counts))]

    @property
    def basis(self) -> list[str]:
        """What each channel's response rests on, in words."""
        said = []
        for row in self.spend:
            if row.any():
                said.append(
                    "spend and hours" if self.hours is not None else "spend only: no marketing hours recorded"
                )
            elif self.hours is not None:
                said.append("hours only: no spend recorded")
            else:
                said.append("base rate only: neither spend nor marketing hours recorded")
        return said

    def last(self, weeks: int) -> ResponseWeeks:
        """The last so many weeks, or all where there are fewer."""
        skip = max(self.counts.shape[1] - weeks, 0)
        return replace(
            self,
            first_week=self.first_week + timedelta(weeks=skip),
            counts=self.counts[:, skip:],
            exposure=self.exposure[skip:],
            spend=self.spend[:, skip:],
            hours=None if self.hours is None else self.hours[skip:],
        )


def read_response_weeks(
    snapshot: Snapshot,
    arrivals: WeeklyCounts,
    canonical: Mapping[str, Canonical],
    function_of: Callable[[str], Function | None],
    finder: Mapping[str, float] | None = None,
) -> ResponseWeeks:
    """The panel of a snapshot, over the weeks of `arrivals`.

    `canonical` is that of `company_spelling`; `function_of` gives an activity's function by its kind;
    `finder` maps people, in that spelling, to what an hour of theirs is worth (1: an average colleague).
    """
    weeks = _Weeks(arrivals.first_week, arrivals.counts.shape[1], arrivals.exposure)
    by_channel, spend_seen = _spend(snapshot, weeks, canonical.get("channel", str))
    worked, hours_seen = _hours(snapshot, weeks, canonical.get("owner", str), function_of, finder or {})
    channels = arrivals.channels + tuple(name for name in by_channel if name not in arrivals.channels)
    silent = np.zeros((len(channels) - len(arrivals.channels), weeks.count))
    spend = np.stack([by_channel.get(name, np.zeros(weeks.count)) for name in channels])
    whole = ResponseWeeks(
        channels=channels,
        first_week=arrivals.first_week,
        counts=np.concatenate([arrivals.counts.astype(float), silent]),
        exposure=arrivals.exposure,
        spend=spend if len(channels) else np.zeros((0, weeks.count)),
        hours=worked,
    )
    return _recorded(whole, spend_seen, hours_seen)


def _recorded(
    weeks: ResponseWeeks, spend: tuple[int, int] | None, hours: tuple[int, int] | None
) -> ResponseWeeks:
    """Cut to where spend and hours are recorded; a record that is too short is left out.

    `spend` and `hours` are the first and the last week with any, None without a record.
    """
    count = weeks.counts.shape[1]
    notes: list[str] = []
    start = 0
    for name, seen in (("spend", spend), ("marketing hours", hours)):
        if seen is None:
            continue
        first, last = seen
        if first > _LATE and count - max(first, start) < _FEWEST:
            without = replace(weeks, spend=np.zeros_like(weeks.spend))
            weeks = without if name == "spend" else replace(weeks, hours=None)
            notes.append(f"{name} not used: recorded for {count - first} of {count} weeks only")
            continue
        if first > _LATE:
            notes.append(
                f"weeks before {weeks.first_week + timedelta(weeks=first)} left out: no {name} recorded then"
            )
            start = max(start, first)
        if last < count - 1:
            missing = count - 1 - last
            weeks = _filled(weeks, name, last)
            if missing > _LATE:
                notes.append(f"{name} of the last {missing} weeks not recorded: taken to be as before")
    return replace(weeks.last(count - start), notes=tuple(notes))


def _filled(weeks: ResponseWeeks, name: str, last: int) -> ResponseWeeks:
    """The weeks after `last` set to the mean of those before."""
    before = slice(max(last + 1 - _BEFORE, 0), last + 1)
    if name == "spend":
        spend = weeks.spend.copy()
        spend[:, last + 1 :] = spend[:, before].mean(axis=1, keepdims=True)
        return replace(weeks, spend=spend)
    if weeks.hours is None:
        return weeks
    hours = weeks.hours.copy()
    hours[last + 1 :] = hours[before].mean()
    return replace(weeks, hours=hours)


@dataclass(frozen=True)
class _Weeks:
    first: date
    count: int
    exposure: Array

    @property
    def end(self) -> date:
        """The last day watched."""
        return self.first + timedelta(days=7 * self.count - 1 - round(7 * (1 - float(self.exposure[-1]))))

    def scaled(self, sums: Array) -> Array:
        """Sums of cut weeks brought up to whole ones."""
        return np.asarray(sums / np.where(self.exposure > 0, self.exposure, 1.0))

    def watched(self, day: ibis.Value) -> ibis.Value:
        """Whether a day lies in the watched part of the weeks."""
        start = self.first + timedelta(days=round(7 * (1 - float(self.exposure[0]))))
        return day.between(ibis.date(start.isoformat()), ibis.date(self.end.isoformat()))

    def sums(self, day: Ints, amount: Array) -> Array:
        """Sums by week of what falls on watched days; `day` counts from the first Monday."""
        start = round(7 * (1 - float(self.exposure[0])))
        inside = (day >= start) & (day <= (self.end - self.first).days)
        return np.bincount(day[inside] // 7, weights=amount[inside], minlength=self.count).astype(float)

    def seen(self, sums: Array) -> tuple[int, int] | None:
        """First and last week with anything."""
        filled = np.flatnonzero(np.atleast_2d(sums).any(axis=0))
        return (int(filled[0]), int(filled[-1])) if len(filled) else None


def _hours(
    snapshot: Snapshot,
    weeks: _Weeks,
    person: Canonical,
    function_of: Callable[[str], Function | None],
    finder: Mapping[str, float],
) -> tuple[Array | None, tuple[int, int] | None]:
    if not snapshot.has("activities"):
        return None, None
    table = snapshot.table("activities").filter(ibis._.hours.notnull())
    day = table["at"].date()
    rows = table.select(
        kind=table.kind.cast("string"),
        person=table.person.cast("string"),
        week=day.delta(ibis.date(weeks.first.isoformat()), unit="day").cast("int64") // 7,
        hours=table.hours,
        inside=weeks.watched(day),
    )
    grouped = rows.filter(rows.inside).group_by(["kind", "person", "week"]).aggregate(hours=rows.hours.sum())
    found = grouped.order_by(["kind", "person", "week"]).to_pyarrow()
    if not found.num_rows:
        return None, None
    ones = np.ones(found.num_rows, dtype=np.int64)
    kinds, kind = recode(found["kind"].combine_chunks(), ones, str)
    people, who = recode(found["person"].combine_chunks(), ones, person)
    counts = np.array([function_of(name) is Function.MARKETING for name in kinds])[kind]
    skill = np.array([finder.get(name, 1.0) for name in people])[who]
    total = np.zeros(weeks.count)
    worked = found["hours"].to_numpy().astype(float) * skill * counts
    np.add.at(total, found["week"].to_numpy(), worked)
    if not total.any():
        return None, None
    return weeks.scaled(total), weeks.seen(total)


def _spend(
    snapshot: Snapshot, weeks: _Weeks, channel: Canonical
) -> tuple[dict[str, Array], tuple[int, int] | None]:
    if not snapshot.has("spend"):
        return {}, None
    table = snapshot.table("spend")
    rows = table.select(day=table.day.date(), channel=table.channel.cast("string"), amount=table.amount)
    grouped = (
        rows.filter(rows.amount.notnull()).group_by(["channel", "day"]).aggregate(amount=rows.amount.sum())
    )
    found = grouped.order_by(["channel", "day"]).to_pyarrow()
    if not found.num_rows:
        return {}, None
    names, code = recode(found["channel"].combine_chunks(), np.ones(found.num_rows, dtype=np.int64), channel)
    day = (found["day"].to_numpy().astype("datetime64[D]") - np.datetime64(weeks.first)).astype(np.int64)
    amount = found["amount"].to_numpy().astype(float)
    by_channel = {
        # A refund cannot be spent again: a week ends at nothing.
        name: np.maximum(
            weeks.scaled(weeks.sums(*spread(day[code == number], amount[code == number], weeks.first))), 0.0
        )
        for number, name in enumerate(names)
        if name != MISSING
    }
    spent = {name: money for name, money in by_channel.items() if money.any()}
    if not spent:
        return {}, None
    return spent, weeks.seen(np.stack(list(spent.values())))
