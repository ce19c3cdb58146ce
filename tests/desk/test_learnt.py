"""What the desk learns from histories that lack this or that, and from a large one."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.history.build import deal, lead, snapshot_of
from unslump.business.company import Company
from unslump.desk.learnt import learn
from unslump.desk.matching import match_lead
from unslump.desk.needs import needs_that_come
from unslump.history.snapshot import Snapshot
from unslump.history.version import Version

BARE = Company.from_yaml("company: A\ncurrency: EUR")
OFFERS = Company.from_yaml(
    "company: A\ncurrency: EUR\nneeds: {Less scrap: }\n"
    "offers: {Set: {price: 100, needs: [Less scrap]}, Kit: }"
)


@pytest.mark.parametrize("company", [None, BARE, OFFERS])
@pytest.mark.parametrize(
    "tables",
    [
        {"leads": [lead(1, "2026-01-05")]},
        {"leads": [lead(n, f"2026-01-{n:02}", channel="Web") for n in range(1, 20)]},
        {
            "leads": [lead(n, f"2026-01-{n:02}", need="Less scrap", owner="Ana") for n in range(1, 20)],
            "deals": [
                deal(
                    n,
                    lead_id=f"L{n}",
                    created_at=f"2026-02-{n:02}",
                    closed_at=f"2026-03-{n:02}",
                    outcome="won",
                )
                for n in range(1, 20)
            ],
        },
        {
            "leads": [lead(n, f"2026-01-{n:02}", lost_at=f"2026-02-{n:02}", notes="x") for n in range(1, 20)],
        },
        {  # deals known only once won, and deals of no lead
            "leads": [lead(n, f"2026-01-{n:02}", offer="Set") for n in range(1, 20)],
            "deals": [deal(n, lead_id=f"L{n}", closed_at="2026-03-01", outcome="won") for n in range(1, 5)]
            + [deal(50, created_at="2026-01-01", offer="Kit")],
        },
    ],
)
def test_every_history_with_leads_gives_an_answer(
    tmp_path: Path, tables: dict, company: Company | None
) -> None:
    learnt = learn(snapshot_of(tmp_path, **tables), company, {}, np.random.default_rng(1))
    result = needs_that_come(learnt)
    assert result.leads == len(tables["leads"])
    for row in (0, len(learnt.frame) - 1):
        match = match_lead(learnt, row, "EUR", None)
        assert match.fit == bool(match.offers)
        assert match.fit or match.no_fit
        for offer in match.offers:
            assert 0 <= offer.win.p10 <= offer.win.p50 <= offer.win.p90 <= 1
            assert np.isfinite(offer.expected.p90)


def test_the_same_history_and_seed_give_the_same_chances(tmp_path: Path) -> None:
    leads = [lead(n, f"2026-01-{n:02}", owner="Ana") for n in range(1, 25)]
    one, other = (
        learn(snapshot_of(tmp_path, leads=leads), OFFERS, {}, np.random.default_rng(3)).model.draws
        for _ in range(2)
    )
    assert (one == other).all()


@pytest.mark.slow
def test_a_hundred_thousand_leads_take_seconds(tmp_path: Path) -> None:
    count, rng = 100_000, np.random.default_rng(1)
    began = np.datetime64("2024-01-01", "us") + rng.integers(0, 700 * 86_400, count) * np.timedelta64(
        1_000_000, "us"
    )
    words = np.array(["power", "bill", "audit", "furnace", "please", "call", "card", "auditor", "peak", "x"])

    def pick(letter: str, size: int) -> pa.Array:
        return pa.array([f"{letter}{code}" for code in rng.integers(0, size, count)])

    leads = pa.table(
        {
            "lead_id": pa.array([f"L{n}" for n in range(count)]), "created_at": pa.array(began),
            "channel": pick("C", 8), "segment": pick("G", 6), "owner": pick("S", 12), "region": pick("R", 5),
            "need": pa.array(rng.choice(["Less scrap", "More speed"], count), mask=rng.random(count) < 0.6),
            "notes": pa.array([" ".join(row) for row in words[rng.integers(0, 10, (count, 8))]]),
            "first_response_at": pa.array(began + np.timedelta64(7_200_000_000, "us")),
        }
    )  # fmt: skip
    rows = np.flatnonzero(rng.random(count) < 0.5)
    closed = began[rows] + rng.integers(5, 100, len(rows)) * np.timedelta64(86_400_000_000, "us")
    deals = pa.table(
        {
            "deal_id": pa.array([f"D{n}" for n in rows]), "lead_id": leads["lead_id"].take(pa.array(rows)),
            "created_at": pa.array(began[rows] + np.timedelta64(86_400_000_000, "us")),
            "closed_at": pa.array(closed), "outcome": pa.array(rng.choice(["won", "lost"], len(rows))),
            "offer": pick("O", 6).take(pa.array(rows)),
        }
    )  # fmt: skip
    files = {}
    for name, table in (("leads", leads), ("deals", deals)):
        files[name] = tmp_path / f"{name}.parquet"
        pq.write_table(table, files[name])
    version = Version(
        1, None, datetime(2027, 1, 1, tzinfo=UTC), "t", files, {"leads": count, "deals": len(rows)}
    )
    snapshot = Snapshot(version, date(2026, 1, 1))
    start = time.perf_counter()
    learnt = learn(snapshot, OFFERS, {}, np.random.default_rng(1))
    needs_that_come(learnt)
    assert time.perf_counter() - start < 30.0
