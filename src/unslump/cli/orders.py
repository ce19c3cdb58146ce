"""`unslump orders`: what is owed, by whom, since when; and what happened to an order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, By, Where, day_of, example, writer

if TYPE_CHECKING:
    from unslump.desk.order_changes import Change

__all__ = ["add_orders"]

Here = Path()

Number = Annotated[
    str, typer.Argument(metavar="NUMBER", help="The order's number, as A-17.", show_default=False)
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day on which it happened; by default today.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")]
Reference = Annotated[
    str,
    typer.Option("--reference", metavar="TEXT", help="Of the transfer; the same one is never counted twice."),
]
Seen = Annotated[
    int | None,
    typer.Option(
        "--seen",
        metavar="VERSION",
        help="The version that you looked at (in --json): nothing is written when it has changed since.",
    ),
]


def add_orders(app: typer.Typer) -> None:
    """`unslump orders` and what happens to an order."""
    orders = typer.Typer(
        rich_markup_mode=None,
        epilog=example("unslump orders", "unslump orders --as-of 2026-03-31", "unslump orders show A-17"),
    )
    orders.callback(invoke_without_command=True)(_owed)
    for name, command, *examples in (
        ("new", _new, "unslump orders new A-17 --deal D7 --deliver-by 2026-04-10 --due 2026-05-10",
         'unslump orders new A-18 --customer "Harbour Foods" --line "Seats = 300; 3 pieces"'),
        ("deliver", _deliver, "unslump orders deliver A-17", "unslump orders deliver A-18 --pieces 1"),
        ("pay", _pay, "unslump orders pay A-17 --amount 400 --reference RF18"),
        ("credit", _credit, "unslump orders credit A-17 --amount 50 --reason scratched"),
        ("refund", _refund, "unslump orders refund A-17 --reference RF19"),
        ("cancel", _cancel, "unslump orders cancel A-17 --reason 'no longer needed'"),
        ("correct", _correct, "unslump orders correct A-17 3 --reason 'belongs to A-18'"),
        ("show", _show, "unslump orders show A-17"),
    ):  # fmt: skip
        orders.command(name, epilog=example(*examples))(command)
    app.add_typer(orders, name="orders")


def _owed(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Every one, not the latest dozen.")] = False,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Say what is owed, by whom, and since when.

    Deliveries that the company owes, payments that customers owe, money to return; by month. Imported
    orders, and those signed here.
    """
    if context.invoked_subcommand is not None:
        return
    import unslump
    from unslump.report.orders_view import print_orders

    face = Face(as_json)
    day = day_of(as_of)
    with face.waiting("looking through the orders"):
        result = unslump.open(workspace).orders(day)
    face.show(result, lambda console: print_orders(result, console, everything=everything))


def _show(number: Number, as_of: AsOf = None, workspace: Where = Here, as_json: AsJson = False) -> None:
    """Show one order and its history.

    How it stands, who owes what, and everything that was recorded of it, by whom and when.
    """
    import unslump
    from unslump.report.orders_view import print_order

    view = unslump.open(workspace).order_book.show(number, day_of(as_of))
    Face(as_json).show(view, lambda console: print_order(view, console))


