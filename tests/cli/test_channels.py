"""`unslump channels`: words and JSON, with and without spend."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest

from tests.cli.companies import FIRST, LAST, tables
from tests.cli.conftest import Run
from tests.history.build import write_history

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "json" / "channels.schema.json").read_text("utf-8"))
COMPANY = """\
company: Brightline
currency: EUR
people:
  Ana Ruiz: {hats: {marketing: 60%, sales: 40%}, hours: 40, cost: 45}
  Ben Osei: {hats: {sales: 90%}, hours: 38, cost: 50}
functions:
  marketing: {activities: [content]}
"""


@pytest.fixture(scope="module")
def spending(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Brightline with money spent by the day on two channels, and marketing hours."""
    folder = tmp_path_factory.mktemp("channels") / "brightline"
    folder.mkdir()
    (folder / "company.yaml").write_text(COMPANY, encoding="utf-8")
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    spend = [
        {"day": day, "channel": channel, "amount": 20.0 + 10.0 * (day.month % 3), "currency": "EUR"}
        for day in days
        for channel in ("Fairs", "Search")
    ]
    hours = [
        {"activity_id": f"A{number}", "at": day, "person": "Ana Ruiz", "kind": "content", "hours": 3.0}
        for number, day in enumerate(days)
    ]
    write_history(folder, spend=spend, activities=hours, **tables())
    return folder


def test_json_holds_to_its_schema_and_says_what_was_promised(run: Run, spending: Path) -> None:
    ran = run("channels", "-w", spending, "--json")
    jsonschema.validate(ran.json, SCHEMA)
    assert set(ran.json) >= {"as_of", "sentence", "currency", "channels", "cannot_know"}
    by_name = {channel["channel"]: channel for channel in ran.json["channels"]}
    assert set(by_name) == {"Fairs", "Search", "Referrals"}
    fairs = by_name["Fairs"]
    assert 0 < fairs["marginal_cost"]["p10"] < fairs["marginal_cost"]["p90"]
    assert fairs["spend_per_week"] == pytest.approx(7 * 26.6, rel=0.2)
    assert by_name["Referrals"]["marginal_cost"] is None
    assert "no spend" in by_name["Referrals"]["basis"]
    paid = sum(channel["hours_per_week"] for channel in by_name.values())
    assert paid == pytest.approx(24.0)


def test_words(run: Run, spending: Path) -> None:
    ran = run("channels", "-w", spending)
    assert ran.code == 0
    assert ran.words.startswith("One more lead costs about")
    assert "What cannot be known" in ran.out


def test_the_same_question_has_the_same_answer(run: Run, spending: Path) -> None:
    asked = ("channels", "-w", spending, "--as-of", "2025-01-31", "--json")
    assert run(*asked).out == run(*asked).out


def test_without_spend_it_says_what_is_missing(run: Run, brightline: Path) -> None:
    answer = run("channels", "-w", brightline, "--json").json
    assert all(channel["marginal_cost"] is None for channel in answer["channels"])
    assert all(channel["basis"].startswith("base rate only") for channel in answer["channels"])
    assert any("no cost per hour" in words for words in answer["cannot_know"])


def test_wins_alone_are_not_enough(run: Run, tmp_path: Path) -> None:
    won = [
        {
            "deal_id": f"D{number}",
            "closed_at": FIRST + timedelta(days=number),
            "outcome": "won",
            "amount": 900.0,
        }
        for number in range(300)
    ]
    write_history(tmp_path, deals=won)
    ran = run("channels", "-w", tmp_path)
    assert ran.code == 2
    assert "only wins" in ran.err


def test_a_day_before_the_history_is_said_to_be_one(run: Run, brightline: Path) -> None:
    ran = run("channels", "-w", brightline, "--as-of", "2020-01-01")
    assert ran.code == 2
    assert "By 1 January 2020 the history had neither leads nor deals" in " ".join(ran.err.split())
    assert "--as-of" in ran.err
