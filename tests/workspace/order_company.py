"""A company whose wins became orders: delivered and paid some time later, the newest not yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.cli.companies import COMPANY, LAST, tables
from tests.history.build import write_history

GOALS = """\
  Delivered: {period: 2025-Q2, amount: 120000, measure: delivered}
  Paid: {period: 2025-Q2, amount: 120000, measure: paid}
  Now: {period: 2025-Q1, amount: 60000, measure: paid}
"""


def orders_of(deals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One order for each deal that was won: delivered 12 days later, paid 40 days later."""
    return [
        {
            "order_id": f"A-{deal['deal_id']}",
            "ordered_at": deal["closed_at"],
            "deal_id": deal["deal_id"],
            "amount": deal["amount"],
            "currency": "EUR",
            "deliver_by": deal["closed_at"] + timedelta(days=14),
            "delivered_at": _known(deal["closed_at"] + timedelta(days=12)),
            "due_at": deal["closed_at"] + timedelta(days=44),
            "paid_at": _known(deal["closed_at"] + timedelta(days=40)),
        }
        for deal in deals
        if deal["outcome"] == "won"
    ]


def _known(day: date) -> date | None:
    return day if day <= LAST else None


def make_order_company(folder: Path) -> Path:
    """The folder, as of 31 March 2025."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "company.yaml").write_text(COMPANY + GOALS, encoding="utf-8")
    rows: dict[str, Any] = tables()
    rows["orders"] = orders_of(rows["deals"])
    write_history(folder, now=datetime(2025, 4, 1, 8), note="import all.csv", **rows)
    return folder
