"""Who did what in which week: hours by function, leads found, leads and deals owned, deals won.

People are in the company's spelling, weeks begin on Monday. Counts only: from here on nobody's
single leads are looked at any more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.history.cohorts import Canonical, recode

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["FoundOn", "PeopleWeeks", "read_people_weeks"]

Array = NDArray[np.float64]

FoundOn = Literal["leads", "deals", "won deals", "nothing"]

_TELLTALE = 0.5  # finder known for so much more of the won leads than of the others: filled in at the win
_MOST_PEOPLE = 200  # told apart; those with the fewest rows are left out


@dataclass(frozen=True)
class PeopleWeeks:
    """Counts by person and week. All arrays are float; weeks count from `first_week`, a Monday.

    Attributes:
        people: names; those in company.yaml first, in its order.
        first_week: the Monday of week 0.
        channels: names of the channels of `found`.
        hours: function → hours logged, people × weeks (None: no activity has a duration).
        actions: function → activities logged, with or without a duration, people × weeks
            (None: no activities).
        found: leads (or deals, see `found_on`) each person found: people × channels × weeks.
        found_on: where finders are recorded. "won deals": only on won ones, so that nobody's finds
            that were not won are known.
        unsourced: rows of `found_on`'s table that name no finder.
        leads_owned, deals_owned, won: leads by arrival, deals by opening (or by closing, where they
            have no opening), won deals by closing: people × weeks.
        won_found: won deals each person found, by closing: people × weeks.
        unknown_kinds: kinds of activity that belong to no function, most frequent first.
    """

    people: tuple[str, ...]
    first_week: date
    channels: tuple[str, ...]
    hours: Mapping[Function, Array] | None
    actions: Mapping[Function, Array] | None
    found: Array
    found_on: FoundOn
    unsourced: int
    leads_owned: Array
    deals_owned: Array
    won: Array
    won_found: Array
    unknown_kinds: tuple[str, ...]

    @property
    def weeks(self) -> int:
        """Number of weeks."""
        return int(self.found.shape[2])

    def monday(self, week: int) -> date:
        """The first day of a week."""
        return self.first_week + timedelta(weeks=week)


def read_people_weeks(
    snapshot: Snapshot,
    canonical: Mapping[str, Canonical],
    function_of: Callable[[str], Function | None],
    known: tuple[str, ...] = (),
) -> PeopleWeeks:
    """Count a snapshot by person and week.

    `canonical` is that of `company_spelling`; `function_of` gives an activity's function by its
    kind; `known` are people to list even if they did nothing.
    """
    person, channel = canonical.get("owner", str), canonical.get("channel", str)
    leads, deals = _leads(snapshot), _deals(snapshot)
    found_on, finders = _finders(leads, deals)
    won = deals.filter((deals.outcome == "won") & deals.closed.notnull())
    counted = {
        "found": _grouped(finders, finders.finder, finders.day, finders.channel),
        "leads_owned": _grouped(leads, leads.owner, leads.day),
        "deals_owned": _grouped(deals, deals.owner, deals.day),
        "won": _grouped(won, won.owner, won.closed),
        "won_found": _grouped(won, won.finder, won.closed),
        "activities": _activities(snapshot),
    }
    weeks = _Weeks.over(counted.values(), snapshot.observed_until)
    people = _People.of(counted.values(), person, known)

    def table(name: str) -> Array:
        return _summed(counted[name], "count", people, weeks)[:, 0]

    channels, code = _coded(counted["found"], channel)
    kinds, kind = _coded(counted["activities"], str)
    functions = [function_of(name) for name in kinds]
    has_hours = bool(np.nansum(_column(counted["activities"], "hours")))
    by_kind = {
        value: _summed(counted["activities"], value, people, weeks, kind, len(kinds))
        for value in ("count", "hours")
    }

    def worked(value: str) -> dict[Function, Array]:
        return {
            function: by_kind[value][:, [named is function for named in functions]].sum(axis=1)
            for function in Function
        }

    return PeopleWeeks(
        people=people.names,
        first_week=weeks.first,
        channels=channels,
        hours=worked("hours") if has_hours else None,
        actions=worked("count") if len(kinds) else None,
        found=_summed(counted["found"], "count", people, weeks, code, len(channels)),
        found_on=found_on,
        unsourced=_nameless(counted["found"]),
        leads_owned=table("leads_owned"),
        deals_owned=table("deals_owned"),
        won=table("won"),
        won_found=table("won_found"),
        unknown_kinds=tuple(
            name for name, function in zip(kinds, functions, strict=True) if function is None
        ),
    )


def _leads(snapshot: Snapshot) -> ibis.Table:
    leads = snapshot.table("leads")
    return leads.select("lead_id", "finder", "owner", "channel", day=leads.created_at.date())


def _deals(snapshot: Snapshot) -> ibis.Table:
    """Deals with their lead's finder, owner and channel where they have none of their own."""
    deals = snapshot.table("deals")
    leads = _leads(snapshot).rename(
        key="lead_id", lead_finder="finder", lead_owner="owner", lead_channel="channel", lead_day="day"
    )
    joined = deals.left_join(leads, deals.lead_id == leads.key)
    return joined.select(
        "deal_id",
        "lead_id",
        "outcome",
        opened=joined.created_at.date(),
        closed=joined.closed_at.date(),
        day=ibis.coalesce(joined.created_at.date(), joined.closed_at.date()),
        finder=ibis.coalesce(joined.finder, joined.lead_finder),
        owner=ibis.coalesce(joined.owner, joined.lead_owner),
        channel=ibis.coalesce(joined.channel, joined.lead_channel),
    )


