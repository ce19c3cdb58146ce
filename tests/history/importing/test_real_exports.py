"""Files that nobody here wrote: Olist's funnel, and real column names of HubSpot and Salesforce."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from importing.conftest import Desk
from unslump.errors import ImportFailed

_ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("UNSLUMP_SHARED_DATA", _ROOT.parent / "shared" / "data"))
MAPPING = _ROOT / "docs" / "guides" / "olist.yaml"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"the shared data is not at {SHARED}"),
]
OLIST = [SHARED / "olist" / "olist_mql.csv", SHARED / "olist" / "olist_closed_deals.csv"]
FORMATS = sorted((SHARED / "crm-formats").glob("*/*.csv"))
NOTHING = {"deal_pipeline_data.csv", "email_campaign_data.csv", "sf_account_data.csv"}
FILLS = {
    "contact_data.csv": ("leads", 22),
    "deal_data.csv": ("deals", 44),
    "engagement_meeting_data.csv": ("activities", 100),
    "owner_data.csv": ("people", 100),
    "sf_event_data.csv": ("activities", 10),
    "sf_lead_data.csv": ("leads", 1),
    "sf_order_data.csv": ("orders", 10),
    "sf_task_data.csv": ("activities", 10),
    "sf_user_data.csv": ("people", 5),
}
# Only rows deleted in the CRM, or without a stage change, or about deals of another file.
NO_ROWS = {
    "deal_contact_data.csv",
    "deal_pipeline_stage_data.csv",
    "deal_property_history_data.csv",
    "sf_opportunity_data.csv",
    "sf_opportunity_history_data.csv",
}


def test_olist_by_its_mapping(desk: Desk) -> None:
    report = desk.bring(*OLIST, mapping=MAPPING, strict=True)
    assert [(file.table, file.rows_new) for file in report.files] == [("leads", 8000), ("deals", 842)]
    (links,) = report.links
    assert (links.by_id, links.unlinked, links.silent) == (842, 0, 0)
    leads, deals = desk.by("leads", "lead_id"), desk.rows("deals")
    created = sorted(row["created_at"].date() for row in leads.values())
    assert (created[0], created[-1]) == (date(2017, 6, 14), date(2018, 5, 31))
    assert sum(row["channel"] is None for row in leads.values()) == 60
    assert {row["outcome"] for row in deals} == {"won"}
    early = [row for row in deals if row["closed_at"].date() < leads[row["lead_id"]]["created_at"].date()]
    assert 1 <= len(early) <= 2  # kept: readiness speaks of them
    assert max(row["closed_at"] for row in deals).date().isoformat() == "2018-11-14"


def test_olist_again_changes_nothing_in_any_order(desk: Desk) -> None:
    desk.bring(*OLIST, mapping=MAPPING)
    again = desk.bring(*reversed(OLIST), mapping=MAPPING)
    assert not again.changed
    assert [file.rows_unchanged for file in again.files] == [842, 8000]


def test_olist_without_its_mapping_is_proposed_and_dates_are_told_by_their_values(desk: Desk) -> None:
    report = desk.bring(*OLIST)
    assert [file.table for file in report.files] == ["leads", "deals"]
    assert report.rows_rejected == 0 and report.links[0].by_id == 842


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.name)
def test_each_real_table_imports_or_is_left_out_with_a_word(desk: Desk, path: Path) -> None:
    report = desk.bring(path)
    first = report.files[0]
    assert first.origin.startswith("HubSpot" if path.parent.name == "hubspot" else "Salesforce")
    if path.name in NOTHING:
        assert first.table is None and first.notes[0].startswith("left out")
    elif path.name in NO_ROWS:
        assert first.rows_new == 0 and not report.changed
    else:
        assert (first.table, first.rows_new) == FILLS[path.name]
    assert report.rows_rejected == 0


def test_all_real_tables_are_known() -> None:
    assert {path.name for path in FORMATS} == NOTHING | NO_ROWS | FILLS.keys()


def test_all_of_them_together_twice(desk: Desk) -> None:
    first = desk.bring(*FORMATS)
    assert first.changed and first.rows_rejected == 0
    assert not desk.bring(*reversed(FORMATS)).changed


def test_weekly_spend_by_a_mapping(desk: Desk) -> None:
    path = SHARED / "marketing-mix" / "mmm_example.csv"
    with pytest.raises(ImportFailed, match="what its columns mean cannot be told"):
        desk.bring(path)
    text = "".join(
        f"- {{file: m*, table: spend, columns: {{day: date_week, amount: {x}}}, constants: {{channel: {x}}}}}"
        "\n"
        for x in ("x1", "x2")
    )
    report = desk.bring(path, mapping=desk.file("map.yaml", text))
    assert [file.rows_new for file in report.files] == [179, 179]
