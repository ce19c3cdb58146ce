from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.history.build import deal, lead, snapshot_of
from unslump.business import wording
from unslump.business.company import Company
from unslump.history.readiness import Readiness, readiness
from unslump.history.store import Store

FIRST = date(2022, 1, 3)  # a Monday


def judge(folder: Path, company: Company | None = None, **tables: Any) -> Readiness:
    return readiness(snapshot_of(folder, **tables), company)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def good_history(wins: int = 60, losses: int = 60, days: int = 800) -> dict[str, list[dict[str, Any]]]:
    """Nothing wrong with it: a lead a day, two sellers, spend, hours, orders."""
    leads = [
        lead(n, day(n), channel="ads" if n % 2 else "fair", finder="Ana", owner="Ben", email=f"{n}@x.org")
        for n in range(days)
    ]
    step = 740 // (wins + losses)  # days between deals: they run through the whole period
    deals = [
        deal(
            n,
            created_at=day(20 + n * step),
            closed_at=day(40 + n * step),
            outcome="won" if n < wins else "lost",
            lead_id=f"L{20 + n * step}",
            amount=1000.0,
            amount_given=1000.0,
            currency="EUR",
            owner="Ben" if n % 4 < 2 else "Ana",
            finder="Ana",
        )
        for n in range(wins + losses)
    ]
    return {
        "leads": leads,
        "deals": deals,
        "activities": [
            {"activity_id": f"A{n}", "at": day(n), "person": "Ben", "hours": 1.0} for n in range(days)
        ],
        "spend": [
            {"day": day(n), "channel": c, "amount": 10.0} for n in range(0, days, 7) for c in ("ads", "fair")
        ],
        "orders": [
            {"order_id": f"O{n}", "ordered_at": day(n * 5 + 21), "deal_id": f"D{n}", "amount": 1000.0,
             "delivered_at": day(n * 5 + 30), "paid_at": day(n * 5 + 60)} for n in range(150)
        ],
    }  # fmt: skip


def test_a_history_with_nothing_wrong_answers_everything(tmp_path: Path) -> None:
    result = judge(tmp_path, **good_history())
    assert set(result.answers.values()) == {"yes"}
    assert [finding for finding in result.findings if finding.level != "good"] == []
    assert result.ready
    assert result.rows["leads"] == 800
    assert Readiness.model_validate_json(result.model_dump_json()) == result


def change(table: str, rows: int, **values: Any) -> dict[str, list[dict[str, Any]]]:
    history = good_history()
    for row in history[table][:rows]:
        row.update(values)
    return history


def without(*tables: str) -> dict[str, list[dict[str, Any]]]:
    return {name: rows for name, rows in good_history().items() if name not in tables}


class Flaw(NamedTuple):
    """A history with one thing wrong, what readiness says to it, and the answers that change."""

    history: dict[str, Any]
    code: str
    level: str
    words: str
    changed: dict[str, str]
    also: str  # what is said less surely for it


QUESTIONS = {
    "rate": "win rate",
    "lag": "when deals close",
    "size": "deal size",
    "channels": "leads by channel",
    "spend": "spend → leads",
    "finds": "who finds",
    "closes": "who closes",
    "hours": "hours",
    "orders": "delivered and paid",
}


def flaw(history: dict[str, Any], code: str, level: str, words: str, also: str = "", **changed: str) -> Flaw:
    return Flaw(
        history, code, level, words, {QUESTIONS[key]: answer for key, answer in changed.items()}, also
    )


