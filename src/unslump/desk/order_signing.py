"""A new order: its terms as they were typed, and what the history knows of its deal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from unslump.business.order_events import Event, Line, Signed
from unslump.business.order_money import cents
from unslump.desk.order_imported import imported_orders
from unslump.desk.order_notes import deal_notes, known_deal
from unslump.desk.order_words import read_instalments, read_line
from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["Signing", "Terms", "signing"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed, as it is typed; see order_words for `lines` and `instalments`.

    With `deal_id`, customer, amount, lead and seller are the deal's where they are not given.
    """

    customer: str = ""
    amount: str | None = None
    lines: Sequence[str] = ()
    deliver_by: date | None = None
    due: date | None = None
    instalments: Sequence[str] = ()
    deal_id: str | None = None
    lead_id: str | None = None
    signed_by: str | None = None
    currency: str = ""


@dataclass(frozen=True)
class Signing:
    """Makes the event, and what the signer should know."""

    event: Callable[..., Event]
    notes: list[str] = field(default_factory=list)


def signing(order_id: str, terms: Terms, snapshot: Snapshot | None, currency: str, *, taken: bool) -> Signing:
    """The signing of a new order. `currency` is the company's; `taken`: something is written under its
    number, and the rules will say what.

    Raises QuestionError for terms that are none, or a number that was imported.
    """
    if not taken and snapshot is not None:
        found = imported_orders(snapshot, [order_id]).get(order_id)
        if found is not None and found.amount:
            raise QuestionError(
                f"{order_id} is an imported order already.",
                hint=f"Record what happened to it (unslump orders deliver {order_id}), or choose another "
                "number.",
            )
    given = terms.currency.strip().upper()
    if given and currency and given != currency:
        raise QuestionError(
            f"{order_id} is in {given}, and the company counts in {currency}.",
            hint=f"Write what it comes to in {currency}: what is owed is compared with goals in that.",
        )
    deal = known_deal(snapshot, terms.deal_id) if terms.deal_id else None
    customer = terms.customer.strip() or (deal.customer if deal else "")
    if not customer:
        raise QuestionError(f"Who ordered {order_id}?", hint="Give --customer NAME, or --deal ID.")
    lines = _lines(order_id, terms, deal.amount if deal else None)
    total, money = sum(line.amount for line in lines), given or currency
    signed: dict[str, Any] = {
        "customer": customer,
        "currency": money,
        "lines": lines,
        "instalments": read_instalments(terms.instalments, total, terms.due, money),
        "deal_id": terms.deal_id,
        "lead_id": terms.lead_id or (deal.lead_id if deal else None),
        "signed_by": terms.signed_by or (deal.seller if deal else None) or None,
    }
    return Signing(lambda _order, _known, **who: Signed(**signed, **who), deal_notes(terms.deal_id, deal))


def _lines(order_id: str, terms: Terms, worth: int | None) -> tuple[Line, ...]:
    amount = cents(terms.amount) if terms.amount is not None else None
    lines = tuple(read_line(each, terms.deliver_by) for each in terms.lines)
    if not lines:
        total = worth if amount is None else amount
        if total is None:
            raise QuestionError(
                f"What does {order_id} cost?",
                hint='Give --amount 1200, lines (--line "Set-up = 700") or a deal that has an amount.',
            )
        return (Line(text="as ordered", amount=total, deliver_by=terms.deliver_by),)
    if amount is not None and amount != sum(line.amount for line in lines):
        raise QuestionError(
            f"The lines of {order_id} do not add up to --amount.", hint="Leave --amount out, or mend a line."
        )
    return lines
