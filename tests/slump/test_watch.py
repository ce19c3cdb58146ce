"""The watch on whole companies: what is heard, and what must not be."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from bench.worlds import simple_world
from unslump.demo.spec import Shock, ShockKind
from unslump.errors import QuestionError
from unslump.slump.watch import watch
from unslump.slump.watch_answer import WatchResult

SHOCK = 92
WEEKS = 104


def tables_of(shock: Shock | None = None, weeks: int = WEEKS) -> dict[str, pa.Table]:
    return simple_world(20.0, shock=shock, seed=1_007, weeks=weeks, weeks_after=4).tables()


def asked(tables: dict[str, pa.Table], folder: Path, as_of: date | None = None) -> WatchResult:
    """What the watch says of these tables."""
    import pyarrow.parquet as pq

    from unslump.history.store import Store
    from unslump.workspace import morning_after

    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder)
    with store.draft("a company", now=morning_after(date(2026, 12, 31))) as draft:
        for name, table in tables.items():
            path = draft.directory / f"{name}.parquet"
            pq.write_table(table, path)
            draft.put(name, path)
    return watch(store.snapshot(as_of), None, "EUR", seed=3)


@pytest.fixture(scope="module")
def shocked(tmp_path_factory: pytest.TempPathFactory) -> WatchResult:
    return asked(
        tables_of(Shock(ShockKind.LEAD_VOLUME, SHOCK, 0.5)), tmp_path_factory.mktemp("companies") / "shocked"
    )


def test_a_fall_in_leads_is_heard_dated_and_costed(shocked: WatchResult) -> None:
    first = date(2024, 1, 1) + timedelta(weeks=SHOCK)
    alarm = shocked.active[0]
    assert alarm.stream == "Leads a week"
    assert alarm.function == "marketing"
    assert abs((alarm.since - first).days) <= 14
    assert first < alarm.raised <= first + timedelta(weeks=6)
    assert alarm.probability > 0.8
    # Half of 20 leads a week, 12 % of them won, at about 9,300 each: some 11,000 a week.
    assert alarm.cost is not None
    lost_weeks = (alarm.cost.by - alarm.since).days / 7 - 8  # what is found late closes after it
    assert alarm.cost.p10 < 11_000 * lost_weeks < 1.4 * alarm.cost.p90
    assert alarm.cost.p10 < alarm.cost.p50 < alarm.cost.p90
    # Eight weeks from lead to win: half of the loss shows some seven weeks later.
    assert alarm.shows_in_bookings_by is not None
    assert 4 <= (alarm.shows_in_bookings_by - alarm.since).days / 7 <= 10
    assert alarm.look_first
    assert shocked.sentence == alarm.sentence or shocked.sentence.startswith(alarm.sentence[:-1])


def test_streams_are_shown_with_what_was_expected(shocked: WatchResult) -> None:
    leads = next(stream for stream in shocked.streams if stream.kind == "leads")
    assert shocked.streams[0] is leads
    assert len(leads.actual) == len(leads.expected) == len(leads.low) == len(leads.high)
    assert all(
        low <= middle <= high for low, middle, high in zip(leads.low, leads.expected, leads.high, strict=True)
    )
    assert leads.alarms[-1].over is None
    assert leads.expected[-1] == pytest.approx(20.0, rel=0.2)  # what was usual stays the measure


def test_the_same_history_gives_the_same_answer(shocked: WatchResult, tmp_path: Path) -> None:
    again = asked(tables_of(Shock(ShockKind.LEAD_VOLUME, SHOCK, 0.5)), tmp_path / "again")
    assert again == shocked


def test_what_is_not_recorded_is_said(tmp_path: Path) -> None:
    tables = {name: table for name, table in tables_of().items() if name in ("leads", "deals")}
    result = asked(tables, tmp_path / "bare")
    silent = {one.stream: one.why for one in result.silent_on}
    assert {"spend", "hours", "deliveries overdue", "payments overdue"} <= set(silent)
    assert result.active == []
    assert "could not show" in result.sentence


def test_an_import_that_stopped_is_said_and_is_no_slump(tmp_path: Path) -> None:
    tables = tables_of()
    end = pa.scalar(date(2024, 1, 1) + timedelta(weeks=WEEKS - 2)).cast(tables["leads"]["created_at"].type)
    tables["leads"] = tables["leads"].filter(pc.less(tables["leads"]["created_at"], end))
    result = asked(tables, tmp_path / "stopped")
    assert [alarm.stream for alarm in result.active] == []
    assert any("import stopped" in one.why for one in result.silent_on)


def test_a_history_of_three_weeks_cannot_be_watched(tmp_path: Path) -> None:
    result = asked(tables_of(weeks=4), tmp_path / "young", date(2024, 1, 21))
    assert result.alarms == []
    assert result.streams == []
    assert "half a year" in result.silent_on[0].why


def test_with_nothing_to_watch_it_says_so(tmp_path: Path) -> None:
    tables = {"spend": tables_of(weeks=30)["spend"]}
    with pytest.raises(QuestionError, match="no leads and no deals"):
        asked(tables, tmp_path / "nothing")


def test_deals_alone_are_watched_as_leads_would_be(tmp_path: Path) -> None:
    deals = {"deals": tables_of()["deals"]}
    result = asked(deals, tmp_path / "deals")
    assert result.streams[0].stream == "Deals a week"
    assert any(stream.kind == "deal size" for stream in result.streams)
