"""What is owed at the end of a day: by the company, by its customers, and since when.

Imported orders are looked at where they lie, as a table; written ones, a handful, one by one. A written
order stands in place of an imported one of its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from unslump.business.order_state import OrderStanding, standing
from unslump.desk.order_answer import Contradiction, OrdersResult, Owed, Sum
from unslump.desk.order_book import WrittenOrder
from unslump.desk.order_imported import contradictions, imported_orders
from unslump.desk.order_months import months_of
from unslump.desk.order_parts import instalments_left
from unslump.desk.order_sentence import orders_sentence
from unslump.desk.order_table import imported_obligations

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["obligations", "told_contradictions"]


def obligations(
    orders: Sequence[WrittenOrder], snapshot: Snapshot | None, as_of: date, currency: str
) -> OrdersResult:
    """Everything owed. `snapshot` is the imported history as of that day, without what was written.

    None: nothing was imported. Imported orders that nobody wrote anew are late or not as of the last day of
    the imports: what was delivered or paid after it is not known. Written ones are as of `as_of`.
    """
    known_until = as_of if snapshot is None else min(as_of, snapshot.last_day)
    standing_on = [(order.order_id, standing(order.events, as_of)) for order in orders]
    seen = [(order_id, now) for order_id, now in standing_on if now is not None]
    numbers = tuple(order.order_id for order in orders if standing(order.events) is not None)
    imported = imported_obligations(snapshot, numbers, known_until)
    deliveries = [*imported.deliveries, *(owed for each in seen for owed in _deliveries(*each, as_of))]
    payments = [*imported.payments, *(owed for each in seen for owed in _payments(*each, as_of))]
    returns = [owed for each in seen for owed in _credits(*each)]
    for each in (deliveries, payments):
        each.sort(key=_latest_first)
    result = OrdersResult(
        as_of=as_of,
        imported_until=known_until if known_until < as_of and imported.rows else None,
        currency=currency,
        sentence="",
        orders=imported.rows + len(seen),
        written=len(seen),
        by_status=dict(_by_status(imported.by_status, [now for _, now in seen])),
        deliveries=deliveries,
        payments=payments,
        credits=returns,
        owed_by_company=_sum(deliveries),
        owed_by_customers=_sum(payments),
        to_return=_sum(returns),
        months=months_of(orders, snapshot, as_of),
        contradictions=told_contradictions(orders, snapshot),
        notes=imported.notes,
    )
    return result.model_copy(update={"sentence": orders_sentence(result)})


def told_contradictions(orders: Sequence[WrittenOrder], snapshot: Snapshot | None) -> list[Contradiction]:
    """Where the newest import says otherwise than people wrote."""
    if snapshot is None:
        return []
    imported = imported_orders(snapshot, [order.order_id for order in orders])
    return [
        Contradiction(order_id=order.order_id, what=what, written=written, imported=said)
        for order in orders
        if order.order_id in imported
        for what, written, said in contradictions(order, imported[order.order_id])
    ]


def _deliveries(order_id: str, now: OrderStanding, as_of: date) -> list[Owed]:
    left = zip(now.to_deliver_by_line, now.lines, strict=True)
    return [
        _owed(order_id, now, line.text, amount, line.deliver_by, as_of) for amount, line in left if amount
    ]


def _payments(order_id: str, now: OrderStanding, as_of: date) -> list[Owed]:
    left = instalments_left(now)
    what = "payment" if len(now.signed.instalments) == 1 else "instalment"
    return [_owed(order_id, now, what, amount, due, as_of) for amount, due in left]


def _credits(order_id: str, now: OrderStanding) -> list[Owed]:
    if not now.to_return:
        return []
    return [_owed(order_id, now, "money to return", now.to_return, None, now.signed.day)]


def _owed(order_id: str, now: OrderStanding, what: str, amount: int, due: date | None, as_of: date) -> Owed:
    signed = now.signed
    return Owed(
        order_id=order_id, customer=signed.customer, seller=signed.signed_by or "", what=what, amount=amount,
        due=due, days_late=max(0, (as_of - due).days) if due else 0, status=now.status, written=True,
    )  # fmt: skip


def _latest_first(owed: Owed) -> tuple[date, str]:
    return owed.due or date.max, owed.order_id


def _by_status(imported: dict[str, int], written: Sequence[OrderStanding]) -> list[tuple[str, int]]:
    counted = Counter(imported) + Counter(now.status for now in written)
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _sum(owed: Sequence[Owed]) -> Sum:
    late = [each for each in owed if each.days_late]
    return Sum(
        count=len(owed),
        amount=sum(each.amount or 0 for each in owed),
        late=len(late),
        late_amount=sum(each.amount or 0 for each in late),
    )
