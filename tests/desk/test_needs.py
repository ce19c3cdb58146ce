"""Needs that come: who says so, from where, how they are won; a proposal is never taken for a pick."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from tests.desk.notes_of_leads import AUDIT, ENERGY
from tests.history.build import deal, lead, snapshot_of, write_history
from unslump.business.company import Company
from unslump.desk.lead_frame import LOST, OPEN, WON, read_leads
from unslump.desk.learnt import learn
from unslump.desk.needs import lead_needs, needs_that_come
from unslump.desk.needs_kept import named_needs, pick_needs, picked_needs, seen_version, unpick_needs
from unslump.desk.needs_known import IN_HISTORY, NOBODY, PICKED, PROPOSED_ONLY, needs_of
from unslump.errors import ChangedMeanwhile, NoHistory, QuestionError

COMPANY = Company.from_yaml("""
company: Brightline
currency: EUR
people: {Ana: {hats: {sales: 100%}}}
segments: {Metal: , Food: }
needs:
  Lower energy bill: {also: [Energy]}
  Proof for auditors:
  Quiet machines:
offers:
  Check: {price: 1000, margin: 50%, needs: [Lower energy bill]}
  Course: {price: 500, needs: [Quiet machines]}
""")
NOW = datetime(2026, 4, 1, 9)


def few(folder: Path):
    return snapshot_of(
        folder,
        leads=[
            lead(1, "2026-01-05", need="energy", segment="metal", channel="Web", region="germany"),
            lead(2, "2026-01-06", need="Energy; Proof for auditors", lost_at="2026-02-01", region="Germany"),
            lead(3, "2026-01-07", notes="the auditors come", first_response_at="2026-01-09"),
            lead(4, "2026-01-08", need="Shorter way to work"),
            lead(5, "2026-03-09", notes="Please call"),
        ],
        deals=[
            deal(
                1, lead_id="L1", created_at="2026-01-20", closed_at="2026-02-20", outcome="won", offer="Check"
            )
        ],
    )


def test_leads_come_with_their_first_deal_and_the_companys_spelling(tmp_path: Path) -> None:
    frame = read_leads(few(tmp_path), COMPANY)
    assert list(frame.outcome) == [WON, LOST, OPEN, OPEN, OPEN]
    assert frame.label("segment", 0) == "Metal"
    assert frame.label("offer", 0) == "Check"
    assert frame.label("offer", 1) is None
    assert {frame.label("region", row) for row in (0, 1)} == {"Germany"}
    assert list(frame.reply[:3]) == [-1, -1, 1]
    assert list(frame.age[:2]) == [46, 26]


def test_a_history_without_leads_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoHistory, match="no leads"):
        read_leads(snapshot_of(tmp_path, deals=[deal(1, created_at="2026-01-01")]), COMPANY)


def test_picks_come_before_the_history_and_the_history_before_proposals(tmp_path: Path) -> None:
    frame = read_leads(few(tmp_path), COMPANY)
    known = needs_of(frame, COMPANY, {"L3": ("Quiet machines",), "gone": ("Quiet machines",)})
    assert list(known.source) == [IN_HISTORY, IN_HISTORY, PICKED, IN_HISTORY, NOBODY]
    assert [known.of(row) for row in range(5)] == [
        ("Lower energy bill",), ("Lower energy bill", "Proof for auditors"), ("Quiet machines",),
        ("Shorter way to work",), (),
    ]  # fmt: skip
    without = needs_of(frame, COMPANY, {})
    assert without.source[2] == PROPOSED_ONLY
    assert without.of(2) == ()
    assert without.proposed(2)[0][0] == "Proof for auditors"
    assert not without.certain[2].nnz
    assert 0 < without.weight[2].sum() < 1


def test_needs_are_counted_by_who_says_so_and_matched_with_offers(tmp_path: Path) -> None:
    result = needs_that_come(learn(few(tmp_path), COMPANY, {}, np.random.default_rng(1)))
    by_name = {need.need: need for need in result.needs}
    energy, proof = by_name["Lower energy bill"], by_name["Proof for auditors"]
    assert (energy.in_history, energy.picked, energy.won, energy.lost) == (2, 0, 1, 1)
    assert energy.answered_by == ("Check",)
    assert (proof.in_history, proof.answered_by) == (1, ())
    assert 0.5 < proof.proposed < 1
    assert not by_name["Shorter way to work"].in_company
    assert result.unanswered == ("Proof for auditors", "Shorter way to work")
    assert result.idle_offers == ("Course",)
    assert (result.known, result.proposed, result.without, result.empty, result.silent) == (3, 1, 1, 0, 1)
    assert "no offer answers Proof for auditors" in result.sentence
    assert any("Shorter way to work" in note for note in result.notes)


def test_how_a_need_is_won_takes_open_leads_as_open(tmp_path: Path) -> None:
    """Two needs won alike; one came just now, so that its leads are still open: its share is no lower."""
    leads, deals = [], []
    for number in range(400):
        day = np.datetime64("2024-01-01") + number
        late = number >= 340
        leads.append(lead(number, str(day), need="Energy" if late else "Proof for auditors", channel="Web"))
        ends = day + 40 + number % 7
        if ends < np.datetime64("2025-02-04"):
            won = number % 5 == 0
            deals.append(
                deal(number, lead_id=f"L{number}", created_at=str(day + 1), closed_at=str(ends),
                     outcome="won" if won else "lost")
            )  # fmt: skip
    result = needs_that_come(
        learn(snapshot_of(tmp_path, leads=leads, deals=deals), COMPANY, {}, np.random.default_rng(2))
    )
    share = {need.need: need.win_share for need in result.needs}
    young, old = share["Lower energy bill"], share["Proof for auditors"]
    assert old.p10 < 0.20 < old.p90
    assert young.p10 < 0.20 < young.p90
    assert young.p90 - young.p10 > old.p90 - old.p10  # less is known of it


def test_a_pick_is_kept_and_two_who_pick_at_once_are_told(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=[lead(1, "2026-01-05")])
    with store.records.writing() as connection:
        pick_needs(connection, "L1", ("Quiet machines",), seen=0, by="Ana", at=NOW)
        assert picked_needs(connection) == {"L1": ("Quiet machines",)}
        pick_needs(connection, "L1", ("Proof for auditors",), seen=1, by="Ben", at=NOW)
    with pytest.raises(ChangedMeanwhile, match="changed by Ben"), store.records.writing() as connection:
        pick_needs(connection, "L1", ("Quiet machines",), seen=1, by="Ana", at=NOW)
    with store.records.writing() as connection:
        assert seen_version(connection, "L1") == 2
        unpick_needs(connection, "L1", seen=2, by="Ana", at=NOW)
        assert picked_needs(connection) == {}


def test_a_need_is_named_as_the_company_names_it_or_the_nearest_is_said() -> None:
    assert named_needs(COMPANY, ["ENERGY", "energy", "quiet machines"]) == (
        "Lower energy bill",
        "Quiet machines",
    )
    with pytest.raises(QuestionError, match="no need 'Quite machines'") as caught:
        named_needs(COMPANY, ["Quite machines"])
    assert "Did you mean Quiet machines" in caught.value.hint
    with pytest.raises(QuestionError, match="names no needs"):
        named_needs(Company.from_yaml("company: A\ncurrency: EUR"), ["x"])


def test_one_lead_says_who_says_so_and_why_nothing_is_proposed(tmp_path: Path) -> None:
    notes = [*ENERGY, *AUDIT] * 4
    leads = [
        lead(n, "2026-01-05", notes=text, need="Energy" if text in ENERGY else "Proof for auditors")
        for n, text in enumerate(notes)
    ]
    german = "Die Maschine ist zu laut und der Chef will, dass es leiser wird"
    leads += [lead(100 + n, "2026-01-06", notes=german, name="Uta") for n in range(6)]
    leads.append(lead(200, "2026-01-07", notes="They want power and electricity"))
    learnt = learn(snapshot_of(tmp_path, leads=leads), COMPANY, {}, np.random.default_rng(3))
    foreign = lead_needs(learnt, learnt.row_of("L100"), None)
    assert (foreign.source, foreign.needs) == ("not known", ())
    assert "in German" in foreign.why
    told = lead_needs(learnt, learnt.row_of("L200"), None)
    assert (told.source, told.proposals[0].need) == ("proposed", "Lower energy bill")
    assert "power" in told.proposals[0].words
    result = needs_that_come(learnt)
    assert [(each.language, each.leads) for each in result.foreign] == [("German", 6)]
    with pytest.raises(QuestionError, match="6 leads are called 'Uta'"):
        learnt.row_of("Uta")
    with pytest.raises(QuestionError, match="no lead 'L999'"):
        learnt.row_of("L999")
