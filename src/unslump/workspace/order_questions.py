"""The questions about orders that a workspace answers."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from unslump.workspace.questions import Questions

if TYPE_CHECKING:
    from unslump.desk.order_answer import OrdersResult
    from unslump.workspace.order_book import OrderBook
    from unslump.workspace.order_overlay import OrderOverlay

__all__ = ["OrderQuestions"]


class OrderQuestions(Questions):
    """What they are asked of is a workspace."""

    @cached_property
    def _written_orders(self) -> OrderOverlay:
        from unslump.workspace.order_overlay import OrderOverlay

        return OrderOverlay(self.records)

    @property
    def order_book(self) -> OrderBook:
        """The orders: sign them, record what happens to them, and look at one."""
        from unslump.workspace.order_book import OrderBook

        return OrderBook(self.records, lambda day: self._snapshot(day).as_imported(), self.currency)

    def orders(self, as_of: date | str | None = None) -> OrdersResult:
        """What is owed, by whom and since when: imported orders and written ones together.

        By default as of the last day on which anything was imported or written. Raises NoHistory where
        there are neither, QuestionError for a day that is none, StoreError.
        """
        return self.order_book.owed(as_of)
