"""A campaign looked back on: what was promised, beside what the history holds."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from tests.history.build import write_history
from tests.launch.campaigns import campaign, charter
from unslump.launch.charter import Agreement
from unslump.launch.keeping import CampaignRecord, Launch, past_promises
from unslump.launch.review import review_campaign
from unslump.records.kept import Kept

NOW = datetime(2026, 3, 25, 9)
OWED = Agreement(leads=30, deal_share=0.5, answer_within_hours=24)


def record(agreement: Agreement = OWED, **changed: object) -> CampaignRecord:
    plan = campaign()
    kept = Kept("campaign", "spring fair", 1, {}, NOW, "Ana", "", removed=False)
    launch = Launch(on=plan.start, by="Ana", at=NOW, expected_leads=25.0, promised_leads=30)
    made = CampaignRecord(plan, kept, charter(plan, agreement), kept, launch, None)
    return replace(made, **changed)


def history(path, *, name="Spring fair", leads=20, answered=True, channel="Fairs", earlier=0):
    rows = []
    for n in range(leads):
        at = datetime(2026, 4, 2, 9) + timedelta(days=n % 28)
        rows.append(
            {"lead_id": f"L{n}", "created_at": at, "campaign": name, "channel": channel,
             "first_response_at": at + timedelta(hours=2) if answered else None}
        )  # fmt: skip
    rows += [
        {"lead_id": f"E{n}", "created_at": datetime(2026, 1, 5) + timedelta(days=n % 80), "channel": channel}
        for n in range(earlier)
    ]
    deals = [
        {"deal_id": f"D{n}", "lead_id": f"L{n}", "created_at": "2026-05-03", "amount": 1000.0,
         "outcome": "won" if n < 4 else "lost", "closed_at": "2026-06-01"}
        for n in range(min(12, leads))
    ]  # fmt: skip
    spend = [{"day": "2026-04-05", "channel": channel, "campaign": name, "amount": 1400.0}]
    return write_history(path, leads=rows, deals=deals, spend=spend).snapshot(date(2026, 7, 1))


def review(rec, snapshot):
    return review_campaign(rec, snapshot, np.random.default_rng(1), "EUR")


def by_what(result):
    return {promise.what: promise for promise in result.promises}


def test_each_function_is_held_to_what_it_owed(tmp_path):
    result = review(record(), history(tmp_path))
    found = by_what(result)
    assert (result.told_by, result.leads, result.deals, result.won, result.open) == ("campaign", 20, 12, 4, 8)
    assert found["leads"].kept is False
    assert "30 leads were promised, 20 came, 67 % of it" in found["leads"].says
    assert found["leads"].share.p10 < 20 / 30 < found["leads"].share.p90
    assert found["answered in time"].kept is True
    assert found["leads that become deals"].delivered == 1.0  # those without a deal are still open
    assert found["money"].says == "1,400 EUR of the 1,500 EUR budgeted were spent, 70 EUR a lead."
    assert found["won so far"].says == "4 leads were won so far, worth 4,000 EUR; 8 still open."
    assert result.sentence == (
        "Spring fair ended on 30 April 2026: marketing fell short on leads, sales kept its part; 4 leads are "
        "won so far."
    )
    assert any("8 leads are still open" in note for note in result.cannot_know)


def test_what_was_found_is_what_the_next_campaign_learns_from(tmp_path):
    figures = review(record(), history(tmp_path)).figures
    promise = past_promises([record(review=figures), record()])
    assert [(each.promised, each.delivered) for each in promise] == [(25.0, 20.0)]


def test_too_few_to_tell_is_neither_kept_nor_broken(tmp_path):
    snapshot = history(tmp_path)
    waiting = snapshot.sql("SELECT count(*) n FROM leads")["n"][0].as_py()
    assert waiting == 20
    found = by_what(review(record(Agreement(leads=18, deal_share=0.99)), snapshot))
    assert found["leads"].kept is True
    assert "answered in time" not in found, "nothing was agreed"


def test_without_its_name_the_channel_s_surplus_is_its_own(tmp_path):
    # 26 in the 13 weeks before are 8.6 in 30 days; 20 came.
    result = review(record(), history(tmp_path, name=None, earlier=26))
    assert (result.told_by, result.leads) == ("channel and days", 11)
    assert "Chance is a large part" in result.cannot_know[0]


def test_no_lead_at_all_is_said(tmp_path):
    result = review(record(), history(tmp_path, name="Other", channel="Web", leads=3))
    assert result.leads == 0
    assert by_what(result)["leads"].kept is False


@pytest.mark.parametrize(("day", "state"), [
    (date(2026, 3, 26), "launched"), (date(2026, 4, 1), "running"), (date(2026, 4, 30), "running"),
    (date(2026, 5, 1), "over"),
])  # fmt: skip
def test_its_state_goes_by_the_day(day, state):
    assert record().state_on(day) == state
    assert record(launch=None).state_on(day) == "planned"
