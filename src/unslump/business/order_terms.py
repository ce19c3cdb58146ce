"""The terms of an order: whether they can be agreed, and how deliveries by piece or share become money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from unslump.business.order_events import Delivered, OrderEvent, Part, Signed
from unslump.business.order_money import exactly, in_proportion
from unslump.business.order_state import OrderStanding
from unslump.business.wording import day as in_words
from unslump.errors import QuestionError

__all__ = ["all_that_is_left", "check_terms", "part_by_pieces", "part_by_share"]


def check_terms(order_id: str, signed: Signed) -> None:
    """Raises QuestionError when these terms are no obligation, or not a consistent one."""
    ordered = sum(line.amount for line in signed.lines)
    for number, line in enumerate(signed.lines, 1):
        if line.amount < 0 or line.quantity <= 0:
            raise QuestionError(
                f"Line {number} of {order_id} ({line.text}) has an amount below 0 or no quantity."
            )
        _not_before(order_id, signed.day, line.deliver_by, "promised")
    if ordered <= 0:
        raise QuestionError(f"{order_id} is worth nothing.", hint="Give what it costs: --amount 1200.")
    if any(each.amount <= 0 for each in signed.instalments):
        raise QuestionError(f"An instalment of {order_id} is not above 0.")
    for each in signed.instalments:
        _not_before(order_id, signed.day, each.due, "due")
    agreed = sum(each.amount for each in signed.instalments)
    if agreed != ordered:
        raise QuestionError(
            f"The instalments of {order_id} come to {exactly(agreed, signed.currency)}, its lines to "
            f"{exactly(ordered, signed.currency)}.",
            hint="They must be equal, to the cent.",
        )


def all_that_is_left(standing: OrderStanding) -> tuple[Part, ...]:
    """What is still to be delivered, line by line."""
    left = enumerate(standing.to_deliver_by_line, 1)
    return tuple(Part(line=line, amount=amount) for line, amount in left if amount)


def part_by_share(standing: OrderStanding, line: int, share: Fraction) -> Part:
    """A share (0 to 1) of a line's price."""
    price = standing.lines[line - 1].amount
    return Part(line=line, amount=in_proportion(price, share.numerator, share.denominator))


def part_by_pieces(standing: OrderStanding, events: Sequence[OrderEvent], line: int, pieces: Decimal) -> Part:
    """So many pieces of a line, at a price that adds up: the last piece takes the last cent.

    `events` are those that count. Pieces beyond the quantity ordered cost more than is left, so that the
    rules refuse them.
    """
    ordered = standing.lines[line - 1]
    before = sum((_pieces(part, standing) for part in _delivered(events, line)), Fraction(0))
    upto = (before + Fraction(pieces)) / Fraction(ordered.quantity)
    already = standing.delivered_by_line[line - 1]
    amount = in_proportion(ordered.amount, upto.numerator, upto.denominator) - already
    if amount <= 0 < pieces:  # less than half a cent
        raise QuestionError(f"So few pieces of line {line} cost less than a cent.")
    return Part(line=line, amount=amount, quantity=pieces)


def _delivered(events: Sequence[OrderEvent], line: int) -> list[Part]:
    return [
        part for event in events if isinstance(event, Delivered) for part in event.parts if part.line == line
    ]


def _pieces(part: Part, standing: OrderStanding) -> Fraction:
    line = standing.lines[part.line - 1]
    if part.quantity is not None:
        return Fraction(part.quantity)
    return Fraction(part.amount, line.amount) * Fraction(line.quantity)


def _not_before(order_id: str, signed: date, day: date | None, what: str) -> None:
    if day is not None and day < signed:
        raise QuestionError(
            f"{order_id} is {what} for {in_words(day)}, before it was signed on {in_words(signed)}."
        )
