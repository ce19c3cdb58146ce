"""The months ahead, asked of a workspace: the same answer from Python, and what cannot be asked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import unslump
from tests.history.build import deal, lead, write_history
from tests.slump.learnt import history
from unslump.errors import QuestionError
from unslump.workspace import Workspace


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return unslump.open(history(tmp_path_factory.mktemp("outlook") / "brightline"))


def test_the_goals_ahead_set_the_pace(opened: Workspace) -> None:
    answer = opened.outlook(months=3)
    assert answer.goal is not None
    assert answer.goal.name == "Spring"
    assert [month.month for month in answer.months] == [date(2025, m, 1) for m in (4, 5, 6)]
    assert answer.months[-1].trailing_pace == pytest.approx(120_000)
    winter = opened.outlook("Winter", months=3)
    assert winter.measure == "deals"
    assert winter.months[-1].trailing_pace == pytest.approx(12 * 91 / 90)


def test_it_holds_the_chance_of_the_goal_that_check_gives(opened: Workspace) -> None:
    """June's trailing quarter is the goal's own period: under 100 % of its pace is short of the goal."""
    checked = opened.check("Spring")
    june = opened.outlook("Spring", months=3, share=0.999999).months[-1]
    assert checked.probability is not None
    assert june.slump_probability == pytest.approx(1.0 - checked.probability, abs=0.04)
    assert checked.expected is not None
    assert june.trailing.p50 == pytest.approx(checked.expected.p50, rel=0.05)


@pytest.mark.slow
def test_all_kinds_of_what_ifs_together(opened: Workspace) -> None:
    words = [
        "spend on Paid Search -50 %",
        "Ana leaves on 2025-07-01",
        "Ben 20 hours sales",
        "hire both from 2025-05-01 at 20 hours",
        "win rate -10 %",
    ]
    answer = opened.outlook(months=6, what_ifs=words)
    assert answer.what_ifs == words
    assert all(month.what_if is not None for month in answer.months)
    assert answer == opened.outlook(months=6, what_ifs=words)
    assert answer.months[0].slump_probability == opened.outlook(months=6).months[0].slump_probability


@pytest.mark.slow
def test_without_a_company_there_is_a_pace_all_the_same(tmp_path: Path) -> None:
    folder = history(tmp_path / "nobody")
    (folder / "company.yaml").unlink()
    answer = unslump.open(folder).outlook(months=2, what_ifs=["win rate -20 %"])
    assert answer.goal is None
    assert answer.currency == "EUR"
    assert "no company.yaml" in answer.notes[0]


def test_three_weeks_of_history_are_too_few(tmp_path: Path) -> None:
    start = date(2026, 3, 1)
    days = [start + timedelta(days=n) for n in range(21)]
    write_history(
        tmp_path,
        leads=[lead(n, str(day)) for n, day in enumerate(days)],
        deals=[
            deal(n, created_at=str(day), closed_at=str(day), outcome="won", amount=900.0)
            for n, day in enumerate(days[:4])
        ],
    )
    with pytest.raises(QuestionError) as caught:
        unslump.open(tmp_path).outlook()
    assert caught.value.hint
