"""A snapshot with the orders that people wrote, so that goals in delivered and paid follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records

__all__ = ["with_written_orders"]


def with_written_orders(snapshot: Snapshot, records: Records) -> Snapshot:
    """The snapshot itself where none were written. Raises StoreError for a damaged one."""
    from unslump.desk.order_book import all_orders
    from unslump.desk.order_rows import as_history

    with records.reading() as connection:
        orders = all_orders(connection)
    if not orders:
        return snapshot
    written = as_history(orders)
    return snapshot.with_orders(written) if written.numbers else snapshot
