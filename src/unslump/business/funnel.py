"""The funnel: leads, deals, activities, spend and orders, and the rules of their lives.

    spend, activities ──► Lead ──► Deal ──► Order
        (marketing)        new       open      placed
                           answered  won       delivered, paid in either order
                           qualified lost      settled: both sides have done their part
                           lost

Everything is told from a moment: what happens later is not known yet, and an open lead or deal
is not a lost one. Whatever would end before it began raises QuestionError.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from unslump.business.goals import Measure
from unslump.errors import QuestionError

__all__ = ["Activity", "Deal", "DealState", "Lead", "LeadState", "Order", "OrderState", "Spend"]


class LeadState(StrEnum):
    """How far a lead has come."""

    NEW = "new"
    ANSWERED = "answered"
    QUALIFIED = "qualified"
    LOST = "lost"


class DealState(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class OrderState(StrEnum):
    """Which of its two sides an order still owes."""

    PLACED = "placed"  # neither delivered nor paid
    DELIVERED = "delivered"  # the customer owes payment
    PAID = "paid"  # the company owes delivery
    SETTLED = "settled"


def _in_order(what: str, first: str, begin: date | None, then: str, end: date | None) -> None:
    if begin is not None and end is not None and end < begin:
        raise QuestionError(f"{what} was {then} on {end}, before it was {first} on {begin}")


@dataclass(frozen=True, slots=True)
class Lead:
    """An opportunity to sell: a prospect who showed interest. The result of marketing."""

    lead_id: str
    created_at: datetime
    channel: str | None = None
    campaign: str | None = None
    segment: str | None = None
    offer: str | None = None
    finder: str | None = None
    owner: str | None = None
    first_response_at: datetime | None = None
    qualified_at: datetime | None = None
    lost_at: datetime | None = None

    def __post_init__(self) -> None:
        what = f"lead {self.lead_id}"
        _in_order(what, "created", self.created_at, "answered", self.first_response_at)
        _in_order(what, "created", self.created_at, "qualified", self.qualified_at)
        _in_order(what, "created", self.created_at, "lost", self.lost_at)

    def state_at(self, moment: datetime) -> LeadState | None:
        """How far it had come by then; None when nobody knew of it yet."""
        if moment < self.created_at:
            return None
        reached = (
            (LeadState.LOST, self.lost_at),
            (LeadState.QUALIFIED, self.qualified_at),
            (LeadState.ANSWERED, self.first_response_at),
        )
        return next((state for state, at in reached if at is not None and at <= moment), LeadState.NEW)

    def age_days(self, moment: datetime) -> float:
        """Days since the prospect showed interest."""
        return (moment - self.created_at) / timedelta(days=1)

    @property
    def speed_to_lead_hours(self) -> float | None:
        """Hours from interest to the first answer; None while nobody has answered."""
        if self.first_response_at is None:
            return None
        return (self.first_response_at - self.created_at) / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity being worked by sales, until it is won or lost.

    `amount` is in the company's currency. A deal whose opening nobody noted is not known before
    it closes.

    >>> deal = Deal("D7", datetime(2026, 1, 5), amount=8000.0)
    >>> deal.won(datetime(2026, 3, 2)).state_at(datetime(2026, 2, 1))
    <DealState.OPEN: 'open'>
    """

    deal_id: str
    created_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: DealState = DealState.OPEN
    amount: float | None = None
    lead_id: str | None = None
    channel: str | None = None
    segment: str | None = None
    offer: str | None = None
    owner: str | None = None

    def __post_init__(self) -> None:
        _in_order(f"deal {self.deal_id}", "opened", self.created_at, "closed", self.closed_at)
        if (self.outcome is DealState.OPEN) != (self.closed_at is None):
            raise QuestionError(
                f"deal {self.deal_id} is {self.outcome}, closed {self.closed_at or 'never'}",
                hint="A won or lost deal has the day it closed, an open one has none.",
            )

    def state_at(self, moment: datetime) -> DealState | None:
        """How it stood then; None when nobody knew of it yet."""
        if self.closed_at is not None and self.closed_at <= moment:
            return self.outcome
        known = self.created_at is not None and self.created_at <= moment
        return DealState.OPEN if known else None

    def won(self, at: datetime) -> Deal:
        """The deal, won at that moment; QuestionError when it is closed already."""
        return self._closed(DealState.WON, at)

    def lost(self, at: datetime) -> Deal:
        """The deal, lost at that moment; QuestionError when it is closed already."""
        return self._closed(DealState.LOST, at)

    def _closed(self, outcome: DealState, at: datetime) -> Deal:
        if self.outcome is not DealState.OPEN:
            raise QuestionError(f"deal {self.deal_id} was {self.outcome} already on {self.closed_at}")
        return replace(self, outcome=outcome, closed_at=at)

    @property
    def cycle_days(self) -> float | None:
        """Days from opening to closing; None while open or when the opening is not known."""
        if self.created_at is None or self.closed_at is None:
            return None
        return (self.closed_at - self.created_at) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Activity:
    """Something a person did for a lead or a deal, and the hours it took."""

    activity_id: str
    at: datetime
    kind: str | None = None
    person: str | None = None
    hours: float | None = None
    lead_id: str | None = None
    deal_id: str | None = None


