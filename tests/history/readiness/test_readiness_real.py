"""What readiness says to a history nobody here made: the marketing funnel of Olist."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from unslump.history.readiness import readiness
from unslump.history.store import Store

_ROOT = Path(__file__).parents[3]
OLIST = Path(os.environ.get("UNSLUMP_SHARED_DATA", _ROOT.parent / "shared" / "data")) / "olist"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not OLIST.exists(), reason=f"no Olist data in {OLIST}"),
]

_LEADS = """
    SELECT mql_id AS lead_id, strptime(first_contact_date, '%d-%m-%Y') AS created_at, origin AS channel
    FROM read_csv('{}/olist_mql.csv', all_varchar = true)
"""
_DEALS = """
    SELECT mql_id AS deal_id, mql_id AS lead_id, mql_id AS lead_ref, 'won' AS outcome,
           strptime(won_date, '%d-%m-%Y %H:%M') AS closed_at, sr_id AS owner, sdr_id AS finder
    FROM read_csv('{}/olist_closed_deals.csv', all_varchar = true)
"""


@pytest.fixture(scope="module")
def olist(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("olist"))
    with store.draft("olist", now=datetime(2026, 1, 1)) as draft:
        for name, query in (("leads", _LEADS), ("deals", _DEALS)):
            path = draft.directory / f"{name}.parquet"
            duckdb.sql(query.format(OLIST)).write_parquet(str(path))
            draft.put(name, path)
    return store


def test_the_snapshot_sees_what_was_known(olist: Store) -> None:
    snapshot = olist.snapshot()
    assert (snapshot.rows("leads"), snapshot.rows("deals")) == (8000, 842)
    assert snapshot.as_of == date(2018, 11, 14)
    assert snapshot.last_arrival("leads") == date(2018, 5, 31)

    march = snapshot.at(date(2018, 3, 31))
    wins = march.sql(
        "SELECT count(*) AS n, max(closed_at) AS last FROM deals WHERE outcome = 'won'"
    ).to_pylist()
    assert wins[0]["n"] == march.rows("deals") == 336  # December 3, January 73, February 113, March 147
    assert wins[0]["last"] < datetime(2018, 4, 1)


def test_readiness_notices_what_is_known_to_be_odd(olist: Store) -> None:
    result = readiness(olist.snapshot())
    apart, before, losses = (result.find(c) for c in ("leads_end_early", "wins_before_lead", "no_losses"))
    assert apart is not None and "31 May 2018" in apart.text and "14 November 2018" in apart.text
    # Counted from the files: one win lies two days before its lead, 33 on the lead's own day.
    assert before is not None and before.text.startswith("1 deal is won before") and "33 fall" in before.text
    assert losses is not None
    assert result.answers["win rate"] == "limited"
    assert result.answers["when deals close"] == result.answers["who closes"] == "yes"
    assert result.answers["deal size"] == result.answers["delivered and paid"] == "no"

    march = readiness(olist.snapshot(date(2018, 3, 31)))
    assert march.find("leads_end_early") is None
    assert march.rows["leads"] == 5345
