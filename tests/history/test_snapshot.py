from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.history.build import arrow_table, deal, lead, write_history
from unslump.history import engine
from unslump.history.as_of import masked
from unslump.history.tables import TABLES, Column, Kind

FIRST = datetime(2024, 1, 1)
Rows = list[dict[str, Any]]


def rows(table: ibis.Table) -> Rows:
    return table.to_pyarrow().to_pylist()


# ── the mask, against a plain-Python statement of what "known on a day" means ──────────────────


def known(name: str, history: Rows, day: date) -> Rows:
    """The history as somebody exporting on the evening of `day` would have got it."""

    def by(moment: datetime | None) -> bool:
        return moment is not None and moment.date() <= day

    result = []
    for row in history:
        row = dict(row)
        if name == "leads":
            begun = by(row["created_at"])
            steps = ("first_response_at", "qualified_at", "lost_at")
            if any(row[step] and not by(row[step]) for step in steps):
                row["status"] = None
            row |= {step: row[step] if by(row[step]) else None for step in steps}
        elif name == "deals":
            closed = row["closed_at"] if row["outcome"] in ("won", "lost") else None
            begun = by(row["created_at"] or closed)
            if closed and not by(closed):
                row["stage"] = row["expected_close_at"] = None
            if not by(closed):
                row |= {"outcome": "open", "closed_at": None}
        elif name == "orders":
            begun = by(row["ordered_at"])
            row |= {step: row[step] if by(row[step]) else None for step in ("delivered_at", "paid_at")}
        else:
            begun = {"activities": "at", "spend": "day", "stage_changes": "at"}.get(name) is None or by(
                row[{"activities": "at", "spend": "day", "stage_changes": "at"}[name]]
            )
        if begun:
            result.append(row)
    return result


moments = st.integers(0, 12 * 4).map(lambda quarter: FIRST + timedelta(hours=6 * quarter))
days = st.integers(-1, 13).map(lambda number: (FIRST + timedelta(days=number)).date())


def cell(column: Column) -> st.SearchStrategy[Any]:
    """Every time and ending varies; what the mask never looks at stays as it is."""
    if column.name == "outcome":
        return st.sampled_from(["open", "won", "lost", None])
    if column.kind is Kind.TIME:
        return moments if column.required else st.none() | moments
    return st.just(1.5 if column.kind.sql_type == "DOUBLE" else "x")


def histories(name: str) -> st.SearchStrategy[Rows]:
    row = st.fixed_dictionaries({column.name: cell(column) for column in TABLES[name].columns})
    return st.lists(row, max_size=5)


@pytest.fixture(scope="module")
def duck() -> ibis.BaseBackend:
    return engine.connect()


@pytest.mark.parametrize("name", [*TABLES])
def test_the_mask_shows_what_was_known_and_later_history_never_matters(
    name: str, duck: ibis.BaseBackend
) -> None:
    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(histories(name), days, days)
    def holds(history: Rows, one: date, other: date) -> None:
        earlier, later = sorted((one, other))
        seen = _mask(duck, name, history, earlier)
        assert seen == known(name, history, earlier)
        assert seen == _mask(duck, name, known(name, history, later), earlier)

    holds()


def _mask(duck: ibis.BaseBackend, name: str, history: Rows, day: date) -> Rows:
    table = ibis.memtable(arrow_table(name, history))
    return duck.to_pyarrow(masked(name, table, day)).to_pylist()


@pytest.mark.parametrize("name", [*TABLES])
def test_the_mask_can_be_asked_of_postgresql(name: str) -> None:
    types = {"TIMESTAMP": "timestamp", "DOUBLE": "float64", "VARCHAR": "string"}
    table = ibis.table({c.name: types[c.kind.sql_type] for c in TABLES[name].columns}, name=name)
    query = ibis.to_sql(masked(name, table, date(2024, 1, 1)), dialect="postgres")
    assert "SELECT" in query
    assert ("2024-01-02" in query) == (name != "people")


# ── the snapshot ───────────────────────────────────────────────────────────────────────────────


