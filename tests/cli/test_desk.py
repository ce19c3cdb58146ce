"""`unslump needs`, `match` and `route`: the words, the JSON, and what cannot be asked."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Run
from tests.desk.shop import open_lead, shop

FOLDER = Path(__file__).parents[2] / "docs" / "json"


def holds(value: Any, name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(value)
    assert set(value) == set(schema["properties"])


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    shop(
        folder,
        *(open_lead(1000 + n) for n in range(3)),
        open_lead(1010, need=None, notes="They want it quiet", name="Uta Jung"),
        open_lead(1011, need=None, notes="Die Maschine ist zu laut und der Chef will, dass es leiser wird"),
    )
    return folder


def test_needs_in_words_and_in_json(run: Run, where: Path) -> None:
    said = run("needs", "-w", where).out
    assert said.startswith("Lower bill is what most prospects need")
    assert "No offer answers Quiet" in said
    assert "notes in German" in said
    holds(run("needs", "-w", where, "--json").json, "needs")


def test_a_pick_is_written_shown_and_taken_back(run: Run, where: Path) -> None:
    before = run("needs", "-w", where, "--lead", "Uta Jung", "--json").json
    holds(before, "needs-lead")
    assert (before["source"], before["proposals"][0]["need"]) == ("proposed", "Quiet")
    picked = run(
        "needs", "-w", where, "--lead", "L1010", "--pick", "proof", "--pick", "Quiet", "--by", "Ana", "--json"
    ).json
    assert (picked["needs"], picked["source"], picked["by"]) == (["Proof", "Quiet"], "picked", "Ana")
    late = run("needs", "-w", where, "--lead", "L1010", "--pick", "Quiet", "--seen", "0")
    assert late.code == 2
    assert "written by Ana" in late.err
    gone = run("needs", "-w", where, "--lead", "L1010", "--unpick", "--json").json
    assert gone["source"] == "proposed"
    assert run("needs", "-w", where, "--lead", "L1010", "--unpick").code == 2


def test_a_need_in_another_language_is_said_for_the_lead(run: Run, where: Path) -> None:
    assert "the notes are in German" in " ".join(run("needs", "-w", where, "--lead", "L1011").out.split())


def test_match_in_words_and_in_json(run: Run, where: Path) -> None:
    said = run("match", "-w", where, "L1000", "--seller", "Ana").out
    assert said.startswith("Plant fits lead L1000 best")
    assert "Out of the question" in said
    holds(run("match", "-w", where, "L1000", "--json").json, "match")


def test_route_is_a_proposal_until_it_is_accepted(run: Run, where: Path) -> None:
    proposed = run("route", "-w", where, "--json").json
    holds(proposed, "route")
    assert len(proposed["routes"]) >= 3
    assert not proposed["accepted"]
    said = run("route", "-w", where).out
    assert "Nothing is assigned yet" in said
    assert "Is it fair?" in said
    one = run("route", "-w", where, "--accept", "L1000", "--to", "Ben", "--by", "Ana", "--json").json
    assert [(each["lead"], each["seller"], each["by"]) for each in one["accepted"]] == [
        ("L1000", "Ben", "Ana")
    ]
    again = run("route", "-w", where, "--accept", "L1000", "--to", "Ana", "--by", "Ben", "--json").json
    assert [(each["seller"], each["version"]) for each in again["accepted"]] == [("Ana", 2)]
    told = run("route", "-w", where, "--accept", "L1000", "--to", "Ben", "--by", "Peter").out
    assert told.splitlines()[0] == "Lead L1000 is Ben's now, accepted by Peter."
    assert "Nothing is assigned yet" not in told
    assert "only proposed so far" in told
    every = run("route", "-w", where, "--accept-all", "--by", "Ana", "--json").json
    assert not every["routes"]
    assert len(every["accepted"]) == len(proposed["routes"])
    back = run("route", "-w", where, "--withdraw", "L1001", "--by", "Ana", "--json").json
    assert [route["lead"] for route in back["routes"]] == ["L1001"]
    assert back["done"] == "Lead L1001: what was accepted is taken back by Ana."
    assert "accepted by Ana: " in every["done"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["needs", "--pick", "Quiet"], "picked for a lead"),
        (["needs", "--lead", "L1000", "--pick", "Quite"], "Did you mean Quiet"),
        (["needs", "--lead", "L1000", "--pick", "Quiet", "--unpick"], "do not go together"),
        (["needs", "--lead", "L1000", "--pick", "Quiet", "--as-of", "2026-01-01"], "from now on"),
        (["needs", "--lead", "nobody"], "no lead 'nobody'"),
        (["match", "L1000", "--seller", "Cleo"], "Cleo left on 31 January 2026"),
        (["match", "L1000", "--seller", "Mia"], "no sales hat"),
        (["route", "--accept", "L1000", "--to", "Cleo"], "Cleo left on 31 January 2026"),
        (["route", "--accept", "L1000", "--to", "Mia"], "no sales hat"),
        (["route", "--accept", "L10", "--to", "Ana"], "closed already"),
        (["route", "--to", "Ana"], "--accept LEAD"),
        (["route", "--accept", "L1000", "--accept-all"], "one at a time"),
        (["route", "--weeks", "9"], "1 to 8 weeks"),
        (["route", "--withdraw", "L5"], "Nothing was accepted"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_can(
    run: Run, where: Path, asked: list[str], said: str
) -> None:
    ran = run(asked[0], "-w", where, *asked[1:])
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_who_writes_comes_from_the_environment(
    run: Run, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(os.environ, "UNSLUMP_USER", "Cara")
    picked = run("needs", "-w", where, "--lead", "L1002", "--pick", "Proof", "--json").json
    assert picked["by"] == "Cara"
