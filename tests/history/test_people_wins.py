"""Won deals by finder and closer, and the days they took."""

from __future__ import annotations

from pathlib import Path

from tests.history.build import deal, lead, snapshot_of
from unslump.history.people_wins import read_wins


def test_found_closed_and_both(tmp_path: Path) -> None:
    leads = [lead(n, "2025-01-01", finder="Ana" if n < 3 else "Ben") for n in range(5)]
    won = {"outcome": "won", "created_at": "2025-01-05"}
    deals = [
        deal(0, lead_id="L0", closed_at="2025-01-11", owner="Ana", **won),
        deal(1, lead_id="L1", closed_at="2025-01-21", owner="Ben", **won),
        deal(2, lead_id="L2", closed_at="2025-01-31", owner="Ben", **won),
        deal(3, lead_id="L3", closed_at="2024-12-30", owner="Ben", **won),  # dated before its lead
        deal(4, lead_id="L4", closed_at="2025-02-01", owner="Ben", outcome="lost"),
    ]
    wins = read_wins(snapshot_of(tmp_path, leads=leads, deals=deals), {})
    ana, ben = wins.of("Ana"), wins.of("Ben")
    assert (ana.found, ana.closed, ana.alone, ana.days) == (3, 1, 1, 10)
    assert (ben.found, ben.closed, ben.alone, ben.days) == (1, 3, 1, 20)
    assert wins.pairs == {"Ana", "Ben"}
    assert wins.of("nobody").days is None


def test_without_leads_a_deal_s_opening_begins_the_days(tmp_path: Path) -> None:
    deals = [
        deal(1, created_at="2025-01-05", closed_at="2025-01-12", outcome="won", owner="Ben"),
        deal(2, closed_at="2025-01-12", outcome="won", owner="Cem"),
    ]
    wins = read_wins(snapshot_of(tmp_path, deals=deals), {})
    assert wins.of("Ben").days == 7
    assert wins.of("Cem").days is None
    assert wins.pairs == set()


def test_no_history_is_no_wins(tmp_path: Path) -> None:
    wins = read_wins(snapshot_of(tmp_path), {})
    assert wins.of("Ana").closed == 0
    assert wins.pairs == set()
