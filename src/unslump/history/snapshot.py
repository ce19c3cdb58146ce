"""The history as it would have looked on a day: the one thing everything above reads."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import ibis

from unslump.history import engine
from unslump.history.as_of import ARRIVAL, EVENTS, masked
from unslump.history.tables import TABLES, Table
from unslump.history.version import Version

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Snapshot"]

_MAIN = ("leads", "deals", "activities", "orders")
_IBIS_TYPES = {"TIMESTAMP": "timestamp(6)", "DOUBLE": "float64", "VARCHAR": "string"}
# Times are naive: no place on Earth is further ahead of UTC than this.
_FURTHEST_AHEAD = timedelta(hours=14)


class Snapshot:
    """A version of the history, masked so that nothing after `as_of` shows.

    Made by `Store.snapshot`. Tables are Ibis expressions in exactly the canonical columns; nothing
    is read before a question is asked. `as_of` defaults to `last_day`.
    """

    def __init__(
        self, version: Version, as_of: date | None = None, connection: ibis.BaseBackend | None = None
    ) -> None:
        self.version = version
        self.connection = connection or engine.connect()
        self._stored: dict[str, ibis.Table] = {}
        self._masked: dict[str, ibis.Table] = {}
        self._rows: dict[str, int] = {}
        self._recorded: dict[str, dict[str, Any]] = {}
        self._seen: dict[str, dict[str, Any]] = {}
        self.as_of = as_of or self.last_day

    def at(self, as_of: date) -> Snapshot:
        """The same version as of another day, on the same connection."""
        other = Snapshot.__new__(Snapshot)
        other.version, other.connection, other.as_of = self.version, self.connection, as_of
        other._stored, other._recorded = self._stored, self._recorded
        other._masked, other._rows, other._seen = {}, {}, {}
        return other

    @cached_property
    def last_day(self) -> date:
        """The last day any lead, deal, activity or order records anything, whatever `as_of` is.

        Days after the version was made are errors or plans and do not count; with none left it is
        the day the version was made.
        """
        days = [day for name in _MAIN for day in self._last_recorded(name).values() if day is not None]
        return max(days, default=self.version.created_at.date())

    @property
    def observed_until(self) -> date:
        """Until when the history tells what happened: the earlier of `as_of` and `last_day`."""
        return min(self.as_of, self.last_day)

    @property
    def future_from(self) -> date:
        """The first day that had not come anywhere on Earth when the version was made."""
        return (self.version.created_at + _FURTHEST_AHEAD).date() + timedelta(days=1)

    def table_last_day(self, name: str) -> date | None:
        """The last day, up to `as_of`, on which this table records anything; None when never."""
        return max((day for day in self._last_seen(name).values() if day is not None), default=None)

    def last_arrival(self, name: str) -> date | None:
        """The last day, up to `as_of`, on which a row of this table begins; None when never.

        Deals without a creation day begin where they end.
        """
        seen = self._last_seen(name)
        arrival = seen.get(ARRIVAL.get(name, ""))
        return self.table_last_day(name) if arrival is None else arrival

    def has(self, name: str) -> bool:
        """Whether any row of this table is visible."""
        return self.rows(name) > 0

    def rows(self, name: str) -> int:
        """How many rows of this table are visible."""
        if name not in self._rows:
            absent = name not in self.version.files
            self._rows[name] = 0 if absent else int(self.table(name).count().execute())
        return self._rows[name]

    def table(self, name: str) -> ibis.Table:
        """The table as known on `as_of`; empty when the history has none. KeyError: no such table."""
        if name not in self._masked:
            self._masked[name] = masked(name, self.stored(name), self.as_of)
        return self._masked[name]

    def stored(self, name: str) -> ibis.Table:
        """The table as imported, not masked: for judging the export itself, never for answers."""
        if name not in self._stored:
            self._stored[name] = self._canonical(TABLES[name])
        return self._stored[name]

    def sql(self, query: str) -> pa.Table:
        """Ask in SQL (DuckDB's) over the masked tables, which go by their canonical names.

        For example `SELECT channel, count(*) FROM leads GROUP BY channel`.
        """
        tables = ", ".join(
            f"{name} AS ({ibis.to_sql(self.table(name), dialect='duckdb')})" for name in TABLES
        )
        asked = query.rstrip().rstrip(";")
        cursor = self.connection.raw_sql(f"WITH {tables} SELECT * FROM ({asked})")  # noqa: S608  the caller's own
        return cursor.to_arrow_table()

    def _canonical(self, table: Table) -> ibis.Table:
        types = {column.name: _IBIS_TYPES[column.kind.sql_type] for column in table.columns}
        path = self.version.files.get(table.name)
        if path is None:
            return self.connection.create_table(f"stored_{table.name}", schema=ibis.schema(types), temp=True)
        found = engine.read_parquet(self.connection, path, f"stored_{table.name}")
        return found.select(
            **{
                name: found[name].cast(kind) if name in found.columns else ibis.null(kind)
                for name, kind in types.items()
            }
        )

    def _last_recorded(self, name: str) -> dict[str, date | None]:
        if name not in self._recorded:
            self._recorded[name] = self._last_days(name, self.stored(name), self.future_from)
        return self._recorded[name]

    def _last_seen(self, name: str) -> dict[str, date | None]:
        if name not in self._seen:
            until = min(self.as_of + timedelta(days=1), self.future_from)
            self._seen[name] = self._last_days(name, self.stored(name), until)
        return self._seen[name]

    def _last_days(self, name: str, table: ibis.Table, before: date) -> dict[str, date | None]:
        """The last day in each event column, before a day; empty for a table without events."""
        if name not in self.version.files or name not in EVENTS:
            return {}
        limit = ibis.timestamp(f"{before} 00:00:00")
        last = table.aggregate(
            **{column: table[column].max(where=table[column] < limit) for column in EVENTS[name]}
        )
        (row,) = last.to_pyarrow().to_pylist()
        return {column: moment and moment.date() for column, moment in row.items()}
