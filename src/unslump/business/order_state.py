"""How an order stands: sums over its events, so that the order of one day's events cannot matter.

    ordered  = delivered + cancelled + to deliver          line by line, to the cent
    net      = ordered − cancelled − credited              0 when the whole was cancelled
    net      = paid − refunded + owed − to return          owed and to return are never both there

Cancelling the whole brings back what was delivered: then nothing counts as delivered. An event that was
taken back counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from unslump.business.order_events import (
    Cancelled,
    Corrected,
    Credited,
    Delivered,
    Line,
    OrderEvent,
    Paid,
    Part,
    Refunded,
    Signed,
)

__all__ = ["OrderStanding", "live", "standing"]


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """Sums by line (tuples, in the order of `lines`) and for the whole, in cents."""

    signed: Signed
    delivered_by_line: tuple[int, ...]
    cancelled_by_line: tuple[int, ...]
    credited: int = 0
    paid: int = 0
    refunded: int = 0
    cancelled_whole: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """What was ordered."""
        return self.signed.lines

    @property
    def ordered(self) -> int:
        """What was agreed at signing."""
        return sum(line.amount for line in self.lines)

    @property
    def cancelled(self) -> int:
        """What will not be delivered any more; all of it when the whole was cancelled."""
        return self.ordered if self.cancelled_whole else sum(self.cancelled_by_line)

    @property
    def delivered(self) -> int:
        """What was delivered and stays so, at the agreed price."""
        return 0 if self.cancelled_whole else sum(self.delivered_by_line)

    @property
    def to_deliver_by_line(self) -> tuple[int, ...]:
        """What the company still owes, line by line."""
        if self.cancelled_whole:
            return tuple(0 for _ in self.lines)
        done = zip(self.lines, self.delivered_by_line, self.cancelled_by_line, strict=True)
        return tuple(line.amount - delivered - cancelled for line, delivered, cancelled in done)

    @property
    def to_deliver(self) -> int:
        """What the company still owes, at the agreed price."""
        return sum(self.to_deliver_by_line)

    @property
    def net(self) -> int:
        """What the customer owes, or owed, altogether."""
        return 0 if self.cancelled_whole else self.ordered - self.cancelled - self.credited

    @property
    def kept(self) -> int:
        """What was paid and not refunded."""
        return self.paid - self.refunded

    @property
    def owed(self) -> int:
        """What the customer still owes."""
        return max(0, self.net - self.kept)

    @property
    def to_return(self) -> int:
        """What the company owes back to the customer."""
        return max(0, self.kept - self.net)

    @property
    def is_settled(self) -> bool:
        """Whether neither side owes anything."""
        return not (self.to_deliver or self.owed or self.to_return)

    @property
    def status(self) -> str:
        """In words, from "signed" to "settled"."""
        if self.cancelled == self.ordered:
            return "cancelled, money to return" if self.to_return else "cancelled"
        if self.is_settled:
            return "settled"
        delivery = "" if not self.delivered else "partly delivered" if self.to_deliver else "delivered"
        payment = "" if not self.kept else "partly paid" if self.owed else "paid"
        said = ", ".join(word for word in (delivery, payment) if word) or "signed"
        return f"{said}, money to return" if self.to_return else said


def live(events: Iterable[OrderEvent]) -> tuple[OrderEvent, ...]:
    """The events that count: neither taken back, nor themselves the taking back."""
    events = tuple(events)
    gone = {event.takes_back for event in events if isinstance(event, Corrected)}
    return tuple(event for event in events if not isinstance(event, Corrected) and event.number not in gone)


def standing(events: Iterable[OrderEvent], day: date | None = None) -> OrderStanding | None:
    """How the order stood at the end of `day` (None: with everything recorded).

    None before it was signed, and when its signing was taken back.
    """
    counting = [event for event in live(events) if day is None or event.day <= day]
    signed = next((event for event in counting if isinstance(event, Signed)), None)
    if signed is None:
        return None
    lines = len(signed.lines)
    return OrderStanding(
        signed=signed,
        delivered_by_line=_by_line(lines, [e.parts for e in counting if isinstance(e, Delivered)]),
        cancelled_by_line=_by_line(lines, [e.parts for e in counting if isinstance(e, Cancelled)]),
        credited=sum(event.amount for event in counting if isinstance(event, Credited)),
        paid=sum(event.amount for event in counting if isinstance(event, Paid)),
        refunded=sum(event.amount for event in counting if isinstance(event, Refunded)),
        cancelled_whole=any(isinstance(event, Cancelled) and event.scope == "whole" for event in counting),
    )


def _by_line(lines: int, parts: Sequence[Sequence[Part]]) -> tuple[int, ...]:
    sums = [0] * lines
    for each in parts:
        for part in each:
            sums[part.line - 1] += part.amount
    return tuple(sums)
