"""Counting a snapshot: everything readiness judges, in one query or two a table, never by rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import ibis
import numpy as np

from unslump.history.as_of import EVENTS
from unslump.history.snapshot import Snapshot

__all__ = ["Census", "Gap"]

Counts = Mapping[str, Any]
_DAYS = ("first", "last")
_PEOPLE_COLUMNS = {"leads": ("finder", "owner"), "deals": ("finder", "owner"), "activities": ("person",)}


@dataclass(frozen=True, slots=True)
class Gap:
    """Whole weeks without a lead; `start` is the first day without, `end` the last."""

    start: date
    end: date
    weeks: int


class Census:
    """Counts of one snapshot by table, each made when first asked for and kept."""

    def __init__(self, snapshot: Snapshot, channel_named: Callable[[str], str] = str) -> None:
        self.snapshot = snapshot
        self.channel_named = channel_named

    @cached_property
    def leads(self) -> Counts:
        """rows, first and last day, how many lack a channel, a person; endings; e-mails."""
        t = self.snapshot.table("leads")
        return self._counted(
            "leads",
            t.aggregate(
                rows=t.count(),
                first=t.created_at.min(),
                last=t.created_at.max(),
                no_channel=t.channel.isnull().sum(),
                no_person=(t.finder.isnull() & t.owner.isnull()).sum(),
                no_owner=t.owner.isnull().sum(),
                no_finder=t.finder.isnull().sum(),
                lost=t.lost_at.notnull().sum(),
                emails=t.email.count(),
                distinct_emails=t.email.nunique(),
            ),
        )

    @cached_property
    def deals(self) -> Counts:
        """rows by outcome, days, links, people, amounts of the won ones."""
        t = self.snapshot.table("deals")
        won, lost, open_ = (t.outcome == outcome for outcome in ("won", "lost", "open"))
        amount = t.amount.fill_null(0.0)
        return self._counted(
            "deals",
            t.aggregate(
                rows=t.count(),
                won=won.sum(),
                lost=lost.sum(),
                open=open_.sum(),
                first=t.created_at.coalesce(t.closed_at).min(),
                last=ibis.greatest(t.created_at.max(), t.closed_at.max()),
                won_opened=(won & t.created_at.notnull()).sum(),
                won_without_owner=(won & t.owner.isnull()).sum(),
                won_without_finder=(won & t.finder.isnull()).sum(),
                owners=t.owner.nunique(where=won),
                linked=t.lead_id.notnull().sum(),
                pointing=(t.lead_id.notnull() | t.lead_ref.notnull() | t.lead_email.notnull()).sum(),
                won_linked=(won & t.lead_id.notnull()).sum(),
                won_with_amount=(won & (amount > 0)).sum(),
                won_amount=amount.sum(where=won),
                largest_won=amount.max(where=won),
                no_currency=(t.amount_given.notnull() & t.currency.isnull()).sum(),
                unconverted=(t.amount_given.notnull() & t.amount.isnull()).sum(),
                given=t.amount_given.count(),
                closed_before_opened=(t.closed_at.cast("date") < t.created_at.cast("date")).sum(),
            ),
        )

    @cached_property
    def undated(self) -> Counts:
        """Deals as imported: marked won or lost without a closing day; or without any day at all."""
        t = self.snapshot.stored("deals")
        decided = t.outcome.isin(["won", "lost"]).fill_null(False)
        return _one_row(
            t.aggregate(
                won=((t.outcome == "won").fill_null(False) & t.closed_at.isnull()).sum(),
                lost=((t.outcome == "lost").fill_null(False) & t.closed_at.isnull()).sum(),
                never=(t.created_at.isnull() & ~(decided & t.closed_at.notnull())).sum(),
            )
        )

    @cached_property
    def links(self) -> Counts:
        """Leads with a deal; won deals by how their day lies to their lead's day."""
        leads, deals = self.snapshot.table("leads"), self.snapshot.table("deals")
        linked = deals.filter(deals.lead_id.notnull())
        with_deal = leads.semi_join(linked, "lead_id").aggregate(leads_with_deal=ibis._.count())
        won = linked.filter(linked.outcome == "won").select("lead_id", "closed_at")
        pairs = won.inner_join(leads.select("lead_id", begun="created_at"), "lead_id")
        won_on, begun_on = pairs.closed_at.cast("date"), pairs.begun.cast("date")
        timing = pairs.aggregate(
            pairs=pairs.count(), before=(won_on < begun_on).sum(), same_day=(won_on == begun_on).sum()
        )
        return {**self._counted("deals", with_deal), **self._counted("deals", timing)}

    @cached_property
    def activities(self) -> Counts:
        """rows, how many lack hours, a person; hours together; the first and last day."""
        t = self.snapshot.table("activities")
        return self._counted(
            "activities",
            t.aggregate(
                rows=t.count(),
                no_hours=t.hours.isnull().sum(),
                no_person=t.person.isnull().sum(),
                hours=t.hours.sum(),
                first=t["at"].min(),
                last=t["at"].max(),
            ),
        )

    @cached_property
    def spend(self) -> Counts:
        """rows, money together, first and last day, and channels."""
        t = self.snapshot.table("spend")
        counted = t.aggregate(
            rows=t.count(),
            amount=t.amount.sum(),
            first=t.day.min(),
            last=t.day.max(),
            channels=t.channel.nunique(),
            unconverted=(t.amount_given.notnull() & t.amount.isnull()).sum(),
        )
        return self._counted("spend", counted)

    def channels_in(self, name: str) -> set[str]:
        """The channels a table names, in the company's spelling."""
        if not self.snapshot.has(name):
            return set()
        t = self.snapshot.table(name)
        named = t.filter(t.channel.notnull()).select("channel").distinct()
        return {self.channel_named(str(channel)) for channel in named.to_pyarrow()["channel"].to_pylist()}

    @cached_property
    def orders(self) -> Counts:
        """rows, how many were delivered, paid, are linked, have an amount; first and last day."""
        t = self.snapshot.table("orders")
        return self._counted(
            "orders",
            t.aggregate(
                rows=t.count(),
                delivered=t.delivered_at.count(),
                paid=t.paid_at.count(),
                linked=t.deal_id.count(),
                with_amount=(t.amount.fill_null(0.0) > 0).sum(),
                first=t.ordered_at.min(),
                last=t.ordered_at.max(),
            ),
        )

    @cached_property
    def future(self) -> dict[str, int]:
        """Rows by table that tell of days which had not come when the version was made."""
        limit = ibis.timestamp(f"{self.snapshot.future_from} 00:00:00")
        found = {}
        for name, columns in EVENTS.items():
            # Money is booked ahead on purpose: a period's spend carries its first day.
            if name in self.snapshot.version.files and name != "spend":
                table = self.snapshot.stored(name)
                late = ibis.or_(*((table[column] >= limit).fill_null(False) for column in columns))
                found[name] = int(table.filter(late).count().execute())
        return {name: count for name, count in found.items() if count}

    @cached_property
    def gap(self) -> Gap | None:
        """The longest run of whole weeks (Monday to Sunday) without a lead, inside the period."""
        leads = self.snapshot.table("leads")
        weeks = leads.select(week=leads.created_at.truncate("W")).distinct().to_pyarrow()["week"]
        mondays = np.sort(weeks.to_numpy().astype("datetime64[D]"))
        if mondays.size < 2:
            return None
        steps = np.diff(mondays).astype(int) // 7 - 1
        longest = int(steps.argmax())
        if steps[longest] == 0:
            return None
        start, end = mondays[longest].astype(date), mondays[longest + 1].astype(date)
        return Gap(start + timedelta(days=7), end - timedelta(days=1), int(steps[longest]))

    @cached_property
    def people(self) -> dict[str, tuple[str, ...]]:
        """Who appears in leads, deals and activities, with the other names the CRM has for them."""
        snapshot = self.snapshot
        columns = [
            snapshot.table(name).select(raw=column)
            for name, names in _PEOPLE_COLUMNS.items()
            if name in snapshot.version.files
            for column in names
        ]
        if not columns:
            return {}
        seen = (
            ibis.union(columns[0], *columns[1:], distinct=True) if len(columns) > 1 else columns[0].distinct()
        )
        known = snapshot.table("people")
        named = seen.filter(seen.raw.notnull()).left_join(known, seen.raw == known.person_id)
        found = named.select("raw", "name", "email").to_pyarrow().to_pylist()
        return {row["raw"]: tuple(v for v in (row["name"], row["email"]) if v) for row in found}

    def _counted(self, name: str, counted: ibis.Table) -> Counts:
        """The aggregate over a table; nothing is asked of a table without rows."""
        if self.snapshot.has(name):
            return _one_row(counted)
        return {key: None if key in _DAYS else 0 for key in counted.columns}


def _one_row(counted: ibis.Table) -> Counts:
    """The aggregate as a dict: sums over nothing are 0, times become days."""
    (row,) = counted.to_pyarrow().to_pylist()
    return {key: value and value.date() if key in _DAYS else value or 0 for key, value in row.items()}
