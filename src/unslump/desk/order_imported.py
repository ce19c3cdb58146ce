"""An order that was imported: taken over as events, or held against what people wrote since.

What was written wins over a later import of the same order, and what the import says otherwise is told.
A day that the import does not give is no contradiction: it may only be behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from unslump.business.order_events import (
    Cancelled,
    Delivered,
    Instalment,
    Line,
    OrderEvent,
    Paid,
    Part,
    Signed,
)
from unslump.business.order_money import exactly
from unslump.business.order_state import live, standing
from unslump.business.wording import day as in_words
from unslump.errors import QuestionError

if TYPE_CHECKING:
    import ibis

    from unslump.desk.order_book import WrittenOrder
    from unslump.history.snapshot import Snapshot

__all__ = ["ImportedOrder", "contradictions", "imported_orders", "named_orders", "taken_over"]

IMPORT = "the import"


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """An order as the newest import has it; `amount` in cents, None where neither it nor its deal has one."""

    order_id: str
    ordered: date
    amount: int | None
    customer: str
    seller: str
    deal_id: str | None
    lead_id: str | None
    deliver_by: date | None
    delivered: date | None
    due: date | None
    paid: date | None
    currency: str


def named_orders(snapshot: Snapshot, orders: ibis.Table) -> ibis.Table:
    """Orders as days and amounts, with customer and seller by name; amounts of deals where theirs lack."""
    import ibis

    deals, leads, people = (snapshot.table(name) for name in ("deals", "leads", "people"))
    deals = deals.select(
        deal_key=deals.deal_id, deal_title=deals.name, worth=deals.amount, seller_key=deals.owner,
        lead_key=deals.lead_id,
    )  # fmt: skip
    prospects = leads.select(prospect_key=leads.lead_id, prospect=leads.name)
    sellers = people.select(person_key=people.person_id, person=people.name)
    joined = orders.left_join(deals, orders.deal_id == deals.deal_key)
    joined = joined.left_join(prospects, joined.lead_key == prospects.prospect_key)
    joined = joined.left_join(sellers, joined.seller_key == sellers.person_key)
    return joined.select(
        "order_id",
        "deal_id",
        lead_id=joined.lead_key,
        ordered=joined.ordered_at.date(),
        amount=ibis.coalesce(joined.amount, joined.worth),
        customer=ibis.coalesce(joined.deal_title, joined.deal_name, joined.prospect, ""),
        seller=ibis.coalesce(joined.person, joined.seller_key, ""),
        deliver_by=joined.deliver_by.date(),
        delivered=joined.delivered_at.date(),
        due=joined.due_at.date(),
        paid=joined.paid_at.date(),
        currency=joined.currency.coalesce(""),
    )


def imported_orders(snapshot: Snapshot, numbers: Iterable[str]) -> dict[str, ImportedOrder]:
    """Those of the numbers that were imported; `snapshot` is without what was written."""
    wanted = sorted(numbers)
    if not wanted or not snapshot.has("orders"):
        return {}
    orders = snapshot.table("orders")
    found = named_orders(snapshot, orders.filter(orders.order_id.isin(wanted))).to_pyarrow().to_pylist()
    return {row["order_id"]: _read(row) for row in found}


def _read(row: dict[str, Any]) -> ImportedOrder:
    amount = row.pop("amount")
    return ImportedOrder(**row, amount=None if amount is None else round(amount * 100))


def taken_over(imported: ImportedOrder, at: datetime, currency: str) -> tuple[OrderEvent, ...]:
    """The imported order as the events it tells of; `at` is when it was imported.

    Raises QuestionError where it has no amount: nobody knows what is owed.
    """
    if not imported.amount or imported.amount < 0:
        raise QuestionError(
            f"The import gives no amount for {imported.order_id}, so that what is owed is not known.",
            hint=f"Write it whole: unslump orders new {imported.order_id} --amount 1200 --customer NAME",
        )
    first = min(day for day in (imported.ordered, imported.delivered, imported.paid) if day)
    promised = _from(first, imported.deliver_by)
    events: list[OrderEvent] = [
        Signed(
            number=1, day=first, by=IMPORT, at=at, customer=imported.customer, currency=currency,
            lines=(Line(text="as ordered", amount=imported.amount, deliver_by=promised),),
            instalments=(Instalment(amount=imported.amount, due=_from(first, imported.due)),),
            deal_id=imported.deal_id, lead_id=imported.lead_id, signed_by=imported.seller or None,
        )
    ]  # fmt: skip
    if imported.delivered:
        parts = (Part(line=1, amount=imported.amount),)
        events.append(Delivered(number=2, day=imported.delivered, by=IMPORT, at=at, parts=parts))
    if imported.paid:
        number = len(events) + 1
        events.append(Paid(number=number, day=imported.paid, by=IMPORT, at=at, amount=imported.amount))
    return tuple(events)


def _from(first: date, day: date | None) -> date | None:
    """A promise for a day before the signing is one for the day itself."""
    return None if day is None else max(first, day)


def contradictions(order: WrittenOrder, imported: ImportedOrder) -> list[tuple[str, str, str]]:
    """(what, as written, as imported) where the import says something else."""
    now = standing(order.events)
    if now is None:
        return []
    currency = now.signed.currency
    found = []
    if imported.amount and imported.amount not in (now.ordered, now.net):
        found.append(("amount", exactly(now.net, currency), exactly(imported.amount, currency)))
    promises = {line.deliver_by for line in now.lines}
    dues = {each.due for each in now.signed.instalments}
    for what, day, written in (("deliver by", imported.deliver_by, promises), ("due", imported.due, dues)):
        if day and day > now.signed.day and day not in written:
            found.append((what, _days(written), in_words(day)))
    counting = live(order.events)
    for what, day, done, kind in (
        ("delivered", imported.delivered, not now.to_deliver and bool(now.delivered), Delivered),
        ("paid", imported.paid, not now.owed and bool(now.kept), Paid),
    ):
        if day is None:
            continue
        last = max((event.day for event in counting if isinstance(event, kind)), default=None)
        if not done or last != day:
            found.append((what, _so_far(counting, what, last if done else None), in_words(day)))
    return found


def _so_far(counting: Sequence[OrderEvent], what: str, last: date | None) -> str:
    gone = next((e for e in counting if isinstance(e, Cancelled) and e.scope == "whole"), None)
    if gone is not None:
        return f"cancelled on {in_words(gone.day)}"
    return f"not {what} in full" if last is None else in_words(last)


def _days(days: Iterable[date | None]) -> str:
    known = sorted(day for day in days if day)
    return ", ".join(map(in_words, known)) or "no day"
