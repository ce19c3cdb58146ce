"""Counted in the database against the same counted row by row."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bench.worlds import simple_world, write_history
from unslump.demo.world import World
from unslump.history.prospect_weeks import LOST, NEVER, OPEN, WON, ProspectWeeks, read_prospect_weeks
from unslump.history.snapshot import Snapshot


@pytest.fixture(scope="module")
def world() -> World:
    return simple_world(12.0, seed=1_001, weeks=40, weeks_after=4)


@pytest.fixture(scope="module")
def snapshot(world: World, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return write_history(world, tmp_path_factory.mktemp("worlds") / "w").snapshot()


@pytest.fixture(scope="module")
def panel(snapshot: Snapshot) -> ProspectWeeks:
    return read_prospect_weeks(snapshot, {})


def test_weeks_are_whole_and_begin_on_monday(panel: ProspectWeeks, world: World) -> None:
    assert panel.first_week == world.spec.start
    assert panel.weeks == 40
    assert panel.monday(panel.weeks) - timedelta(days=1) == world.end


def test_every_lead_counts_once(panel: ProspectWeeks, snapshot: Snapshot) -> None:
    leads = snapshot.table("leads").to_pyarrow().to_pylist()
    assert panel.count.sum() == len(leads)
    weekly = np.zeros(panel.weeks)
    for lead in leads:
        weekly[panel.week_of(lead["created_at"].date())] += 1
    assert panel.by_week(panel.started).tolist() == weekly.tolist()


def test_wins_and_their_money_lie_in_the_week_they_closed(panel: ProspectWeeks, snapshot: Snapshot) -> None:
    won = [deal for deal in snapshot.table("deals").to_pyarrow().to_pylist() if deal["outcome"] == "won"]
    weekly, money = np.zeros(panel.weeks), np.zeros(panel.weeks)
    for deal in won:
        weekly[panel.week_of(deal["closed_at"].date())] += 1
        money[panel.week_of(deal["closed_at"].date())] += deal["amount"]
    at = np.where(panel.ending == WON, panel.ended, NEVER)
    assert panel.by_week(at).tolist() == weekly.tolist()
    assert np.allclose(panel.by_week(at, panel.amount), money)
    assert panel.priced[panel.ending == WON].sum() == len(won)


def test_endings_and_replies_hang_together(panel: ProspectWeeks) -> None:
    assert ((panel.ended == NEVER) == (panel.ending == OPEN)).all()
    assert (panel.ended[panel.ending != OPEN] >= panel.started[panel.ending != OPEN]).all()
    assert set(np.unique(panel.ending)) <= {OPEN, WON, LOST}
    assert panel.has_replies
    assert panel.has_openings
    squares = panel.log_amount**2 / np.maximum(panel.priced, 1)
    assert (panel.log_amount_sq >= squares - 1e-6).all()


def test_as_of_a_day_only_what_was_known_counts(snapshot: Snapshot, panel: ProspectWeeks) -> None:
    day = panel.monday(30) + timedelta(days=3)
    early = read_prospect_weeks(snapshot.at(day), {})
    assert early.weeks == 30  # the week that breaks off is left out
    assert early.by_week(early.started).tolist() == panel.by_week(panel.started)[:30].tolist()
    at = np.where(early.ending == WON, early.ended, NEVER)
    everything = np.where(panel.ending == WON, panel.ended, NEVER)
    assert early.by_week(at).tolist() == panel.by_week(everything)[:30].tolist()


def test_a_history_of_deals_alone_has_them_for_leads(world: World, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from unslump.history.store import Store
    from unslump.workspace import morning_after

    store = Store(tmp_path)
    with store.draft("deals", now=morning_after(date(2026, 12, 31))) as draft:
        path = draft.directory / "deals.parquet"
        pq.write_table(world.tables()["deals"], path)
        draft.put("deals", path)
    panel = read_prospect_weeks(store.snapshot(), {})
    assert not panel.has_leads
    assert panel.count.sum() == world.tables()["deals"].num_rows