FLAWS = {
    "nine wins": flaw(
        good_history(wins=9, losses=111), "few_wins", "blocks", "Only 9 deals are won",
        rate="no", lag="no", size="no", closes="no"),
    "forty-nine wins": flaw(
        good_history(wins=49, losses=71), "few_wins", "limit", "49 deals are won",
        rate="limited", lag="limited", size="limited", closes="limited"),
    "no losses": flaw(
        good_history(losses=0), "no_losses", "limit", "All deals are won", rate="limited"),
    "no spend": flaw(without("spend"), "no_spend", "limit", "no marketing spend", spend="no"),
    "no activities": flaw(without("activities"), "no_activities", "limit", "no activities", hours="no"),
    "no durations": flaw(
        change("activities", 800, hours=None), "no_durations", "limit", "None of 800", hours="no"),
    "some durations": flaw(
        change("activities", 240, hours=None), "missing_durations", "limit",
        "30 % of activities (240 of 800)", hours="limited"),
    "activities without a person": flaw(
        change("activities", 400, person=None), "activities_without_person", "limit", "50 %",
        hours="limited"),
    "no person": flaw(
        change("leads", 320, finder=None, owner=None), "leads_without_person", "limit",
        "No person on 40 % of leads (320 of 800)", finds="limited"),
    "nobody at all": flaw(
        change("leads", 800, finder=None, owner=None), "leads_without_person", "limit",
        "None of 800 leads", finds="limited"),
    "no channel": flaw(
        change("leads", 200, channel=None), "leads_without_channel", "limit",
        "No channel on 25 % of leads (200 of 800)", channels="limited", spend="limited"),
    "a few without a channel": flaw(
        change("leads", 8, channel=None), "leads_without_channel", "note", "1 % of leads (8 of 800)"),
    "no orders": flaw(without("orders"), "no_orders", "limit", "no orders", orders="no"),
    "never paid": flaw(
        change("orders", 150, paid_at=None), "no_order_paid", "limit", "None of 150", orders="limited"),
    "no leads": flaw(
        without("leads"), "no_leads", "limit", "no leads", channels="no", spend="no", finds="limited"),
    "no deals": flaw(
        without("deals"), "no_deals", "blocks", "no deals", rate="no", lag="no", size="no", closes="no"),
    "no amounts": flaw(
        change("deals", 120, amount=None, amount_given=None), "no_amounts", "limit", "in deals", size="no"),
    "a quarter without amounts": flaw(
        change("deals", 15, amount=None, amount_given=None), "wins_without_amount", "limit",
        "25 % of won deals (15 of 60)", size="limited"),
    "one deal carries": flaw(
        change("deals", 1, amount=59_000.0), "one_deal_carries", "limit", "50 % of the won amount"),
    "no currency": flaw(
        change("deals", 60, currency=None), "no_currency", "limit", "50 % of amounts (60 of 120)"),
    "no rate": flaw(
        change("deals", 3, amount=None, currency="USD"), "amounts_not_converted", "limit", "3 amounts"),
    "not linked": flaw(
        change("deals", 12, lead_id=None), "deals_not_linked", "limit", "12 deals are",
        also="leads_without_deal"),
    "a few not linked": flaw(change("deals", 3, lead_id=None), "deals_not_linked", "note", "3 deals are"),
    "none linked": flaw(
        change("deals", 120, lead_id=None), "deals_not_linked", "limit", "none says which lead"),
    "linked to nothing": flaw(
        change("deals", 120, lead_id=None, lead_ref="gone"), "deals_not_linked", "limit", "120 name one"),
    "won without a day": flaw(
        change("deals", 4, closed_at=None), "won_without_day", "limit", "4 deals are marked won"),
    "no day at all": flaw(
        change("deals", 2, closed_at=None, created_at=None, outcome="open"), "deals_without_day", "limit",
        "2 deals have"),
    "closed before opened": flaw(
        change("deals", 1, created_at=day(41)), "closed_before_opened", "limit", "1 deal is closed before"),
    "wins without a seller": flaw(
        change("deals", 15, owner=None), "wins_without_owner", "limit", "25 %", closes="limited"),
    "spelt differently": flaw(
        change("spend", 1, channel="Adds"), "spend_without_leads", "limit", "1 channel of 3",
        spend="limited"),
    "twice the same e-mail": flaw(
        change("leads", 101, email="same@x.org"), "duplicate_emails", "limit", "100 leads repeat"),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAWS)
def test_each_flaw_is_found_and_nothing_else_is(tmp_path: Path, name: str) -> None:
    history, code, level, words, changed, also = FLAWS[name]
    result = judge(tmp_path, **history)
    finding = result.find(code)
    assert finding is not None
    assert finding.level == level
    assert words in finding.text
    assert finding.mend
    assert {key: answer for key, answer in result.answers.items() if answer != "yes"} == changed
    assert {found.code for found in result.findings if found.level != "good"} <= {code, also}


