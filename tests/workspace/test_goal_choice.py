"""Which goal is meant when nobody says, and what is said about it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

import unslump
from tests.history.build import deal, lead, snapshot_of
from unslump.business.goals import Goal
from unslump.errors import QuestionError
from unslump.workspace import Workspace
from unslump.workspace.asking import beginning

HEAD = "company: Brightline\ncurrency: EUR\n"
GOALS = """goals:
  Late: {period: 2026-Q4, amount: 10, measure: deals}
  Early: {period: 2026-Q2, amount: 10, measure: deals}
  Year: {period: 2026, amount: 40, measure: deals}
"""


def workspace(folder: Path, text: str | None) -> Workspace:
    if text is not None:
        (folder / "company.yaml").write_text(text)
    return unslump.open(folder)


def test_the_only_goal_needs_no_name(tmp_path: Path) -> None:
    asked = workspace(tmp_path, HEAD + "goals: {Only: {period: 2026-Q2, amount: 5}}").ask(
        as_of=date(2026, 1, 1)
    )
    assert (asked.goal.name, asked.note) == ("Only", "")


@pytest.mark.parametrize(
    ("day", "chosen"),
    [
        (date(2026, 1, 1), "Early"),
        (date(2026, 6, 29), "Early"),
        (date(2026, 6, 30), "Year"),  # both end with the year; the one that began first
        (date(2026, 12, 30), "Year"),
    ],
)
def test_of_several_it_is_the_first_to_end(tmp_path: Path, day: date, chosen: str) -> None:
    asked = workspace(tmp_path, HEAD + GOALS).ask(as_of=day)
    assert asked.goal.name == chosen
    assert all(name in asked.note for name in ("Late", "Early", "Year"))


def test_when_all_have_ended_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="had ended by 31 December 2026") as caught:
        workspace(tmp_path, HEAD + GOALS).ask(as_of=date(2026, 12, 31))
    assert "--period" in caught.value.hint


@pytest.mark.parametrize("text", [None, HEAD])
def test_without_goals_it_asks_which(tmp_path: Path, text: str | None) -> None:
    with pytest.raises(QuestionError, match="which goal is meant") as caught:
        workspace(tmp_path, text).ask(as_of=date(2026, 1, 1))
    assert "--amount" in caught.value.hint


def test_a_goal_on_the_spot_is_named_after_its_period(tmp_path: Path) -> None:
    asked = workspace(tmp_path, None).ask(period="2026-Q3", amount="120000")
    assert asked.goal == Goal.parse("2026-Q3", "2026-Q3", 120_000, "bookings")


@pytest.mark.parametrize("half", [{"period": "2026-Q3"}, {"amount": 5}, {"measure": "deals"}])
def test_half_a_goal_says_what_is_lacking(tmp_path: Path, half: dict[str, object]) -> None:
    with pytest.raises(QuestionError, match=r"needs (a period|an amount)"):
        workspace(tmp_path, None).ask(**half)  # type: ignore[arg-type]


def test_by_name_and_on_the_spot_at_once_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="not both"):
        workspace(tmp_path, HEAD + GOALS).ask("Early", amount=5)


def test_an_unknown_name_suggests_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(QuestionError) as caught:
        workspace(tmp_path, HEAD + GOALS).ask("Erly")
    assert "Early" in caught.value.hint


def test_the_day_may_be_iso_text(tmp_path: Path) -> None:
    asked = workspace(tmp_path, HEAD + GOALS)
    assert asked.ask(as_of="2026-01-01") == asked.ask(as_of=date(2026, 1, 1))
    assert asked.ask(as_of=datetime(2026, 1, 1, 9)) == asked.ask(as_of=date(2026, 1, 1))
    with pytest.raises(QuestionError, match=r"'31\.3\.2026', which is not a day") as caught:
        asked.ask(as_of="31.3.2026")
    assert "2026-03-31" in caught.value.hint


def test_a_history_begins_with_its_first_lead_or_deal(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path, leads=[lead(0, "2025-03-02")], deals=[deal(0, created_at="2025-03-01", outcome="open")]
    )
    assert beginning(snapshot) == date(2025, 3, 1)
