"""What was known on a day: each canonical table as it would have looked at the end of that day.

A row is visible once it had begun; what happened to it later is null again. An ending counts only
with its day: a deal marked won or lost without a closing day stays open on every day, because no
day is known on which it was won. A deal without a creation day is seen from its closing day on.
Amounts and labels are taken as they stand now.

Everything here is plain Ibis, without DuckDB's own functions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

__all__ = ["ARRIVAL", "EVENTS", "masked"]

# The columns that record something that happened, by table; plans (expected, due) are not among them.
EVENTS: dict[str, tuple[str, ...]] = {
    "leads": ("created_at", "first_response_at", "qualified_at", "lost_at"),
    "deals": ("created_at", "closed_at"),
    "activities": ("at",),
    "spend": ("day",),
    "orders": ("ordered_at", "delivered_at", "paid_at"),
    "stage_changes": ("at",),
}

# When a row begins.
ARRIVAL: dict[str, str] = {
    "leads": "created_at",
    "deals": "created_at",
    "activities": "at",
    "spend": "day",
    "orders": "ordered_at",
    "stage_changes": "at",
}


def masked(name: str, table: ibis.Table, as_of: date) -> ibis.Table:
    """The canonical table `name` as known at the end of `as_of`, in the same columns."""
    midnight = datetime.combine(as_of, datetime.min.time()) + timedelta(days=1)
    return _MASKS.get(name, _rows_begun)(name, table, midnight)


def _rows_begun(name: str, table: ibis.Table, midnight: datetime) -> ibis.Table:
    return table if name not in ARRIVAL else table.filter(table[ARRIVAL[name]] < midnight)


def _leads(name: str, table: ibis.Table, midnight: datetime) -> ibis.Table:
    import ibis

    begun = _rows_begun(name, table, midnight)
    steps = [begun[column] for column in EVENTS[name][1:]]
    later = [step.notnull() & (step >= midnight) for step in steps]
    changes: dict[str, ibis.Value] = {
        step.get_name(): ibis.ifelse(step < midnight, step, ibis.null(step.type())) for step in steps
    }
    # The status is the one of the export: if something happened since, it may have been another.
    changes["status"] = ibis.ifelse(ibis.or_(*later), ibis.null(begun.status.type()), begun.status)
    return begun.mutate(**changes)


def _deals(name: str, table: ibis.Table, midnight: datetime) -> ibis.Table:
    import ibis

    nothing = ibis.null(table.closed_at.type())
    dated = table.mutate(closed_at=ibis.ifelse(table.outcome.isin(["won", "lost"]), table.closed_at, nothing))
    begun = dated.filter(dated.created_at.coalesce(dated.closed_at) < midnight)
    ended = begun.closed_at.notnull() & (begun.closed_at < midnight)
    later = begun.closed_at.notnull() & (begun.closed_at >= midnight)
    return begun.mutate(
        outcome=ibis.ifelse(ended, begun.outcome, "open"),
        closed_at=ibis.ifelse(ended, begun.closed_at, nothing),
        # As exported they tell of the ending: the last stage, the day it closed.
        stage=ibis.ifelse(later, ibis.null(begun.stage.type()), begun.stage),
        expected_close_at=ibis.ifelse(later, nothing, begun.expected_close_at),
    )


def _orders(name: str, table: ibis.Table, midnight: datetime) -> ibis.Table:
    import ibis

    begun = _rows_begun(name, table, midnight)
    steps = [begun[column] for column in EVENTS[name][1:]]
    return begun.mutate(
        **{step.get_name(): ibis.ifelse(step < midnight, step, ibis.null(step.type())) for step in steps}
    )


_MASKS: dict[str, Callable[[str, ibis.Table, datetime], ibis.Table]] = {
    "leads": _leads,
    "deals": _deals,
    "orders": _orders,
}