def test_what_is_called_good_is_good_news(tmp_path: Path) -> None:
    """With every flaw at once in a few rows, nothing that names a flaw is called good."""
    history = good_history()
    history["leads"][0]["email"] = history["leads"][1]["email"]
    history["leads"][2]["channel"] = history["deals"][3]["lead_id"] = None
    result = judge(tmp_path, **history)
    assert {found.code for found in result.at_level("good")} == {"wins", "period", "leads_without_deal"}
    assert {found.code for found in result.at_level("note")} == {
        "duplicate_emails", "leads_without_channel", "deals_not_linked"
    }  # fmt: skip
    assert all(found.mend for found in result.findings if found.level != "good")


def test_more_channels_than_can_be_judged_alone(tmp_path: Path) -> None:
    history = good_history()
    for number, row in enumerate(history["leads"]):
        row["channel"] = f"channel {number % 201}"
    finding = judge(tmp_path, **history).find("many_channels")
    assert finding is not None and "201 channels" in finding.text


def test_channels_that_may_be_one_are_named_and_those_that_are_one_are_not(tmp_path: Path) -> None:
    history = good_history()
    for number, row in enumerate(history["leads"]):
        row["channel"] = ("Google Ads", "google  ads", "Ads", "fair", "Fair")[number % 5]
    for row in history["spend"]:
        row["channel"] = {"ads": "Google Ads"}.get(row["channel"], row["channel"])
    finding = judge(tmp_path / "a", **history).find("channels_alike")
    assert finding is not None
    assert "one under two names: Ads / Google Ads. They" in finding.text
    mine = Company.from_yaml("company: A\ncurrency: EUR\nchannels:\n  Google Ads: {also: [Ads]}\n")
    assert judge(tmp_path / "b", mine, **history).find("channels_alike") is None


def test_a_table_that_ends_months_before_another_is_named_with_both_days(tmp_path: Path) -> None:
    history = good_history()
    history["leads"] = history["leads"][:600]
    finding = judge(tmp_path, **history).find("leads_end_early")
    assert finding is not None
    assert wording.day(day(599)) in finding.text and wording.day(day(799)) in finding.text

    earlier = snapshot_of(tmp_path, day(620), **history)
    assert readiness(earlier).find("leads_end_early") is None  # not yet to be seen


def test_wins_before_their_lead_and_on_its_day_are_told_apart(tmp_path: Path) -> None:
    history = good_history()
    for number, closed in ((3, day(37)), (4, day(20)), (5, day(50))):  # their leads: days 38, 44, 50
        history["deals"][number].update(created_at=None, closed_at=closed)
    finding = judge(tmp_path, **history).find("wins_before_lead")
    assert finding is not None
    assert finding.text.startswith("2 deals are won before the day of their lead")
    assert "Another 1 falls on the lead's own day" in finding.text


def test_a_gap_counts_whole_weeks_and_only_where_leads_were_to_be_expected(tmp_path: Path) -> None:
    history = good_history()
    history["leads"] = [row for n, row in enumerate(history["leads"]) if not 70 <= n < 91]
    finding = judge(tmp_path / "a", **history).find("weeks_without_leads")
    assert finding is not None
    assert "3 whole weeks" in finding.text
    assert f"from {wording.day(day(70))} to {wording.day(day(90))}" in finding.text

    sparse = [lead(n, day(n * 21)) for n in range(40)]  # one every third week: gaps are its nature
    assert judge(tmp_path / "b", leads=sparse).find("weeks_without_leads") is None


def test_short_histories_show_no_season(tmp_path: Path) -> None:
    result = judge(tmp_path, leads=[lead(n, day(n)) for n in range(100)])
    short = result.find("short_history")
    assert short is not None and "100 days" in short.text
    assert result.find("no_season") is not None


