"""The book of orders: each one's events, kept under its number, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from unslump.business.order_events import OrderEvent, read_events
from unslump.business.order_rules import add
from unslump.errors import StoreError
from unslump.records.kept import Kept, all_current, current, keep

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["KIND", "WrittenOrder", "all_orders", "append", "order", "read_order"]

KIND = "order"


@dataclass(frozen=True, slots=True)
class WrittenOrder:
    """An order as it was last written; `version` is what a writer has seen (0: nothing is written)."""

    order_id: str
    events: tuple[OrderEvent, ...] = ()
    version: int = 0


def order(connection: Connection | None, order_id: str) -> WrittenOrder:
    """The order as written; without events when it never was. Raises StoreError for a damaged one."""
    kept = current(connection, KIND, order_id)
    return WrittenOrder(order_id) if kept is None else read_order(kept)


def all_orders(connection: Connection | None) -> list[WrittenOrder]:
    """Every order written, by number. Raises StoreError for a damaged one."""
    return [read_order(kept) for kept in all_current(connection, KIND)]


def append(
    connection: Connection,
    seen: WrittenOrder,
    new: Sequence[OrderEvent],
    *,
    by: str,
    at: datetime,
    today: date,
) -> WrittenOrder:
    """Add events to the order as the writer saw it; all of them or none.

    Raises QuestionError for what cannot have happened, ChangedMeanwhile when someone else wrote in
    between.
    """
    events = seen.events
    for event in new:
        events = add(seen.order_id, events, event, today)
    body = {"events": [event.model_dump(mode="json") for event in events]}
    note = ", ".join(event.kind for event in new)
    kept = keep(connection, KIND, seen.order_id, body, seen=seen.version, by=by, at=at, note=note)
    return WrittenOrder(seen.order_id, events, kept.version)


def read_order(kept: Kept) -> WrittenOrder:
    """The order that a kept document holds. Raises StoreError for a damaged one."""
    try:
        events = read_events(kept.body.get("events"))
    except ValidationError as error:
        raise StoreError(
            f"The order {kept.key!r} cannot be read from the records: {error.errors()[0]['msg']}.",
            hint="Restore the records from a backup, or upgrade unslump if a newer one wrote it.",
        ) from error
    return WrittenOrder(kept.key, events, kept.version)
