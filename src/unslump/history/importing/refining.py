"""Text cells into canonical rows: every value read, every bad row put aside with its reason.

One query makes the canonical columns and, for each row, the number of the first thing wrong with
it. The rows with nothing wrong go on; the others go to rejected.csv with the cell as it was.
"""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from unslump.history.importing.cells import canonical_columns
from unslump.history.importing.currencies import Rates
from unslump.history.importing.dates import read_dates
from unslump.history.importing.engine import literal, names, quoted
from unslump.history.importing.loading import Loaded
from unslump.history.importing.money import read_numbers
from unslump.history.importing.outcomes import flag, outcome_sql
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Recipe
from unslump.history.importing.rejects import TABLE, row_number
from unslump.history.importing.troubles import Trouble, troubles_of
from unslump.history.importing.values import Read
from unslump.history.tables import Kind

__all__ = ["Refined", "refine"]

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Refined:
    """`table` holds the good rows: the canonical `columns` and `__row`, their order in the file."""

    table: str
    columns: tuple[str, ...]
    rows: int
    rejected: int
    skipped: int
    repeats: bool  # whether a key may stand more than once
    notes: tuple[str, ...]


def refine(
    bench: Workbench,
    recipe: Recipe,
    loaded: Loaded,
    rates: Rates,
    stages: Mapping[str, str],
    now: datetime,
    number: int,
) -> Refined:
    """The sheet's rows in canonical columns; bad ones are collected for rejected.csv under `number`.

    `now` is naive UTC. Raises ImportFailed and AmbiguousDates.
    """
    reads, notes = _reads(bench, recipe, loaded)
    outcome = None
    if recipe.table.name == "deals" and recipe.role == "rows":
        outcome, said = outcome_sql(bench, loaded.table, recipe, stages)
        notes += said
    columns, said = canonical_columns(bench, recipe, loaded, rates, reads, outcome)
    notes += said
    troubles = troubles_of(recipe, columns, reads, now)
    everything, good = _views(bench, recipe, loaded, columns, reads, troubles)
    keys = names([name for name in recipe.table.key if name in columns])
    kept, bad, distinct = bench.connection.execute(
        f"SELECT count(*), count(__trouble), count(DISTINCT hash({keys})) FROM {everything}"
    ).fetchone() or (0, 0, 0)
    if bad:
        good = _split(bench, recipe, loaded, everything, troubles, number)
    return Refined(good, tuple(columns), kept - bad, bad, loaded.rows - kept, distinct < kept, tuple(notes))


def _reads(bench: Workbench, recipe: Recipe, loaded: Loaded) -> tuple[dict[int, Read], list[str]]:
    """How each date and each number of the sheet is read."""
    sheet, settings = recipe.sheet, recipe.settings
    dates: dict[int, str] = {}
    numbers: dict[int, str] = {}
    for name, pick in recipe.picks.items():
        kind = recipe.table.column(name).kind
        wanted = dates if kind is Kind.TIME or pick.until is not None else numbers
        if kind in (Kind.TIME, Kind.MONEY, Kind.HOURS):
            wanted.update({at: sheet.headers[at] for at in pick.all_positions})
    first = sheet.first_row
    reads, notes = read_dates(bench, loaded.table, list(dates.items()), settings.dates, sheet.name, first)
    reads |= read_numbers(
        bench, loaded.table, list(numbers.items()), settings.decimal, sheet.name, first, sheet.numeric
    )
    return reads, notes


def _views(
    bench: Workbench,
    recipe: Recipe,
    loaded: Loaded,
    columns: Mapping[str, str],
    reads: Mapping[int, Read],
    troubles: list[Trouble],
) -> tuple[str, str]:
    """Two views: all rows with the number of their trouble, and all rows as if none had any.

    Nothing is computed until it is asked for, so a file without bad rows is never written twice.
    """
    everything, good = bench.next_name("everything"), bench.next_name("good")
    values = "".join(f", {read.value} AS v{at}" for at, read in reads.items())
    canonical = "".join(f", {sql} AS {quoted('k_' + name)}" for name, sql in columns.items())
    picked = ", ".join(f"{quoted('k_' + name)} AS {quoted(name)}" for name in columns)
    cases = " ".join(f"WHEN {trouble.condition} THEN {at}" for at, trouble in enumerate(troubles))
    trouble = f"CASE {cases} END" if cases else "NULL"
    cells = f"SELECT rowid AS __row, *{values} FROM {loaded.table} WHERE {_kept(recipe)}"
    source = f"FROM (SELECT *{canonical} FROM ({cells}))"
    bench.connection.execute(
        f"CREATE VIEW {everything} AS"
        f" SELECT {picked}, __row, CAST({trouble} AS SMALLINT) AS __trouble {source}"
    )
    bench.connection.execute(f"CREATE VIEW {good} AS SELECT {picked}, __row {source}")
    return everything, good


def _kept(recipe: Recipe) -> str:
    """SQL: the rows that are not empty, not thrown away in the CRM and of the kind wanted."""
    conditions = [f"coalesce({', '.join(f'c{at}' for at in recipe.positions)}, NULL) IS NOT NULL"]
    conditions += [f"NOT coalesce({flag(f'c{at}')}, false)" for at in recipe.deleted]
    for at, values in recipe.only.items():
        wanted = ", ".join(literal(value.casefold()) for value in values)
        conditions.append(f"coalesce(lower(c{at}) IN ({wanted}), false)")
    if recipe.role == "updates":  # a row without both says nothing
        conditions += [f"c{at} IS NOT NULL" for pick in recipe.picks.values() for at in pick.positions]
    return " AND ".join(conditions)


def _split(
    bench: Workbench, recipe: Recipe, loaded: Loaded, everything: str, troubles: list[Trouble], number: int
) -> str:
    """The good rows; the bad ones are collected with what is wrong with them."""
    table, good = bench.next_name("refined"), bench.next_name("good")
    bench.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {everything}")
    bench.connection.execute(
        f"CREATE VIEW {good} AS SELECT * EXCLUDE (__trouble) FROM {table} WHERE __trouble IS NULL"
    )
    gaps = row_number(bench, recipe.sheet, loaded)
    headers, values, reasons = (
        " ".join(f"WHEN {at} THEN {part}" for at, part in enumerate(parts))
        for parts in zip(*((literal(t.header), t.value, t.reason) for t in troubles), strict=True)
    )
    bench.connection.execute(
        f"""
        INSERT INTO {TABLE}
        SELECT {number}, {literal(recipe.sheet.name)}, __row + {recipe.sheet.first_row} + coalesce(added, 0),
               CASE __trouble {headers} END, left(CASE __trouble {values} END, {_LONGEST}),
               CASE __trouble {reasons} END
        FROM (SELECT * FROM {table} WHERE __trouble IS NOT NULL) AS bad
        JOIN (SELECT rowid AS r, * FROM {loaded.table}) AS raw ON raw.r = bad.__row
        ASOF LEFT JOIN {gaps} AS gaps ON bad.__row >= gaps.at
        """
    )
    return good