@dataclass(frozen=True, slots=True)
class Spend:
    """Money spent on a channel on a day, in the company's currency."""

    day: date
    channel: str
    amount: float
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A legal obligation: the company owes delivery, the customer owes payment. The result of sales.

    `deliver_by` and `due` are what was promised, `delivered` and `paid` what was done. Either
    side may come first.

    >>> order = Order("A-17", ordered=date(2026, 1, 10), amount=8000.0, deliver_by=date(2026, 2, 1))
    >>> order.is_late(date(2026, 2, 1)), order.is_late(date(2026, 2, 2))
    (False, True)
    """

    order_id: str
    ordered: date
    amount: float | None = None
    deal_id: str | None = None
    deliver_by: date | None = None
    delivered: date | None = None
    due: date | None = None
    paid: date | None = None

    def __post_init__(self) -> None:
        what = f"order {self.order_id}"
        _in_order(what, "placed", self.ordered, "promised for delivery", self.deliver_by)
        _in_order(what, "placed", self.ordered, "delivered", self.delivered)

    def is_delivered(self, day: date) -> bool:
        """Whether the company had done its part by the end of that day."""
        return self.delivered is not None and self.delivered <= day

    def is_paid(self, day: date) -> bool:
        """Whether the customer had done their part by the end of that day."""
        return self.paid is not None and self.paid <= day

    def is_late(self, day: date) -> bool:
        """Whether the promised delivery day had passed without a delivery, at the end of that day."""
        return self.deliver_by is not None and day > self.deliver_by and not self.is_delivered(day)

    def is_overdue(self, day: date) -> bool:
        """Whether payment was due and had not come, at the end of that day."""
        return self.due is not None and day > self.due and not self.is_paid(day)

    def days_late(self, day: date) -> int:
        """Days by which delivery missed its promise, so far; 0 when it did not."""
        if self.deliver_by is None:
            return 0
        until = self.delivered if self.delivered is not None and self.delivered <= day else day
        return max(0, (until - self.deliver_by).days)

    def state_on(self, day: date) -> OrderState | None:
        """Which side was still owed at the end of that day; None before the order was placed."""
        if day < self.ordered:
            return None
        if self.is_delivered(day):
            return OrderState.SETTLED if self.is_paid(day) else OrderState.DELIVERED
        return OrderState.PAID if self.is_paid(day) else OrderState.PLACED

    def counts_on(self, measure: Measure) -> date | None:
        """The day on which the order counts towards a goal of that measure; None: not yet."""
        if measure is Measure.DELIVERED:
            return self.delivered
        return self.paid if measure is Measure.PAID else self.ordered
