"""Zoho CRM: the modules as they export themselves."""

# ruff: noqa: E501  rows as the exports have them

from __future__ import annotations

from datetime import datetime

from sources.conftest import Desk


def test_leads_deals_and_contacts(desk: Desk) -> None:
    leads = (
        "Record Id,Lead Owner.id,Lead Owner,Company,First Name,Last Name,Email,Lead Source,Lead Status,Created Time,"
        "Modified Time,Converted Deal.id\n"
        "zcrm_1,zcrm_u1,Ann,Acme,Cy,Dee,cy@x.com,Trade Show,Contacted,2024-01-05 10:00:00,2024-01-06 10:00:00,zcrm_9\n"
    )
    deals = (
        "Record Id,Deal Owner.id,Deal Owner,Deal Name,Amount,Stage,Closing Date,Created Time,Lead Source,Contact Name\n"
        "zcrm_9,zcrm_u1,Ann,Pumps,1200,Closed Won,2024-02-01,2024-01-10 10:00:00,Trade Show,Cy Dee\n"
        "zcrm_10,zcrm_u1,Ann,Valves,800,Closed Lost to Competition,2024-02-02,2024-01-11 10:00:00,,\n"
        "zcrm_11,zcrm_u1,Ann,Pipes,800,Needs Analysis,2026-12-02,2024-01-12 10:00:00,,\n"
    )
    report = desk.bring(desk.file("leads.csv", leads), desk.file("deals.csv", deals))
    assert [file.origin for file in report.files] == [
        "Zoho leads",
        "Zoho leads converted to deals",
        "Zoho deals",
    ]
    found = desk.by("deals", "deal_id")
    assert [found[f"zcrm_{at}"]["outcome"] for at in (9, 10, 11)] == ["won", "lost", "open"]
    assert found["zcrm_9"]["lead_id"] == "zcrm_1"
    assert found["zcrm_11"]["expected_close_at"] == datetime(2026, 12, 2)
    lead = desk.rows("leads")[0]
    assert (lead["owner"], lead["channel"], lead["status"]) == ("Ann", "Trade Show", "Contacted")


def test_calls_and_meetings(desk: Desk) -> None:
    calls = "Record Id,Call Owner,Call Type,Call Start Time,Call Duration (in seconds)\nc1,Ann,Outbound,2024-01-05 10:00:00,90\n"
    meetings = "Record Id,Title,From,To,Host\nm1,Demo,2024-01-05 10:00:00,2024-01-05 10:45:00,Ann\n"
    desk.bring(desk.file("calls.csv", calls), desk.file("meetings.csv", meetings))
    assert [(row["kind"], row["hours"]) for row in desk.rows("activities")] == [
        ("call", 0.025),
        ("meeting", 0.75),
    ]


def test_accounts_are_left_out_with_a_word(desk: Desk) -> None:
    report = desk.text("Record Id,Account Owner,Account Name,Created Time\n1,Ann,Acme,2024-01-01\n")
    assert report.files[0].table is None
