"""Every command on a small company: it answers, exits with 0, and says what its user needs next."""

from __future__ import annotations

from pathlib import Path

import pytest

import unslump
from tests.cli.companies import LEADS_CSV, make_company
from tests.cli.conftest import Run
from unslump.business.company import Company


def test_init_makes_a_company_that_reads(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "firm"
    ran = run("init", "-w", folder, "--name", "Brightline", "--currency", "usd")
    assert ran.code == 0
    assert str(folder / "company.yaml") in ran.out.replace("\n", "")
    company = Company.from_yaml((folder / "company.yaml").read_text("utf-8"))
    assert (company.name, company.currency) == ("Brightline", "USD")


def test_init_without_a_name_takes_the_folder_s(run: Run, tmp_path: Path) -> None:
    assert run("init", "-w", tmp_path / "Harbour Tools").code == 0
    assert unslump.open(tmp_path / "Harbour Tools").company.name == "Harbour Tools"  # type: ignore[union-attr]


def test_init_leaves_an_existing_company_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_text("company: Mine\ncurrency: EUR\n")
    ran = run("init", "-w", tmp_path)
    assert ran.code == 2
    assert "already" in ran.err
    assert (tmp_path / "company.yaml").read_text() == "company: Mine\ncurrency: EUR\n"


def test_import_undo_import(run: Run, tmp_path: Path) -> None:
    leads = tmp_path / "contacts.csv"
    leads.write_text(LEADS_CSV + "4,not a day,Referrals,Ben Osei,d@four.example\n")
    first = run("import", "-w", tmp_path, leads)
    assert first.code == 0
    assert "HubSpot contacts → leads" in first.out
    assert "3 new; 1 set aside" in first.out
    assert "rejected.csv" in first.out
    assert f"unslump undo -w {tmp_path}" in first.words
    assert (tmp_path / "rejected.csv").is_file()
    again = run("import", "-w", tmp_path, leads)
    assert again.code == 0
    assert "Nothing has changed" in again.out
    back = run("undo", "-w", tmp_path)
    assert back.code == 0
    assert "import contacts.csv" in back.words
    assert "empty again" in back.out
    assert run("undo", "-w", tmp_path).code == 2
    assert "3 new" in run("import", "-w", tmp_path, leads).out


def test_an_unknown_file_gets_a_mapping_that_works(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "anfragen.csv"
    file.write_text("Kundennr;Eingang;Kanal\n1;2024-05-21;Messe\n2;2024-05-22;Anzeige\n3;2024-05-23;Messe\n")
    ran = run("import", "-w", tmp_path, file)
    assert ran.code == 0
    saved = tmp_path / "mapping.yaml"
    assert "from Eingang" in ran.words
    assert "--map" in ran.words
    assert saved.is_file()
    reused = run("import", "-w", tmp_path, "--map", saved, file, "--json")
    assert reused.code == 0
    assert reused.json["changed"] is False
    assert [each["rows_unchanged"] for each in reused.json["files"]] == [3]


def test_a_mapping_that_was_edited_is_not_written_over(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "anfragen.csv"
    file.write_text("Kundennr;Eingang;Kanal\n1;2024-05-21;Messe\n2;2024-05-22;Anzeige\n3;2024-05-23;Messe\n")
    run("import", "-w", tmp_path, file)
    (tmp_path / "mapping.yaml").write_text("# mine\n")
    run("import", "-w", tmp_path, file)
    run("import", "-w", tmp_path, file)
    assert (tmp_path / "mapping.yaml").read_text() == "# mine\n"
    assert sorted(path.name for path in tmp_path.glob("mapping*.yaml")) == ["mapping-2.yaml", "mapping.yaml"]


def test_readiness_says_what_can_be_answered(run: Run, brightline: Path) -> None:
    ran = run("readiness", "-w", brightline)
    assert ran.code == 0
    assert "win rate" in ran.out
    assert "What was found" in ran.out


def test_check_answers_in_a_sentence(run: Run, brightline: Path) -> None:
    ran = run("check", "-w", brightline, "--goal", "spring")
    assert ran.code == 0
    assert ran.out.startswith("● ")
    assert "Spring (120,000 EUR of bookings" in ran.words
    assert ran.err == ""


def test_the_answer_s_exit_code_is_0_whatever_the_answer(run: Run, brightline: Path) -> None:
    words = set()
    for amount in (1, 1_000_000):
        ran = run(
            "check",
            "-w",
            brightline,
            "--period",
            "2025-Q2",
            "--amount",
            amount,
            "--measure",
            "deals",
            "--json",
        )
        assert ran.code == 0
        words.add(ran.json["verdict"])
    assert words == {"supported", "unsupported"}


def test_report_writes_one_page(run: Run, brightline: Path, tmp_path: Path) -> None:
    page = tmp_path / "spring.html"
    ran = run("report", "-w", brightline, "--goal", "Spring", "-o", page)
    assert ran.code == 0
    text = page.read_text("utf-8")
    assert text.lower().startswith("<!doctype html>")
    assert "Brightline" in text
    assert "Finders and closers" in text


@pytest.mark.slow
def test_report_by_default_lies_in_the_workspace(run: Run, tmp_path: Path) -> None:
    folder = make_company(tmp_path / "firm")
    assert run("report", "-w", folder, "--goal", "Spring").code == 0
    assert run("report", "-w", folder, "--goal", "Spring").code == 0  # over the older one
    assert [path.name for path in folder.glob("*report*")] == ["report.html"]


def test_the_workspace_comes_from_the_environment(
    run: Run, brightline: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNSLUMP_WORKSPACE", str(brightline))
    assert run("readiness").code == 0


def test_without_a_company_yaml_a_goal_on_the_spot_is_answered(run: Run, tmp_path: Path) -> None:
    folder = make_company(tmp_path / "bare", company=None)
    ran = run("check", "-w", folder, "--period", "2025-Q2", "--amount", "50000", "--json")
    assert ran.code == 0
    assert ran.json["goal"]["currency"] == "EUR"  # the only one in the history
    named = run("check", "-w", folder, "--goal", "Spring")
    assert named.code == 2
    assert "company.yaml" in named.err


def test_readiness_as_of_counts_what_was_known(run: Run, brightline: Path) -> None:
    ran = run("readiness", "-w", brightline, "--as-of", "2025-01-15", "--json")
    assert (ran.code, ran.json["as_of"]) == (0, "2025-01-15")
    assert 0 < ran.json["rows"]["leads"] < 520


@pytest.mark.slow
def test_report_as_of_says_so(run: Run, brightline: Path, tmp_path: Path) -> None:
    asked = ("report", "-w", brightline, "--goal", "Winter", "-o", tmp_path / "r.html")
    ran = run(*asked, "--as-of", "2025-01-15", "--json")
    assert (ran.code, ran.json["as_of"]) == (0, "2025-01-15")
    assert "15 January 2025" in (tmp_path / "r.html").read_text("utf-8")


def test_asked_long_after_the_last_day_it_says_so_first(run: Run, brightline: Path) -> None:
    asked = ("-w", brightline, "--as-of", "2025-06-15", "--json")
    assert run("readiness", *asked).json["findings"][0]["code"] == "stale"
    ran = run("check", "--period", "2025-Q3", "--amount", "20", "--measure", "deals", *asked)
    warnings = ran.json["data"]["warnings"]
    assert warnings[0].startswith("The history ends on")
    assert sum("history ends" in text or "nothing is recorded after" in text for text in warnings) == 1


def test_a_past_goal_is_not_sent_back_before_the_history(run: Run, brightline: Path) -> None:
    ran = run("check", "-w", brightline, "--period", "2012-Q1", "--amount", "20", "--measure", "deals")
    assert ran.code == 2
    assert "The history begins on" in ran.err and "--as-of" not in ran.err


def test_check_as_of_knows_less(run: Run, brightline: Path) -> None:
    asked = ("check", "-w", brightline, "--goal", "Spring", "--json")
    now, again, then = run(*asked), run(*asked), run(*asked, "--as-of", "2024-12-31").json
    assert now.out == again.out  # the same question has the same answer
    assert then["data"]["leads"] < now.json["data"]["leads"]
    assert then["data"]["observed_until"] == "2024-12-31"
