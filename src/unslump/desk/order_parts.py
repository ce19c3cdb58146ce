"""An order as rows of the history: each with one delivered day and one paid day, adding up to the cent.

Two strands run over what the customer owes, from its first cent to its last: what was delivered when
(then what is promised when), and what was paid when (beside what is due when). Each is cut where it
changes; the pieces between the cuts of both are the rows. Payments settle the earliest instalments first,
and what was credited or cancelled comes off the last. A price that a credit note lowered is spread over
the deliveries in proportion.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from unslump.business.order_events import Delivered, OrderEvent, Paid
from unslump.business.order_money import in_proportion
from unslump.business.order_state import OrderStanding, live, standing

__all__ = ["OrderPart", "instalments_left", "parts_on"]


@dataclass(frozen=True, slots=True)
class OrderPart:
    """So many cents of an order, promised and delivered, due and paid on one day each."""

    amount: int
    deliver_by: date | None
    delivered: date | None
    due: date | None
    paid: date | None


def parts_on(events: Sequence[OrderEvent], day: date) -> list[OrderPart]:
    """The order at the end of `day`; nothing where nothing is owed for it. Amounts add up to its net."""
    now = standing(events, day)
    if now is None or not now.net:
        return []
    seen = [event for event in live(events) if event.day <= day]
    delivered_upto, delivery = _deliveries(now, seen)
    paid_upto, paid_on = _payments(now, seen)
    due_upto, due = _instalments(now)
    cuts = sorted({*delivered_upto, *paid_upto, *due_upto} - {0})
    pieces: dict[tuple[date | None, ...], int] = {}
    begin = 0
    for end in cuts:
        by, done = delivery[bisect_left(delivered_upto, end)]
        place = bisect_left(paid_upto, end)
        paid = paid_on[place] if place < len(paid_on) else None
        key = (by, done, due[bisect_left(due_upto, end)], paid)
        pieces[key] = pieces.get(key, 0) + end - begin
        begin = end
    return [OrderPart(amount, *key) for key, amount in pieces.items()]


def instalments_left(now: OrderStanding) -> list[tuple[int, date | None]]:
    """What is still to be paid, by the day it is due, earliest first (None: no day was agreed)."""
    upto, due = _instalments(now)
    left, begin = [], min(now.kept, now.net)
    for end, day in zip(upto, due, strict=True):
        if end > begin:
            left.append((end - begin, day))
            begin = end
    return left


def _deliveries(
    now: OrderStanding, seen: Sequence[OrderEvent]
) -> tuple[list[int], list[tuple[date | None, date | None]]]:
    """(cents up to which, (promised, delivered))."""
    strand: list[tuple[int, date | None, date | None]] = []
    for event in sorted((e for e in seen if isinstance(e, Delivered)), key=lambda e: e.day):
        strand += [(part.amount, now.lines[part.line - 1].deliver_by, event.day) for part in event.parts]
    left = zip(now.to_deliver_by_line, now.lines, strict=True)
    owed = [(amount, line.deliver_by) for amount, line in left if amount]
    owed.sort(key=lambda each: each[1] or date.max)
    strand += [(amount, by, None) for amount, by in owed]
    kept = now.ordered - now.cancelled
    upto = [in_proportion(now.net, done, kept) for done in accumulate(amount for amount, _, _ in strand)]
    return upto, [(by, done) for _, by, done in strand]


def _payments(now: OrderStanding, seen: Sequence[OrderEvent]) -> tuple[list[int], list[date]]:
    """(cents up to which, paid); what is to be returned pays for nothing."""
    paid = sorted((e for e in seen if isinstance(e, Paid)), key=lambda e: e.day)
    upto = [min(done, now.net) for done in accumulate(event.amount for event in paid)]
    return upto, [event.day for event in paid]


def _instalments(now: OrderStanding) -> tuple[list[int], list[date | None]]:
    """(cents up to which, due); the last ones shrink when something was credited or cancelled."""
    agreed = sorted(now.signed.instalments, key=lambda each: each.due or date.max)
    upto = [min(done, now.net) for done in accumulate(each.amount for each in agreed)]
    return upto, [each.due for each in agreed]
