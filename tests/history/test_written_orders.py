"""Written orders lie over the imported ones as they stood on each day; nothing else is touched."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.business.orders import after, day, legal_lives, part
from tests.history.build import deal, lead, snapshot_of
from unslump.business.order_events import Delivered, OrderEvent, Paid
from unslump.business.order_state import standing
from unslump.desk.order_book import WrittenOrder
from unslump.desk.order_rows import as_history
from unslump.history.snapshot import Snapshot
from unslump.history.written_orders import FEWEST_ALONE

LAST = day(60)
EVENTS = after((Delivered, 9, part(1, 70000)), (Paid, 12, {"amount": 100000, "reference": "RF18"}))


def history(folder: Path, as_of: date | None = None, **more: Any) -> Snapshot:
    orders = [
        {"order_id": "A-17", "ordered_at": day(0), "deal_id": "D7", "amount": 5.0, "paid_at": day(3)},
        {"order_id": "A-18", "ordered_at": day(1), "deal_id": "D8", "amount": 70.0, "paid_at": day(20)},
    ]
    deals = [
        deal(7, created_at=day(-9), amount=1.0, stage="Offer"),
        deal(8, created_at=day(-9), closed_at=day(1), outcome="won"),
        deal(9, created_at=day(-9)),
    ]
    tables: dict[str, Any] = {"orders": orders, "deals": deals, "leads": [lead(1, LAST)]} | more
    return snapshot_of(folder, as_of, **{name: rows for name, rows in tables.items() if rows is not None})


def written(*orders: tuple[str, tuple[OrderEvent, ...]]) -> Any:
    return as_history([WrittenOrder(number, events, 1) for number, events in orders])


def column(snapshot: Snapshot, name: str, table: str = "orders") -> list[Any]:
    key = f"{table[:-1]}_id"
    return [row[name] for row in snapshot.table(table).order_by(key).to_pyarrow().to_pylist()]


def test_a_written_order_stands_in_place_of_the_imported_one(tmp_path: Path) -> None:
    snapshot = history(tmp_path).with_orders(written(("A-17", EVENTS)))
    assert column(snapshot, "order_id") == ["A-17", "A-17/2", "A-17/3", "A-18"]
    assert sum(column(snapshot, "amount")) == pytest.approx(1000 + 70)
    assert [paid and paid.date() for paid in column(snapshot, "paid_at")] == [day(12)] * 3 + [day(20)]
    assert column(snapshot.as_imported(), "amount") == [5.0, 70.0]
    assert snapshot.rows("orders") == 4


def test_one_table_serves_every_day(tmp_path: Path) -> None:
    snapshot = history(tmp_path).with_orders(written(("A-17", EVENTS)))
    for number in (-1, 0, 8, 9, 11, 12, 13, 60):
        then = snapshot.at(day(number))
        fresh = history(tmp_path / str(number), day(number)).with_orders(written(("A-17", EVENTS)))
        assert then.table("orders").to_pyarrow().sort_by("order_id") == fresh.table(
            "orders"
        ).to_pyarrow().sort_by("order_id")
        paid = [each for each in column(then, "paid_at") if each is not None]
        assert all(each.date() <= day(number) for each in paid)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(legal_lives(), st.integers(-1, 45))
def test_amounts_are_what_the_order_is_worth_on_the_day(
    tmp_path: Path, events: tuple[OrderEvent, ...], on: int
) -> None:
    snapshot = history(tmp_path, day(on)).with_orders(written(("B-1", events)))
    mine = [
        row for row in snapshot.table("orders").to_pyarrow().to_pylist() if row["order_id"].startswith("B-1")
    ]
    now = standing(events, day(on)) if standing(events) is not None else None
    assert sum(round(row["amount"] * 100) for row in mine) == (now.net if now else 0)


def test_only_the_open_deal_of_a_signed_order_is_won(tmp_path: Path) -> None:
    snapshot = history(tmp_path).with_orders(written(("A-17", EVENTS)))
    assert column(snapshot, "outcome", "deals") == ["won", "won", "open"]
    assert [each and each.date() for each in column(snapshot, "closed_at", "deals")] == [day(0), day(1), None]
    assert column(snapshot, "amount", "deals") == [1000.0, None, None]
    assert column(snapshot, "stage", "deals") == [None, None, None]
    assert column(snapshot.at(day(-1)), "outcome", "deals") == ["open", "open", "open"]


def test_what_is_dated_after_the_last_imported_day_is_not_seen_yet(tmp_path: Path) -> None:
    snapshot = history(tmp_path, leads=[lead(1, day(11))], orders=[], deals=[deal(7, created_at=day(0))])
    later = snapshot.with_orders(written(*((f"B-{n}", EVENTS) for n in range(FEWEST_ALONE))))
    assert later.last_day == day(11)
    assert all(each is None for each in column(later.at(LAST + timedelta(days=9)), "paid_at"))


@pytest.mark.parametrize("count", [FEWEST_ALONE - 1, FEWEST_ALONE])
def test_a_handful_alone_is_no_history_of_orders(tmp_path: Path, count: int) -> None:
    snapshot = history(tmp_path, orders=None).with_orders(
        written(*((f"B-{number}", EVENTS) for number in range(count)))
    )
    assert snapshot.has("orders") == (count == FEWEST_ALONE)
    assert column(snapshot, "outcome", "deals")[0] == "won"
