"""The book keeps every version, on SQLite and PostgreSQL alike, and lets nobody write over another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings

from tests.business.orders import AT, TODAY, day, legal_lives, make, signed
from unslump.business.order_events import OrderEvent, Paid
from unslump.desk.order_book import WrittenOrder, all_orders, append, order
from unslump.desk.order_parts import parts_on
from unslump.desk.order_rows import as_history
from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.records.database import Records
from unslump.records.kept import history

LATER = AT + timedelta(days=3)


def pay(number: int, reference: str, by: str, at: datetime = LATER) -> Paid:
    return Paid(number=number, day=day(3), by=by, at=at, amount=40000, reference=reference)


def written(records: Records) -> WrittenOrder:
    with records.writing() as connection:
        return append(connection, WrittenOrder("A-17"), [signed()], by="Ana", at=AT, today=TODAY)


def test_every_event_is_a_version_with_who_and_when(records: Records) -> None:
    first = written(records)
    with records.writing() as connection:
        second = append(connection, first, [pay(2, "RF1", "Ben")], by="Ben", at=LATER, today=TODAY)
    with records.reading() as connection:
        assert order(connection, "A-17") == second
        assert all_orders(connection) == [second]
        kept = history(connection, "order", "A-17")
    assert [(each.version, each.by, each.at, each.note) for each in kept] == [
        (1, "Ana", AT, "signed"),
        (2, "Ben", LATER, "paid"),
    ]
    assert kept[1].body["events"][1]["amount"] == "400.00"


def test_of_two_who_record_a_payment_at_once_the_second_is_told(records: Records) -> None:
    seen = written(records)
    with records.writing() as connection:
        append(connection, seen, [pay(2, "RF1", "Ben")], by="Ben", at=LATER, today=TODAY)
    with pytest.raises(ChangedMeanwhile, match="changed by Ben"), records.writing() as connection:
        append(connection, seen, [pay(2, "RF1", "Cleo")], by="Cleo", at=LATER, today=TODAY)
    with records.reading() as connection:
        again = order(connection, "A-17")
    assert len(again.events) == 2
    with pytest.raises(QuestionError, match="recorded by Ben"), records.writing() as connection:
        append(connection, again, [pay(3, "RF1", "Cleo")], by="Cleo", at=LATER, today=TODAY)


def test_nothing_is_written_when_one_of_several_events_is_refused(records: Records) -> None:
    with pytest.raises(QuestionError), records.writing() as connection:
        events = [signed(), pay(2, "RF1", "Ana"), pay(3, "RF1", "Ana")]
        append(connection, WrittenOrder("A-17"), events, by="Ana", at=AT, today=TODAY)
    with records.reading() as connection:
        assert order(connection, "A-17") == WrittenOrder("A-17")


@settings(deadline=None)
@given(legal_lives())
def test_every_day_sees_the_rows_of_that_day(events: tuple[OrderEvent, ...]) -> None:
    rows = as_history([WrittenOrder("A-17", events, 1)]).rows.to_pylist()
    for number in range(-2, 45):
        today = datetime.combine(day(number), datetime.min.time())
        seen = [
            row
            for row in rows
            if row["seen_from"] <= today and (row["seen_until"] is None or today < row["seen_until"])
        ]
        expected = parts_on(events, day(number))
        assert [round(row["amount"] * 100) for row in seen] == [part.amount for part in expected]
        assert [row["paid_at"] and row["paid_at"].date() for row in seen] == [part.paid for part in expected]
        assert len({row["order_id"] for row in seen}) == len(seen)


def test_an_order_that_was_taken_back_stands_in_nobody_s_place() -> None:
    from unslump.business.order_events import Corrected

    back = make(Corrected, 2, 1, takes_back=1, reason="another customer")
    overlay = as_history([WrittenOrder("A-17", (signed(), back), 2)])
    assert overlay.numbers == ()
    assert overlay.rows.num_rows == 0
