"""Odoo: one table of leads and opportunities, by label or by technical name."""

# ruff: noqa: E501  rows as the exports have them

from __future__ import annotations

from datetime import datetime

import pytest

from sources.conftest import Desk

ROWS = (
    "x1,Pumps,lead,New,,2024-01-05 10:00:00,,True,ann@x.com,Ann\n"
    "x2,Valves,opportunity,Won,1200.50,2024-01-06 10:00:00,2024-02-01 12:00:00,True,bo@x.com,Ann\n"
    "x3,Pipes,opportunity,Proposition,800,2024-01-07 10:00:00,2024-02-02 12:00:00,False,cy@x.com,Ann\n"
    "x4,Hoses,opportunity,Qualified,700,2024-01-08 10:00:00,,True,di@x.com,Ann\n"
)
HEADS = {
    "labels": "External ID,Opportunity,Type,Stage,Expected Revenue,Created on,Closed Date,Active,Email,Salesperson\n",
    "names": "id,name,type,stage_id,expected_revenue,create_date,date_closed,active,email_from,user_id\n",
}


@pytest.mark.parametrize("head", HEADS)
def test_every_record_is_a_lead_and_an_opportunity_also_a_deal(desk: Desk, head: str) -> None:
    report = desk.text(HEADS[head] + ROWS)
    assert [(file.origin, file.rows_new) for file in report.files] == [
        ("Odoo leads", 4),
        ("Odoo opportunities", 3),
    ]
    deals = desk.by("deals", "deal_id")
    assert [deals[key]["outcome"] for key in ("x2", "x3", "x4")] == ["won", "lost", "open"]
    assert deals["x2"]["lead_id"] == "x2"
    assert (deals["x2"]["amount"], deals["x2"]["closed_at"]) == (1200.5, datetime(2024, 2, 1, 12))
    assert desk.by("leads", "lead_id")["x1"]["email"] == "ann@x.com"


def test_a_pipeline_without_types_holds_only_deals(desk: Desk) -> None:
    report = desk.text(
        "External ID,Opportunity,Stage,Expected Revenue,Created on\nx1,Pumps,Won,5,2024-01-05\n"
    )
    assert [(file.origin, file.table) for file in report.files] == [("Odoo pipeline", "deals")]
    assert desk.rows("deals")[0]["outcome"] == "won"


def test_sales_orders_but_no_quotations(desk: Desk) -> None:
    report = desk.text(
        "Order Reference,Order Date,Customer,Total,Status,Delivery Date\n"
        "S1,2024-02-13 10:00:00,Acme,100,Sales Order,2024-03-01\nS2,2024-02-14 10:00:00,Acme,5,Quotation,\n"
    )
    assert report.files[0].origin == "Odoo sales orders" and report.files[0].rows_skipped == 1
    assert desk.rows("orders")[0]["deliver_by"] == datetime(2024, 3, 1)