def test_every_table_has_exactly_the_canonical_columns_and_types(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=[lead(1, "2024-01-01")])
    snapshot = store.snapshot()
    for name, table in TABLES.items():
        found = snapshot.table(name).to_pyarrow().schema
        assert found.names == list(table.names)
        wanted = {"TIMESTAMP": pa.timestamp("us"), "DOUBLE": pa.float64(), "VARCHAR": pa.string()}
        assert [field.type for field in found] == [wanted[c.kind.sql_type] for c in table.columns]
        assert snapshot.has(name) == (name == "leads")
    with pytest.raises(KeyError):
        snapshot.table("customers")


def test_columns_the_import_did_not_have_are_null_and_other_types_are_cast(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    from unslump.history.store import Store

    store = Store(tmp_path)
    with store.draft("narrow", now=datetime(2025, 1, 1)) as draft:
        path = draft.directory / "leads.parquet"
        pq.write_table(pa.table({"created_at": [date(2024, 1, 5)], "lead_id": [17]}), path)
        draft.put("leads", path)
    (row,) = rows(store.snapshot().table("leads"))
    assert row["lead_id"] == "17"
    assert row["created_at"] == datetime(2024, 1, 5)
    assert {value for key, value in row.items() if key not in ("lead_id", "created_at")} == {None}


def test_the_default_day_is_the_last_one_on_which_anything_was_recorded(tmp_path: Path) -> None:
    store = write_history(
        tmp_path,
        leads=[lead(1, "2018-05-31")],
        deals=[deal(1, closed_at="2018-11-14T18:05", outcome="won", expected_close_at="2019-06-01")],
        orders=[
            {"order_id": "O", "ordered_at": "2018-06-01", "due_at": "2020-01-01", "deliver_by": "2020-01-01"}
        ],
        spend=[{"day": "2018-12-01", "channel": "ads"}],  # money is booked ahead: it does not count
    )
    snapshot = store.snapshot()
    assert snapshot.as_of == snapshot.last_day == snapshot.observed_until == date(2018, 11, 14)
    assert snapshot.table_last_day("leads") == date(2018, 5, 31)
    assert snapshot.table_last_day("deals") == date(2018, 11, 14)
    assert snapshot.table_last_day("activities") is None
    assert snapshot.table_last_day("people") is None
    assert snapshot.rows("deals") == 1

    earlier = store.snapshot(date(2018, 7, 1))
    assert earlier.observed_until == date(2018, 7, 1)
    assert earlier.last_day == date(2018, 11, 14)
    assert earlier.table_last_day("deals") is None
    assert not earlier.has("deals")  # known only once closed

    assert store.snapshot(date(2030, 1, 1)).observed_until == date(2018, 11, 14)


def test_days_after_the_version_was_made_are_not_the_last_day(tmp_path: Path) -> None:
    made = datetime(2024, 3, 1, 9, 0)
    store = write_history(
        tmp_path,
        now=made,
        leads=[lead(1, "2024-02-01"), lead(2, "2042-02-01"), lead(3, "2024-01-01", lost_at="2099-01-01")],
    )
    snapshot = store.snapshot()
    assert snapshot.as_of == date(2024, 2, 1)
    assert snapshot.table_last_day("leads") == date(2024, 2, 1)
    assert snapshot.rows("leads") == 2
    assert store.snapshot(date(2050, 1, 1)).table_last_day("leads") == date(2024, 2, 1)


def test_tomorrow_in_auckland_is_not_the_future(tmp_path: Path) -> None:
    made = datetime(2024, 3, 1, 20, 0)  # in Auckland it is 9 o'clock on the 2nd
    store = write_history(tmp_path, now=made, leads=[lead(1, "2024-03-02T08:30")])
    assert store.snapshot().as_of == date(2024, 3, 2)


def test_with_nothing_but_the_future_the_day_of_the_import_counts(tmp_path: Path) -> None:
    store = write_history(tmp_path, now=datetime(2024, 3, 1), leads=[lead(1, "2042-02-01")])
    assert store.snapshot().as_of == date(2024, 3, 1)
    assert write_history(tmp_path / "b", now=datetime(2024, 3, 1), people=[]).snapshot().as_of == date(
        2024, 3, 1
    )


def test_arrivals_end_where_rows_begin(tmp_path: Path) -> None:
    store = write_history(
        tmp_path,
        leads=[lead(1, "2024-01-01", lost_at="2024-06-01"), lead(2, "2024-02-01")],
        deals=[deal(1, closed_at="2024-03-01", outcome="won")],
    )
    snapshot = store.snapshot()
    assert snapshot.table_last_day("leads") == date(2024, 6, 1)
    assert snapshot.last_arrival("leads") == date(2024, 2, 1)
    assert snapshot.last_arrival("deals") == date(2024, 3, 1)
    assert snapshot.last_arrival("orders") is None


def test_another_day_of_the_same_version_shares_the_connection(tmp_path: Path) -> None:
    store = write_history(tmp_path, leads=[lead(1, "2024-01-01"), lead(2, "2024-02-01")])
    late = store.snapshot()
    early = late.at(date(2024, 1, 15))
    assert (late.rows("leads"), early.rows("leads")) == (2, 1)
    assert early.connection is late.connection
    assert early.table_last_day("leads") == date(2024, 1, 1)
    assert late.at(date(2024, 3, 1)).observed_until == date(2024, 2, 1)


def test_sql_sees_the_masked_tables(tmp_path: Path) -> None:
    store = write_history(
        tmp_path,
        leads=[lead(1, "2024-01-01", channel="fair"), lead(2, "2024-02-01", channel="ads")],
        deals=[deal(1, created_at="2024-01-02", closed_at="2024-03-01", outcome="won", lead_id="L1")],
    )
    query = "SELECT leads.channel, outcome FROM leads JOIN deals USING (lead_id) ORDER BY 1;"
    assert store.snapshot().sql(query).to_pylist() == [{"channel": "fair", "outcome": "won"}]
    early = store.snapshot(date(2024, 1, 31))
    assert early.sql(query).to_pylist() == [{"channel": "fair", "outcome": "open"}]
    assert early.sql("SELECT count(*) AS n FROM leads").to_pylist() == [{"n": 1}]


def test_a_workspace_may_have_any_name(tmp_path: Path) -> None:
    workspace = tmp_path / "[2024] what's* new? #1 100%" / "year=2024"
    store = write_history(workspace, leads=[lead(1, "2024-01-01")])
    assert store.snapshot().rows("leads") == 1
    assert store.snapshot().sql("SELECT lead_id FROM leads").num_rows == 1


def test_the_engine_fetches_and_loads_nothing_by_itself(duck: ibis.BaseBackend) -> None:
    for option in ("autoinstall_known_extensions", "autoload_known_extensions"):
        assert duck.raw_sql("SELECT current_setting(?)", parameters=[option]).fetchone() == (False,)


def test_leads_stored_before_they_had_needs_are_still_read(tmp_path):
    """Files written by an earlier release lack columns; they read as null and can be added to."""
    import pyarrow.parquet as pq

    from unslump.history.importing import import_files
    from unslump.history.store import Store

    store, now = Store(tmp_path), datetime(2026, 3, 1, 12)
    earlier = [name for name in TABLES["leads"].names if name not in ("need", "notes", "region", "budget")]
    with store.draft("earlier", now) as draft:
        row = dict.fromkeys(earlier, None) | {
            "lead_id": "1",
            "created_at": datetime(2026, 1, 5),
            "name": "Ann",
        }
        kinds = {name: pa.timestamp("us") if name.endswith("_at") else pa.string() for name in earlier}
        table = pa.table({name: pa.array([row[name]], kinds[name]) for name in earlier})
        pq.write_table(table, draft.directory / "leads.parquet")
        draft.put("leads", draft.directory / "leads.parquet")
    (lead,) = store.snapshot().table("leads").to_pyarrow().to_pylist()
    assert (lead["name"], lead["need"], lead["notes"]) == ("Ann", None, None)

    export = tmp_path / "contacts.csv"
    export.write_text(
        "Record ID,First Name,Contact owner,Create Date,Original Traffic Source,Need\n"
        "1,Ann,Bo,2026-01-05 09:00,Web,Energy\n2,Cy,Bo,2026-01-06 09:00,Web,\n"
    )
    import_files(store, [export], company=None, now=now)
    leads = {row["lead_id"]: row for row in store.snapshot().table("leads").to_pyarrow().to_pylist()}
    assert [leads[key]["need"] for key in "12"] == ["Energy", None]
