"""What happens to an order, as events that are added and never edited.

    signed ──► delivered   the whole, or parts of its lines
           ├─► paid        money that came, with its reference
           ├─► credited    a credit note: the customer owes less
           ├─► cancelled   the rest (what was delivered stays and is owed), or the whole (it comes back)
           ├─► refunded    money that went back to the customer
           └─► corrected   takes back an earlier event that was a mistake

Every event says the day on which it happened, and who recorded it when.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from unslump.business.order_money import Cents

__all__ = [
    "Cancelled",
    "Corrected",
    "Credited",
    "Delivered",
    "Event",
    "Instalment",
    "Line",
    "OrderEvent",
    "Paid",
    "Part",
    "Refunded",
    "Signed",
    "read_events",
]

IMPORTED = "import"
"""Who recorded what was taken over from the imported history."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Frozen):
    """One thing to be delivered, its price, and the day it was promised for (None: none was).

    `quantity` is for deliveries by the piece; 1 is a whole thing.
    """

    text: str
    amount: Cents
    quantity: Decimal = Decimal(1)
    offer: str | None = None
    deliver_by: date | None = None


class Instalment(_Frozen):
    """A payment agreed: how much, and by when (None: no day was agreed)."""

    amount: Cents
    due: date | None = None


class Part(_Frozen):
    """Of one line (counted from 1) so much, by its price; `quantity` where it went by the piece."""

    line: int
    amount: Cents
    quantity: Decimal | None = None


class Event(_Frozen):
    """`number` counts the events of one order from 1; `day` is when it happened, `at` (naive UTC) and
    `by` when and by whom it was recorded."""

    number: int
    day: date
    by: str
    at: datetime


class Signed(Event):
    """The order became binding. Instalments add up to the lines."""

    kind: Literal["signed"] = "signed"
    customer: str
    currency: str
    lines: tuple[Line, ...]
    instalments: tuple[Instalment, ...]
    deal_id: str | None = None
    lead_id: str | None = None
    signed_by: str | None = None


class Delivered(Event):
    """The company did a part of its side, or all of it."""

    kind: Literal["delivered"] = "delivered"
    parts: tuple[Part, ...]


class Paid(Event):
    """Money came. `over` says that it may be more than is owed: the excess is to be returned."""

    kind: Literal["paid"] = "paid"
    amount: Cents
    reference: str = ""
    over: bool = False


class Credited(Event):
    """A credit note: the customer owes so much less."""

    kind: Literal["credited"] = "credited"
    amount: Cents
    reason: str


class Cancelled(Event):
    """What is cancelled, line by line.

    The rest: what was delivered stays, and is owed. The whole: what was delivered comes back, nothing
    is owed, and what was paid is to be returned.
    """

    kind: Literal["cancelled"] = "cancelled"
    scope: Literal["rest", "whole"]
    parts: tuple[Part, ...]
    reason: str


class Refunded(Event):
    """Money went back to the customer."""

    kind: Literal["refunded"] = "refunded"
    amount: Cents
    reference: str = ""


class Corrected(Event):
    """Event number `takes_back` was a mistake: it is as if it had never been."""

    kind: Literal["corrected"] = "corrected"
    takes_back: int
    reason: str


OrderEvent = Signed | Delivered | Paid | Credited | Cancelled | Refunded | Corrected

_EVENTS: TypeAdapter[tuple[OrderEvent, ...]] = TypeAdapter(
    tuple[Annotated[OrderEvent, Field(discriminator="kind")], ...]
)


def read_events(body: object) -> tuple[OrderEvent, ...]:
    """The events of a body that JSON held. Raises pydantic's ValidationError for anything else."""
    return _EVENTS.validate_python(body)
