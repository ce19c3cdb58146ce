"""--json: stdout is one JSON value and nothing else, as its documented schema says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.companies import LEADS_CSV
from tests.cli.conftest import Run
from unslump.cli.schemas import schema_texts

FOLDER = Path(__file__).parents[2] / "docs" / "json"


def holds(value: Any, name: str) -> None:
    """The value is as documented: of the right kinds, nothing missing, and nothing undocumented."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    assert [error.message for error in validator.iter_errors(value)] == []
    assert set(value) == set(schema["properties"])


def test_the_schemas_in_docs_are_current() -> None:
    found = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.schema.json")}
    assert found == schema_texts(), "run: .venv/bin/python -m unslump.cli.schemas docs/json"


def test_init_import_undo(run: Run, tmp_path: Path) -> None:
    holds(run("init", "-w", tmp_path, "--json").json, "init")
    (tmp_path / "contacts.csv").write_text(LEADS_CSV)
    imported = run("import", "-w", tmp_path, tmp_path / "contacts.csv", "--json").json
    holds(imported, "import")
    assert imported["files"][0]["rows_new"] == 3
    undone = run("undo", "-w", tmp_path, "--json").json
    holds(undone, "undo")
    assert undone["current"] is None


def test_readiness(run: Run, brightline: Path) -> None:
    holds(run("readiness", "-w", brightline, "--json").json, "readiness")


def test_check_gives_what_the_readme_promises(run: Run, brightline: Path) -> None:
    ran = run("check", "-w", brightline, "--goal", "Spring", "--json")
    answer = ran.json
    holds(answer, "check")
    assert set(answer["goal"]) >= {"name", "start", "end", "amount", "measure", "currency"}
    assert set(answer["expected"]) >= {"p10", "p50", "p90"}
    assert set(answer["sources"]) >= {"won", "pipeline", "new_leads"}
    assert set(answer["leads"]) >= {"needed", "expected", "gap", "last_useful_date", "by_channel"}
    for function in ("marketing", "sales"):
        assert set(answer["hours"][function]) >= {"needed", "available"}
    assert set(answer["data"]) >= {"leads", "deals", "observed_until", "warnings"}
    assert answer["verdict"] in {"supported", "stretched", "unsupported", "unknown"}


@pytest.mark.slow
def test_backtest_as_of_sees_nothing_later(run: Run, brightline: Path) -> None:
    asked = ("backtest", "-w", brightline, "--weeks", "8", "--measure", "deals", "--as-of", "2025-01-15")
    answer = run(*asked, "--json").json
    holds(answer, "backtest")
    assert max(origin["end"] for origin in answer["origins"]) <= "2025-01-15"


@pytest.mark.slow
def test_report(run: Run, brightline: Path, tmp_path: Path) -> None:
    asked = ("report", "-w", brightline, "--goal", "Spring", "-o", tmp_path / "r.html", "--json")
    holds(run(*asked).json, "report")


@pytest.mark.slow
def test_demo_from_nothing_and_again(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    first = run("demo", "-w", folder)
    assert first.code == 0
    assert "Is the goal 2026-Q3 supported?" in first.out
    page = (folder / "report.html").read_text("utf-8")
    again = run("demo", "-w", folder, "--json").json
    holds(again, "demo")
    assert again["imported"]["changed"] is False
    assert (folder / "report.html").read_text("utf-8") == page


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "-w", "nowhere"],
        ["check", "--gaol"],
        ["import", "nowhere.csv"],
        ["chek"],
        ["init", "--currency", "1"],
    ],
)
def test_errors_are_json_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments, "--json")
    assert ran.code == 2
    holds(ran.json, "error")
    assert ran.json["error"]
    assert ran.json["error"] in ran.err


def test_the_note_on_which_goal_was_chosen_stays_off_stdout(run: Run, brightline: Path) -> None:
    ran = run("check", "-w", brightline, "--json")
    assert ran.json["goal"]["name"] == "Spring"
    assert "Choose another with --goal: Winter, Summer" in ran.err


def test_letters_that_stdout_lacks_are_escaped(tmp_path: Path) -> None:
    folder = tmp_path / "Bäckerei"
    ran = subprocess.run(
        [sys.executable, "-m", "unslump", "init", "-w", str(folder), "--json"],
        capture_output=True, check=True, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert json.loads(ran.stdout.decode("ascii"))["company_yaml"] == str(folder / "company.yaml")
