"""What people say happened to an order, made into its next event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol

from unslump.business.order_events import (
    Cancelled,
    Corrected,
    Credited,
    Delivered,
    Event,
    OrderEvent,
    Paid,
    Part,
    Refunded,
)
from unslump.business.order_state import OrderStanding, live, standing
from unslump.business.order_terms import all_that_is_left, part_by_pieces, part_by_share
from unslump.errors import QuestionError

__all__ = ["Cancel", "Change", "Correct", "Credit", "Deliver", "Pay", "Refund"]


class Change(Protocol):
    """Something that happened."""

    def event(self, order_id: str, known: Sequence[OrderEvent], **who: Any) -> Event:
        """The event; `who` are its number, day, by and at. QuestionError where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """All that is left, or of one line an amount (cents), some pieces or a share."""

    line: int | None = None
    amount: int | None = None
    pieces: Decimal | None = None
    share: Fraction | None = None

    def event(self, order_id: str, known: Sequence[OrderEvent], **who: Any) -> Event:
        """The delivery."""
        now = _signed(order_id, known)
        given = [each for each in (self.amount, self.pieces, self.share) if each is not None]
        if len(given) > 1:
            raise QuestionError(
                "A delivery is an amount, pieces or a share, not several of them.",
                hint="Give one of --amount, --pieces and --share.",
            )
        left = all_that_is_left(now)
        if not given:
            parts = tuple(part for part in left if self.line in (None, part.line))
            if self.line is not None and not parts and self.line <= len(now.lines):
                parts = (Part(line=self.line, amount=max(1, now.lines[self.line - 1].amount)),)
            return Delivered(parts=parts, **who)
        return Delivered(parts=(self._part(order_id, now, live(known)),), **who)

    def _part(self, order_id: str, now: OrderStanding, known: Sequence[OrderEvent]) -> Part:
        line = self.line or (1 if len(now.lines) == 1 else 0)
        if not 1 <= line <= len(now.lines):
            listed = "; ".join(f"{number} {each.text}" for number, each in enumerate(now.lines, 1))
            raise QuestionError(
                f"Which line of {order_id} was delivered?", hint=f"Give --line NUMBER: {listed}."
            )
        if self.amount is not None:
            return Part(line=line, amount=self.amount)
        if self.pieces is not None:
            return part_by_pieces(now, known, line, self.pieces)
        return part_by_share(now, line, self.share or Fraction(1))


@dataclass(frozen=True, slots=True)
class Pay:
    """Money came: `amount` in cents, None for all that is owed; `over`: it may be more than that."""

    amount: int | None = None
    reference: str = ""
    over: bool = False

    def event(self, order_id: str, known: Sequence[OrderEvent], **who: Any) -> Event:
        """The payment."""
        owed = _signed(order_id, known).owed
        amount = owed if self.amount is None else self.amount
        if self.amount is None and not owed:  # how much, then? Let the rules say who paid last.
            amount = next((e.amount for e in reversed(live(known)) if isinstance(e, Paid)), 1)
        return Paid(amount=amount, reference=self.reference.strip(), over=self.over, **who)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note over `amount` cents."""

    amount: int
    reason: str

    def event(self, order_id: str, known: Sequence[OrderEvent], **who: Any) -> Event:
        """The credit note."""
        _signed(order_id, known)
        return Credited(amount=self.amount, reason=self.reason.strip(), **who)


@dataclass(frozen=True, slots=True)
class Cancel:
    """The rest is cancelled, or with `whole` everything."""

    reason: str
    whole: bool = False

    def event(self, order_id: str, known: Sequence[OrderEvent], **who: Any) -> Event:
        """The cancellation."""
        left = all_that_is_left(_signed(order_id, known))
        scope: Literal["whole", "rest"] = "whole" if self.whole else "rest"
        return Cancelled(scope=scope, parts=left, reason=self.reason.strip(), **who)


@dataclass(frozen=True, slots=True)
class Refund:
    """Money went back: `amount` in cents, None for all that is to be returned."""

    amount: int | None = None
    reference: str = ""

    def event(self, order_id: str, known: Sequence[OrderEvent], **who: Any) -> Event:
        """The refund."""
        due = _signed(order_id, known).to_return
        amount = self.amount if self.amount is not None else due or 1  # of nothing: the rules say why
        return Refunded(amount=amount, reference=self.reference.strip(), **who)


@dataclass(frozen=True, slots=True)
class Correct:
    """An event was a mistake."""

    number: int
    reason: str

    def event(self, order_id: str, known: Sequence[OrderEvent], **who: Any) -> Event:
        """The correction."""
        return Corrected(takes_back=self.number, reason=self.reason.strip(), **who)


def _signed(order_id: str, known: Sequence[OrderEvent]) -> OrderStanding:
    now = standing(known)
    if now is None:
        raise QuestionError(
            f"{order_id} is not signed: its signing was taken back.",
            hint=f"Sign it anew: unslump orders new {order_id} …",
        )
    return now
