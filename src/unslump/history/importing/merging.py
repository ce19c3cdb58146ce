"""New rows into a table: by key, replacing the columns the file has and keeping the others."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unslump.history.importing.engine import quoted
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Recipe
from unslump.history.importing.repeats import Unique
from unslump.history.tables import Table

__all__ = ["Merged", "differ", "empty", "merge"]


@dataclass(frozen=True, slots=True)
class Merged:
    """`table` holds the whole table after the merge, in its canonical columns."""

    table: str
    new: int
    changed: int
    unchanged: int
    missed: int  # updates of rows that are not there


def empty(bench: Workbench, table: Table) -> str:
    """A relation with the table's columns and no rows."""
    name = bench.next_name("none")
    columns = ", ".join(f"{quoted(column.name)} {column.kind.sql_type}" for column in table.columns)
    bench.connection.execute(f"CREATE TABLE {name} ({columns})")
    return name


def merge(
    bench: Workbench, recipe: Recipe, base: str | None, fresh: Unique, columns: Sequence[str]
) -> Merged:
    """`base` (None: nothing yet) with the rows of `fresh`, which fill `columns`.

    Rows are the same when their keys are. A recipe that only updates adds no rows.
    """
    table = recipe.table
    if base is None and recipe.role == "updates":
        return Merged(empty(bench, table), 0, 0, 0, fresh.rows)
    if base is None:
        return _first(bench, table, fresh, columns)
    return _joined(bench, recipe, base, fresh, columns)


def differ(bench: Workbench, table: Table, one: str, other: str) -> bool:
    """Whether two relations of a table hold different rows."""
    rows = bench.connection.execute(
        f"SELECT 1 FROM ((SELECT * FROM {one} EXCEPT ALL SELECT * FROM {other}) UNION ALL"
        f" (SELECT * FROM {other} EXCEPT ALL SELECT * FROM {one})) LIMIT 1"
    ).fetchone()
    return rows is not None


def _first(bench: Workbench, table: Table, fresh: Unique, columns: Sequence[str]) -> Merged:
    name = bench.next_name("merged")
    picked = ", ".join(
        f"CAST({quoted(column.name) if column.name in columns else 'NULL'} AS {column.kind.sql_type})"
        f" AS {quoted(column.name)}"
        for column in table.columns
    )
    bench.connection.execute(f"CREATE VIEW {name} AS SELECT {picked} FROM {fresh.table}")
    return Merged(name, fresh.rows, 0, 0, 0)


def _joined(bench: Workbench, recipe: Recipe, base: str, fresh: Unique, columns: Sequence[str]) -> Merged:
    table, name = recipe.table, bench.next_name("merged")
    keys = [key for key in table.key if key in columns]
    absent = [key for key in table.key if key not in columns]
    on = " AND ".join(f"b.{quoted(key)} IS NOT DISTINCT FROM f.{quoted(key)}" for key in keys)
    on += "".join(f" AND b.{quoted(key)} IS NULL" for key in absent)  # spend without campaigns
    values = ", ".join(
        (
            f"CASE WHEN f.__row IS NULL THEN b.{quoted(column.name)} ELSE f.{quoted(column.name)} END"
            if column.name in columns
            else f"b.{quoted(column.name)}"
        )
        + f" AS {quoted(column.name)}"
        for column in table.columns
    )
    distinct = " OR ".join(
        f"b.{quoted(column)} IS DISTINCT FROM f.{quoted(column)}" for column in columns if column not in keys
    )
    state = (
        "CASE WHEN b.__there IS NULL THEN 'new' WHEN f.__row IS NULL THEN 'kept'"
        f" WHEN {distinct or 'false'} THEN 'changed' ELSE 'unchanged' END"
    )
    bench.connection.execute(
        f"CREATE TABLE {name}_all AS SELECT {values}, {state} AS __state"
        f" FROM (SELECT *, true AS __there FROM {base}) AS b FULL JOIN {fresh.table} AS f ON {on}"
    )
    counts = dict(bench.connection.execute(f"SELECT __state, count(*) FROM {name}_all GROUP BY 1").fetchall())
    only = " WHERE __state <> 'new'" if recipe.role == "updates" else ""
    bench.connection.execute(f"CREATE VIEW {name} AS SELECT * EXCLUDE (__state) FROM {name}_all{only}")
    new, missed = counts.get("new", 0), 0
    if recipe.role == "updates":
        new, missed = 0, new
    return Merged(name, new, counts.get("changed", 0), counts.get("unchanged", 0), missed)
