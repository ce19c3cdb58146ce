"""`unslump outlook` on the command line."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from tests.cli.companies import make_company
from tests.cli.conftest import Run
from unslump.cli.schemas import RESULTS


def test_json_holds_what_it_promises(run: Run, brightline: Path) -> None:
    ran = run("outlook", "-w", brightline, "--what-if", "win rate -20 %", "--months", "4", "--json")
    assert ran.code == 0
    jsonschema.validate(ran.json, RESULTS["outlook"].model_json_schema(mode="serialization"))
    assert {"as_of", "goal", "share", "months", "sentence", "notes"} <= ran.json.keys()
    assert len(ran.json["months"]) == 4
    for month in ran.json["months"]:
        assert {
            "month",
            "p10",
            "p50",
            "p90",
            "trailing",
            "pace",
            "slump_probability",
            "what_if",
        } <= month.keys()
        assert {"p10", "p50", "p90"} <= month["trailing"].keys()
        assert 0.0 <= month["slump_probability"] <= 1.0
        assert month["what_if"]["difference"] >= 0.0


def test_in_words(run: Run, brightline: Path) -> None:
    ran = run("outlook", "-w", brightline, "--what-if", "win rate -20 %", "--what-if", "win rate +10 %")
    assert ran.code == 0
    assert "slump" in ran.out.splitlines()[0]
    assert "With “win rate -20 %” and “win rate +10 %”" in ran.out
    assert "under 70 % of the pace" in ran.words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--months", "0"), "from 1 to 24"),
        (("--months", "500"), "from 1 to 24"),
        (("--share", "5"), "between 0 and 1"),
        (("--goal", "Sumer"), "Did you mean Summer?"),
        (("--as-of", "yesterday"), "is not a day"),
        pytest.param(("--what-if", "spend on Telex -50 %"), "Channels: ", marks=pytest.mark.slow),
        (("--as-of", "2024-01-20"), "cannot say"),
    ],
)
def test_what_cannot_be_asked(run: Run, brightline: Path, asked: tuple[str, ...], said: str) -> None:
    ran = run("outlook", "-w", brightline, *asked)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())


@pytest.mark.slow
def test_without_company_yaml(run: Run, tmp_path: Path) -> None:
    folder = make_company(tmp_path / "y", None)
    assert run("outlook", "-w", folder).code == 0
    ran = run("outlook", "-w", folder, "--what-if", "Ana leaves")
    assert ran.code == 2
    assert "unslump init" in ran.err
