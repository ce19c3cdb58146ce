"""The truth written down as the canonical tables, and what of them is known on a given day.

`complete` holds every event, also those after the last observed day. `known` leaves out rows that
do not exist yet, empties times that have not come, and sets states back to what they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from unslump.demo.activities import KINDS, Activities
from unslump.demo.arrivals import Arrivals
from unslump.demo.calendar import Calendar
from unslump.demo.endings import LOST, WON, Endings
from unslump.demo.leads import NOBODY, Leads
from unslump.demo.orders import Sales
from unslump.demo.spec import WorldSpec
from unslump.demo.streams import Streams
from unslump.history.tables import TABLES, Kind

__all__ = ["STAGES", "complete", "known"]

STAGES = ("appointment", "proposal", "negotiation")
_STAGE_PARTS = (0.0, 0.35, 0.7)  # of the way from the deal's opening to its ending
_WON_STAGE, _LOST_STAGE = "closed won", "closed lost"

_TIME = pa.timestamp("us")
# The time a row becomes known by, and the times that are events (not plans) and so may lie ahead.
_KNOWN_BY = {
    "leads": "created_at",
    "deals": "created_at",
    "activities": "at",
    "spend": "day",
    "orders": "ordered_at",
    "stage_changes": "at",
}
_EVENTS = {
    "leads": ("first_response_at", "qualified_at", "lost_at"),
    "deals": ("closed_at",),
    "orders": ("delivered_at", "paid_at"),
}


def complete(
    spec: WorldSpec,
    calendar: Calendar,
    arrivals: Arrivals,
    leads: Leads,
    endings: Endings,
    sales: Sales,
    activities: Activities,
    streams: Streams,
) -> dict[str, pa.Table]:
    """Every canonical table with all its events, whenever they happen."""
    names = pa.array([person.name for person in spec.people])
    opened = np.flatnonzero(~np.isnat(endings.deal_at))
    deal_of = np.full(len(leads), -1, dtype=np.int64)
    deal_of[opened] = np.arange(len(opened))
    return {
        "people": _people(spec),
        "leads": _leads(spec, leads, endings, names),
        "deals": _deals(spec, leads, endings, sales, opened, names, streams),
        "activities": _activities(activities, deal_of, names),
        "spend": _spend(spec, calendar, arrivals),
        "orders": _orders(spec, sales, deal_of),
        "stage_changes": _stage_changes(leads, endings, opened),
    }


def known(tables: Mapping[str, pa.Table], as_of: date) -> dict[str, pa.Table]:
    """What is known of complete `tables` at the end of the day `as_of`."""
    limit = pa.scalar(np.datetime64(as_of, "us") + np.timedelta64(1, "D"), _TIME)
    masked = {
        name: _hide(table, _KNOWN_BY[name], _EVENTS.get(name, ()), limit) if name in _KNOWN_BY else table
        for name, table in tables.items()
    }
    masked["deals"] = _reopen(masked["deals"], masked["stage_changes"])
    masked["leads"] = _set_status(masked["leads"])
    return masked


def _hide(table: pa.Table, known_by: str, events: tuple[str, ...], limit: pa.Scalar) -> pa.Table:
    table = table.filter(pc.less(table[known_by], limit))
    for name in events:
        place = table.schema.get_field_index(name)
        times = pc.if_else(pc.less(table[name], limit), table[name], pa.scalar(None, _TIME))
        table = table.set_column(place, name, times)
    return table


def _reopen(deals: pa.Table, stage_changes: pa.Table) -> pa.Table:
    """Deals that are not closed yet are open, in the last stage they are known to have entered."""
    open_ = pc.is_null(deals["closed_at"])
    rank = pc.index_in(stage_changes["stage"], value_set=pa.array([*STAGES, _WON_STAGE, _LOST_STAGE]))
    last = pa.table({"deal_id": stage_changes["deal_id"], "rank": rank}).group_by("deal_id")
    last = last.aggregate([("rank", "max")])
    found = pc.index_in(deals["deal_id"], value_set=last["deal_id"])
    stages = pa.array([*STAGES, _WON_STAGE, _LOST_STAGE])
    stage = stages.take(last["rank_max"].take(found).combine_chunks())
    deals = _replace(deals, "outcome", pc.if_else(open_, "open", deals["outcome"]))
    return _replace(deals, "stage", stage)


def _set_status(leads: pa.Table) -> pa.Table:
    """The status that follows from the times: disqualified, qualified, contacted or new."""
    status = pc.if_else(pc.is_valid(leads["first_response_at"]), "contacted", "new")
    status = pc.if_else(pc.is_valid(leads["qualified_at"]), "qualified", status)
    return _replace(leads, "status", pc.if_else(pc.is_valid(leads["lost_at"]), "disqualified", status))


def _replace(table: pa.Table, name: str, values: pa.ChunkedArray | pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)


def _table(name: str, columns: Mapping[str, object], rows: int) -> pa.Table:
    """The canonical table called `name`; columns not given are null."""
    arrays = []
    fields = []
    for column in TABLES[name].columns:
        kind = pa.string()
        if column.kind is Kind.TIME:
            kind = _TIME
        elif column.kind in (Kind.MONEY, Kind.HOURS):
            kind = pa.float64()
        given = columns.get(column.name)
        if isinstance(given, np.ndarray):
            given = pa.array(given)
        arrays.append(pa.nulls(rows, kind) if given is None else given.cast(kind))  # type: ignore[attr-defined]
        fields.append(pa.field(column.name, kind))
    return pa.table(arrays, schema=pa.schema(fields))


def _numbered(prefix: str, index: NDArray[np.int64], suffix: str = "") -> pa.Array:
    """`prefix` + (index + 1), null where the index is negative."""
    number = pc.cast(pa.array(index + 1, mask=index < 0), pa.string())
    return pc.binary_join_element_wise(prefix, number, suffix, "")


def _label(names: list[str] | pa.Array, index: NDArray[np.int64]) -> pa.Array:
    return pa.array(names).take(pa.array(index, mask=index == NOBODY))


def _money(amount: NDArray[np.float64], currency: str) -> dict[str, object]:
    values = pa.array(amount)
    return {
        "amount": values,
        "amount_given": values,
        "currency": pa.repeat(currency, len(amount)),
    }


def _people(spec: WorldSpec) -> pa.Table:
    names = [person.name for person in spec.people]
    columns = {
        "person_id": pa.array([f"P{number}" for number in range(1, len(names) + 1)]),
        "name": pa.array(names),
        "email": pa.array([f"{name.lower().replace(' ', '.')}@example.com" for name in names]),
    }
    return _table("people", columns, len(names))


def _groups(
    spec: WorldSpec, leads: Leads, which: NDArray[np.int64] | slice, names: pa.Array
) -> dict[str, object]:
    return {
        "channel": _label([group.name for group in spec.channels], leads.channel[which]),
        "segment": _label([group.name for group in spec.segments], leads.segment[which]),
        "offer": _label([group.name for group in spec.offers], leads.offer[which]),
        "finder": _label(names, leads.finder[which]),
        "owner": _label(names, leads.owner[which]),
    }


def _leads(spec: WorldSpec, leads: Leads, endings: Endings, names: pa.Array) -> pa.Table:
    index = np.arange(len(leads))
    dropped = (endings.ending == LOST) & np.isnat(endings.deal_at)
    columns: dict[str, object] = {
        "lead_id": _numbered("L", index),
        "created_at": leads.created_at,
        "name": _numbered("Prospect ", index),
        "email": _numbered("prospect", index, "@example.org"),
        **_groups(spec, leads, slice(None), names),
        "first_response_at": endings.answered_at,
        "qualified_at": endings.deal_at,
        "lost_at": np.where(dropped, endings.ended_at, np.datetime64("NaT", "s")),
    }
    return _set_status(_table("leads", columns, len(leads)))


def _deals(
    spec: WorldSpec,
    leads: Leads,
    endings: Endings,
    sales: Sales,
    opened: NDArray[np.int64],
    names: pa.Array,
    streams: Streams,
) -> pa.Table:
    hope = streams.named("expected close").gamma(4.0, spec.lag_mean / 4.0, len(leads))[opened]
    planned = endings.deal_at[opened] + (hope * 7).astype(np.int64) * 86_400 + 7 * 86_400
    won = endings.ending[opened] == WON
    lost = endings.ending[opened] == LOST
    number = np.arange(len(opened))
    columns: dict[str, object] = {
        "deal_id": _numbered("D", number),
        "created_at": endings.deal_at[opened],
        "closed_at": endings.ended_at[opened],
        "outcome": _label(["open", "won", "lost"], np.where(won, 1, np.where(lost, 2, 0))),
        "name": _numbered("Deal ", number),
        **_money(sales.amount[opened], spec.currency),
        "lead_id": _numbered("L", opened),
        "lead_ref": _numbered("L", opened),
        **_groups(spec, leads, opened, names),
        "stage": _label([STAGES[-1], _WON_STAGE, _LOST_STAGE], np.where(won, 1, np.where(lost, 2, 0))),
        "expected_close_at": planned.astype("datetime64[D]").astype("datetime64[s]"),
    }
    return _table("deals", columns, len(opened))


def _activities(activities: Activities, deal_of: NDArray[np.int64], names: pa.Array) -> pa.Table:
    deal = np.where(activities.in_deal, deal_of[activities.lead], -1)
    columns: dict[str, object] = {
        "activity_id": _numbered("A", np.arange(len(activities.at))),
        "at": activities.at,
        "person": _label(names, activities.person),
        "kind": _label(list(KINDS), activities.kind),
        "hours": activities.hours,
        "lead_id": _numbered("L", activities.lead),
        "lead_ref": _numbered("L", activities.lead),
        "deal_id": _numbered("D", deal),
        "deal_ref": _numbered("D", deal),
    }
    return _table("activities", columns, len(activities.at))


def _spend(spec: WorldSpec, calendar: Calendar, arrivals: Arrivals) -> pa.Table:
    """A week's spend over its seven days, to the cent, the last day taking the rest."""
    weeks, channels = arrivals.spend.shape
    cents = np.round(arrivals.spend * 100).astype(np.int64)
    a_day = np.repeat(cents[:, None, :] // 7, 7, axis=1)  # weeks × days × channels
    a_day[:, -1, :] += cents - 7 * (cents // 7)
    day = np.broadcast_to((calendar.starts[:, None] + np.arange(7))[:, :, None], (weeks, 7, channels))
    channel = np.broadcast_to(np.arange(channels), (weeks, 7, channels))
    spent = a_day > 0
    columns: dict[str, object] = {
        "day": day[spent].astype("datetime64[s]"),
        "channel": _label([group.name for group in spec.channels], channel[spent]),
        **_money(a_day[spent] / 100, spec.currency),
    }
    return _table("spend", columns, int(spent.sum()))


def _orders(spec: WorldSpec, sales: Sales, deal_of: NDArray[np.int64]) -> pa.Table:
    deal = deal_of[sales.lead]
    columns: dict[str, object] = {
        "order_id": _numbered("O", np.arange(len(deal))),
        "ordered_at": sales.ordered_at,
        "deal_id": _numbered("D", deal),
        "deal_ref": _numbered("D", deal),
        "deal_name": _numbered("Deal ", deal),
        **_money(sales.amount[sales.lead], spec.currency),
        "deliver_by": sales.deliver_by,
        "delivered_at": sales.delivered_at,
        "due_at": sales.due_at,
        "paid_at": sales.paid_at,
    }
    return _table("orders", columns, len(deal))


def _stage_changes(leads: Leads, endings: Endings, opened: NDArray[np.int64]) -> pa.Table:
    """Through the stages on the way to the ending; a deal that never ends stays in the first."""
    start, stop = endings.deal_at[opened], endings.ended_at[opened]
    closes = np.flatnonzero(~np.isnat(stop))
    way = (stop - start)[closes].astype(np.int64)
    number = np.arange(len(opened))
    deal, at, stage = [number], [start], [np.zeros(len(opened), dtype=np.int64)]
    for place, part in enumerate(_STAGE_PARTS[1:], start=1):
        deal.append(closes)
        at.append(start[closes] + (way * part).astype(np.int64))
        stage.append(np.full(len(closes), place))
    deal.append(closes)
    at.append(stop[closes])
    stage.append(np.where(endings.ending[opened][closes] == WON, 3, 4))
    which = np.concatenate(deal)
    columns: dict[str, object] = {
        "deal_id": _numbered("D", which),
        "at": np.concatenate(at),
        "stage": _label([*STAGES, _WON_STAGE, _LOST_STAGE], np.concatenate(stage)),
    }
    return _table("stage_changes", columns, len(which))
