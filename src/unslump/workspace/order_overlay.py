"""A snapshot with the orders that people wrote, so that goals in delivered and paid follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot
    from unslump.history.written_orders import WrittenOrders
    from unslump.records.database import Records

__all__ = ["OrderOverlay"]


class OrderOverlay:
    """Reads the orders each time, and works out their rows anew only when one has changed."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._seen: list[tuple[str, int]] = []
        self._written: WrittenOrders | None = None

    def over(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot itself where no order was written. Raises StoreError for a damaged one."""
        written = self._rows()
        return snapshot if written is None else snapshot.with_orders(written)

    def _rows(self) -> WrittenOrders | None:
        from unslump.desk.order_book import KIND, read_order
        from unslump.records.kept import all_current

        with self._records.reading() as connection:
            kept = all_current(connection, KIND)
        seen = [(each.key, each.version) for each in kept]
        if seen != self._seen:
            from unslump.desk.order_rows import as_history

            written = as_history([read_order(each) for each in kept])
            self._seen, self._written = seen, written if written.numbers else None
        return self._written
