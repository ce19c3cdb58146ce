"""The page of measured claims: a part measured anew leaves the rest alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench.__main__ import claims, main
from bench.page import Machine, put_section
from bench.table import BenchTable

MACHINE = Machine(2, 8.0, "Linux x86_64", "3.12.1")


def table(title: str, figure: str) -> BenchTable:
    return BenchTable(
        title, "At most 2.", ["way", "figure"], [["a | b", figure]], ["One note over", "two."], "go"
    )


def test_a_partial_run_replaces_only_its_own_section(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    put_section(page, "forecast", [table("F", "1"), table("F2", "2")], MACHINE, date(2026, 1, 1))
    put_section(page, "calibration", [table("C", "3")], MACHINE, date(2026, 1, 2))
    before = page.read_text()
    put_section(page, "calibration", [table("C", "4")], MACHINE, date(2026, 1, 3))
    after = page.read_text()
    assert after == before.replace("| 3 |", "| 4 |").replace("2026-01-02", "2026-01-03")
    assert after.index("## C") < after.index("## F\n") < after.index("## F2")
    assert "| a \\| b | 1 |" in after
    assert after.count("- One note over two.") == 2  # once a claim, not once a table


def test_claims_are_the_modules_that_run(tmp_path: Path) -> None:
    (tmp_path / "claim.py").write_text("import nothing_there\n\n\ndef run():\n    return 1\n")
    (tmp_path / "table.py").write_text("def other():\n    def run():\n        return 1\n")
    assert claims(tmp_path) == ["claim"]
    assert "forecast" in claims()


def test_an_unknown_claim_is_answered_with_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "benchmarks.md"
    assert main(["forcast"], page) == 2
    assert "forecast" in capsys.readouterr().err
    assert not page.exists()
