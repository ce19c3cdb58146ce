"""Terms of an order as people type them: lines, instalments, shares.

Set-up = 700                                    a line: text = price
Seats = 300; 3 pieces; by 2026-05-01            … with a quantity and a promise of its own
400 by 2026-03-07                               an instalment
30 % by 2026-03-07                              … as a share of the whole; the last takes the last cent
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from unslump.business.order_events import Instalment, Line
from unslump.business.order_money import cents, exactly, in_proportion
from unslump.errors import QuestionError

__all__ = ["read_instalments", "read_line", "read_pieces", "read_share"]

_LINE = 'Write --line "Seats = 300; 3 pieces; by 2026-05-01".'
_INSTALMENT = 'Write --instalment "400 by 2026-03-07" or --instalment "30 % by 2026-03-07".'


def read_line(typed: str, deliver_by: date | None = None) -> Line:
    """A line; `deliver_by` is the order's own promise, for a line without one. Raises QuestionError.

    >>> read_line("Seats = 300; 3 pieces; by 2026-05-01")
    Line(text='Seats', amount=30000, quantity=Decimal('3'), offer=None, deliver_by=datetime.date(2026, 5, 1))
    """
    text, equals, rest = typed.rpartition("=")
    if not equals or not text.strip():
        raise QuestionError(f"The line {typed!r} says no price.", hint=_LINE)
    price, *more = (part.strip() for part in rest.split(";"))
    quantity, offer, promised = Decimal(1), None, deliver_by
    for part in more:
        word = part.split(" ", 1)[0].lower()
        if word == "by":
            promised = _day(part[2:], typed)
        elif word == "offer":
            offer = part[5:].strip()
        elif re.fullmatch(r"[\d.]+ (pieces?|units?|hours?|days?|licen[cs]es?|seats?|pcs)", part.lower()):
            quantity = read_pieces(word)
        else:
            raise QuestionError(f"{part!r} in the line {typed!r} is not understood.", hint=_LINE)
    return Line(text=text.strip(), amount=cents(price), quantity=quantity, offer=offer, deliver_by=promised)


def read_instalments(
    typed: Sequence[str], total: int, due: date | None, currency: str
) -> tuple[Instalment, ...]:
    """The payments agreed; without any, the whole is due on `due`. Raises QuestionError.

    >>> [each.amount for each in read_instalments(["30 % by 2026-03-07", "70 %"], 9999, None, "EUR")]
    [3000, 6999]
    """
    if not typed:
        return (Instalment(amount=total, due=due),)
    found: list[Instalment] = []
    shares = Fraction(0)
    for each in typed:
        amount, _, when = (part.strip() for part in each.partition(" by "))
        day = _day(when, each) if when else due
        if amount.endswith("%"):
            before = in_proportion(total, shares.numerator, shares.denominator)
            shares += read_share(amount)
            upto = in_proportion(total, shares.numerator, shares.denominator)
            found.append(Instalment(amount=upto - before, due=day))
        else:
            found.append(Instalment(amount=cents(amount), due=day))
    agreed = sum(each.amount for each in found)
    if agreed != total:
        raise QuestionError(
            f"The instalments come to {exactly(agreed, currency)}, the order to {exactly(total, currency)}.",
            hint=_INSTALMENT,
        )
    return tuple(found)


def read_share(typed: str) -> Fraction:
    """A share of the whole: "30 %" or "0.3". Raises QuestionError outside 0 to 1.

    >>> read_share("12.5 %")
    Fraction(1, 8)
    """
    text = typed.strip()
    try:
        share = Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise QuestionError(f"{typed!r} is not a share.", hint='Write "30 %".') from None
    if not 0 < share <= 1:
        raise QuestionError(f"{typed!r} is not a share between 0 and 100 %.", hint='Write "30 %".')
    return share


def read_pieces(typed: str) -> Decimal:
    """How many pieces: above 0. Raises QuestionError.

    >>> read_pieces("2.5")
    Decimal('2.5')
    """
    try:
        pieces = Decimal(typed.strip())
    except InvalidOperation:
        pieces = Decimal(0)
    if not pieces.is_finite() or not 0 < pieces < 10**9:
        raise QuestionError(f"{typed!r} is no number of pieces.", hint="Write 3 or 2.5.")
    return pieces


def _day(typed: str, whole: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise QuestionError(
            f"{typed.strip()!r} in {whole!r} is not a day.", hint="Write year, month, day: by 2026-03-31"
        ) from None
