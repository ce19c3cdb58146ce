"""What is worth knowing beside an order: what the history says of its deal, and when goals will follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unslump.business.order_state import live
from unslump.business.wording import day
from unslump.desk.order_book import WrittenOrder

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["KnownDeal", "beyond_the_history", "deal_notes", "known_deal"]


@dataclass(frozen=True, slots=True)
class KnownDeal:
    """What the history has of a deal; `amount` in cents, `orders` those imported for it."""

    customer: str
    seller: str
    lead_id: str | None
    amount: int | None
    outcome: str
    orders: tuple[str, ...]


def known_deal(snapshot: Snapshot | None, deal_id: str) -> KnownDeal | None:
    """The deal as imported; None when the history does not have it."""
    if snapshot is None:
        return None
    deals, leads, people = (snapshot.table(name) for name in ("deals", "leads", "people"))
    prospects = leads.select(lead_key=leads.lead_id, prospect=leads.name)
    sellers = people.select(person_key=people.person_id, person=people.name)
    wanted = ("name", "amount", "owner", "outcome", "lead_id")
    deal = deals.filter(deals.deal_id == deal_id).select(*wanted)
    deal = deal.left_join(prospects, deal.lead_id == prospects.lead_key)
    deal = deal.left_join(sellers, deal.owner == sellers.person_key)
    found = deal.to_pyarrow().to_pylist()
    if not found:
        return None
    orders = snapshot.table("orders")
    numbers = orders.filter(orders.deal_id == deal_id).select("order_id").order_by("order_id")
    row = found[0]
    return KnownDeal(
        customer=row["name"] or row["prospect"] or "",
        seller=row["person"] or row["owner"] or "",
        lead_id=row["lead_id"],
        amount=None if row["amount"] is None else round(row["amount"] * 100),
        outcome=row["outcome"] or "open",
        orders=tuple(numbers.to_pyarrow()["order_id"].to_pylist()),
    )


def deal_notes(deal_id: str | None, deal: KnownDeal | None) -> list[str]:
    """What a signing should know of its deal."""
    if deal_id is None:
        return [
            "It belongs to no deal (--deal): it counts in goals for delivered and paid, not in bookings, "
            "which are counted from won deals."
        ]
    if deal is None:
        return [f"The history has no deal {deal_id}: bookings follow once it is imported as won."]
    notes = []
    if deal.outcome == "lost":
        notes.append(f"The history has deal {deal_id} as lost: mend it in the CRM, or bookings miss it.")
    if deal.outcome == "open":
        notes.append(f"Deal {deal_id} is open in the history, and counts as won from the signing on.")
    if deal.orders:
        notes.append(f"Deal {deal_id} has an imported order already: {', '.join(deal.orders)}.")
    return notes


def beyond_the_history(order: WrittenOrder, snapshot: Snapshot | None) -> list[str]:
    """Said where something is dated after the last day of the imports."""
    if snapshot is None:
        return []
    last = max((event.day for event in live(order.events)), default=snapshot.last_day)
    if last <= snapshot.last_day:
        return []
    return [
        f"The imported history ends on {day(snapshot.last_day)}: goals follow what is dated after that "
        "once an import reaches it."
    ]
