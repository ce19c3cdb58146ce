"""Orders for tests: one signed in March 2026, and what may happen to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from hypothesis import strategies as st

from unslump.business.order_events import (
    Cancelled,
    Corrected,
    Credited,
    Delivered,
    Event,
    Instalment,
    Line,
    OrderEvent,
    Paid,
    Part,
    Refunded,
    Signed,
)
from unslump.business.order_rules import add
from unslump.business.order_state import standing
from unslump.business.order_terms import all_that_is_left, part_by_share
from unslump.errors import QuestionError

E = TypeVar("E", bound=Event)

D0 = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 30)
TODAY = D0 + timedelta(days=90)


def day(number: int) -> date:
    return D0 + timedelta(days=number)


def signed(**more: Any) -> Signed:
    """1,000 EUR in two lines, the second of three pieces; 400 at once and 600 in a month."""
    terms: dict[str, Any] = {
        "customer": "Harbour Foods",
        "currency": "EUR",
        "lines": (
            Line(text="Set-up", amount=70000, deliver_by=day(10)),
            Line(text="Seats", amount=30000, quantity=Decimal(3), deliver_by=day(40)),
        ),
        "instalments": (Instalment(amount=40000, due=day(5)), Instalment(amount=60000, due=day(30))),
        "deal_id": "D7",
    }
    return make(Signed, 1, 0, **(terms | more))


def make(kind: type[E], number: int, on: int, /, *, by: str = "Ana", **more: Any) -> E:
    return kind(number=number, day=day(on), by=by, at=AT + timedelta(days=on), **more)


def after(*steps: tuple[type[Event], int, dict[str, Any]], begin: Signed | None = None) -> tuple[Any, ...]:
    """The events after these steps (kind, day, what): each one must be legal."""
    events = add("A-17", (), begin or signed(), TODAY)
    for kind, on, more in steps:
        event: Any = make(kind, len(events) + 1, on, **more)
        events = add("A-17", events, event, TODAY)
    return events


def part(line: int, amount: int) -> dict[str, Any]:
    return {"parts": (Part(line=line, amount=amount),)}


def all_left(events: Sequence[OrderEvent]) -> tuple[Part, ...]:
    now = standing(events)
    assert now is not None
    return all_that_is_left(now)


@st.composite
def legal_lives(draw: st.DrawFn, most: int = 10) -> tuple[OrderEvent, ...]:
    """The events of an order to which anything was tried; what the rules refused did not happen."""
    amounts = draw(st.lists(st.integers(1, 5000), min_size=1, max_size=3))
    total = sum(amounts)
    first = draw(st.integers(1, total))
    terms = signed(
        lines=tuple(
            Line(text=f"line {n}", amount=amount, deliver_by=draw(st.none() | st.integers(0, 40).map(day)))
            for n, amount in enumerate(amounts)
        ),
        instalments=tuple(
            Instalment(amount=each, due=draw(st.none() | st.integers(0, 40).map(day)))
            for each in (first, total - first)
            if each
        ),
    )
    events: tuple[OrderEvent, ...] = add("A-17", (), terms, TODAY)
    for _ in range(draw(st.sampled_from([0, 4, most]))):
        try:
            events = add("A-17", events, _tried(draw, events, total), TODAY)
        except QuestionError:
            continue
    return events


def _tried(draw: st.DrawFn, events: tuple[OrderEvent, ...], total: int) -> OrderEvent:
    now = standing(events)
    number, on = len(events) + 1, draw(st.integers(0, 40))
    kind = draw(st.sampled_from([Delivered, Delivered, Paid, Paid, Credited, Cancelled, Refunded, Corrected]))
    if kind is Corrected or now is None:
        return make(
            Corrected, number, on, reason="wrong", takes_back=draw(st.integers(1, max(1, len(events))))
        )
    if kind is Delivered:
        if draw(st.booleans()):
            return make(Delivered, number, on, parts=all_that_is_left(now))
        line = draw(st.integers(1, len(now.lines)))
        share = Fraction(draw(st.integers(1, 4)), 4)
        return make(Delivered, number, on, parts=(part_by_share(now, line, share),))
    if kind is Cancelled:
        scope = draw(st.sampled_from(["rest", "rest", "whole"]))
        return make(Cancelled, number, on, scope=scope, parts=all_that_is_left(now), reason="no need")
    amount = draw(st.sampled_from([now.owed, now.to_return, 1 + total // 3, total + 7]))
    if kind is Paid:
        over = draw(st.booleans())
        return make(Paid, number, on, amount=amount, reference=f"R{number}", over=over)
    if kind is Credited:
        return make(Credited, number, on, amount=amount, reason="scratched")
    return make(Refunded, number, on, amount=amount)
