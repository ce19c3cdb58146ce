"""Salesforce: reports by label, Data Loader by API name, pipelines by column name."""

# ruff: noqa: E501  rows as the exports have them

from __future__ import annotations

from datetime import datetime

from sources.conftest import Desk


def test_leads_and_the_opportunities_they_became(desk: Desk) -> None:
    leads = (
        "Id,FirstName,LastName,Email,LeadSource,Status,OwnerId,CreatedDate,IsConverted,ConvertedDate,"
        "ConvertedOpportunityId,IsDeleted,Industry\n"
        "00Q1,Ann,Lee,ANN@x.com,Web,Closed - Converted,005A,2024-01-02T09:00:00.000+0000,true,2024-01-10,006A,false,Trade\n"
        "00Q2,Bo,Ek,bo@x.com,Trade Show,Open,005B,2024-01-03T09:00:00.000+0100,false,,,false,\n"
    )
    deals = (
        "Id,Name,StageName,Amount,CloseDate,CreatedDate,IsWon,IsClosed,LeadSource,OwnerId,IsDeleted\n"
        "006A,Big one,Closed Won,1000.5,2024-02-01,2024-01-10T10:00:00.000Z,true,true,Web,005A,false\n"
        "006B,Other,Negotiation,,2027-02-01,2024-01-12T10:00:00.000Z,false,false,Web,005A,false\n"
        "006C,Gone,Closed Lost,5,2024-02-02,2024-01-12T10:00:00.000Z,false,true,Web,005A,false\n"
        "006D,Thrown away,Closed Won,5,2024-02-02,2024-01-12T10:00:00.000Z,true,true,Web,005A,true\n"
    )
    report = desk.bring(desk.file("lead.csv", leads), desk.file("opp.csv", deals))
    assert [file.origin for file in report.files] == [
        "Salesforce leads",
        "Salesforce leads converted to opportunities",
        "Salesforce opportunities",
    ]
    found = desk.by("deals", "deal_id")
    assert [found[key]["outcome"] for key in ("006A", "006B", "006C")] == ["won", "open", "lost"]
    assert "006D" not in found and report.files[2].rows_skipped == 1
    assert (found["006A"]["lead_ref"], found["006A"]["lead_id"]) == ("00Q1", "00Q1")
    assert found["006B"]["expected_close_at"] == datetime(2027, 2, 1)
    lead = desk.by("leads", "lead_id")["00Q1"]
    assert (lead["qualified_at"], lead["segment"]) == (datetime(2024, 1, 10), "Trade")
    assert desk.by("leads", "lead_id")["00Q2"]["created_at"] == datetime(2024, 1, 3, 8)
    assert report.rows_rejected == 0


def test_reports_by_label_with_the_footer_they_end_in(desk: Desk) -> None:
    text = (
        '"Opportunity ID","Opportunity Name","Stage","Amount","Amount Currency","Close Date","Created Date",'
        '"Opportunity Owner","Lead Source"\n'
        '"006A","Big","Closed Won","1,000.50","EUR","2/13/2024","1/10/2024","Ann Lee","Web"\n'
        '"006B","Other","Qualification","","EUR","3/1/2024","1/12/2024","Ann Lee","Web"\n'
        '\n\n"Opportunities by stage"\n"Copyright (c) 2000-2024 salesforce.com, inc. All rights reserved."\n'
    )
    report = desk.text(text)
    assert report.files[0].origin == "Salesforce opportunities report"
    deal = desk.by("deals", "deal_id")["006A"]
    assert (deal["amount"], deal["closed_at"], deal["owner"]) == (1000.5, datetime(2024, 2, 13), "Ann Lee")
    assert report.files[0].rows_new == 2
    assert any("Close Date of the same file" in note for note in report.files[0].notes)


def test_lead_report(desk: Desk) -> None:
    report = desk.text(
        "Lead ID,First Name,Last Name,Lead Source,Lead Status,Create Date,Lead Owner,Email\n"
        "00Q1,Ann,Lee,Web,Open,2024-01-10,Bo Ek,a@b.c\n"
    )
    assert report.files[0].origin == "Salesforce leads report"
    assert desk.rows("leads")[0]["owner"] == "Bo Ek"


def test_orders_tasks_events_users_history_and_campaigns(desk: Desk) -> None:
    files = {
        "order.csv": "Id,OrderNumber,EffectiveDate,TotalAmount,OpportunityId,IsDeleted\n801,17,2024-03-01,5.5,006A,false\n",
        "task.csv": "Id,WhoId,WhatId,OwnerId,ActivityDate,TaskSubtype,Status,CallDurationInSeconds,IsDeleted\n"
        "00T1,00Q1,006A,005A,2024-02-01,Call,Completed,1800,false\n00T2,00Q1,,005A,2027-02-01,Call,Open,,false\n",
        "event.csv": "Id,WhoId,WhatId,OwnerId,ActivityDateTime,ActivityDate,DurationInMinutes,EventSubtype,IsDeleted\n"
        "00U1,00Q1,,005A,2024-02-02T10:00:00Z,2024-02-02,90,Event,false\n",
        "user.csv": "Id,Username,Name,Email,ProfileId\n005A,ann,Ann Lee,Ann@x.com,00e\n",
        "history.csv": "Id,OpportunityId,StageName,CreatedDate\n1,006A,Prospecting,2024-01-10T10:00:00Z\n",
        "campaign.csv": "Id,Name,Type,StartDate,ActualCost\n701,Fair,Trade Show,2024-01-15,2500\n",
        "opp.csv": "Id,Name,StageName,CloseDate,CreatedDate,IsWon\n006A,Big,Closed Won,2024-02-20,2024-01-10,true\n",
    }
    report = desk.bring(*(desk.file(name, text) for name, text in files.items()))
    assert report.rows_rejected == 0
    assert desk.rows("orders")[0]["deal_id"] == "006A"
    assert [(row["activity_id"], row["hours"]) for row in desk.rows("activities")] == [
        ("00T1", 0.5),
        ("00U1", 1.5),
    ]
    assert desk.rows("people")[0] == {"person_id": "005A", "name": "Ann Lee", "email": "ann@x.com"}
    assert desk.rows("stage_changes")[0]["stage"] == "Prospecting"
    assert (desk.rows("spend")[0]["channel"], desk.rows("spend")[0]["amount"]) == ("Trade Show", 2500)
