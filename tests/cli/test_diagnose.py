"""`unslump diagnose` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_json import holds

WINDOW = ("--from", "2025-01-01", "--to", "2025-03-31")


def test_diagnosis_in_json_as_documented(run: Run, brightline: Path) -> None:
    answer = run("diagnose", "-w", brightline, *WINDOW, "--json").json
    holds(answer, "diagnose")
    assert answer["shortfall"] == round(answer["expected"]["p50"] - answer["actual"], 2)
    parts = sum(round(100 * cause["amount"]["p50"]) for cause in answer["causes"])
    assert parts == round(100 * answer["shortfall"])
    assert answer["window"] == {"start": "2025-01-01", "end": "2025-03-31"}
    assert {cause["function"] for cause in answer["causes"]} == {
        "marketing", "sales", "split roles", "neither (the market)"
    }  # fmt: skip
    assert any("first replies are not recorded" in note for note in answer["cannot_say"])


def test_diagnosis_in_words(run: Run, brightline: Path) -> None:
    ran = run("diagnose", "-w", brightline, "--from", "2025-01-01", "--baseline", "2024-11-04")
    assert ran.code == 0
    assert ran.words.startswith("From 1 January 2025 to 31 March 2025")
    for heading in ("From what was expected to what came", "By function", "What cannot be said"):
        assert heading in ran.words
    assert "before 4 November 2024" in ran.words


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("--from", "yesterday"), "--from 'yesterday' is not a day"),
        (("--from", "2025-03-31", "--to", "2025-01-01"), "before it starts"),
        (("--from", "2020-01-01", "--to", "2020-06-30"), "its first lead or deal on 1 January 2024"),
        (("--from", "2024-01-15", "--to", "2024-06-30"), "too few to say"),
        (("--from", "2027-01-01", "--to", "2027-06-30"), "the history goes to"),
        ((*WINDOW, "--baseline", "2025-02-01"), "lies after the window's start"),
    ],
)
def test_what_cannot_be_asked_is_said(run: Run, brightline: Path, asked: tuple[str, ...], words: str) -> None:
    ran = run("diagnose", "-w", brightline, *asked)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())
