"""Written orders as the history's table of orders: what is handed down to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from unslump.business.order_state import live, standing
from unslump.desk.order_parts import parts_on

if TYPE_CHECKING:
    from unslump.desk.order_book import WrittenOrder
    from unslump.history.written_orders import WrittenOrders

__all__ = ["as_history"]


def as_history(orders: Sequence[WrittenOrder]) -> WrittenOrders:
    """The orders as rows for each stretch of days on which they stood the same.

    An order whose signing was taken back stands for nothing: an imported one of its number counts again.
    """
    import pyarrow as pa

    from unslump.history.tables import TABLES, Kind
    from unslump.history.written_orders import WrittenOrders

    signed = [order for order in orders if standing(order.events) is not None]
    rows = [row for order in signed for row in _rows(order)]
    types = {"TIMESTAMP": pa.timestamp("us"), "DOUBLE": pa.float64(), "VARCHAR": pa.string()}
    columns = {column.name: types[column.kind.sql_type] for column in TABLES["orders"].columns}
    columns |= dict.fromkeys(("seen_from", "seen_until"), types[Kind.TIME.sql_type])
    table = pa.table(
        {name: pa.array([row.get(name) for row in rows], kind) for name, kind in columns.items()}
    )
    return WrittenOrders(tuple(order.order_id for order in signed), table)


def _rows(order: WrittenOrder) -> list[dict[str, Any]]:
    days = sorted({event.day for event in live(order.events)})
    rows = []
    for begin, end in zip(days, [*days[1:], None], strict=True):
        now = standing(order.events, begin)
        if now is None:
            continue
        for number, part in enumerate(parts_on(order.events, begin), 1):
            rows.append(
                {
                    "order_id": order.order_id if number == 1 else f"{order.order_id}/{number}",
                    "ordered_at": _midnight(now.signed.day),
                    "deal_id": now.signed.deal_id,
                    "deal_ref": now.signed.deal_id,
                    "amount": part.amount / 100,
                    "amount_given": part.amount / 100,
                    "currency": now.signed.currency or None,
                    "deliver_by": _midnight(part.deliver_by),
                    "delivered_at": _midnight(part.delivered),
                    "due_at": _midnight(part.due),
                    "paid_at": _midnight(part.paid),
                    "seen_from": _midnight(begin),
                    "seen_until": _midnight(end),
                }
            )
    return rows


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, datetime.min.time())
