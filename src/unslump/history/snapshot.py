"""The history as it would have looked on a day: the one thing everything above reads."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import ibis

from unslump.history import engine
from unslump.history.as_of import ARRIVAL, EVENTS, masked
from unslump.history.tables import TABLES, Table
from unslump.history.version import Version
from unslump.history.written_orders import WrittenOrders, overlaid

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
        self._looked: dict[str, tuple[int, dict[str, date]]] = {}
        self.written: WrittenOrders | None = None
        self.as_of = as_of or self.last_day

    def at(self, as_of: date) -> Snapshot:
        """The same version as of another day, on the same connection."""
        other = Snapshot.__new__(Snapshot)
        other.version, other.connection, other.as_of = self.version, self.connection, as_of
        other._stored, other._masked, other._looked = self._stored, {}, {}
        other.last_day, other.written = self.last_day, self.written
        return other

    def as_imported(self) -> Snapshot:
        """The same without what people wrote."""
        other = self.at(self.as_of)
        other.written = None
        return other

    def with_orders(self, written: WrittenOrders) -> Snapshot:
        """The same, with the orders that people wrote in place of those imported; see written_orders.

        What they say of days after `last_day` does not count: of those nothing else is known yet.
        """
        other = self.at(self.as_of)
        other.written = written
        other._stored["written_orders"] = self.connection.create_table(
            "written_orders", written.rows, temp=True, overwrite=True
        )
        return other

    @cached_property
    def last_day(self) -> date:
        """The last day any lead, deal, activity or order records anything, whatever `as_of` is.

        Days after the version was made are errors or plans and do not count; with none left it is
        the day the version was made.
        """
        days = [
            day
            for name in _MAIN
            if name in self.version.files
            for day in self._count_and_last(name, self.stored(name))[1].values()
        ]
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
        return max(self._look(name)[1].values(), default=None)

    def last_arrival(self, name: str) -> date | None:
        """The last day, up to `as_of`, on which a row of this table begins; None when never.

        Deals without a creation day begin where they end.
        """
        days = self._look(name)[1]
        return days.get(ARRIVAL.get(name, "")) or max(days.values(), default=None)

    def has(self, name: str) -> bool:
        """Whether any row of this table is visible."""
        return self.rows(name) > 0

    def rows(self, name: str) -> int:
        """How many rows of this table are visible."""
        return self._look(name)[0]

    def table(self, name: str) -> ibis.Table:
        """The table as known on `as_of`; empty when the history has none. KeyError: no such table."""
        if name not in self._masked:
            table = masked(name, self.stored(name), self.as_of)
            if self.written is not None:
                rows = self._stored["written_orders"]
                alone = "orders" not in self.version.files
                numbers = self.written.numbers
                table = overlaid(name, table, rows, numbers, self.observed_until, alone=alone)
            self._masked[name] = table
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

    def _look(self, name: str) -> tuple[int, dict[str, date]]:
        """How many rows are visible, and the last day in each event column that has one."""
        if name not in self._looked:
            there = name in self.version.files or (name == "orders" and self.written is not None)
            self._looked[name] = self._count_and_last(name, self.table(name)) if there else (0, {})
        return self._looked[name]

    def _count_and_last(self, name: str, table: ibis.Table) -> tuple[int, dict[str, date]]:
        limit = ibis.timestamp(f"{self.future_from} 00:00:00")
        last = {column: table[column].max(where=table[column] < limit) for column in EVENTS.get(name, ())}
        (found,) = table.aggregate(rows=table.count(), **last).to_pyarrow().to_pylist()
        rows = int(found.pop("rows"))
        return rows, {column: moment.date() for column, moment in found.items() if moment is not None}
