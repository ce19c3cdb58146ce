"""What `orders` answers: obligations of both sides, and one order with its history. Money is exact."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.business.order_money import Cents

__all__ = ["Contradiction", "EventView", "LineView", "Month", "OrderView", "OrdersResult", "Owed", "Sum"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Owed(_View):
    """Something owed: by the company (a delivery, money to return) or by a customer (a payment).

    `days_late` is 0 where it is not late; `due` null where no day was agreed, and then nothing is late.
    `amount` null where the import has none. `seller` is who sold it, `written` whether people wrote it
    here.
    """

    order_id: str
    customer: str
    seller: str
    what: str
    amount: Cents | None
    due: date | None
    days_late: int
    status: str
    written: bool


class Sum(_View):
    """How many of something owed, how much money, and how much of it is late."""

    count: int
    amount: Cents
    late: int
    late_amount: Cents


class Month(_View):
    """One month: signed, delivered and paid in it, and what is still owed of what falls due in it."""

    month: date
    signed: Cents
    delivered: Cents
    paid: Cents
    to_deliver: Cents
    to_be_paid: Cents


class Contradiction(_View):
    """Where a later import says otherwise than people wrote; what was written counts."""

    order_id: str
    what: str
    written: str
    imported: str


class OrdersResult(_View):
    """What is owed at the end of `as_of`; the latest first.

    `imported_until` is the last day of the imports where they end before `as_of` and hold orders: those are
    judged late or not as of that day, since what happened to them afterwards is not known. Null otherwise.
    """

    as_of: date
    imported_until: date | None
    currency: str
    sentence: str
    orders: int
    written: int
    by_status: dict[str, int]
    deliveries: list[Owed]
    payments: list[Owed]
    credits: list[Owed]
    owed_by_company: Sum
    owed_by_customers: Sum
    to_return: Sum
    months: list[Month]
    contradictions: list[Contradiction]
    notes: list[str]


class LineView(_View):
    """A line of an order and what is left of it."""

    number: int
    text: str
    offer: str | None
    quantity: float
    amount: Cents
    delivered: Cents
    to_deliver: Cents
    deliver_by: date | None
    days_late: int


class InstalmentView(_View):
    """What is still to be paid of an instalment."""

    amount: Cents
    due: date | None
    days_late: int


class EventView(_View):
    """One event: when it happened, what it was, and who recorded it when (UTC).

    `stands` is false for one that was taken back.
    """

    number: int
    day: date
    kind: Literal["signed", "delivered", "paid", "credited", "cancelled", "refunded", "corrected"]
    words: str
    by: str
    at: datetime
    stands: bool


class OrderView(_View):
    """One order: how it stands, what is owed by whom, and its history. `version` is 0 while it is only
    imported."""

    order_id: str
    as_of: date
    customer: str
    seller: str | None
    deal_id: str | None
    lead_id: str | None
    currency: str
    status: str
    sentence: str
    ordered: Cents
    net: Cents
    credited: Cents
    cancelled: Cents
    paid: Cents
    owed: Cents
    to_return: Cents
    lines: list[LineView]
    instalments: list[InstalmentView]
    events: list[EventView]
    contradictions: list[Contradiction]
    notes: list[str]
    written: bool
    version: int
