"""The demo company's files: its company.yaml and its exports, as the programs it uses would write them.

Contacts, deals and activities carry the column names of a HubSpot export, spend and orders those
of a small firm's own lists. They have what real exports have: empty sources and owners, rows
exported twice, older copies of a row, amounts with a currency sign, and a few rows beyond repair.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from unslump.demo.blemishes import break_cells, leave_gaps, repeat_older, repeat_rows
from unslump.demo.company import LAST_DAY, MAIN_GOAL, demo_world
from unslump.demo.notes import Enquiries, enquire
from unslump.demo.prospects import Prospects, invent
from unslump.errors import QuestionError

__all__ = ["DemoFiles", "write_demo"]

_MARK = "# The demo company of unslump"
_STATUS = {
    "new": "New",
    "contacted": "Connected",
    "qualified": "Open deal",
    "disqualified": "Unqualified",
}
_STAGES = {
    "appointment": "Appointment Scheduled",
    "proposal": "Proposal Sent",
    "negotiation": "Contract Sent",
    "closed won": "Closed Won",
    "closed lost": "Closed Lost",
}
_DRILL_DOWN = "Original Traffic Source Drill-Down 1"
_OPENS = 7 * 3_600_000_000  # seven in the morning, in microseconds
# What the firm calls its channels in its own books, where that differs from HubSpot's words.
_BOOKS = {"Paid Social": "LinkedIn", "Email Marketing": "Newsletter", "Offline Sources": "Trade fairs"}


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """What was written where, and the question to ask first."""

    company: Path
    exports: tuple[Path, ...]
    goal: str
    last_day: date


def write_demo(directory: Path, seed: int = 7) -> DemoFiles:
    """Write the demo company into `directory`: company.yaml and exports/*.csv.

    The same seed writes the same bytes. A demo's company.yaml that is already there is kept, with
    whatever was changed in it; raises QuestionError when it is another company's.
    """
    company = directory / "company.yaml"
    if company.exists() and not company.read_text("utf-8", errors="replace").startswith(_MARK):
        raise QuestionError(
            f"{directory} already holds a company: {company}",
            hint="Nothing was changed. Make the demo in a folder of its own: unslump demo -w demo",
        )
    exports = directory / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    if not company.exists():
        company.write_bytes((Path(__file__).parent / "company.yaml").read_bytes())
    written = []
    for name, table in _exports(seed).items():
        path = exports / name
        pa_csv.write_csv(table, path, pa_csv.WriteOptions(quoting_style="needed"))
        written.append(path)
    return DemoFiles(company=company, exports=tuple(written), goal=MAIN_GOAL, last_day=LAST_DAY)


def _exports(seed: int) -> dict[str, pa.Table]:
    world = demo_world(seed)
    rng = np.random.default_rng([seed, 1])
    tables = world.tables(LAST_DAY)
    prospects = invent(len(world.truth.leads), rng)
    opened = world.truth.endings.deal_at
    has_deal = ~np.isnat(opened) & (opened < np.datetime64(LAST_DAY) + 1)
    enquiries = enquire(world.truth.leads.offer, has_deal, np.random.default_rng([seed, 2]))
    return {
        "hubspot-contacts.csv": _contacts(tables["leads"], tables["deals"], prospects, enquiries, rng),
        "hubspot-deals.csv": _deals(tables["deals"], prospects, rng),
        "hubspot-activities.csv": _activities(tables["activities"]),
        "spend.csv": _spend(tables["spend"], rng),
        "orders.csv": _orders(tables["orders"], prospects, tables["deals"]),
    }


def _contacts(
    leads: pa.Table,
    deals: pa.Table,
    prospects: Prospects,
    enquiries: Enquiries,
    rng: np.random.Generator,
) -> pa.Table:
    row = _index(leads["lead_id"])
    won = pc.is_in(leads["lead_id"], deals.filter(pc.equal(deals["outcome"], "won"))["lead_id"])
    stage = pc.if_else(pc.equal(leads["status"], "qualified"), "Opportunity", "Lead")
    touched = ("created_at", "first_response_at", "qualified_at", "lost_at")
    table = pa.table(
        {
            "Record ID": _record_id(leads["lead_id"], "41"),
            "First Name": prospects.first_name.take(row),
            "Last Name": prospects.last_name.take(row),
            "Email": prospects.email.take(row),
            "Company Name": prospects.company.take(row),
            "Contact owner": leads["owner"],
            "Create Date": _minutes(leads["created_at"]),
            "Date of first engagement": _minutes(leads["first_response_at"]),
            "Lifecycle Stage": pc.if_else(won, "Customer", stage),
            "Lead Status": _renamed(leads["status"], _STATUS),
            "Original Traffic Source": leads["channel"],
            _DRILL_DOWN: _campaign(leads["channel"], leads["created_at"]),
            "Industry": leads["segment"],
            "Found by": leads["finder"],
            "Country/Region": enquiries.region.take(row),
            "Need": enquiries.need.take(row),
            "Budget": enquiries.budget.take(row),
            "Notes": enquiries.notes.take(row),
            "Last Modified Date": _minutes(pc.max_element_wise(*(leads[name] for name in touched))),
        }
    )
    gaps = {"Original Traffic Source": 0.05, "Contact owner": 0.03, "Industry": 0.08, "Email": 0.02}
    table = leave_gaps(table, gaps, rng)
    unknown = pc.is_null(table["Original Traffic Source"])  # then there is nothing to drill down into
    place = table.schema.get_field_index(_DRILL_DOWN)
    table = table.set_column(place, _DRILL_DOWN, pc.if_else(unknown, None, table[_DRILL_DOWN]))
    older = {"Lifecycle Stage": "Subscriber", "Lead Status": "New", "Date of first engagement": None}
    table = repeat_older(table, 6, older, "Last Modified Date", rng)
    table = repeat_rows(table, 12, rng)
    return break_cells(table, "Create Date", ("n/a", "2025-02-30 10:15", "#REF!", None), rng)


def _deals(deals: pa.Table, prospects: Prospects, rng: np.random.Generator) -> pa.Table:
    row = _index(deals["lead_id"])
    person = pc.binary_join_element_wise(prospects.first_name.take(row), prospects.last_name.take(row), " ")
    name = pc.binary_join_element_wise(prospects.company.take(row), deals["offer"], " - ")
    close = pc.coalesce(deals["closed_at"], deals["expected_close_at"])
    table = pa.table(
        {
            "Record ID": _record_id(deals["deal_id"], "97"),
            "Deal Name": name,
            "Deal Stage": _renamed(deals["stage"], _STAGES),
            "Close Date": _minutes(close),
            "Create Date": _minutes(deals["created_at"]),
            "Amount": _euros(deals["amount"]),
            "Deal owner": deals["owner"],
            "Pipeline": pa.repeat("Sales Pipeline", deals.num_rows),
            "Deal Type": deals["offer"],
            "Associated Contact IDs": _record_id(deals["lead_id"], "41"),
            "Associated Contacts": person,
            "Last Modified Date": _minutes(pc.coalesce(deals["closed_at"], deals["created_at"])),
        }
    )
    table = leave_gaps(table, {"Associated Contact IDs": 0.03, "Deal owner": 0.01}, rng)
    older = {"Deal Stage": "Appointment Scheduled", "Close Date": None}
    table = repeat_older(table, 4, older, "Last Modified Date", rng)
    table = repeat_rows(table, 5, rng)
    table = break_cells(table, "Amount", ("tbd", "12.3.4"), rng)
    return break_cells(table, "Create Date", ("soon",), rng)


def _activities(activities: pa.Table) -> pa.Table:
    return pa.table(
        {
            "Record ID": _record_id(activities["activity_id"], "63"),
            "Activity type": pc.utf8_capitalize(activities["kind"]),
            "Activity date": _minutes(activities["at"]),
            "Activity assigned to": activities["person"],
            "Duration (hours)": _decimals(activities["hours"]),
            "Associated Contact IDs": _record_id(activities["lead_id"], "41"),
            "Associated Deal IDs": _record_id(activities["deal_id"], "97"),
        }
    )


def _spend(spend: pa.Table, rng: np.random.Generator) -> pa.Table:
    table = pa.table(
        {
            "Date": pc.strftime(spend["day"], "%Y-%m-%d"),
            "Channel": _renamed(spend["channel"], _BOOKS),
            "Campaign": _campaign(_renamed(spend["channel"], _BOOKS), spend["day"]),
            "Amount": _euros(spend["amount"]),
        }
    )
    return break_cells(table, "Amount", ("see invoice",), rng)


def _orders(orders: pa.Table, prospects: Prospects, deals: pa.Table) -> pa.Table:
    deal = pc.index_in(orders["deal_id"], value_set=deals["deal_id"])
    company = prospects.company.take(_index(deals["lead_id"])).take(deal)
    return pa.table(
        {
            "Order number": pc.binary_join_element_wise("AB-", _digits(orders["order_id"]), ""),
            "Order date": _minutes(orders["ordered_at"]),
            "Customer": company,
            "Deal ID": _record_id(orders["deal_id"], "97"),
            "Amount": _decimals(orders["amount"]),
            "Currency": orders["currency"],
            "Deliver by": pc.strftime(orders["deliver_by"], "%Y-%m-%d"),
            "Delivered": pc.strftime(orders["delivered_at"], "%Y-%m-%d"),
            "Due": pc.strftime(orders["due_at"], "%Y-%m-%d"),
            "Paid": pc.strftime(orders["paid_at"], "%Y-%m-%d"),
        }
    )


def _index(ids: pa.ChunkedArray) -> pa.Array:
    """The place of a prospect from its lead's id: L1 is the first."""
    number = pc.cast(pc.utf8_slice_codeunits(ids, 1), pa.int64())
    return pc.subtract(number, 1).combine_chunks()


def _digits(ids: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_lpad(pc.utf8_slice_codeunits(ids, 1), 7, "0")


def _record_id(ids: pa.ChunkedArray, prefix: str) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(prefix, _digits(ids), "")


def _minutes(times: pa.ChunkedArray) -> pa.ChunkedArray:
    """As "2026-03-14 09:12"; the day's 24 hours become those in which people type into a CRM, in order."""
    day = pc.floor_temporal(times, unit="day")
    since = pc.cast(pc.subtract(times, day), pa.int64())  # microseconds
    typed = pc.cast(pc.add(_OPENS, pc.divide(pc.multiply(since, 13), 24)), pa.duration("us"))
    return pc.strftime(pc.add(day, typed), "%Y-%m-%d %H:%M")


def _renamed(labels: pa.ChunkedArray, names: dict[str, str]) -> pa.ChunkedArray:
    renamed = pa.array(list(names.values())).take(pc.index_in(labels, pa.array(list(names))))
    return pc.coalesce(renamed, labels)


def _campaign(channel: pa.ChunkedArray, day: pa.ChunkedArray) -> pa.ChunkedArray:
    """One campaign a channel and quarter: "Paid Search 2026-Q1"."""
    quarter = pc.cast(pc.quarter(day), pa.string())
    year = pc.strftime(day, "%Y-Q")
    return pc.binary_join_element_wise(channel, pc.binary_join_element_wise(year, quarter, ""), " ")


def _decimals(amounts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Two decimals, no separators: 8450.00."""
    cents = pc.cast(pc.round(pc.multiply(amounts, 100.0)), pa.int64())
    whole = pc.divide(cents, 100)
    rest = pc.subtract(cents, pc.multiply(whole, 100))
    rest = pc.utf8_lpad(pc.cast(rest, pa.string()), 2, "0")
    return pc.binary_join_element_wise(pc.cast(whole, pa.string()), rest, ".")


def _euros(amounts: pa.ChunkedArray) -> pa.ChunkedArray:
    """As a German firm's English CRM shows them: €8,450.00."""
    plain = pc.replace_substring_regex(_decimals(amounts), r"^(\d+)(\d{3})\.", r"\1,\2.")
    return pc.binary_join_element_wise("€", plain, "")
