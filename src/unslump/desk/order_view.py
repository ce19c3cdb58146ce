"""One order: how it stands on a day, and its history in words."""

from __future__ import annotations

from datetime import date

from unslump.business.order_events import (
    Cancelled,
    Corrected,
    Credited,
    Delivered,
    OrderEvent,
    Paid,
    Part,
    Refunded,
    Signed,
)
from unslump.business.order_money import exactly
from unslump.business.order_state import OrderStanding, live, standing
from unslump.business.wording import count, day
from unslump.desk.order_answer import Contradiction, EventView, InstalmentView, LineView, OrderView
from unslump.desk.order_book import WrittenOrder
from unslump.desk.order_parts import instalments_left
from unslump.errors import QuestionError

__all__ = ["order_view"]


def order_view(
    order: WrittenOrder, as_of: date, contradictions: list[Contradiction], notes: list[str]
) -> OrderView:
    """The order at the end of `as_of`. QuestionError when it had not been signed by then.

    An order of version 0 is one that was only imported.
    """
    now = standing(order.events, as_of)
    status, sentence = "", ""
    if now is None:
        now, status, sentence = _as_if_never_signed(order, as_of)
    signed, currency = now.signed, now.signed.currency
    counting = {event.number for event in live(order.events)}
    return OrderView(
        order_id=order.order_id,
        as_of=as_of,
        customer=signed.customer,
        seller=signed.signed_by,
        deal_id=signed.deal_id,
        lead_id=signed.lead_id,
        currency=currency,
        status=status or now.status,
        sentence=sentence or _sentence(order.order_id, now, as_of),
        ordered=now.ordered,
        net=now.net,
        credited=now.credited,
        cancelled=now.cancelled,
        paid=now.kept,
        owed=now.owed,
        to_return=now.to_return,
        lines=_lines(now, as_of),
        instalments=[
            InstalmentView(amount=amount, due=due, days_late=_late(due, as_of))
            for amount, due in instalments_left(now)
        ],
        events=[
            EventView(
                number=event.number, day=event.day, kind=event.kind, words=_words(event, now, currency),
                by=event.by, at=event.at, stands=event.number in counting or isinstance(event, Corrected),
            )
            for event in order.events
        ],
        contradictions=contradictions,
        notes=notes,
        written=order.version > 0,
        version=order.version,
    )  # fmt: skip


def _as_if_never_signed(order: WrittenOrder, as_of: date) -> tuple[OrderStanding, str, str]:
    """An order whose signing was taken back: nothing is owed. QuestionError for one signed later."""
    signed = standing(order.events)
    if signed is not None:
        raise QuestionError(
            f"{order.order_id} was signed on {day(signed.signed.day)}, after {day(as_of)}.",
            hint="Ask for a later day: --as-of 2026-03-31",
        )
    terms = next(event for event in reversed(order.events) if isinstance(event, Signed))
    back = next(event for event in reversed(order.events) if isinstance(event, Corrected))
    lines = tuple(0 for _ in terms.lines)
    said = f"Nothing is owed for {order.order_id}: its signing was taken back by {back.by} ({back.reason})."
    return OrderStanding(terms, lines, lines, cancelled_whole=True), "taken back", said


def _lines(now: OrderStanding, as_of: date) -> list[LineView]:
    return [
        LineView(
            number=number, text=line.text, offer=line.offer, quantity=float(line.quantity),
            amount=line.amount, delivered=0 if now.cancelled_whole else delivered, to_deliver=left,
            deliver_by=line.deliver_by, days_late=_late(line.deliver_by, as_of) if left else 0,
        )
        for number, (line, delivered, left) in enumerate(
            zip(now.lines, now.delivered_by_line, now.to_deliver_by_line, strict=True), 1
        )
    ]  # fmt: skip


def _late(due: date | None, as_of: date) -> int:
    return max(0, (as_of - due).days) if due else 0


def _sentence(order_id: str, now: OrderStanding, as_of: date) -> str:
    currency, owing = now.signed.currency, []
    late = max((each.days_late for each in _lines(now, as_of)), default=0)
    if now.to_deliver:
        since = f", {count(late, 'day', 'days')} late" if late else ""
        owing.append(f"the company owes delivery of {exactly(now.to_deliver, currency)}{since}")
    if now.owed:
        overdue = [(amount, _late(due, as_of)) for amount, due in instalments_left(now)]
        money = sum(amount for amount, days in overdue if days)
        days = max(days for _, days in overdue)
        since = ""
        if money:
            part = "" if money == now.owed else f"{exactly(money, currency)} of it "
            since = f", {part}{count(days, 'day', 'days')} overdue"
        owing.append(f"the customer owes {exactly(now.owed, currency)}{since}")
    if now.to_return:
        owing.append(f"{exactly(now.to_return, currency)} is to be returned to the customer")
    of = f" of {now.signed.customer}" if now.signed.customer else ""
    told = "; ".join(owing) or "nobody owes anything"
    worth = f", {exactly(now.net, currency)}," if now.net else ""
    return f"Order {order_id}{of}{worth} is {now.status}: {told}."


def _words(event: OrderEvent, now: OrderStanding, currency: str) -> str:
    """What happened, without its day."""
    match event:
        case Signed():
            ordered = sum(line.amount for line in event.lines)
            lines = count(len(event.lines), "line", "lines")
            return f"signed: {exactly(ordered, event.currency)} in {lines}"
        case Delivered(parts=parts):
            return f"delivered: {_parts(parts, now, currency)}"
        case Paid(amount=amount, reference=reference, over=over):
            named = f", reference {reference}" if reference else ""
            return f"paid: {exactly(amount, currency)}{named}{', may be more than owed' if over else ''}"
        case Credited(amount=amount, reason=reason):
            return f"credit note: {exactly(amount, currency)} ({reason})"
        case Cancelled(scope="whole", reason=reason):
            return f"cancelled, the whole ({reason})"
        case Cancelled(parts=parts, reason=reason):
            return f"cancelled, the rest: {_parts(parts, now, currency)} ({reason})"
        case Refunded(amount=amount, reference=reference):
            return f"refunded: {exactly(amount, currency)}{f', reference {reference}' if reference else ''}"
        case Corrected(takes_back=number, reason=reason):
            return f"event {number} taken back ({reason})"


def _parts(parts: tuple[Part, ...], now: OrderStanding, currency: str) -> str:
    if len(now.lines) == 1:
        (part,) = parts
        if part.amount == now.lines[0].amount:
            return "everything"
    return ", ".join(
        f"{exactly(part.amount, currency)} of line {part.line}"
        + (f" ({count(float(part.quantity), 'piece', 'pieces')})" if part.quantity is not None else "")
        for part in parts
    )
