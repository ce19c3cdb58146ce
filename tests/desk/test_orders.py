"""What is owed: the table's answer against one counted order by order."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.business.orders import after, day, part, signed
from tests.history.build import snapshot_of
from unslump.business.order_events import Cancelled, Delivered, Paid, Part
from unslump.desk.order_answer import OrdersResult, Owed
from unslump.desk.order_book import WrittenOrder
from unslump.desk.order_imported import ImportedOrder, contradictions, imported_orders, taken_over
from unslump.desk.orders import obligations
from unslump.errors import QuestionError
from unslump.history.snapshot import Snapshot

START, AS_OF = date(2026, 1, 1), date(2026, 4, 15)
AT = day(0)


def imported(count: int, seed: int) -> list[dict[str, Any]]:
    """Orders with any of their days missing, some with no amount of their own."""
    rng = np.random.default_rng(seed)

    def maybe(begin: date, most: int, chance: float) -> date | None:
        return begin + timedelta(days=int(rng.integers(0, most))) if rng.random() < chance else None

    rows = []
    for number in range(count):
        ordered = START + timedelta(days=int(rng.integers(0, 120)))
        rows.append(
            {
                "order_id": f"I{number}", "ordered_at": ordered, "deal_id": f"D{number % 7}",
                "amount": None if rng.random() < 0.1 else round(float(rng.uniform(10, 9000)), 2),
                "deliver_by": maybe(ordered, 40, 0.8), "delivered_at": maybe(ordered, 60, 0.7),
                "due_at": maybe(ordered, 60, 0.8), "paid_at": maybe(ordered, 90, 0.6),
            }
        )  # fmt: skip
    return rows


DEALS = [
    {"deal_id": f"D{n}", "outcome": "won", "name": f"Deal {n}", "amount": 100.25 * n if n else None,
     "closed_at": START, "owner": "p1"}
    for n in range(6)
]  # fmt: skip


def history(folder: Path, rows: list[dict[str, Any]], as_of: date = AS_OF) -> Snapshot:
    people = [{"person_id": "p1", "name": "Ana Ruiz"}]
    return snapshot_of(folder, as_of, orders=rows, deals=DEALS, people=people)


def by_hand(
    rows: list[dict[str, Any]], done: str, due: str
) -> list[tuple[str, int | None, date | None, int]]:
    """(number, cents, due, days late) of what was not done by then."""
    worth = {deal["deal_id"]: deal["amount"] for deal in DEALS}
    found = []
    for row in rows:
        if row["ordered_at"] > AS_OF or (row[done] is not None and row[done] <= AS_OF):
            continue
        amount = row["amount"] if row["amount"] is not None else worth.get(row["deal_id"])
        late = max(0, (AS_OF - row[due]).days) if row[due] else 0
        found.append((row["order_id"], None if amount is None else round(amount * 100), row[due], late))
    return sorted(found, key=lambda each: (each[2] or date.max, each[0]))


def told(owed: list[Owed]) -> list[tuple[str, int | None, date | None, int]]:
    return [(each.order_id, each.amount, each.due, each.days_late) for each in owed]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_owed_is_what_one_counts_order_by_order(tmp_path: Path, seed: int) -> None:
    rows = imported(150, seed)
    result = obligations([], history(tmp_path, rows), AS_OF, "EUR")
    assert told(result.deliveries) == by_hand(rows, "delivered_at", "deliver_by")
    assert told(result.payments) == by_hand(rows, "paid_at", "due_at")
    late = [each for each in result.payments if each.days_late]
    assert result.owed_by_customers.late == len(late)
    assert result.owed_by_customers.late_amount == sum(each.amount or 0 for each in late)
    assert sum(result.by_status.values()) == result.orders == sum(r["ordered_at"] <= AS_OF for r in rows)
    assert result.deliveries[0].customer == f"Deal {int(result.deliveries[0].order_id[1:]) % 7}"
    assert result.deliveries[0].seller == "Ana Ruiz"


def test_the_months_hold_what_the_lists_hold(tmp_path: Path) -> None:
    rows = imported(150, 9)
    result = obligations([WrittenOrder("A-17", after(), 1)], history(tmp_path, rows), AS_OF, "EUR")
    due = sum(each.amount or 0 for each in result.payments if each.due)
    assert sum(month.to_be_paid for month in result.months) == due
    promised = sum(each.amount or 0 for each in result.deliveries if each.due)
    assert sum(month.to_deliver for month in result.months) == promised
    assert [month.month for month in result.months] == sorted({month.month for month in result.months})


def mixed(tmp_path: Path, *written: WrittenOrder) -> OrdersResult:
    rows = [
        {"order_id": "A-17", "ordered_at": day(0), "amount": 1000.0, "paid_at": day(30)},
        {"order_id": "A-18", "ordered_at": day(0), "amount": 70.5, "delivered_at": day(2), "paid_at": day(3)},
    ]  # fmt: skip
    return obligations(written, history(tmp_path, rows, day(44)), day(44), "EUR")


def test_a_written_order_stands_in_place_of_the_imported_one(tmp_path: Path) -> None:
    events = after((Delivered, 9, part(1, 70000)), (Paid, 12, {"amount": 50000, "reference": "x"}))
    result = mixed(tmp_path, WrittenOrder("A-17", events, 3))
    assert [(each.what, each.amount, each.days_late, each.written) for each in result.deliveries] == [
        ("Seats", 30000, 4, True)
    ]
    assert [(each.amount, each.days_late) for each in result.payments] == [(50000, 14)]
    assert (result.orders, result.written) == (2, 1)
    assert result.by_status == {"partly delivered, partly paid": 1, "settled": 1}
    assert [(each.what, each.written, each.imported) for each in result.contradictions] == [
        ("paid", "not paid in full", "1 April 2026")
    ]
    assert "1 delivery of 300 EUR; it is late, 300 EUR" in result.sentence


def test_imported_orders_are_late_as_of_the_last_import_and_written_ones_as_of_the_day(
    tmp_path: Path,
) -> None:
    rows = [row for row in imported(150, 2) if row["order_id"] != "I0"]
    rows.append({"order_id": "I0", "ordered_at": START, "amount": 5.0, "paid_at": AS_OF})
    snapshot = history(tmp_path, rows)
    last, later = snapshot.last_day, snapshot.last_day + timedelta(days=40)
    written = WrittenOrder("A-17", after(), 1)
    then, now = (obligations([written], snapshot.at(day_), day_, "EUR") for day_ in (last, later))
    for before, after_it in ((then.payments, now.payments), (then.deliveries, now.deliveries)):
        assert [each for each in before if not each.written] == [
            each for each in after_it if not each.written
        ]
    assert [e.days_late for e in then.payments if e.written] < [
        e.days_late for e in now.payments if e.written
    ]
    assert then.imported_until is None
    assert "Imports end" not in then.sentence
    assert now.imported_until == last
    assert f"Imports end on {last.day} {last:%B %Y}" in now.sentence
    assert obligations([written], None, later, "EUR").imported_until is None


def test_money_to_return_is_owed_too(tmp_path: Path) -> None:
    everything = (Part(line=1, amount=70000), Part(line=2, amount=30000))
    gone = (Cancelled, 20, {"scope": "whole", "reason": "broke", "parts": everything})
    result = mixed(tmp_path, WrittenOrder("A-17", after((Paid, 4, {"amount": 40000}), gone), 3))
    assert [(each.order_id, each.amount, each.status) for each in result.credits] == [
        ("A-17", 40000, "cancelled, money to return")
    ]
    assert result.deliveries == result.payments == []
    assert "400 EUR is to be returned" in result.sentence
    assert [(each.what, each.written) for each in result.contradictions][-1] == (
        "paid", "cancelled on 22 March 2026",
    )  # fmt: skip


def test_where_no_day_of_payment_is_recorded_nothing_is_said_to_be_unpaid(tmp_path: Path) -> None:
    rows = [{"order_id": "A", "ordered_at": START, "amount": 5.0, "due_at": START, "delivered_at": START}]
    result = obligations([], history(tmp_path, rows), AS_OF, "EUR")
    assert result.payments == []
    assert result.by_status == {"delivered": 1}
    assert result.notes == [
        "The imported orders have no payment days: what is still to be paid of them is not known."
    ]


def test_without_any_order_nothing_is_owed() -> None:
    result = obligations([], None, AS_OF, "")
    assert result.sentence == "No order had been signed by 15 April 2026."


def test_what_was_taken_over_contradicts_nothing(tmp_path: Path) -> None:
    from datetime import datetime

    snapshot = history(tmp_path, imported(150, 3))
    found = imported_orders(snapshot, [f"I{n}" for n in range(150)])
    assert len(found) > 100
    for each in found.values():
        if not each.amount:
            with pytest.raises(QuestionError, match="gives no amount"):
                taken_over(each, datetime(2026, 4, 1), "EUR")
            continue
        events = taken_over(each, datetime(2026, 4, 1), "EUR")
        assert contradictions(WrittenOrder(each.order_id, events, 1), each) == []


def test_what_a_later_import_says_otherwise_is_told_field_by_field() -> None:
    events = after((Delivered, 9, part(1, 70000)), (Delivered, 9, part(2, 30000)), begin=signed())
    said = ImportedOrder("A-17", day(0), 90000, "x", "", None, None, day(11), day(10), day(31), None, "EUR")
    assert contradictions(WrittenOrder("A-17", events, 1), said) == [
        ("amount", "1,000 EUR", "900 EUR"),
        ("deliver by", "12 March 2026, 11 April 2026", "13 March 2026"),
        ("due", "7 March 2026, 1 April 2026", "2 April 2026"),
        ("delivered", "11 March 2026", "12 March 2026"),
    ]
