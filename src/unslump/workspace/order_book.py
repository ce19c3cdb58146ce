"""The orders of a workspace: signed, delivered, paid, credited, cancelled, corrected; and what is owed.

`now` (aware, or naive UTC) is when something is recorded, `today` the writer's day: nothing can have
happened after it, and it is the day of what is recorded without one. `seen` is the version that the writer
had before them; when someone has written since, ChangedMeanwhile says who.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from unslump.business.wording import day as in_words
from unslump.errors import ChangedMeanwhile, NoHistory, QuestionError
from unslump.records.moments import naive_utc
from unslump.workspace.asking import as_day

if TYPE_CHECKING:
    from unslump.business.order_events import Event, OrderEvent
    from unslump.desk.order_answer import OrdersResult, OrderView
    from unslump.desk.order_book import WrittenOrder
    from unslump.desk.order_changes import Change
    from unslump.desk.order_signing import Terms
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records

__all__ = ["OrderBook"]


class OrderBook:
    """`imported` gives the history as imported, as of a day; it may raise NoHistory."""

    def __init__(
        self, records: Records, imported: Callable[[date | None], Snapshot], currency: Callable[[], str]
    ) -> None:
        self._records, self._imported, self._currency = records, imported, currency

    def owed(self, as_of: date | str | None = None) -> OrdersResult:
        """What is owed at the end of `as_of`, by whom and since when.

        By default the last day on which anything was imported or written. Raises NoHistory where there
        is neither, QuestionError for a day that is none, StoreError.
        """
        from unslump.desk.orders import obligations

        orders = self._all()
        snapshot, day = self._as_of(orders, as_day(as_of))
        return obligations(orders, snapshot, day, self._money(snapshot, orders))

    def show(self, order_id: str, as_of: date | str | None = None) -> OrderView:
        """One order, written or imported, with its history. QuestionError when there is none."""
        order = self._known(order_id)
        everything = [order, *self._all()]
        snapshot, day = self._as_of(everything, as_day(as_of))
        if snapshot is None or order.version or day <= snapshot.last_day:
            return self._view(order, snapshot, day)
        # Imported only: what happened to it after the imports is not known.
        until = snapshot.last_day
        return self._view(
            order, snapshot, until, [f"Imports end on {in_words(until)}: late or not as of then."]
        )

    def sign(
        self, order_id: str, terms: Terms, *, by: str, now: datetime, today: date, on: date | None = None
    ) -> OrderView:
        """A new order. Raises QuestionError for terms that are none, or a number that is taken."""
        from unslump.desk.order_signing import signing

        number = _named(order_id)
        order = self._written(number)
        snapshot = self._history()
        made = signing(number, terms, snapshot, self._money(snapshot, []), taken=bool(order.version))
        return self._add(order, [made.event], made.notes, None, by, now, today, on)

    def record(
        self,
        order_id: str,
        change: Change,
        *,
        by: str,
        now: datetime,
        today: date,
        on: date | None = None,
        seen: int | None = None,
    ) -> OrderView:
        """Something that happened to an order; an imported one is taken over by it.

        Raises QuestionError for what cannot have happened, ChangedMeanwhile.
        """
        order = self._known(order_id)
        return self._add(order, [change.event], [], seen, by, now, today, on)

    def _add(
        self, order: WrittenOrder, makes: Sequence[Callable[..., Event]], notes: Sequence[str],
        seen: int | None, by: str, now: datetime, today: date, on: date | None,
    ) -> OrderView:  # fmt: skip
        from unslump.desk.order_book import WrittenOrder, append

        if seen is not None and seen != order.version:
            last = order.events[-1]
            raise ChangedMeanwhile(
                f"Nothing was written: the order {order.order_id!r} was changed by {last.by} "
                f"({last.at:%Y-%m-%d %H:%M} UTC) since you read it.",
                hint="Look at it as it is now, and make your change again.",
            )
        at = naive_utc(now)
        # What an imported order tells of is written together with the first event of one's own.
        events = list(order.events) if order.version == 0 else []
        before = WrittenOrder(order.order_id, () if events else order.events, order.version)
        known = order.events
        for make in makes:
            who: dict[str, Any] = {"number": len(known) + 1, "day": on or today, "by": by, "at": at}
            event: Any = make(order.order_id, known, **who)
            events.append(event)
            known = (*known, event)
        with self._records.writing() as connection:
            written = append(connection, before, events, by=by, at=at, today=today)
        snapshot, day = self._as_of([written], None)
        return self._view(written, snapshot, day, notes)

    def _view(
        self, order: WrittenOrder, snapshot: Snapshot | None, as_of: date, notes: Sequence[str] = ()
    ) -> OrderView:
        from unslump.desk.order_notes import beyond_the_history
        from unslump.desk.order_view import order_view
        from unslump.desk.orders import told_contradictions

        told = told_contradictions([order], snapshot) if order.version else []
        late = beyond_the_history(order, snapshot) if order.version else []
        return order_view(order, as_of, told, [*notes, *late])

    def _known(self, order_id: str) -> WrittenOrder:
        """The order as written, else as imported (version 0). QuestionError for neither."""
        from unslump.business.order_state import standing
        from unslump.desk.order_book import WrittenOrder
        from unslump.desk.order_imported import imported_orders, taken_over

        order_id = _named(order_id)
        order = self._written(order_id)
        if standing(order.events) is not None:
            return order
        snapshot = self._history()
        found = imported_orders(snapshot, [order_id]) if snapshot else {}
        if order_id in found and not order.version:
            at = naive_utc(snapshot.version.created_at) if snapshot else None
            if at is not None:
                events: tuple[OrderEvent, ...] = taken_over(found[order_id], at, self._money(snapshot, []))
                return WrittenOrder(order_id, events)
        if order.version:
            return order
        raise QuestionError(
            f"There is no order {order_id!r}, neither written nor imported.",
            hint="unslump orders lists what is owed; a new one is signed with unslump orders new.",
        )

    def _written(self, order_id: str) -> WrittenOrder:
        from unslump.desk.order_book import order

        with self._records.reading() as connection:
            return order(connection, order_id)

    def _all(self) -> list[WrittenOrder]:
        from unslump.desk.order_book import all_orders

        with self._records.reading() as connection:
            return all_orders(connection)

    def _history(self, as_of: date | None = None) -> Snapshot | None:
        try:
            return self._imported(as_of)
        except NoHistory:
            return None

    def _as_of(self, orders: Sequence[WrittenOrder], asked: date | None) -> tuple[Snapshot | None, date]:
        """The imported history, and the day: the one asked for, else the last anything is recorded on."""
        from unslump.business.order_state import live

        snapshot = self._history(asked)
        days = [event.day for order in orders for event in live(order.events) or order.events]
        if snapshot is not None:
            days.append(snapshot.as_of)
        if not days and asked is None:
            raise NoHistory(
                "No order was signed here, and nothing was imported.",
                hint="Sign one: unslump orders new NUMBER --customer NAME --amount 1200; or bring a history "
                "in: unslump import FILE…",
            )
        day = asked or max(days)
        return (snapshot.at(day) if snapshot is not None else None), day

    def _money(self, snapshot: Snapshot | None, orders: Sequence[WrittenOrder]) -> str:
        """The currency of amounts: the company's, else that of the orders written."""
        from unslump.business.order_state import standing

        try:
            known = self._currency()
        except NoHistory:
            known = ""
        written = [now.signed.currency for order in orders if (now := standing(order.events))]
        return known or next((currency for currency in written if currency), "")


def _named(order_id: str) -> str:
    """The number as it is kept. QuestionError for none, or one too long to be kept."""
    number = order_id.strip()
    if not number or len(number) > 100 or not number.isprintable():
        raise QuestionError(f"{order_id!r} is no order number.", hint="For example A-17.")
    return number
