"""Orders on the terminal: nothing is lost, however narrow it is."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from tests.business.orders import after, day, part
from tests.desk.test_orders import history, imported
from unslump.business.order_events import Credited, Delivered, Paid
from unslump.desk.order_answer import OrdersResult
from unslump.desk.order_book import WrittenOrder
from unslump.desk.order_view import order_view
from unslump.desk.orders import obligations, told_contradictions
from unslump.report.orders_view import print_order, print_orders

EVENTS = after(
    (Delivered, 9, part(1, 70000)), (Paid, 12, {"amount": 100000, "reference": "RF18"}),
    (Credited, 13, {"amount": 1250, "reason": "scratched"}),
)  # fmt: skip
AS_OF = date(2026, 4, 15)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> OrdersResult:
    return listed(tmp_path_factory.mktemp("view"), 12)


def listed(folder: Path, count: int) -> OrdersResult:
    rows = [row | {"ordered_at": date(2026, 1, 5)} for row in imported(count, 5)]
    rows.append({"order_id": "A-17", "ordered_at": day(0), "amount": 900.0, "delivered_at": day(10)})
    return obligations([WrittenOrder("A-17", EVENTS, 2)], history(folder, rows), AS_OF, "EUR")


def printed(result: OrdersResult, width: int, *, everything: bool = True) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    print_orders(result, console, everything=everything)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_every_number_is_there_at_any_width(result: OrdersResult, width: int) -> None:
    told = printed(result, width)
    assert max(map(len, told.splitlines())) <= width
    words = " ".join(told.split())
    for owed in (*result.deliveries, *result.payments, *result.credits):
        assert owed.order_id in words
        if owed.amount is not None:
            assert f"{owed.amount / 100:,.2f} EUR" in words
    assert "Where the import says otherwise" in words
    assert "987.50 EUR" in words
    assert "not delivered in full" in words


def test_the_latest_dozen_unless_all_are_asked_for(tmp_path: Path) -> None:
    many = listed(tmp_path, 150)
    short = printed(many, 100, everything=False)
    hidden = many.payments[12:]
    late, undated = sum(each.days_late > 0 for each in hidden), sum(each.due is None for each in hidden)
    assert late
    assert f"and {len(hidden)} more, {late} of them late, {undated} with no day agreed: --all" in short
    assert many.payments[0].order_id in short
    assert " more, " not in printed(many, 100)
    early = many.model_copy(update={"payments": [each for each in hidden if each.due and not each.days_late]})
    assert len(early.payments) > 13
    assert f"and {len(early.payments) - 12} more, none of them late" in printed(early, 100, everything=False)
    overdue = many.model_copy(update={"payments": [each for each in many.payments if each.days_late]})
    left = len(overdue.payments) - 12
    assert f"and {left} more that are late: --all" in printed(overdue, 100, everything=False)


@pytest.mark.parametrize("width", [40, 80])
def test_an_order_tells_its_history(tmp_path: Path, width: int) -> None:
    order = WrittenOrder("A-17", EVENTS, 4)
    rows = [{"order_id": "A-17", "ordered_at": day(0), "amount": 900.0}]
    told = told_contradictions([order], history(tmp_path, rows))
    view = order_view(order, day(50), told, ["mind this"])
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    print_order(view, console)
    assert isinstance(console.file, io.StringIO)
    words = " ".join(console.file.getvalue().split())
    assert "987.50 EUR, is partly delivered, paid, money to return" in words
    assert "12.50 EUR credited: 987.50 EUR remains" in words
    assert "2. 11 March 2026: delivered: 700 EUR of line 1; recorded by Ana on 2026-03-11 09:30 UTC" in words
    assert "reference RF18" in words
    assert "mind this" in words
    assert "900 EUR" in words
