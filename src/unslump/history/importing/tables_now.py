"""The canonical tables while an import works on them: as they were, and as they are by now."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from unslump.history.importing.engine import literal, quoted
from unslump.history.importing.linking import LINKED, link
from unslump.history.importing.merging import Merged, differ, empty
from unslump.history.importing.reading import Workbench
from unslump.history.importing.report import Links
from unslump.history.tables import TABLES

if TYPE_CHECKING:
    from unslump.history.version import Version

__all__ = ["TablesNow"]

# Labels have few values; looking for repetition among ids and names costs a tenth of the writing.
_PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 5000"
_ORDER = {
    "people": ("person_id",),
    "leads": ("created_at", "lead_id"),
    "deals": ("created_at", "closed_at", "deal_id"),
    "activities": ("at", "activity_id"),
    "spend": ("day", "channel", "campaign"),
    "orders": ("ordered_at", "order_id"),
    "stage_changes": ("at", "deal_id", "stage"),
}


class TablesNow:
    """Relations by table name: `base` as the current version has them, `now` with what came in."""

    def __init__(self, bench: Workbench, base: Version | None) -> None:
        self.bench = bench
        self.base = {name: self._view(name, path) for name, path in (base.files if base else {}).items()}
        self.now = dict(self.base)
        self.merges: dict[str, list[Merged]] = {}

    def take(self, name: str, merged: Merged) -> None:
        """The table called `name` is now what the merge made of it."""
        self.now[name] = merged.table
        self.merges.setdefault(name, []).append(merged)

    def link(self) -> tuple[list[Links], set[str]]:
        """Make the links anew; the counts, and the names of the tables that are not as they were."""
        counts: list[Links] = []
        changed = {name for name in self.merges if self._moved(name)}
        for name in LINKED:
            if name not in self.now:
                continue
            relation, found, differs = link(self.bench, name, self.now)
            counts += found
            if differs or name in self.merges:
                self.now[name] = relation
            if differs and (name not in self.merges or self._unlike(name)):
                changed.add(name)
        return counts, changed

    def write(self, name: str, folder: Path) -> Path:
        """The table as Parquet, in an order that does not depend on the order of the files."""
        path = folder / f"{name}.parquet"
        order = ", ".join(f"{quoted(column)} NULLS LAST" for column in _ORDER[name])
        columns = ", ".join(quoted(column) for column in TABLES[name].names)
        self.bench.connection.execute(
            f"COPY (SELECT {columns} FROM {self.now[name]} ORDER BY {order}) TO {literal(str(path))}"
            f" ({_PARQUET})"
        )
        return path

    def _moved(self, name: str) -> bool:
        """Whether the merges brought anything; several of them may cancel out."""
        merges = self.merges[name]
        if not any(merge.new or merge.changed for merge in merges):
            return False
        return len(merges) == 1 or self._unlike(name)

    def _unlike(self, name: str) -> bool:
        base = self.base.get(name) or empty(self.bench, TABLES[name])
        return differ(self.bench, TABLES[name], base, self.now[name])

    def _view(self, name: str, path: Path) -> str:
        with pq.ParquetFile(path) as file:
            found = set(file.schema_arrow.names)
        view, link_ = self.bench.next_name(name), self.bench.alias(path, ".parquet")
        picked = ", ".join(
            f"CAST({quoted(column.name) if column.name in found else 'NULL'} AS {column.kind.sql_type})"
            f" AS {quoted(column.name)}"
            for column in TABLES[name].columns
        )
        self.bench.connection.execute(
            f"CREATE VIEW {view} AS SELECT {picked}"
            f" FROM read_parquet({literal(str(link_))}, hive_partitioning=false)"
        )
        return view
