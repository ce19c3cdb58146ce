"""Orders: what is owed, one order with its history, and what happened to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Response
from pydantic import Field

from unslump.desk.order_answer import OrdersResult, OrderView
from unslump.errors import QuestionError
from unslump.web.accounts.rights import Act
from unslump.web.api.entering import Asks, Caller
from unslump.web.api.telling import missing_or, refusals
from unslump.web.api.typed import Body, Line, Money, Number, Seen
from unslump.web.api.waiting import LATER, answer

if TYPE_CHECKING:
    from unslump.desk.order_changes import Change

__all__ = ["router"]

router = APIRouter(tags=["desk"], responses=refusals(409))
Order = Annotated[Line, Path(description="The order's number.")]
Reason = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class NewOrder(Body):
    """What is agreed. With `deal`, customer, amount, lead and seller are the deal's unless given."""

    number: Line
    customer: Line | None = None
    amount: Money | None = None
    lines: list[Line] = Field(default=[], max_length=100, examples=[["Seats = 300; 3 pieces"]])
    deliver_by: date | None = None
    due: date | None = None
    instalments: list[Line] = Field(default=[], max_length=100, examples=[["30 % by 2026-03-07"]])
    deal: Line | None = None
    lead: Line | None = None
    seller: Line | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    on: date | None = Field(default=None, description="The day of signing; by default today, UTC.")


class _Happened(Body):
    on: date | None = Field(default=None, description="The day on which it happened; by default today, UTC.")
    seen: Seen

    def change(self) -> Change:
        """As the desk takes it."""
        raise NotImplementedError


class Delivered(_Happened):
    """All that is left, or of a line an amount, some pieces or a share."""

    kind: Literal["delivered"]
    line: Number | None = None
    amount: Money | None = None
    pieces: Money | None = Field(default=None, description="How many.")
    share: Line | None = Field(default=None, examples=["30 %"])

    def change(self) -> Change:
        """As the desk takes it."""
        from unslump.business.order_money import cents
        from unslump.desk.order_changes import Deliver
        from unslump.desk.order_words import read_pieces, read_share

        return Deliver(
            self.line,
            cents(self.amount) if self.amount is not None else None,
            read_pieces(self.pieces) if self.pieces is not None else None,
            read_share(self.share) if self.share is not None else None,
        )


class Paid(_Happened):
    """Money came: all that is owed, or an amount. `over`: more than is owed, the excess to be returned."""

    kind: Literal["paid"]
    amount: Money | None = None
    reference: Reason = ""
    over: bool = False

    def change(self) -> Change:
        """As the desk takes it."""
        from unslump.desk.order_changes import Pay

        return Pay(_cents(self.amount), self.reference, self.over)


class Credited(_Happened):
    """A credit note."""

    kind: Literal["credited"]
    amount: Money
    reason: Reason = ""

    def change(self) -> Change:
        """As the desk takes it."""
        from unslump.desk.order_changes import Credit

        return Credit(_cents(self.amount) or 0, self.reason)


class Refunded(_Happened):
    """Money went back: all that is to be returned, or an amount."""

    kind: Literal["refunded"]
    amount: Money | None = None
    reference: Reason = ""

    def change(self) -> Change:
        """As the desk takes it."""
        from unslump.desk.order_changes import Refund

        return Refund(_cents(self.amount), self.reference)


class Cancelled(_Happened):
    """What is left is cancelled, or with `whole` everything."""

    kind: Literal["cancelled"]
    reason: Reason
    whole: bool = False

    def change(self) -> Change:
        """As the desk takes it."""
        from unslump.desk.order_changes import Cancel

        return Cancel(self.reason, self.whole)


class Corrected(_Happened):
    """An event was a mistake."""

    kind: Literal["corrected"]
    event: Number
    reason: Reason

    def change(self) -> Change:
        """As the desk takes it."""
        from unslump.desk.order_changes import Correct

        return Correct(self.event, self.reason)


Happened = Annotated[
    Delivered | Paid | Credited | Refunded | Cancelled | Corrected, Field(discriminator="kind")
]


@router.get("/orders", response_model=OrdersResult, responses=LATER)
def orders(who: Asks) -> Response:
    """What is owed, by whom and since when."""
    return answer(who, "orders", {})


@router.post("/orders", status_code=201, responses=refusals(403, 409, 413))
def sign(who: Asks, new: NewOrder) -> OrderView:
    """Sign an order."""
    from unslump.desk.order_signing import Terms

    who.require(Act.DESK)
    terms = Terms(
        customer=new.customer or "", amount=new.amount, lines=new.lines, deliver_by=new.deliver_by,
        due=new.due, instalments=new.instalments, deal_id=new.deal, lead_id=new.lead, signed_by=new.seller,
        currency=new.currency or "",
    )  # fmt: skip
    view = who.house.workspace.order_book.sign(new.number, terms, on=new.on, **_writer(who))
    who.note("signed an order", view.order_id)
    return view


@router.get("/orders/{number:path}", responses=refusals(404, 409))
def order(who: Asks, number: Order) -> OrderView:
    """One order: how it stands, who owes what, and its history."""
    return _shown(who, number)


@router.post("/orders/{number:path}/events", status_code=201, responses=refusals(403, 404, 409, 413))
def happened(who: Asks, number: Order, event: Happened) -> OrderView:
    """Record what happened to an order. A payment that is there already is refused, with who recorded it."""
    who.require(Act.DESK)
    _shown(who, number)
    view = who.house.workspace.order_book.record(
        number, event.change(), on=event.on, seen=event.seen, **_writer(who)
    )
    who.note(f"recorded: {event.kind}", view.order_id)
    return view


def _shown(who: Caller, number: str) -> OrderView:
    try:
        return who.house.workspace.order_book.show(number)
    except QuestionError as error:
        raise missing_or(error) from error


def _writer(who: Caller) -> dict[str, Any]:
    moment = datetime.now(UTC)
    return {"by": who.who.name, "now": moment, "today": moment.date()}


def _cents(amount: str | None) -> int | None:
    from unslump.business.order_money import cents

    return cents(amount) if amount is not None else None
