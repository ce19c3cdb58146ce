"""What the days tell: where tables end, gaps, days out of order, how long the history is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from unslump.business.wording import count, day
from unslump.history.readiness.census import Census
from unslump.history.readiness.finding import Finding, blocks, good, limit

__all__ = ["findings"]

_APART = timedelta(days=60)  # monthly spend lags by a month without anything being wrong
_STALE = timedelta(days=30)
_HALF_A_YEAR = 182  # days
_TWO_YEARS = 730
_SURPRISING = 7.0  # leads a gap should have brought: by chance it stays empty once in a thousand times
_TABLES = ("leads", "deals", "activities", "spend", "orders")


def findings(census: Census) -> Iterator[Finding]:
    """All of them."""
    yield from _length(census)
    yield from _tables_apart(census)
    yield from _wins_before_leads(census)
    yield from _backwards(census)
    yield from _gaps(census)
    yield from _future(census)
    yield from _stale(census)


def _length(census: Census) -> Iterator[Finding]:
    days = [table[end] for table in (census.leads, census.deals) for end in ("first", "last") if table[end]]
    if not days:
        yield blocks(
            "nothing_yet",
            f"Nothing was known yet on {day(census.snapshot.as_of)}: no lead and no deal.",
            "Import the leads and deals, or ask as of a later day.",
        )
        return
    first, last = min(days), max(days)
    length = (last - first).days + 1
    if length < _HALF_A_YEAR:
        yield limit(
            "short_history",
            f"The history covers {count(length, 'day', 'days')}, {day(first)} to {day(last)}: less than half "
            "a year shows neither slow deals nor what changes.",
            "Export an older period too.",
        )
    else:
        yield good("period", f"The history covers {day(first)} to {day(last)}.")
    if length < _TWO_YEARS:
        yield limit(
            "no_season",
            "Below two years no season can be seen: every month is expected like its neighbours.",
            "Export two years or more, if there are.",
        )


def _ends(census: Census) -> dict[str, date]:
    """The last day each table that is there records a new row (deals: or an ending)."""
    snapshot = census.snapshot
    last = {
        name: snapshot.table_last_day(name) if name == "deals" else snapshot.last_arrival(name)
        for name in _TABLES
    }
    return {name: end for name, end in last.items() if end is not None and snapshot.has(name)}


def _tables_apart(census: Census) -> Iterator[Finding]:
    ends = _ends(census)
    if not ends:
        return
    longest = max(ends, key=lambda name: ends[name])
    for name, end in ends.items():
        if ends[longest] - end > _APART:
            yield limit(
                f"{name}_end_early",
                f"The {name} end on {day(end)} while the {longest} run to {day(ends[longest])}: whether "
                "there were none after that or only the export ends there, the history does not say.",
                f"Export the {name} up to {day(ends[longest])}, or ask as of {day(end)}.",
            )


def _wins_before_leads(census: Census) -> Iterator[Finding]:
    before, same_day = census.links["before"], census.links["same_day"]
    if not before:
        return
    one = before == 1
    text = (
        f"{count(before, 'deal is', 'deals are')} won before the day of {'its' if one else 'their'} lead; "
        f"{'it counts' if one else 'they count'} as closed at once."
    )
    if same_day:
        text += f" Another {same_day:,} {'falls' if same_day == 1 else 'fall'} on the lead's own day."
    yield limit("wins_before_lead", text, "Check these days in the CRM.")


def _gaps(census: Census) -> Iterator[Finding]:
    gap, leads = census.gap, census.leads
    if gap is None:
        return
    weeks = (leads["last"] - leads["first"]).days / 7
    if gap.weeks * leads["rows"] / weeks > _SURPRISING:
        yield limit(
            "weeks_without_leads",
            f"No lead for {count(gap.weeks, 'whole week', 'whole weeks')}, from {day(gap.start)} to "
            f"{day(gap.end)} (the longest gap): taken as a pause, unless the export left them out.",
            "Check whether the export covers these weeks.",
        )


def _backwards(census: Census) -> Iterator[Finding]:
    backwards = census.deals["closed_before_opened"]
    if backwards:
        yield limit(
            "closed_before_opened",
            f"{count(backwards, 'deal is', 'deals are')} closed before the day "
            f"{'it was' if backwards == 1 else 'they were'} opened.",
            "Check these days in the CRM.",
        )


def _future(census: Census) -> Iterator[Finding]:
    if not census.future:
        return
    made = census.snapshot.version.created_at.date()
    listing = ", ".join(f"{rows:,} in {name}" for name, rows in census.future.items())
    yield limit(
        "future_dates",
        f"{count(sum(census.future.values()), 'row tells', 'rows tell')} of days after the import of "
        f"{day(made)} ({listing}): they are left out until that day.",
        "Check these dates, and the order of day and month.",
    )


def _stale(census: Census) -> Iterator[Finding]:
    snapshot = census.snapshot
    unseen = snapshot.as_of - snapshot.observed_until
    if unseen > _STALE:
        yield limit(
            "stale",
            f"Asked as of {day(snapshot.as_of)}, but nothing is recorded after "
            f"{day(snapshot.observed_until)} ({count(unseen.days, 'day', 'days')} earlier): what happened "
            "since is unknown.",
            "Import a fresh export.",
        )
