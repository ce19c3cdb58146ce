"""Small histories for tests: rows as dicts, written as a version the product would write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from unslump.history.snapshot import Snapshot
from unslump.history.store import Store
from unslump.history.tables import TABLES, Kind
from unslump.history.version import Version

Row = Mapping[str, Any]

_ARROW = {"TIMESTAMP": pa.timestamp("us"), "DOUBLE": pa.float64(), "VARCHAR": pa.string()}
LONG_AFTER = datetime(2031, 1, 1)  # later than any date in these tests, so that none is "in the future"


def arrow_table(name: str, rows: Iterable[Row]) -> pa.Table:
    """Rows in the canonical columns; ISO text and dates are taken as timestamps where one is due."""
    columns = TABLES[name].columns
    rows = list(rows)
    unknown = {key for row in rows for key in row} - {column.name for column in columns}
    assert not unknown, f"{name} has no {unknown}"
    return pa.table(
        {
            column.name: pa.array(
                [
                    _time(row.get(column.name)) if column.kind is Kind.TIME else row.get(column.name)
                    for row in rows
                ],
                _ARROW[column.kind.sql_type],
            )
            for column in columns
        }
    )


def write_history(
    workspace: Path,
    *,
    now: datetime = LONG_AFTER,
    note: str = "test",
    store: Store | None = None,
    **tables: Iterable[Row],
) -> Store:
    """Add a version with these tables: `write_history(path, leads=[{...}], deals=[{...}])`."""
    store = store or Store(workspace)
    with store.draft(note, now=now) as draft:
        for name, rows in tables.items():
            path = draft.directory / f"{name}.parquet"
            pq.write_table(arrow_table(name, rows), path)
            draft.put(name, path)
    return store


def snapshot_of(
    folder: Path, as_of: date | None = None, *, now: datetime = LONG_AFTER, **tables: Iterable[Row]
) -> Snapshot:
    """A snapshot of these tables without a workspace around it: quick, for what only reads."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.parquet" for name in tables}
    written = {name: arrow_table(name, rows) for name, rows in tables.items()}
    for name, table in written.items():
        pq.write_table(table, files[name])
    counted = {name: table.num_rows for name, table in written.items()}
    return Snapshot(Version(1, None, now.replace(tzinfo=UTC), "test", files, counted), as_of)


def lead(number: int, created: str | date, **more: Any) -> dict[str, Any]:
    """A lead with an id and a day."""
    return {"lead_id": f"L{number}", "created_at": created, **more}


def deal(number: int, **more: Any) -> dict[str, Any]:
    """A deal, open unless told otherwise."""
    return {"deal_id": f"D{number}", "outcome": "open", **more}


def _time(value: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time())
    return datetime.fromisoformat(value)
