"""rejected.csv: every bad row with its file, row, column, value and reason."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

import os
import shutil
from pathlib import Path

from unslump.history.importing.engine import literal
from unslump.history.importing.loading import Loaded, blank_records, reason_sql
from unslump.history.importing.reading import Workbench
from unslump.history.importing.sheets import Sheet

__all__ = ["TABLE", "add_broken", "prepare", "row_number", "write_rejected"]

TABLE = "rejected"
_KEPT = 5  # rejected-1.csv … rejected-5.csv
_LONGEST = 500


def prepare(bench: Workbench) -> None:
    """The table bad rows are collected in."""
    bench.connection.execute(
        f'CREATE TABLE {TABLE} (number INTEGER, file VARCHAR, "row" BIGINT, "column" VARCHAR, value VARCHAR,'
        " reason VARCHAR)"
    )


def add_broken(bench: Workbench, sheet: Sheet, loaded: Loaded, number: int) -> None:
    """Collect the lines that could not be cut into cells."""
    if loaded.broken:
        bench.connection.execute(
            f"INSERT INTO {TABLE} SELECT {number}, {literal(sheet.name)}, line, '', left(text, {_LONGEST}),"
            f" {reason_sql('kind')} FROM {loaded.broken_table}"
        )


def row_number(bench: Workbench, sheet: Sheet, loaded: Loaded) -> str:
    """A table (`at`, `added`) of how many lines before a row no row was made of.

    The row a spreadsheet shows is `rowid + first_row + added` of the last `at` not above rowid.
    """
    gaps = bench.next_name("gaps")
    blank = [] if sheet.text is None else blank_records(*sheet.text)
    values = ", ".join(f"({line})" for line in blank if line >= sheet.first_row)
    more = f"UNION SELECT * FROM (VALUES {values})" if values else ""
    bench.connection.execute(
        f"""
        CREATE TABLE {gaps} AS
        SELECT line - {sheet.first_row} - row_number() OVER (ORDER BY line) + 1 AS at,
               row_number() OVER (ORDER BY line) AS added
        FROM (SELECT line FROM {loaded.broken_table} {more})
        """
    )
    return gaps


def write_rejected(bench: Workbench, workspace: Path) -> Path:
    """Write what was collected to rejected.csv, whole or not at all; older ones are numbered.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    target = workspace / "rejected.csv"
    made, written = bench.folder / "rejected.csv", workspace / ".rejected.csv.new"
    cells = ", ".join(
        f'{_harmless(name)} AS "{name}"' for name in ("file", "row", "column", "value", "reason")
    )
    bench.connection.execute(
        f'COPY (SELECT {cells} FROM {TABLE} ORDER BY number, {TABLE}."row", {TABLE}."column")'
        f" TO {literal(str(made))} (FORMAT csv, HEADER)"
    )
    shutil.copyfile(made, written)
    if target.exists():
        for age in range(_KEPT - 1, 0, -1):
            older = workspace / f"rejected-{age}.csv"
            if older.exists():
                older.replace(workspace / f"rejected-{age + 1}.csv")
        target.replace(workspace / "rejected-1.csv")
    with written.open("rb") as stream:
        os.fsync(stream.fileno())
    written.replace(target)
    return target


def _harmless(column: str) -> str:
    name = f'{TABLE}."{column}"'
    if column == "row":
        return name
    return f"CASE WHEN regexp_matches({name}, '^\\s*[-=+@\\t\\r]') THEN '''' || {name} ELSE {name} END"
