"""Orders month by month: signed, delivered, paid, and what is still owed of what falls due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from unslump.business.order_state import standing
from unslump.desk.order_answer import Month
from unslump.desk.order_book import WrittenOrder
from unslump.desk.order_imported import named_orders
from unslump.desk.order_parts import parts_on

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["months_of"]

_FIELDS = ("signed", "delivered", "paid", "to_deliver", "to_be_paid")


def months_of(orders: Sequence[WrittenOrder], snapshot: Snapshot | None, as_of: date) -> list[Month]:
    """Every month in which anything was signed, delivered, paid or falls due, in cents; earliest first.

    What was cancelled or credited is in none of them, and what has no due day in none of the last two.
    """
    sums: dict[date, dict[str, int]] = {}
    numbers = [order.order_id for order in orders if standing(order.events) is not None]
    for month, what, amount in _imported(snapshot, numbers):
        _put(sums, month, what, amount)
    for order in orders:
        now = standing(order.events, as_of)
        if now is None:
            continue
        for part in parts_on(order.events, as_of):
            _put(sums, now.signed.day, "signed", part.amount)
            _put(sums, part.delivered, "delivered", part.amount)
            _put(sums, part.paid, "paid", part.amount)
            _put(sums, None if part.delivered else part.deliver_by, "to_deliver", part.amount)
            _put(sums, None if part.paid else part.due, "to_be_paid", part.amount)
    return [Month(month=month, **(dict.fromkeys(_FIELDS, 0) | sums[month])) for month in sorted(sums)]


def _put(sums: dict[date, dict[str, int]], day: date | None, what: str, amount: int) -> None:
    if day is not None:
        month = sums.setdefault(day.replace(day=1), {})
        month[what] = month.get(what, 0) + amount


def _imported(snapshot: Snapshot | None, written: Sequence[str]) -> list[tuple[date, str, int]]:
    """(month, what, cents): grouped where the orders lie."""
    if snapshot is None or not snapshot.has("orders"):
        return []
    import ibis

    orders = named_orders(snapshot, snapshot.table("orders"))
    if written:
        orders = orders.filter(orders.order_id.notin(tuple(written)))
    nothing = ibis.null("date")
    columns = {
        "signed": orders.ordered,
        "delivered": orders.delivered,
        "paid": orders.paid,
        "to_deliver": ibis.ifelse(orders.delivered.isnull(), orders.deliver_by, nothing),
        "to_be_paid": ibis.ifelse(orders.paid.isnull(), orders.due, nothing),
    }
    cents = (orders.amount.coalesce(0.0) * 100).round().cast("int64")
    long = ibis.union(
        *(orders.select(day=day, what=ibis.literal(what), cents=cents) for what, day in columns.items())
    )
    long = long.filter(long.day.notnull())
    grouped = long.group_by(month=long.day.truncate("M"), what=long.what).aggregate(total=long.cents.sum())
    return [(row["month"], row["what"], int(row["total"])) for row in grouped.to_pyarrow().to_pylist()]
