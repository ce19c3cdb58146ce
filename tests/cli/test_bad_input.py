"""Every kind of bad input reaches the command line as words, with exit code 2, and nothing is lost."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.companies import COMPANY, LEADS_CSV, make_company
from tests.cli.conftest import Run
from tests.disks import read_only
from unslump.demo.exports import write_demo

HEAD = "Record ID,Deal Name,Create Date,Close Date,Amount,Deal Stage\n"


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """A workspace with three leads, which no failed import may touch."""
    (tmp_path / "company.yaml").write_text(COMPANY, encoding="utf-8")
    (tmp_path / "contacts.csv").write_text(LEADS_CSV)
    assert run("import", "-w", tmp_path, tmp_path / "contacts.csv").code == 0
    return tmp_path


def leads_in(run: Run, folder: Path) -> int:
    return int(run("readiness", "-w", folder, "--json").json["rows"]["leads"])


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("contacts.txt", LEADS_CSV)


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def header_only(path: Path) -> None:
    path.write_text(LEADS_CSV.splitlines()[0] + "\n")


def two_ways(path: Path) -> None:
    rows = "\n".join(f"{n},0{n}/0{n + 1}/2024,Fair" for n in range(1, 7))
    path.write_text("Record ID,Create Date,Original Traffic Source\n" + rows + "\n")


def currencies(path: Path) -> None:
    path.write_text(
        HEAD + "1,A,2024-01-02,2024-02-02,500 €,Closed Won\n2,B,2024-01-02,2024-02-02,$700,Closed Won\n"
    )


def no_columns(path: Path) -> None:
    path.write_text("\n".join(line.replace(",", " ").replace("-", " ") for line in LEADS_CSV.splitlines()))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (empty, "empty"),
        (header_only, "row"),
        (binary, ""),
        (zipped, "zip"),
        (no_columns, ""),
        (two_ways, "--dates"),
        (currencies, "rates"),
    ],
)
def test_a_file_that_cannot_be_used(run: Run, folder: Path, make: object, said: str) -> None:
    file = folder / "export.csv"
    make(file)  # type: ignore[operator]
    ran = run("import", "-w", folder, file)
    assert ran.code == 2, ran
    assert ran.out == ""
    assert "export.csv" in ran.err
    assert said in ran.err.lower()
    assert leads_in(run, folder) == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2,B,2024-03-02,2024-02-02,500,Closed Won", "before Create Date"),  # closed before created
        ("2,B,2024-01-02,2199-02-02,500,Closed Won", "future"),
        ("2,B,2024-01-02,2024-02-02,-500,Closed Won", "negative"),
        ("2,B,2024-01-02,2024-02-02,NaN,Closed Won", "not an amount"),
        ("1,A,2024-01-02,2024-02-05,900,Closed Won", "same key"),  # another content under one key
    ],
)
def test_a_bad_row_is_set_aside_and_the_good_one_kept(run: Run, folder: Path, row: str, why: str) -> None:
    file = folder / "deals.csv"
    file.write_text(HEAD + "1,A,2024-01-02,2024-02-02,500,Closed Won\n" + row + "\n")
    ran = run("import", "-w", folder, file)
    assert ran.code == 0
    assert "1 new; 1 set aside" in ran.out
    assert why in (folder / "rejected.csv").read_text()
    strict = run("import", "-w", folder, "--strict", file)
    assert strict.code == 2
    assert "--strict" in strict.err


def test_ten_thousand_channels_are_answered(run: Run, tmp_path: Path) -> None:
    day = date(2024, 1, 1)
    rows = [f"{n},{day + timedelta(days=n % 300)},channel {n}" for n in range(10_000)]
    file = tmp_path / "contacts.csv"
    file.write_text("Record ID,Create Date,Original Traffic Source\n" + "\n".join(rows) + "\n")
    assert run("import", "-w", tmp_path, file).code == 0
    assert run("readiness", "-w", tmp_path).code == 0
    ran = run("check", "-w", tmp_path, "--period", "2024-Q4", "--amount", "5", "--measure", "deals", "--json")
    assert (ran.code, ran.json["verdict"]) == (0, "unknown")  # nothing was ever won


def test_a_formula_stays_text_on_the_way_out(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(
        "Record ID,Create Date,Original Traffic Source\n=1+1,2024-01-02,x\n=cmd|' /C calc'!A0,never,x\n"
    )
    assert run("import", "-w", tmp_path, file).code == 0
    cells = (tmp_path / "rejected.csv").read_text().replace('"', "").split(",")
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for cell in cells)


def test_a_file_that_is_not_there(run: Run, folder: Path) -> None:
    ran = run("import", "-w", folder, folder / "nowhere.csv")
    assert ran.code == 2
    assert "nowhere.csv" in ran.err


def test_a_folder_in_a_file_s_place(run: Run, folder: Path) -> None:
    assert run("import", "-w", folder, folder).code == 2


def test_company_yaml_with_a_person_in_a_goal_s_place(run: Run, folder: Path) -> None:
    head = "company: B\ncurrency: EUR\npeople: {Ana Ruiz: {hours: 40}}\ngoals:\n"
    (folder / "company.yaml").write_text(head + "  Q1: Ana Ruiz\n  Q2: {hats: {sales: 50%}}\n")
    for command in (["check"], ["readiness"], ["report"], ["import", str(folder / "contacts.csv")]):
        ran = run(*command, "-w", folder)
        assert ran.code == 2
        assert "company.yaml:5" in ran.err
        assert "company.yaml:6" in ran.err


def test_company_yaml_in_another_encoding(run: Run, folder: Path) -> None:
    (folder / "company.yaml").write_bytes("company: Müller\ncurrency: EUR\n".encode("latin-1"))
    ran = run("check", "-w", folder)
    assert ran.code == 2
    assert "line 1" in ran.err
    assert "UTF-8" in ran.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--goal", "Sprint"], "Spring"),  # the nearest known one
        (["--goal", "Spring", "--as-of", "31.3.2025"], "2026-03-31"),
        (["--period", "2025-Q5", "--amount", "5"], "2026-Q1"),
        (["--period", "2025-02-30..2025-03-31", "--amount", "5"], "calendar"),
        (["--period", "2025-06-30..2025-04-01", "--amount", "5"], "before it starts"),
        (["--period", "2025-06-01..2025-06-01", "--amount", "5"], "no length"),
        (["--period", "2024-Q2", "--amount", "5"], "ended"),  # a goal in the past
        (["--period", "2025-Q2", "--amount", "-5"], "above zero"),
        (["--period", "2025-Q2", "--amount", "nan"], "above zero"),
        (["--period", "2025-Q2", "--amount", "lots"], "120000"),
        (["--period", "2025-Q2"], "--amount"),
        (["--period", "2025-Q2", "--amount", "5", "--measure", "smiles"], "deals, bookings"),
        (["--goal", "Spring", "--amount", "5"], "not both"),
    ],
)
def test_a_question_that_makes_no_sense(run: Run, brightline: Path, options: list[str], said: str) -> None:
    ran = run("check", "-w", brightline, *options)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err


def test_a_goal_with_nothing_to_learn_from_is_unknown_not_an_error(run: Run, folder: Path) -> None:
    ran = run("check", "-w", folder, "--period", "2024-Q3", "--amount", "5", "--measure", "deals", "--json")
    assert (ran.code, ran.json["verdict"], ran.json["probability"]) == (0, "unknown", None)
    assert ran.json["reasons"]


@pytest.mark.parametrize("command", ["readiness", "check", "backtest", "report", "undo"])
def test_a_workspace_without_a_history(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "company.yaml").write_text(COMPANY)
    ran = run(command, "-w", tmp_path)
    assert ran.code == 2
    assert "history" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["company.yaml"]


@pytest.mark.parametrize("command", ["readiness", "check", "backtest", "report", "undo"])
def test_a_workspace_that_does_not_exist(run: Run, tmp_path: Path, command: str) -> None:
    ran = run(command, "-w", tmp_path / "nowhere")
    assert ran.code == 2
    assert "does not exist" in ran.err
    assert not (tmp_path / "nowhere").exists()


def test_a_history_too_short_to_look_back(run: Run, folder: Path) -> None:
    ran = run("backtest", "-w", folder, "--measure", "deals")
    assert ran.code == 2
    assert "too short" in ran.err


@pytest.mark.parametrize(
    "arguments", [["chek"], ["check", "--gaol", "x"], ["import"], ["backtest", "--weeks", "soon"]]
)
def test_a_mistyped_command(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert "--help" in ran.err


@pytest.mark.parametrize("currency", ["EURO", "", "€"])
def test_init_with_no_currency_code(run: Run, tmp_path: Path, currency: str) -> None:
    ran = run("init", "-w", tmp_path / "firm", "--currency", currency)
    assert ran.code == 2
    assert not (tmp_path / "firm").exists()


def test_a_report_is_never_written_over_something_else(run: Run, brightline: Path, tmp_path: Path) -> None:
    kept = tmp_path / "company.yaml"
    kept.write_text(COMPANY)
    ran = run("report", "-w", brightline, "--goal", "Spring", "-o", kept)
    assert ran.code == 2
    assert kept.read_text() == COMPANY
    assert run("report", "-w", brightline, "--goal", "Spring", "-o", tmp_path).code == 2


def test_the_demo_leaves_another_company_alone(run: Run, folder: Path) -> None:
    ran = run("demo", "-w", folder)
    assert ran.code == 2
    assert "unslump demo -w demo" in ran.err
    assert (folder / "company.yaml").read_text() == COMPANY


def test_a_file_in_the_workspace_s_place(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    for command in (["init"], ["check"], ["import", str(file)]):
        assert run(*command, "-w", file).code == 2
    assert run("init", "-w", file / "below").code == 2
    assert file.read_text() == "x"


def test_a_read_only_folder(run: Run, tmp_path: Path) -> None:
    folder = make_company(tmp_path / "firm")
    (tmp_path / "contacts.csv").write_text(LEADS_CSV)
    with read_only(folder):
        for command in (["import", str(tmp_path / "contacts.csv")], ["report", "--goal", "Spring"], ["undo"]):
            ran = run(*command, "-w", folder)
            assert ran.code == 2
            assert str(folder) in ran.err
        assert run("init", "-w", folder / "new").code == 2
        assert run("check", "-w", folder, "--goal", "Spring").code == 0


def test_the_demo_on_a_read_only_folder(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    write_demo(folder)
    with read_only(folder):
        ran = run("demo", "-w", folder)
        assert ran.code == 2
        assert "demo" in ran.err


def test_a_report_into_no_folder(run: Run, brightline: Path, tmp_path: Path) -> None:
    ran = run("report", "-w", brightline, "--goal", "Spring", "-o", tmp_path / "nowhere" / "r.html")
    assert ran.code == 2
    assert "nowhere" in ran.err


def test_an_import_while_another_runs(run: Run, folder: Path) -> None:
    from unslump.history.lock import import_lock

    with import_lock(folder / "history" / ".lock"):
        ran = run("import", "-w", folder, folder / "contacts.csv")
    assert ran.code == 2
    assert "Another import" in ran.err


def test_a_database_that_is_none(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNSLUMP_DATABASE_URL", "not an address")
    ran = run("check", "-w", folder)
    assert ran.code == 2
    assert "UNSLUMP_DATABASE_URL" in ran.err
