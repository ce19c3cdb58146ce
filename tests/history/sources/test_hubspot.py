"""HubSpot: record lists as its interface exports them, and tables as pipelines land them."""

# ruff: noqa: E501  rows as the exports have them

from __future__ import annotations

from datetime import datetime

from sources.conftest import Desk

CONTACTS = """\
Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company,Last Activity Date,Lead Status,\
Marketing contact status,Create Date,Original Traffic Source,Original Traffic Source Drill-Down 1,Lifecycle Stage
51,Ann,Lee,Ann.Lee@Example.com,,Bo Ek,Acme,2024-02-01 10:00,New,Marketing contact,2024-01-05 09:30,Paid Search,\
spring,lead
52,Cy,,cy@example.com,,,Globex,,,Marketing contact,2024-01-06 11:00,Organic Search,,customer
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Create Date,Pipeline,Associated Contact IDs,\
Associated Contact,Deal Type,Currency
901,Acme pumps,Closed Won,2024-03-01 17:00,Bo Ek,1200.50,2024-01-20 08:00,Sales Pipeline,51,\
Ann Lee (ann.lee@example.com),New Business,EUR
902,Globex valves,Presentation Scheduled,2026-12-01 00:00,Bo Ek,800,2024-01-22 08:00,Sales Pipeline,52;51,Cy,,EUR
903,Initech,Closed Lost,2024-02-10 09:00,,,2024-01-23 08:00,Sales Pipeline,,Ann Lee,,
"""


def test_contacts_are_leads(desk: Desk) -> None:
    report = desk.text(CONTACTS)
    assert report.files[0].origin == "HubSpot contacts"
    ann, cy = desk.rows("leads")
    assert (ann["lead_id"], ann["name"], ann["email"]) == ("51", "Ann Lee", "ann.lee@example.com")
    assert (ann["channel"], ann["campaign"], ann["owner"], ann["status"]) == (
        "Paid Search",
        "spring",
        "Bo Ek",
        "New",
    )
    assert (cy["name"], cy["status"]) == ("Cy", "customer")  # no lead status: the lifecycle stage
    assert ann["created_at"] == datetime(2024, 1, 5, 9, 30)


def test_deals_and_what_became_of_them(desk: Desk) -> None:
    report = desk.bring(desk.file("deals.csv", DEALS), desk.file("contacts.csv", CONTACTS))
    assert report.files[0].origin == "HubSpot deals"
    deals = desk.by("deals", "deal_id")
    won, working, lost = deals["901"], deals["902"], deals["903"]
    assert (won["outcome"], won["closed_at"], won["amount"]) == ("won", datetime(2024, 3, 1, 17), 1200.5)
    assert (working["outcome"], working["closed_at"]) == ("open", None)
    assert working["expected_close_at"] == datetime(2026, 12, 1)  # a plan, not a fact
    assert (lost["outcome"], lost["amount"], lost["currency"]) == ("lost", None, None)
    assert (won["lead_name"], won["offer"], won["stage"]) == ("Ann Lee", "New Business", "Closed Won")
    assert [deals[key]["lead_id"] for key in ("901", "902", "903")] == ["51", "52", "51"]
    assert (report.links[0].by_id, report.links[0].by_name) == (2, 1)


def test_flags_go_before_the_name_of_the_stage(desk: Desk) -> None:
    desk.text(
        "Record ID,Deal Name,Deal Stage,Create Date,Close Date,Is Closed Won,Is Deal Closed?\n"
        "1,a,Signed,2024-01-01,2024-02-01,true,true\n2,b,Signed,2024-01-01,2024-02-01,false,true\n"
        "3,c,Lost and found,2024-01-01,2024-02-01,false,false\n"
    )
    outcomes = {key: row["outcome"] for key, row in desk.by("deals", "deal_id").items()}
    assert (outcomes["1"], outcomes["2"]) == ("won", "lost")


def test_a_table_of_stages_beside_the_deals(desk: Desk) -> None:
    stages = "stage_id,label,closed_won,is_closed,pipeline_id\ns1,Hurra,TRUE,TRUE,p\ns2,Schade,FALSE,TRUE,p\n"
    deals = (
        "deal_id,deal_pipeline_stage_id,property_dealname,property_createdate,property_closedate,is_deleted\n"
        "1,s1,a,2024-01-01,2024-02-01,false\n2,s2,b,2024-01-01,2024-02-01,false\n3,s3,c,2024-01-01,,false\n"
    )
    links = "contact_id,deal_id,_fivetran_synced,type_id,category\n77,1,2024-02-01,3,X\n78,1,2024-02-01,4,X\n,2,,,\n"
    report = desk.bring(
        desk.file("links.csv", links), desk.file("deals.csv", deals), desk.file("stages.csv", stages)
    )
    found = desk.by("deals", "deal_id")
    assert [found[key]["outcome"] for key in "123"] == ["won", "lost", "open"]
    assert (found["1"]["lead_ref"], found["2"]["lead_ref"]) == ("77", None)
    assert report.rows_rejected == 0


def test_stages_alone_are_of_no_use(desk: Desk) -> None:
    report = desk.text("stage_id,closed_won,is_closed\ns1,TRUE,TRUE\n")
    assert not report.changed and "together with the deals" in report.warnings[0]


def test_history_of_the_stage_meetings_and_owners(desk: Desk) -> None:
    history = "deal_id,timestamp,source,name,source_id,value\n1,2024-01-01 10:00,X,dealstage,,s1\n1,2024-01-02,X,amount,,5\n"
    meetings = "engagement_id,start_time,end_time,title\n5,2024-01-03 10:00,2024-01-03 11:30,Call\n"
    owners = "owner_id,email,first_name,last_name,portal_id\n9,Bo@x.com,Bo,Ek,1\n"
    report = desk.bring(desk.file("h.csv", history), desk.file("m.csv", meetings), desk.file("o.csv", owners))
    assert [row["stage"] for row in desk.rows("stage_changes")] == ["s1"]
    assert report.files[0].rows_skipped == 1
    (meeting,) = desk.rows("activities")
    assert (meeting["hours"], meeting["kind"]) == (1.5, "meeting")
    assert desk.rows("people") == [{"person_id": "9", "name": "Bo Ek", "email": "bo@x.com"}]