def _new(
    number: Number,
    customer: Annotated[str, typer.Option("--customer", metavar="NAME", help="Who ordered.")] = "",
    amount: Annotated[str | None, typer.Option("--amount", metavar="NUMBER", help="What it costs.")] = None,
    line: Annotated[
        list[str] | None,
        typer.Option(
            "--line", metavar="TEXT", help='What is delivered: "Seats = 300; 3 pieces; by 2026-05-01".'
        ),
    ] = None,
    deliver_by: Annotated[
        str | None, typer.Option("--deliver-by", metavar="DATE", help="Promised for.")
    ] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DATE", help="The payment's last day.")] = None,
    instalment: Annotated[
        list[str] | None,
        typer.Option("--instalment", metavar="TEXT", help='"400 by 2026-03-07" or "30 % by 2026-03-07".'),
    ] = None,
    deal: Annotated[
        str | None,
        typer.Option("--deal", metavar="ID", help="The deal it comes from; gives customer and amount."),
    ] = None,
    lead: Annotated[str | None, typer.Option("--lead", metavar="ID", help="The lead it comes from.")] = None,
    seller: Annotated[str | None, typer.Option("--seller", metavar="NAME", help="Who sold it.")] = None,
    currency: Annotated[
        str, typer.Option("--currency", metavar="CODE", help="By default the company's, and no other.")
    ] = "",
    on: On = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Sign an order.

    What is delivered by when, for which payment due when.
    """
    from datetime import UTC, date, datetime

    import unslump
    from unslump.desk.order_signing import Terms
    from unslump.report.orders_view import print_order

    terms = Terms(
        customer=customer, amount=amount, lines=line or (), deliver_by=day_of(deliver_by, "--deliver-by"),
        due=day_of(due, "--due"), instalments=instalment or (), deal_id=deal, lead_id=lead, signed_by=seller,
        currency=currency,
    )  # fmt: skip
    view = unslump.open(workspace).order_book.sign(
        number, terms, by=writer(by), now=datetime.now(UTC), today=date.today(), on=day_of(on, "--on")
    )
    Face(as_json).show(view, lambda console: print_order(view, console))


def _deliver(
    number: Number,
    line: Annotated[int | None, typer.Option("--line", metavar="NUMBER", help="Only this line.")] = None,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="NUMBER", help="A part of it, by its price.")
    ] = None,
    pieces: Annotated[str | None, typer.Option("--pieces", metavar="NUMBER", help="So many of it.")] = None,
    share: Annotated[str | None, typer.Option("--share", metavar="PERCENT", help='"30 %" of it.')] = None,
    on: On = None,
    seen: Seen = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Record a delivery: all that is left, or a part."""
    from unslump.business.order_money import cents
    from unslump.desk.order_changes import Deliver
    from unslump.desk.order_words import read_pieces, read_share

    change = Deliver(
        line,
        cents(amount) if amount is not None else None,
        read_pieces(pieces) if pieces is not None else None,
        read_share(share) if share is not None else None,
    )
    _record(number, change, on, seen, by, workspace, as_json)


def _pay(
    number: Number,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="NUMBER", help="By default all that is owed.")
    ] = None,
    reference: Reference = "",
    over: Annotated[
        bool,
        typer.Option("--over", help="It came, and is more than is owed: the excess is to be returned."),
    ] = False,
    on: On = None,
    seen: Seen = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Record a payment that came."""
    from unslump.business.order_money import cents
    from unslump.desk.order_changes import Pay

    change = Pay(cents(amount) if amount is not None else None, reference, over)
    _record(number, change, on, seen, by, workspace, as_json)


def _credit(
    number: Number,
    amount: Annotated[str, typer.Option("--amount", metavar="NUMBER", help="What is taken off the price.")],
    reason: Reason = "",
    on: On = None,
    seen: Seen = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Record a credit note.

    The customer owes less, or is owed what was paid already.
    """
    from unslump.business.order_money import cents
    from unslump.desk.order_changes import Credit

    _record(number, Credit(cents(amount), reason), on, seen, by, workspace, as_json)


def _refund(
    number: Number,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="NUMBER", help="By default all that is to be returned.")
    ] = None,
    reference: Reference = "",
    on: On = None,
    seen: Seen = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Record money that went back to the customer."""
    from unslump.business.order_money import cents
    from unslump.desk.order_changes import Refund

    change = Refund(cents(amount) if amount is not None else None, reference)
    _record(number, change, on, seen, by, workspace, as_json)


def _cancel(
    number: Number,
    reason: Reason = "",
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Everything: what was delivered comes back, what was paid is returned."),
    ] = False,
    on: On = None,
    seen: Seen = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Cancel what is left of an order.

    What was delivered stays, and is owed.
    """
    from unslump.desk.order_changes import Cancel

    _record(number, Cancel(reason, whole), on, seen, by, workspace, as_json)


def _correct(
    number: Number,
    event: Annotated[
        int, typer.Argument(metavar="EVENT", help="Its number in orders show.", show_default=False)
    ],
    reason: Reason = "",
    seen: Seen = None,
    by: By = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Take back what was a mistake.

    It stays in the order's history, with who took it back and why.
    """
    from unslump.desk.order_changes import Correct

    _record(number, Correct(event, reason), None, seen, by, workspace, as_json)


def _record(
    number: str,
    change: Change,
    on: str | None,
    seen: int | None,
    by: str | None,
    workspace: Path,
    as_json: bool,
) -> None:
    from datetime import UTC, date, datetime

    import unslump
    from unslump.report.orders_view import print_order

    view = unslump.open(workspace).order_book.record(
        number, change, by=writer(by), now=datetime.now(UTC), today=date.today(), on=day_of(on, "--on"),
        seen=seen,
    )  # fmt: skip
    Face(as_json).show(view, lambda console: print_order(view, console))
