"""Goals measured in delivered and paid follow the orders that people write, and nothing else changes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import unslump
from tests.cli.companies import LAST, make_company
from tests.history.build import write_history
from tests.workspace.order_company import make_order_company
from unslump.desk.order_changes import Cancel, Correct, Credit, Deliver, Pay
from unslump.desk.order_signing import Terms
from unslump.errors import StoreError
from unslump.history.snapshot import Snapshot
from unslump.records.kept import keep
from unslump.workspace import Workspace

NOW = datetime(2025, 4, 2, 9)
TODAY = NOW.date()
WHO = {"by": "Ana", "now": NOW, "today": TODAY}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_order_company(tmp_path_factory.mktemp("orders") / "brightline")


@pytest.fixture
def opened(untouched: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(untouched, tmp_path / "brightline")
    yield unslump.open(tmp_path / "brightline")


def snapshot(opened: Workspace, as_of: date | None = None) -> Snapshot:
    return opened._snapshot(as_of)


def total(opened: Workspace, column: str, as_of: date | None = None) -> float:
    orders = snapshot(opened, as_of).table("orders")
    done = orders.filter(orders[column].notnull())
    return float(done.amount.sum().execute() or 0.0)


def open_orders(opened: Workspace) -> list[str]:
    """Imported orders that were neither delivered nor paid, the oldest first."""
    orders = snapshot(opened).table("orders")
    rows = orders.filter(orders.delivered_at.isnull() & orders.paid_at.isnull()).order_by("ordered_at")
    return [str(each) for each in rows.to_pyarrow()["order_id"].to_pylist()]


def paid_late(opened: Workspace) -> str:
    orders = snapshot(opened).table("orders")
    rows = orders.filter(orders.delivered_at.notnull() & orders.paid_at.isnull()).order_by("order_id")
    return str(rows.to_pyarrow()["order_id"][0].as_py())


@pytest.mark.slow
def test_an_imported_order_that_is_only_taken_over_changes_no_answer(opened: Workspace) -> None:
    before = [opened.check(goal).model_dump_json() for goal in ("Delivered", "Paid", "Spring")]
    number = paid_late(opened)
    opened.order_book.record(number, Pay(100, "RF1"), on=LAST, **WHO)
    opened.order_book.record(number, Correct(3, "another order's"), **WHO)
    assert snapshot(opened).written is not None
    assert [opened.check(goal).model_dump_json() for goal in ("Delivered", "Paid", "Spring")] == before


def test_a_delivery_moves_a_goal_in_delivered_and_no_booking(opened: Workspace) -> None:
    before, sold = opened.check("Delivered"), snapshot(opened).table("deals").to_pyarrow()
    for number in open_orders(opened):
        opened.order_book.record(number, Deliver(), on=LAST, **WHO)
    after = opened.check("Delivered")
    # Delivered in March, they are no longer to be delivered in the second quarter.
    assert before.sources is not None
    assert after.sources is not None
    assert after.sources.pipeline < before.sources.pipeline
    assert snapshot(opened).table("deals").to_pyarrow().sort_by("deal_id") == sold.sort_by("deal_id")


def test_what_was_paid_counts_in_the_goal_to_the_cent(opened: Workspace) -> None:
    asked = {"period": "2025-03-01..2025-04-15", "amount": 50_000, "measure": "paid"}
    before = opened.check(**asked)  # type: ignore[arg-type]
    view = opened.order_book.record(paid_late(opened), Pay(123_45, "RF1"), on=LAST, **WHO)
    after = opened.check(**asked)  # type: ignore[arg-type]
    assert view.status == "delivered, partly paid"
    assert before.sources is not None
    assert after.sources is not None
    assert after.sources.won - before.sources.won == pytest.approx(123.45)


def test_only_what_had_happened_counts_as_of_a_day(opened: Workspace) -> None:
    number = paid_late(opened)
    before = {day: total(opened, "paid_at", day) for day in (LAST - timedelta(days=3), LAST)}
    opened.order_book.record(number, Pay(100_00, "RF1"), on=LAST - timedelta(days=2), **WHO)
    opened.order_book.record(number, Pay(50_00, "RF2"), on=LAST, **WHO)
    day = LAST - timedelta(days=3)
    assert total(opened, "paid_at", day) == pytest.approx(before[day])
    assert total(opened, "paid_at", LAST - timedelta(days=1)) - before[day] >= 100
    assert total(opened, "paid_at") == pytest.approx(before[LAST] + 150)
    whole = snapshot(opened).as_imported().table("orders")
    assert total(opened, "ordered_at") == pytest.approx(float(whole.amount.sum().execute()))


def test_what_is_cancelled_or_credited_does_not_count(opened: Workspace) -> None:
    before = total(opened, "ordered_at")
    first, second = open_orders(opened)[0], paid_late(opened)
    gone = opened.order_book.record(first, Cancel("broke"), on=LAST, **WHO)
    opened.order_book.record(second, Credit(50_00, "late"), on=LAST, **WHO)
    assert gone.status == "cancelled"
    assert total(opened, "ordered_at") == pytest.approx(before - gone.ordered / 100 - 50)


def test_an_open_deal_whose_order_is_signed_is_won_and_not_sold_twice(opened: Workspace) -> None:
    deals = snapshot(opened).table("deals")
    rows = deals.filter(deals.outcome == "open").order_by("deal_id").to_pyarrow().to_pylist()
    wins = int(deals.filter(deals.outcome == "won").count().execute())
    view = opened.order_book.sign(
        "B-1", Terms(amount="1234.50", deal_id=rows[0]["deal_id"], customer="Harbour"), on=LAST, **WHO
    )
    assert view.ordered == 123450
    assert any("counts as won" in note for note in view.notes)
    after = snapshot(opened).table("deals")
    row = after.filter(after.deal_id == rows[0]["deal_id"]).to_pyarrow().to_pylist()[0]
    assert (row["outcome"], row["closed_at"].date(), row["amount"]) == ("won", LAST, 1234.5)
    assert int(after.filter(after.outcome == "won").count().execute()) == wins + 1
    earlier = snapshot(opened, LAST - timedelta(days=1)).table("deals")
    row = earlier.filter(earlier.deal_id == rows[0]["deal_id"]).to_pyarrow().to_pylist()[0]
    assert row["outcome"] == "open"


def test_an_engine_learnt_before_something_was_written_is_not_used_after(opened: Workspace) -> None:
    before, _ = opened._engines.of(snapshot(opened), opened.company, 1)
    again, _ = opened._engines.of(snapshot(opened), opened.company, 1)
    assert again is before
    opened.order_book.record(paid_late(opened), Pay(), on=LAST, **WHO)
    after, _ = opened._engines.of(snapshot(opened), opened.company, 1)
    assert after is not before
    assert before.paid is not None
    assert after.paid is not None
    assert after.paid.count == before.paid.count + 1
    same, _ = opened._engines.of(snapshot(opened), opened.company, 1)
    assert same is after


def test_what_is_dated_after_the_history_waits_for_the_next_import(opened: Workspace) -> None:
    before = total(opened, "paid_at")
    view = opened.order_book.record(paid_late(opened), Pay(), on=TODAY, **WHO)
    assert any("history ends on 31 March 2025" in note for note in view.notes)
    assert total(opened, "paid_at") == total(opened, "paid_at", TODAY) == before
    write_history(opened.directory, store=opened.store, leads=[{"lead_id": "L9999", "created_at": TODAY}])
    assert total(opened, "paid_at") == pytest.approx(before + view.paid / 100)
    assert snapshot(opened).last_day == TODAY


def test_where_no_orders_were_imported_a_handful_written_teaches_nothing(tmp_path: Path) -> None:
    opened = unslump.open(make_company(tmp_path / "harbour"))
    for number in range(1, 11):
        assert not snapshot(opened).has("orders")
        terms = Terms(customer="Harbour", amount="100")
        opened.order_book.sign(f"B-{number}", terms, on=LAST, **WHO)
    assert snapshot(opened).rows("orders") == 10


def test_a_damaged_order_is_said_so(opened: Workspace) -> None:
    with opened.records.writing() as connection:
        keep(connection, "order", "X", {"events": [{"kind": "stolen"}]}, seen=0, by="Ana", at=NOW)
    with pytest.raises(StoreError, match="The order 'X' cannot be read"):
        opened.check("Paid")
