from datetime import date, datetime, timedelta

import pytest

from tests.history.build import write_history
from unslump.business.functions import Function
from unslump.history.answers_given import hours_until_answered, read_answered, read_touches
from unslump.history.campaign_leads import read_campaign, read_sources
from unslump.history.offer_wins import count_wins

START, END = date(2026, 3, 1), date(2026, 3, 31)
NOON = datetime(2026, 3, 10, 12)


def lead(number: int, answered: float | None = None, **more: object) -> dict[str, object]:
    at = NOON + timedelta(minutes=number)
    answer = None if answered is None else at + timedelta(hours=answered)
    return {"lead_id": f"L{number}", "created_at": at, "first_response_at": answer} | more


@pytest.fixture
def answered(tmp_path):
    """Ten within an hour, ten after 30 hours, five never, one lost unanswered, one of the last day."""
    leads = [lead(n, 0.5) for n in range(10)] + [lead(n, 30) for n in range(10, 20)]
    leads += [lead(n) for n in range(20, 25)] + [lead(25, lost_at="2026-03-11")]
    leads.append({"lead_id": "new", "created_at": "2026-03-31T18:00:00"})
    return write_history(tmp_path, leads=leads).snapshot()


def test_answers_are_judged_once_their_time_is_over(answered):
    found = read_answered(answered, 24, START, END)
    assert (found.in_time, found.later, found.never, found.waiting) == (10, 10, 6, 1)
    assert found.share == pytest.approx(10 / 26)
    assert read_answered(answered, 24, date(2026, 3, 20), END).share is None, "too few to say"


def test_the_time_that_most_answers_keep(answered):
    assert hours_until_answered(answered, 0.3, START, END) == pytest.approx(0.5)
    assert hours_until_answered(answered, 0.7, START, END) == pytest.approx(30)
    assert hours_until_answered(answered, 0.9, START, END) is None, "so many were never answered"


def test_no_answers_recorded_is_not_none_given(tmp_path):
    snapshot = write_history(tmp_path, leads=[lead(n) for n in range(30)]).snapshot()
    assert read_answered(snapshot, 24, START, END) is None
    assert hours_until_answered(snapshot, 0.5, START, END) is None


def test_touches_count_what_sales_did_before_the_deal(tmp_path):
    leads = [lead(n) for n in range(25)]
    deals = [
        {"deal_id": f"D{n}", "lead_id": f"L{n}", "created_at": NOON + timedelta(days=10), "outcome": "open"}
        for n in range(24)
    ]
    done = []
    for n in range(24):
        done += [
            {"activity_id": f"{n}-{touch}", "kind": "call", "lead_id": f"L{n}",
             "at": NOON + timedelta(days=2 * touch)}
            for touch in range(3 if n < 20 else 5)
        ]  # fmt: skip
        done.append({"activity_id": f"{n}-late", "kind": "call", "lead_id": f"L{n}", "at": "2026-03-30"})
        done.append({"activity_id": f"{n}-ad", "kind": "ad", "lead_id": f"L{n}", "at": NOON})
    snapshot = write_history(tmp_path, leads=leads, deals=deals, activities=done).snapshot()

    def function_of(kind: str) -> Function | None:
        return {"call": Function.SALES, "ad": Function.MARKETING}.get(kind)

    found = read_touches(snapshot, function_of, START, END)
    assert (found.leads, found.most, found.days_between) == (24, 5, pytest.approx(2.0))
    assert read_touches(snapshot, lambda kind: None, START, END) is None


def test_a_campaign_s_leads_and_what_became_of_them(tmp_path):
    leads = [lead(n, campaign="Fair 26", channel="Messe") for n in range(6)]
    leads += [lead(n, campaign="Other", channel="Messe") for n in range(6, 10)]
    leads[5]["lost_at"] = "2026-03-20"
    won = {"outcome": "won", "closed_at": "2026-03-28", "amount": 100.0}
    deals = [
        {"deal_id": "a", "lead_id": "L0", "created_at": NOON, **won},
        {"deal_id": "b", "lead_id": "L0", "created_at": NOON, "outcome": "lost", "closed_at": "2026-03-29"},
        {"deal_id": "c", "lead_id": "L1", "created_at": NOON, "outcome": "lost", "closed_at": "2026-03-29"},
        {"deal_id": "d", "lead_id": "L2", "created_at": NOON, "outcome": "open"},
        {"deal_id": "e", "lead_id": "L7", "created_at": NOON, "offer": "Scale XL", **won},
    ]
    spend = [{"day": "2026-03-05", "channel": "Messe", "campaign": "fair 26", "amount": 50.0}]
    snapshot = write_history(tmp_path, leads=leads, deals=deals, spend=spend).snapshot()
    found = read_campaign(snapshot, lambda label: label.lower() == "fair 26", None, START, END)
    assert (found.leads, found.deals, found.won, found.lost, found.waiting) == (6, 3, 1, 2, 2)
    assert (found.open, found.amount, found.spend) == (3, 100.0, 50.0)
    channel = read_campaign(snapshot, lambda _: False, lambda label: label == "Messe", START, END)
    assert (channel.leads, channel.won, channel.spend) == (10, 2, None)
    assert count_wins(snapshot, lambda label: label.startswith("Scale"), START, END) == 1
    sources = read_sources(snapshot, START, END)
    assert (sources.leads, sources.with_channel, sources.with_campaign) == (10, 1.0, 1.0)
    assert read_sources(snapshot, date(2025, 1, 1), date(2025, 2, 1)) is None