def _finders(leads: ibis.Table, deals: ibis.Table) -> tuple[FoundOn, ibis.Table]:
    """The table whose rows tell who found what, and what its rows are."""
    won = deals.filter(deals.outcome == "won")
    won_leads = won.filter(won.lead_id.notnull()).select(won_lead=won.lead_id).distinct()
    if _told(leads.left_join(won_leads, leads.lead_id == won_leads.won_lead), "won_lead"):
        return "leads", leads
    with_win = deals.mutate(won_deal=ibis.ifelse(deals.outcome == "won", 1, ibis.null("int64")))
    if _told(with_win, "won_deal"):
        return "deals", deals
    (named,) = won.aggregate(named=won.finder.count()).to_pyarrow().to_pylist()
    return ("won deals" if named["named"] else "nothing"), won


def _told(table: ibis.Table, won: str) -> bool:
    """Whether finders are named, and not only once something is won."""
    is_won = table[won].notnull()
    (row,) = (
        table.aggregate(
            rows=table.count(),
            named=table.finder.count(),
            won=is_won.sum(),
            won_named=table.finder.count(where=is_won),
        )
        .to_pyarrow()
        .to_pylist()
    )
    named, wins, won_named = row["named"], row["won"] or 0, row["won_named"]
    others = row["rows"] - wins
    if not (named and others):
        return False
    return not wins or bool(won_named / wins - (named - won_named) / others <= _TELLTALE)


def _activities(snapshot: Snapshot) -> pa.Table:
    table = snapshot.table("activities")
    rows = table.select(
        person=table.person,
        label=table.kind,
        week=table["at"].date().truncate("W").cast("date"),
        hours=table.hours,
    )
    keys = ["person", "label", "week"]
    grouped = rows.group_by(keys).aggregate(count=rows.count(), hours=rows.hours.sum())
    return grouped.order_by(keys).to_pyarrow()


def _grouped(
    table: ibis.Table, person: ibis.Value, day: ibis.Value, label: ibis.Value | None = None
) -> pa.Table:
    """Rows counted by person, label and week; rows without a day are left out."""
    rows = table.select(
        person=person.cast("string"),
        label=ibis.null("string") if label is None else label.cast("string"),
        week=day.truncate("W").cast("date"),
    )
    rows = rows.filter(rows.week.notnull())
    keys = ["person", "label", "week"]
    return rows.group_by(keys).aggregate(count=rows.count()).order_by(keys).to_pyarrow()


@dataclass(frozen=True)
class _Weeks:
    first: date
    count: int

    @classmethod
    def over(cls, tables: object, until: date) -> _Weeks:
        """From the first week anything happened in to the week of `until`."""
        last = np.datetime64(until - timedelta(days=until.weekday()))
        starts = [_mondays(table).min() for table in tables if table.num_rows]  # type: ignore[attr-defined]
        first = min([*starts, last])
        return cls(first.astype(object), int((last - first).astype(int)) // 7 + 1)

    def number(self, table: pa.Table) -> NDArray[np.int64]:
        days = (_mondays(table) - np.datetime64(self.first)).astype(np.int64)
        return np.asarray(np.clip(days // 7, 0, self.count - 1))


def _mondays(table: pa.Table) -> NDArray[np.datetime64]:
    return np.asarray(table["week"].to_numpy().astype("datetime64[D]"))


@dataclass(frozen=True)
class _People:
    names: tuple[str, ...]
    spelling: Canonical

    @classmethod
    def of(cls, tables: object, spelling: Canonical, known: tuple[str, ...]) -> _People:
        weight: dict[str, int] = {}
        for table in tables:  # type: ignore[attr-defined]
            by_person = table.group_by("person").aggregate([("count", "sum")]).to_pylist()
            for row in by_person:
                name = spelling(row["person"].strip()) if row["person"] else ""
                if name:
                    weight[name] = weight.get(name, 0) + row["count_sum"]
        others = sorted((name for name in weight if name not in known), key=lambda n: (-weight[n], n))
        return cls((*known, *sorted(others[: max(_MOST_PEOPLE - len(known), 0)])), spelling)

    def codes(self, table: pa.Table) -> NDArray[np.int64]:
        """Each row's person; −1 for nobody."""
        position = {name: index for index, name in enumerate(self.names)}
        encoded = table["person"].combine_chunks().dictionary_encode()
        spelt: list[str] = encoded.dictionary.to_pylist()
        of_spelling = np.array([*(position.get(self.spelling(raw.strip()), -1) for raw in spelt), -1])
        codes = encoded.indices.fill_null(len(spelt)).to_numpy(zero_copy_only=False).astype(np.int64)
        return np.asarray(of_spelling[codes])


def _coded(table: pa.Table, canonical: Canonical) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    count = _column(table, "count").astype(np.int64)
    return recode(table["label"].combine_chunks().cast("string"), count, canonical)


def _summed(
    table: pa.Table,
    value: str,
    people: _People,
    weeks: _Weeks,
    label: NDArray[np.int64] | None = None,
    labels: int = 1,
) -> Array:
    """people × labels × weeks."""
    out = np.zeros((len(people.names), labels, weeks.count))
    person = people.codes(table)
    kept = person >= 0
    place = np.zeros(len(person), dtype=np.int64) if label is None else label
    at = (person[kept], place[kept], weeks.number(table)[kept])
    np.add.at(out, at, np.nan_to_num(_column(table, value))[kept])
    return out


def _nameless(table: pa.Table) -> int:
    nobody = table["person"].is_null().to_numpy(zero_copy_only=False)
    return int(_column(table, "count")[nobody].sum())


def _column(table: pa.Table, name: str) -> Array:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=float)
