"""A campaign from its first line to its review, as it is typed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.cli.companies import tables
from tests.cli.conftest import Run
from tests.history.build import write_history

COMPANY = """\
company: Brightline
currency: EUR
people:
  Ana Ruiz: {hats: {marketing: 60%, sales: 40%}, hours: 40}
  Ben Osei: {hats: {sales: 90%}, hours: 38}
  Dora Lind: {hats: {sales: 80%}, left: 2024-12-31}
segments: {Bakeries: }
offers: {Scale: {price: 4000, margin: 50%}}
messages: {Weigh it twice: {offer: Scale, segment: Bakeries}}
channels: {Fairs: , Search: }
functions: {sales: {hours per lead: 2}, marketing: {hours per lead: 1}}
goals: {Summer: {period: 2025-Q3, amount: 30, measure: deals}}
budgets: [{period: 2025-Q2, amount: 6000}]
"""
NEW = ("--message", "Weigh it twice", "--channel", "Fairs", "--from", "2025-04-10", "--to", "2025-05-10",
       "--budget", "2000", "--leads", "30", "--goal", "Summer")  # fmt: skip


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    (tmp_path / "company.yaml").write_text(COMPANY)
    write_history(tmp_path, now=datetime(2025, 4, 1, 8), note="import all.csv", **tables())
    return tmp_path


def later(firm: Path) -> None:
    """What came by the end of June: 20 leads of the campaign among them."""
    rows = tables()
    rows["leads"] += [
        {"lead_id": f"N{n}", "created_at": f"2025-04-{11 + n % 19:02d}", "channel": "Fairs",
         "campaign": "Spring fair", "owner": "Ben Osei"}
        for n in range(20)
    ]  # fmt: skip
    rows["leads"].append({"lead_id": "last", "created_at": "2025-06-30", "channel": "Search"})
    write_history(firm, now=datetime(2025, 7, 1, 8), note="import later.csv", **rows)


def test_from_the_first_line_to_the_review(run: Run, firm: Path) -> None:
    made = run("campaign", "new", "Spring fair", *NEW, "-w", firm, "--by", "Ana", "--json")
    assert made.code == 0, made.err
    assert made.json["campaign"]["segment"] == "Bakeries"
    assert (made.json["state"], made.json["written"]["by"]) == ("planned", "Ana")

    gate = run("campaign", "check", "spring fair", "-w", firm, "--json").json
    assert (gate["light"], gate["checks"][0]["code"]) == ("red", "accountable_marketing")
    refused = run("campaign", "launch", "Spring fair", "-w", firm, "--by", "Ana")
    assert refused.code == 2
    assert "was not launched" in refused.err

    charter = run("campaign", "charter", "Spring fair", "-w", firm, "--from", "hats", "--by", "Ana", "--json")
    assert charter.json["charter"]["sales"]["duties"][0]["accountable"] == ["Ben Osei"]
    assert charter.json["charter"]["agreement"]["leads"] == 30
    named = run("campaign", "charter", "Spring fair", "--accountable", "sales=Ana Ruiz", "-w", firm, "--json")
    assert named.json["charter"]["sales"]["duties"][0]["accountable"] == ["Ana Ruiz"]

    again = run("campaign", "check", "Spring fair", "-w", firm)
    assert "✓ Who answers for sales: Ana Ruiz answers for sales." in again.words
    launched = run(
        "campaign",
        "launch",
        "Spring fair",
        "--despite",
        "the stand is paid",
        "-w",
        firm,
        "--by",
        "Ben",
        "--json",
    )
    assert launched.code == 0, launched.err
    assert launched.json["launch"]["by"] == "Ben"
    assert (launched.json["launch"]["despite"] == "the stand is paid") == bool(
        launched.json["launch"]["reds"]
    )
    assert "launched already, by Ben" in run("campaign", "launch", "Spring fair", "-w", firm).err

    assert "runs until 10 May 2025" in run("campaign", "review", "Spring fair", "-w", firm).err
    later(firm)
    review = run("campaign", "review", "Spring fair", "-w", firm, "--by", "Ana")
    assert review.code == 0, review.err
    assert "30 leads were promised, 20 came, 67 % of it" in review.words
    listed = run("campaign", "list", "-w", firm)
    assert "Spring fair: reviewed, 10 April 2025 to 10 May 2025, Fairs, 30 leads, 2,000 EUR" in listed.words
    shown = run("campaign", "show", "Spring fair", "-w", firm, "--json").json
    assert [change["by"] for change in shown["history"]][:2] == ["Ana", "Ana"]


def test_two_who_edit_one_charter(run: Run, firm: Path) -> None:
    run("campaign", "new", "Spring fair", *NEW, "-w", firm)
    first, second = firm / "ana.yaml", firm / "ben.yaml"
    for file in (first, second):
        assert (
            run("campaign", "charter", "Spring fair", "--from", "hats", "--write", file, "-w", firm).code == 0
        )
    first.write_text(first.read_text().replace("Answer each lead as soon", "Answer each one as soon"))
    assert run("campaign", "charter", "Spring fair", "--read", first, "-w", firm, "--by", "Ana").code == 0
    late = run("campaign", "charter", "Spring fair", "--read", second, "-w", firm, "--by", "Ben")
    assert late.code == 2
    assert "was changed by Ana" in late.err
    kept = run("campaign", "show", "Spring fair", "-w", firm)
    assert "Answer each one as soon" in kept.words


def test_who_left_cannot_be_named(run: Run, firm: Path) -> None:
    run("campaign", "new", "Spring fair", *NEW, "-w", firm)
    run("campaign", "charter", "Spring fair", "--from", "hats", "-w", firm)
    refused = run("campaign", "charter", "Spring fair", "--accountable", "sales=Dora Lind", "-w", firm)
    assert refused.code == 2
    assert "Dora Lind left on 31 December 2024, before Spring fair starts" in refused.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("new", "X", "--message", "Wiegh it twice"), "did you mean Weigh it twice?"),
        (("new", "X", "--from", "soon", "--to", "2025-05-02"), "--from 'soon' is not a day"),
        (("new", "Spring fair", *NEW), "There is a campaign 'Spring fair' already"),
        (("show", "Sprint fair"), "Did you mean Spring fair?"),
        (("charter", "Spring fair", "--from", "stars"), "cannot be drafted from 'stars'"),
        (("charter", "Spring fair", "--accountable", "Ben"), "does not say who answers for what"),
        (("charter", "Spring fair", "--read", "nowhere.yaml"), "nowhere.yaml cannot be read"),
        (("charter", "Spring fair", "--redraft", "--read", "x.yaml"), "different things to do"),
        (("review", "Spring fair"), "was never launched"),
    ],
)  # fmt: skip
def test_bad_input_is_told(run: Run, firm: Path, arguments: tuple[str, ...], words: str) -> None:
    run("campaign", "new", "Spring fair", *NEW, "-w", firm)
    ran = run("campaign", *arguments, "-w", firm)
    assert ran.code == 2
    assert words in ran.err


def test_a_campaign_may_be_a_company_s_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / "company.yaml").write_text(COMPANY)
    assert run("campaign", "new", "Spring fair", *NEW, "-w", tmp_path).code == 0
    assert run("campaign", "charter", "Spring fair", "-w", tmp_path).code == 0
    gate = run("campaign", "check", "Spring fair", "-w", tmp_path)
    assert gate.code == 0
    assert "There is no history: nothing will tell what the campaign brought." in gate.words
    assert "No campaign is written down yet" in run("campaign", "list", "-w", tmp_path.parent).words


@pytest.mark.real
def test_it_is_the_same_on_postgresql(
    run: Run, firm: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The history's catalog and the campaigns both live on the server."""
    monkeypatch.setenv("UNSLUMP_DATABASE_URL", postgres_url)
    write_history(firm, now=datetime(2025, 4, 1, 8), note="import all.csv", **tables())
    assert run("campaign", "new", "Spring fair", *NEW, "-w", firm).code == 0
    assert run("campaign", "charter", "Spring fair", "--from", "hats", "-w", firm).code == 0
    launched = run("campaign", "launch", "Spring fair", "--despite", "paid", "-w", firm, "--by", "Ben")
    assert launched.code == 0, launched.err
    later(firm)
    assert run("campaign", "review", "Spring fair", "-w", firm).code == 0
    assert "reviewed" in run("campaign", "list", "-w", firm).out