def test_days_after_the_import_are_counted_by_table(tmp_path: Path) -> None:
    history = good_history()
    history["leads"][0]["created_at"] = "2099-01-01"
    history["deals"][1]["closed_at"] = "2098-01-01"
    history["deals"][2]["expected_close_at"] = "2098-01-01"  # a plan, not an event
    snapshot = snapshot_of(tmp_path, now=datetime(2024, 6, 1), **history)
    finding = readiness(snapshot).find("future_dates")
    assert finding is not None
    assert "2 rows tell" in finding.text
    assert "1 in leads, 1 in deals" in finding.text


def test_a_question_long_after_the_last_day_is_told(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, **good_history())
    last = snapshot.last_day
    assert readiness(snapshot.at(last + timedelta(days=30))).find("stale") is None
    finding = readiness(snapshot.at(last + timedelta(days=31))).find("stale")
    assert finding is not None and "31 days earlier" in finding.text


def test_before_the_first_day_there_is_nothing(tmp_path: Path) -> None:
    result = readiness(snapshot_of(tmp_path, date(2020, 1, 1), **good_history()))
    assert result.find("nothing_yet") is not None
    assert set(result.answers.values()) == {"no"}
    assert result.findings[0].level == "blocks"


def test_empty_tables_are_judged_without_a_stumble(tmp_path: Path) -> None:
    assert not judge(tmp_path, leads=[], deals=[], spend=[], orders=[], activities=[], people=[]).ready


COMPANY = """
company: Brightline
currency: EUR
people:
  Ana Lima: {email: ana@brightline.org, hats: {marketing: 100%}}
  Ben: {hats: {sales: 100%}}
  Cleo: {hats: {sales: 100%}}
goals:
  Q1: {period: 2024-Q1, amount: 100000, measure: paid}
"""


def test_people_are_matched_with_company_yaml_through_the_crms_own_list(tmp_path: Path) -> None:
    history = good_history()
    for row in history["leads"]:
        row["finder"] = "17"
    for row in history["deals"]:
        row["finder"] = "17"
        row["owner"] = "Ben" if row["owner"] == "Ben" else "Dan"
    history["people"] = [{"person_id": "17", "name": "A. L.", "email": "ana@brightline.org"}]
    result = judge(tmp_path, Company.from_yaml(COMPANY), **history)
    strangers, absent = result.find("people_not_in_company"), result.find("people_not_in_history")
    assert strangers is not None and "1 person in the history is not in company.yaml: Dan." in strangers.text
    assert absent is not None and "Cleo" in absent.text and "Ana" not in absent.text
    assert result.find("goal_needs_paid") is None


def test_a_goal_that_this_history_cannot_measure_is_named(tmp_path: Path) -> None:
    finding = judge(tmp_path, Company.from_yaml(COMPANY), **without("orders")).find("goal_needs_paid")
    assert finding is not None
    assert finding.level == "blocks"
    assert "Q1" in finding.text


@pytest.mark.slow
def test_a_hundred_thousand_leads_take_under_a_second(tmp_path: Path) -> None:
    rows = 100_000
    rng = np.random.default_rng(1)
    days = rng.integers(0, 900, rows)
    created = np.datetime64("2022-01-01", "us") + days.astype("timedelta64[D]")
    ids = np.char.add("L", np.arange(rows).astype(str))
    channels = np.char.add("c", rng.integers(0, 12, rows).astype(str))
    leads = pa.table({"lead_id": ids, "created_at": created, "channel": channels, "owner": channels,
                      "email": np.char.add(ids, "@x.org")})  # fmt: skip
    deals = pa.table({"deal_id": ids, "lead_id": ids, "created_at": created, "closed_at": created,
                      "outcome": rng.choice(["won", "lost", "open"], rows)})  # fmt: skip
    store = Store(tmp_path)
    with store.draft("large", now=datetime(2030, 1, 1)) as draft:
        for name, table in (("leads", leads), ("deals", deals)):
            pq.write_table(table, draft.directory / f"{name}.parquet")
            draft.put(name, draft.directory / f"{name}.parquet")
    company = Company.from_yaml(COMPANY)
    fastest = 9.0
    for _ in range(3):
        start = time.process_time()  # of all threads: what else the machine does must not count
        assert readiness(store.snapshot(), company).rows["leads"] == rows
        fastest = min(fastest, time.process_time() - start)
    assert fastest < 1.5
