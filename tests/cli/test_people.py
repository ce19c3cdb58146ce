"""`unslump people`: words and JSON of one answer."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_json import holds


def test_people_in_json_as_documented(run: Run, brightline: Path) -> None:
    answer = run("people", "-w", brightline, "--json").json
    holds(answer, "people")
    ana, ben = answer["people"]
    assert (ana["name"], ben["name"]) == ("Ana Ruiz", "Ben Osei")
    assert ana["hats"]["stated"] == {"marketing": 0.6, "sales": 0.4}
    assert ana["leads_owned"] == 520
    assert set(ben["closer"]) >= {"p10", "p50", "p90", "better_than_median", "data", "verdict"}
    assert ben["closer"]["verdict"] != "nothing to judge by"
    assert ben["finder"]["verdict"] == "nothing to judge by"
    assert answer["focus_loss"]["p10"] < 0.2 < answer["focus_loss"]["p90"]
    assert any(words.startswith("Who finds well") for words in answer["cannot_know"])


def test_people_in_words_and_as_of_a_day(run: Run, brightline: Path) -> None:
    ran = run("people", "-w", brightline, "--as-of", "2024-12-31")
    assert ran.code == 0
    assert "Closing: chance that a lead is won" in ran.words
    assert "As of 31 December 2024." in ran.words


def test_a_history_of_nothing_is_a_plain_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_text("company: B\ncurrency: EUR\n")
    ran = run("people", "-w", tmp_path)
    assert ran.code == 2
    assert "import" in ran.err


def test_a_history_without_leads_and_deals_still_gives_a_report(run: Run, tmp_path: Path) -> None:
    spend = tmp_path / "spend.csv"
    spend.write_text("date,channel,amount,currency\n2026-01-05,Ads,100,EUR\n2026-02-05,Ads,100,EUR\n")
    assert run("import", "-w", tmp_path, spend).code == 0
    page = tmp_path / "r.html"
    asked = ("--period", "2026-Q3", "--amount", "10", "--measure", "deals", "--as-of", "2026-02-05")
    assert run("report", "-w", tmp_path, *asked, "-o", page).code == 0
    assert "No skill can be drawn" in page.read_text("utf-8")
