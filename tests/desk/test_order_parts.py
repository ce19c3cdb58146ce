"""An order as rows adds up to the cent, and says of every cent when it was delivered and paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings

from tests.business.orders import after, day, legal_lives, part, signed
from unslump.business.order_events import Cancelled, Credited, Delivered, Instalment, Line, OrderEvent, Paid
from unslump.business.order_events import Part as LinePart
from unslump.business.order_state import live, standing
from unslump.desk.order_parts import OrderPart, instalments_left, parts_on


@settings(deadline=None)
@given(legal_lives())
def test_rows_add_up_to_what_is_owed_and_paid_on_every_day(events: tuple[OrderEvent, ...]) -> None:
    for on in (0, 3, 11, 17, 29, 40):
        now, rows = standing(events, day(on)), parts_on(events, day(on))
        assert now is not None or rows == []
        if now is None:
            continue
        assert sum(row.amount for row in rows) == now.net
        assert all(row.amount > 0 for row in rows)
        assert sum(row.amount for row in rows if row.paid) == min(now.kept, now.net)
        left = instalments_left(now)
        assert sum(amount for amount, _ in left) == now.owed
        for due in {row.due for row in rows}:
            unpaid = sum(row.amount for row in rows if row.due == due and row.paid is None)
            assert unpaid == sum(amount for amount, promised in left if promised == due)


@settings(deadline=None)
@given(legal_lives())
def test_what_is_delivered_is_in_proportion_to_the_price(events: tuple[OrderEvent, ...]) -> None:
    for on in (0, 11, 40):
        now = standing(events, day(on))
        if now is None or not now.net:
            continue
        delivered = sum(row.amount for row in parts_on(events, day(on)) if row.delivered)
        assert abs(delivered - now.net * now.delivered / (now.ordered - now.cancelled)) <= 0.5


@settings(deadline=None)
@given(legal_lives())
def test_days_paid_are_those_of_a_cent_by_cent_account(events: tuple[OrderEvent, ...]) -> None:
    """Brute force: every cent is paid by the first payment that reaches it."""
    now, rows = standing(events, day(40)), parts_on(events, day(40))
    if now is None or now.net > 3000:
        return
    cents: list[date] = []
    for event in sorted((e for e in live(events) if isinstance(e, Paid)), key=lambda e: e.day):
        cents += [event.day] * event.amount
    expected = _totals(cents[: now.net])
    told: dict[date, int] = {}
    for row in rows:
        if row.paid:
            told[row.paid] = told.get(row.paid, 0) + row.amount
    assert told == expected


def _totals(days: Sequence[date]) -> dict[date, int]:
    return {each: days.count(each) for each in set(days)}


def test_an_order_with_two_lines_two_instalments_and_a_payment_in_between() -> None:
    events = after((Delivered, 9, part(1, 70000)), (Paid, 12, {"amount": 50000, "reference": "x"}))
    assert parts_on(events, day(8)) == [
        OrderPart(40000, day(10), None, day(5), None),
        OrderPart(30000, day(10), None, day(30), None),
        OrderPart(30000, day(40), None, day(30), None),
    ]
    assert parts_on(events, day(12)) == [
        OrderPart(40000, day(10), day(9), day(5), day(12)),
        OrderPart(10000, day(10), day(9), day(30), day(12)),
        OrderPart(20000, day(10), day(9), day(30), None),
        OrderPart(30000, day(40), None, day(30), None),
    ]


def test_a_simple_order_is_one_row_throughout() -> None:
    begin = signed(
        lines=(Line(text="all", amount=12345, deliver_by=day(9)),),
        instalments=(Instalment(amount=12345, due=day(20)),),
    )
    events = after((Delivered, 8, part(1, 12345)), (Paid, 22, {"amount": 12345}), begin=begin)
    assert [parts_on(events, day(on)) for on in (-1, 0, 8, 22)] == [
        [],
        [OrderPart(12345, day(9), None, day(20), None)],
        [OrderPart(12345, day(9), day(8), day(20), None)],
        [OrderPart(12345, day(9), day(8), day(20), day(22))],
    ]


def test_a_credit_note_lowers_what_is_owed_last() -> None:
    events = after((Credited, 3, {"amount": 50000, "reason": "late"}))
    now = standing(events)
    assert now is not None
    assert instalments_left(now) == [(40000, day(5)), (10000, day(30))]


def test_what_is_cancelled_is_no_row() -> None:
    rest = {"scope": "rest", "reason": "too late", "parts": (LinePart(line=2, amount=30000),)}
    whole = {"scope": "whole", "reason": "broke", "parts": ()}
    events = after(
        (Delivered, 9, part(1, 70000)), (Cancelled, 11, rest), (Credited, 12, {"amount": 1, "reason": "x"})
    )
    assert [row.amount for row in parts_on(events, day(12))] == [40000, 29999]
    gone = after((Delivered, 9, part(1, 100)), (Delivered, 9, part(1, 69900)), (Delivered, 9, part(2, 30000)),
                 (Cancelled, 11, whole))  # fmt: skip
    assert parts_on(gone, day(10))
    assert parts_on(gone, day(11)) == []


def test_days_after_the_as_of_day_are_not_known() -> None:
    events = after((Delivered, 9, part(1, 70000)), (Paid, 12, {"amount": 100000}))
    done = [moment for row in parts_on(events, day(10)) for moment in (row.delivered, row.paid)]
    assert set(done) == {day(9), None}
