"""Orders: what is owed and overdue; one order with what happened to it; signing one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from unslump.desk.order_answer import OrdersResult, OrderView
from unslump.errors import ChangedMeanwhile, NoHistory, QuestionError, UnslumpError
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.dates import day
from unslump.web.answers.shelf import Shown
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.order_form import CHANGES, NEW, change_of, seen_of, terms_of, typed_in

__all__ = ["router"]

router = APIRouter()
_SHOWN = 25


@router.get("/desk/orders")
def orders(request: Request) -> Response:
    """What is owed, by whom, since when."""
    who = asking(request)
    shown = _owed(who)
    every = request.query_params.get("all") == "1"
    return page(
        who, "orders.html.j2", "desk",
        lambda: {
            "shown": shown,
            "r": shown.result,
            "sides": _sides(shown.result, every) if isinstance(shown.result, OrdersResult) else [],
            "every": every,
            "may": who.who.may(Act.DESK),
        },
        key=None if shown.waiting or who.house.shelf.basis() == EMPTY else (shown.key, every),
    )  # fmt: skip


def _owed(who: Asking) -> Shown:
    """What is owed; written orders alone, before there is a history, are looked through at once."""
    if who.house.shelf.basis() != EMPTY:
        return who.house.shelf.take("orders", now=now())
    try:
        return Shown(who.house.workspace.orders(), fresh=True)
    except NoHistory:
        return Shown(None, fresh=True)


def _sides(result: OrdersResult, every: bool) -> list[tuple[str, Any, Any, int]]:
    """(key of its title, sum, those shown, how many more)."""
    sides = (
        ("payments", result.owed_by_customers, result.payments),
        ("deliveries", result.owed_by_company, result.deliveries),
        ("credits", result.to_return, result.credits),
    )
    most = 10**9 if every else _SHOWN
    return [(key, total, owed[:most], max(0, len(owed) - most)) for key, total, owed in sides]


@router.get("/desk/order")
def order(request: Request) -> Response:
    """One order: how it stands, what is owed by whom, what happened; and forms for what happens next."""
    who = asking(request)
    return _order_page(who, _view(who, request.query_params.get("number", "")))


@router.post("/desk/order")
async def happened(request: Request) -> Response:
    """Record what happened to an order; what cannot have happened is said beside what was typed."""
    who = asking(request)
    form = await who.form(Act.DESK)
    number, kind = str(form.get("number") or "")[:200], str(form.get("kind") or "")[:20]
    typed = typed_in(form)
    try:
        moment = datetime.now(UTC)
        view = await run_in_threadpool(
            who.house.workspace.order_book.record, number, change_of(kind, typed),
            by=who.who.name, now=moment, today=moment.date(),
            on=day(typed["on"]), seen=seen_of(form.get("seen")),
        )  # fmt: skip
    except (QuestionError, ChangedMeanwhile) as error:
        return _order_page(who, _view(who, number), kind=kind, typed=typed, error=error)
    who.house.shelf.changed()
    who.house.note(who.who.name, f"recorded of an order: {kind}", number)
    return RedirectResponse(f"/desk/order?number={quote(view.order_id)}&said=saved", 303)


def _view(who: Asking, number: str) -> OrderView:
    house = who.house
    basis = house.shelf.basis()
    made: OrderView = house.drawn.of(
        ("order", basis, number[:200]), lambda: house.workspace.order_book.show(number[:200])
    )
    return made


def _order_page(
    who: Asking,
    view: OrderView,
    *,
    kind: str = "",
    typed: dict[str, str] | None = None,
    error: UnslumpError | None = None,
) -> Response:
    status = 200 if error is None else 409 if isinstance(error, ChangedMeanwhile) else 422
    return page(
        who, "order.html.j2", "desk",
        lambda: {
            "o": view,
            "kinds": [each for each in CHANGES if each != "correct"],
            "kind": kind,
            "typed": typed or typed_in({}),
            "error": error,
            "may": who.who.may(Act.DESK),
        },
        status=status,
        key=None if error else ("order", view.order_id, who.house.shelf.basis()),
    )  # fmt: skip


@router.get("/desk/orders/new")
def new(request: Request) -> Response:
    """A form to sign an order; with ?deal= from a deal."""
    who = asking(request)
    who.require(Act.DESK)
    return _form_page(who, typed_in(dict(request.query_params), NEW))


@router.post("/desk/orders/new")
async def sign(request: Request) -> Response:
    """Sign an order."""
    who = asking(request)
    form = await who.form(Act.DESK)
    typed = typed_in(form, NEW)
    try:
        moment = datetime.now(UTC)
        view = await run_in_threadpool(
            who.house.workspace.order_book.sign, typed["number"], terms_of(typed),
            by=who.who.name, now=moment, today=moment.date(),
            on=day(typed["on"]),
        )  # fmt: skip
    except (QuestionError, ChangedMeanwhile) as error:
        return _form_page(who, typed, error)
    who.house.shelf.changed()
    who.house.note(who.who.name, "signed an order", view.order_id)
    return RedirectResponse(f"/desk/order?number={quote(view.order_id)}&said=saved", 303)


def _form_page(who: Asking, typed: dict[str, str], error: UnslumpError | None = None) -> Response:
    try:
        currency = who.house.workspace.currency()
    except NoHistory:
        currency = ""
    company = who.house.workspace.company
    status = 200 if error is None else 409 if isinstance(error, ChangedMeanwhile) else 422
    return page(
        who, "order_new.html.j2", "desk",
        lambda: {
            "typed": typed,
            "error": error,
            "currency": currency,
            "people": [person.name for person in company.people] if company else [],
        },
        status=status,
    )  # fmt: skip
