"""One row a key: the same row again is dropped, a row that says something else is set aside."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from dataclasses import dataclass

from unslump.errors import AmbiguousDates
from unslump.history.importing.dates import read_dates
from unslump.history.importing.engine import literal, names, quoted
from unslump.history.importing.loading import Loaded
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Recipe
from unslump.history.importing.refining import Refined
from unslump.history.importing.rejects import TABLE, row_number
from unslump.history.tables import Kind, Table

__all__ = ["Unique", "one_a_key"]

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Unique:
    """`table` holds one row a key."""

    table: str
    rows: int
    repeated: int  # rows that said the same again
    rejected: int  # rows that said something else
    notes: tuple[str, ...] = ()


def one_a_key(bench: Workbench, recipe: Recipe, loaded: Loaded, refined: Refined, number: int) -> Unique:
    """Keep one row a key: the one last changed, else the last in the file.

    Money spent on the same day, channel and campaign is added up instead: exports list it by ad.
    For links the first of several counts.
    """
    keys = [name for name in recipe.table.key if name in refined.columns]
    if not refined.repeats:
        return Unique(refined.table, refined.rows, 0, 0)
    again = bench.connection.execute(
        f"SELECT 1 FROM {refined.table} GROUP BY {names(keys)} HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if not again:
        return Unique(refined.table, refined.rows, 0, 0)
    if recipe.table.name == "spend":
        return _added_up(bench, refined, keys)
    ranked = _rank(bench, recipe, loaded, refined, keys)
    kept, others = bench.next_name("kept"), bench.next_name("others")
    bench.connection.execute(
        f"CREATE VIEW {kept} AS SELECT * EXCLUDE (__rank) FROM {ranked} WHERE __rank = 1"
    )
    repeated, different = _compare(bench, recipe.table, refined, ranked, others, keys)
    rows = refined.rows - repeated - different
    if recipe.role == "updates":
        note = f"{different:,} further links of the same {recipe.table.name} were left out: the first counts"
        return Unique(kept, rows, repeated, 0, (note,) if different else ())
    if different:
        _collect(bench, recipe, loaded, others, number)
    return Unique(kept, rows, repeated, different)


def _added_up(bench: Workbench, refined: Refined, keys: list[str]) -> Unique:
    """Amounts of one key added up; as given they only add up in one currency."""
    table = bench.next_name("summed")
    one = "min(currency) IS NOT DISTINCT FROM max(currency)" if "currency" in refined.columns else "true"
    sums = {
        "amount": "sum(amount)",
        "amount_given": f"CASE WHEN {one} THEN sum(amount_given) END",
        "currency": f"CASE WHEN {one} THEN min(currency) END",
    }
    summed = "".join(f", {sql} AS {name}" for name, sql in sums.items() if name in refined.columns)
    by = names(keys)
    bench.connection.execute(
        f"CREATE TABLE {table} AS SELECT {by}{summed}, min(__row) AS __row FROM {refined.table} GROUP BY {by}"
    )
    (rows,) = bench.connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    note = f"{refined.rows - rows:,} rows were added to others of the same {', '.join(keys)}"
    return Unique(table, rows, 0, 0, (note,))


def _rank(bench: Workbench, recipe: Recipe, loaded: Loaded, refined: Refined, keys: list[str]) -> str:
    """The rows with their rank among those of the same key; 1 is kept."""
    ranked = bench.next_name("ranked")
    order = "__row" if recipe.role == "updates" else "__newest DESC NULLS LAST, __row DESC"
    bench.connection.execute(
        f"""
        CREATE TABLE {ranked} AS
        SELECT refined.*, row_number() OVER (PARTITION BY {names(keys)} ORDER BY {order}) AS __rank
        FROM {refined.table} AS refined
        JOIN (SELECT rowid AS r, {_newest(bench, recipe, loaded)} AS __newest FROM {loaded.table}) AS cells
          ON cells.r = refined.__row
        """
    )
    return ranked


def _newest(bench: Workbench, recipe: Recipe, loaded: Loaded) -> str:
    """SQL: when a row was last changed; NULL where the export does not say, or not for certain."""
    at, sheet = recipe.newest, recipe.sheet
    if at is None:
        return "NULL"
    dates, first = recipe.settings.dates, sheet.first_row
    try:
        reads, _ = read_dates(bench, loaded.table, [(at, sheet.headers[at])], dates, sheet.name, first)
    except AmbiguousDates:
        return "NULL"  # then the order in the file decides, as for files that do not say it
    return reads[at].value


def _compare(
    bench: Workbench, table: Table, refined: Refined, ranked: str, others: str, keys: list[str]
) -> tuple[int, int]:
    """Make the table `others` of rows that are not kept; how many say the same, how many do not."""
    same_key = " AND ".join(f"kept.{quoted(key)} IS NOT DISTINCT FROM other.{quoted(key)}" for key in keys)
    shown = ", ".join(_as_written(f"other.{quoted(key)}", table.column(key).kind) for key in keys)
    # The amount in the company's currency follows from the one given: one of them is enough to say.
    told = [name for name in refined.columns if name != "amount" or "amount_given" not in refined.columns]
    differences = ", ".join(_difference(name, table.column(name).kind) for name in told)
    bench.connection.execute(
        f"""
        CREATE TABLE {others} AS
        SELECT other.__row, kept.__row AS kept_row, concat_ws(' / ', {shown}) AS key,
               concat_ws('; ', {differences}) AS differs
        FROM {ranked} AS other JOIN {ranked} AS kept ON other.__rank > 1 AND kept.__rank = 1 AND {same_key}
        """
    )
    repeated, different = bench.connection.execute(
        f"SELECT count(*) FILTER (differs = ''), count(*) FILTER (differs <> '') FROM {others}"
    ).fetchone() or (0, 0)
    return int(repeated), int(different)


def _difference(name: str, kind: Kind) -> str:
    """SQL: "amount 5, not 7" where the row and the kept one differ, else NULL."""
    mine, its = (
        f"coalesce({_as_written(f'{side}.{quoted(name)}', kind)}, 'empty')" for side in ("other", "kept")
    )
    called = literal(("amount" if name == "amount_given" else name) + " ")
    return f"CASE WHEN {mine} <> {its} THEN {called} || {mine} || ', not ' || {its} END"


def _as_written(column: str, kind: Kind) -> str:
    """SQL: a value as people write it: days without a midnight, whole numbers without a point."""
    text = f"CAST({column} AS VARCHAR)"
    if kind is Kind.TIME:
        return f"regexp_replace({text}, ' 00:00:00$', '')"
    return f"regexp_replace({text}, '\\.0$', '')" if kind in (Kind.MONEY, Kind.HOURS) else text


def _collect(bench: Workbench, recipe: Recipe, loaded: Loaded, others: str, number: int) -> None:
    """The rows that say something else, for rejected.csv."""
    gaps, first = row_number(bench, recipe.sheet, loaded), recipe.sheet.first_row
    headers = recipe.described()
    header = " / ".join(headers.get(name, name) for name in recipe.table.key)
    reason = (
        f"'row ' || (kept_row + {first} + coalesce(its.added, 0)) || ' has the same key and is kept; here '"
    )
    bench.connection.execute(
        f"""
        INSERT INTO {TABLE}
        SELECT {number}, {literal(recipe.sheet.name)}, __row + {first} + coalesce(mine.added, 0),
               {literal(header)}, key, left({reason} || differs, {_LONGEST})
        FROM (SELECT * FROM {others} WHERE differs <> '') AS others
        ASOF LEFT JOIN {gaps} AS mine ON __row >= mine.at
        ASOF LEFT JOIN {gaps} AS its ON kept_row >= its.at
        """
    )
