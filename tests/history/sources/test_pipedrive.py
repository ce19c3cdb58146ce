"""Pipedrive: list views with and without the "Deal - " in front of every header."""

# ruff: noqa: E501  rows as the exports have them

from __future__ import annotations

from datetime import datetime

from sources.conftest import Desk


def test_deals_with_long_headers(desk: Desk) -> None:
    report = desk.text(
        "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of Value,Deal - Status,Deal - Stage,Deal - Deal created,"
        "Deal - Won time,Deal - Lost time,Deal - Expected close date,Deal - Owner,Deal - Creator,"
        "Deal - Contact person,Person - Email - Work,Deal - Source channel,Deal - Update time\n"
        '1,Acme,"1200",EUR,Won,Negotiation,2024-01-05 10:00:00,2024-02-01 12:00:00,,,Ann,Bo,Cy Dee,"cy@x.com, c@y.com",Web,\n'
        "2,Globex,800,EUR,Lost,Demo,2024-01-06 10:00:00,,2024-02-02 12:00:00,,Ann,Bo,,,Web,\n"
        "3,Initech,,EUR,Open,Demo,2024-01-07 10:00:00,,,2026-12-24,Ann,Bo,,,Web,\n"
    )
    assert report.files[0].origin == "Pipedrive deals"
    deals = desk.by("deals", "deal_id")
    assert [deals[key]["outcome"] for key in "123"] == ["won", "lost", "open"]
    assert deals["1"]["closed_at"] == datetime(2024, 2, 1, 12)
    assert deals["2"]["closed_at"] == datetime(2024, 2, 2, 12)
    assert (deals["3"]["closed_at"], deals["3"]["expected_close_at"]) == (None, datetime(2026, 12, 24))
    assert (deals["1"]["lead_email"], deals["1"]["finder"], deals["1"]["channel"]) == (
        "cy@x.com",
        "Bo",
        "Web",
    )


def test_deals_with_short_headers(desk: Desk) -> None:
    report = desk.text(
        "ID,Title,Value,Currency,Status,Stage,Owner,Deal created,Won time,Lost time\n"
        "1,Acme,1200,EUR,won,Negotiation,Ann,2024-01-05,2024-02-01,\n"
    )
    assert report.files[0].origin == "Pipedrive deals"
    assert desk.rows("deals")[0]["outcome"] == "won"


def test_leads_people_and_activities(desk: Desk) -> None:
    leads = "Lead - ID,Lead - Title,Lead - Lead created,Lead - Owner,Person - Name\na-1,Hello,2024-01-03,Ann,Cy Dee\n"
    people = "Person - ID,Person - Name,Person - Email - Work,Person - Person created\n7,Di Ash,di@x.com,2024-01-04\n"
    tasks = (
        "Activity - ID,Activity - Subject,Activity - Type,Activity - Due date,Activity - Assigned to user\n"
        "3,Call,call,2024-01-08,Ann\n"
    )
    report = desk.bring(desk.file("l.csv", leads), desk.file("p.csv", people), desk.file("a.csv", tasks))
    assert [file.origin for file in report.files] == [
        "Pipedrive leads inbox",
        "Pipedrive people",
        "Pipedrive activities",
    ]
    assert [row["name"] for row in desk.rows("leads")] == ["Cy Dee", "Di Ash"]
    assert desk.rows("activities")[0]["kind"] == "call"


def test_organizations_are_left_out_with_a_word(desk: Desk) -> None:
    report = desk.text("Organization - ID,Organization - Name\n1,Acme\n")
    assert report.files[0].table is None and "leads are read from" in report.files[0].notes[0]
