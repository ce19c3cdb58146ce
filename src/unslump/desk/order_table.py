"""What is owed of the imported orders: asked of the table where it lies, not row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from unslump.desk.order_answer import Owed
from unslump.desk.order_imported import named_orders

if TYPE_CHECKING:
    import ibis

    from unslump.history.snapshot import Snapshot

__all__ = ["ImportedObligations", "imported_obligations"]


@dataclass(frozen=True)
class ImportedObligations:
    """Deliveries and payments still owed, how many orders there are, and what cannot be said of them."""

    rows: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    deliveries: list[Owed] = field(default_factory=list)
    payments: list[Owed] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def imported_obligations(
    snapshot: Snapshot | None, written: Sequence[str], as_of: date
) -> ImportedObligations:
    """Of the imported orders that nobody wrote anew.

    Where no order at all has a day of delivery (of payment), the export does not say: then none of it is
    taken to be owed, and a note says so.
    """
    if snapshot is None or not snapshot.has("orders"):
        return ImportedObligations()
    orders = named_orders(snapshot, snapshot.table("orders"))
    known = orders.aggregate(delivered=orders.delivered.count(), paid=orders.paid.count())
    (given,) = known.to_pyarrow().to_pylist()
    rest = orders.filter(orders.order_id.notin(tuple(written))) if written else orders
    status = _status(rest, bool(given["delivered"]), bool(given["paid"]))
    rest = rest.mutate(status=status).cache()
    counted = rest.group_by("status").aggregate(orders=rest.count()).to_pyarrow().to_pylist()
    notes = [
        f"The imported orders have no {what} days: what is still {owed} of them is not known."
        for what, owed, there in (
            ("delivery", "to be delivered", given["delivered"]),
            ("payment", "to be paid", given["paid"]),
        )
        if not there
    ]
    deliveries = _owed(rest, "delivered", "deliver_by", as_of, "delivery") if given["delivered"] else []
    payments = _owed(rest, "paid", "due", as_of, "payment") if given["paid"] else []
    unknown = sum(1 for each in payments if each.amount is None)
    if unknown:
        orders_have = "order has" if unknown == 1 else "orders have"
        notes.append(f"{unknown:,} unpaid {orders_have} no amount, and count as nothing in money.")
    return ImportedObligations(
        rows=sum(row["orders"] for row in counted),
        by_status={row["status"]: row["orders"] for row in counted},
        deliveries=deliveries,
        payments=payments,
        notes=notes,
    )


def _status(orders: ibis.Table, deliveries: bool, payments: bool) -> ibis.Value:
    import ibis

    delivered, paid = orders.delivered.notnull(), orders.paid.notnull()
    if not (deliveries and payments):  # one side is not recorded: the other says all there is
        known = delivered if deliveries else paid
        return ibis.ifelse(known, "delivered" if deliveries else "paid", "signed")
    return ibis.cases((delivered & paid, "settled"), (delivered, "delivered"), (paid, "paid"), else_="signed")


def _owed(orders: ibis.Table, done: str, due: str, as_of: date, what: str) -> list[Owed]:
    found = orders.filter(orders[done].isnull())
    rows = found.select("order_id", "customer", "seller", "amount", "status", due=found[due]).to_pyarrow()
    return [
        Owed.model_construct(  # its types are the table's own
            order_id=row["order_id"],
            customer=row["customer"],
            seller=row["seller"],
            what=what,
            amount=None if row["amount"] is None else round(row["amount"] * 100),
            due=row["due"],
            days_late=max(0, (as_of - row["due"]).days) if row["due"] else 0,
            status=row["status"],
            written=False,
        )
        for row in rows.to_pylist()
    ]
