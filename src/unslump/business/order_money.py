"""Money of orders, exact to the cent: whole cents inside, decimal text outside.

What an order owes is a legal matter, so nothing here is ever a float: 0.1 + 0.2 is 0.30.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from unslump.business.amounts import reads_two_ways, without_separators
from unslump.errors import QuestionError

__all__ = ["Cents", "cents", "decimal_text", "exactly", "in_full", "in_proportion"]

_MOST = 10**15  # cents: beyond it a float in the history would lose them


def cents(amount: str | int | Decimal) -> int:
    """An amount of money as whole cents: "1,234.50", "99.9", 1200 or Decimal("0.01").

    Raises QuestionError for what is no amount, reads two ways, or is finer than a cent.

    >>> cents("1,234.50"), cents("99.9"), cents(1200)
    (123450, 9990, 120000)
    """
    typed = str(amount).strip()
    if isinstance(amount, str):
        if reads_two_ways(typed):
            raise QuestionError(
                f"{typed!r} reads two ways: thousands, or decimals.",
                hint=f"Write {typed.replace('.', '')} or {typed.split('.', 1)[0]}.00.",
            )
        if not re.fullmatch(r"[-+]?\d+(\.\d+)?", typed, flags=re.ASCII):
            typed = without_separators(typed) or typed
    try:
        exact = Decimal(typed) * 100
    except InvalidOperation:
        raise QuestionError(f"{amount!r} is not an amount.", hint="Write 1234.50.") from None
    if not exact.is_finite() or abs(exact) >= _MOST:
        raise QuestionError(f"{amount!r} is not an amount that can be owed.", hint="Write 1234.50.")
    if exact != exact.to_integral_value():
        raise QuestionError(
            f"{amount!r} is finer than a cent.", hint="Amounts of orders are exact to the cent."
        )
    return int(exact)


def decimal_text(value: int) -> str:
    """Cents as decimal text, always with two decimals.

    >>> decimal_text(123450), decimal_text(-5)
    ('1234.50', '-0.05')
    """
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100}.{abs(value) % 100:02d}"


def exactly(value: int, currency: str) -> str:
    """Cents as people read them: thousands apart, cents only where there are some.

    >>> exactly(123450, "EUR"), exactly(120000, "EUR"), exactly(-5, "")
    ('1,234.50 EUR', '1,200 EUR', '-0.05')
    """
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 100)
    shown = f"{sign}{whole:,}" + (f".{rest:02d}" if rest else "")
    return f"{shown} {currency}".strip()


def in_full(value: int, currency: str) -> str:
    """Cents with both decimals, for amounts that stand below each other.

    >>> in_full(120000, "EUR"), in_full(-5, "")
    ('1,200.00 EUR', '-0.05')
    """
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02d} {currency}".strip()


def in_proportion(value: int, part: int, whole: int) -> int:
    """`value` · part / whole in whole cents, halves up: differences of it add up, whatever the steps.

    >>> [in_proportion(10000, part, 3) for part in (0, 1, 2, 3)]
    [0, 3333, 6667, 10000]
    """
    return (2 * value * part + whole) // (2 * whole)


def _read(value: object) -> object:
    return cents(value) if isinstance(value, str) else value


Cents = Annotated[
    int,
    BeforeValidator(_read),
    PlainSerializer(decimal_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$", "description": "money, exact"}),
]
"""Whole cents; as decimal text in JSON."""
