"""A sheet's cells into a DuckDB table of text, with what cannot be cut into cells set aside."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from unslump.errors import ImportFailed, StoreError
from unslump.history.importing.encoding import detect, first_invalid
from unslump.history.importing.reading import Workbench, open_text
from unslump.history.importing.sheets import Sheet
from unslump.history.importing.values import trimmed

__all__ = ["Loaded", "blank_records", "load", "reason_sql", "trim_columns"]

_REASONS = {
    "MISSING COLUMNS": "has fewer cells than there are names in the first line",
    "TOO MANY COLUMNS": "has more cells than there are names in the first line",
    "UNQUOTED VALUE": "has a quotation mark that is not closed",
    "LINE SIZE OVER MAXIMUM": "is longer than 2 MB",
    "INVALID UNICODE": "holds bytes that are not text",
    "INVALID ENCODING": "holds bytes that are not text",
}
_UNDECODABLE = ("INVALID UNICODE", "INVALID ENCODING")


@dataclass(frozen=True, slots=True)
class Loaded:
    """`table` holds the cells wanted as `c0`, `c5` …; its rowid is their order in the file."""

    table: str
    rows: int
    broken: int  # lines that could not be cut into cells, kept in `broken_table`
    broken_table: str
    notes: tuple[str, ...] = ()


def load(bench: Workbench, sheet: Sheet, positions: Sequence[int]) -> Loaded:
    """The cells at these positions; empty ones are NULL. Raises ImportFailed, StoreError.

    A file whose beginning is UTF-8 and whose rest is not is read again in the encoding of the rest.
    """
    loaded = _load(bench, sheet, positions)
    if sheet.text is not None and _undecodable(bench, loaded):
        invalid = first_invalid(sheet.text[0])
        if invalid is not None:
            encoding = detect(sheet.text[0], invalid)
            other = open_text(bench, sheet.text[0], b"", encoding)
            loaded = _load(bench, dataclasses.replace(other, name=sheet.name), positions)
            loaded = dataclasses.replace(loaded, notes=(f"read as {encoding}",))
    if not loaded.rows:
        raise _nothing(sheet, loaded.broken)
    return loaded


def _undecodable(bench: Workbench, loaded: Loaded) -> bool:
    kinds = ", ".join(f"'{kind}'" for kind in _UNDECODABLE)
    query = f"SELECT 1 FROM {loaded.broken_table} WHERE kind IN ({kinds}) LIMIT 1"
    return bool(loaded.broken) and bench.connection.execute(query).fetchone() is not None


def _load(bench: Workbench, sheet: Sheet, positions: Sequence[int]) -> Loaded:
    table, broken = bench.next_name("raw"), bench.next_name("broken")
    cells = ", ".join(f"nullif(c{at}, '') AS c{at}" for at in positions)
    connection = bench.connection
    connection.execute("DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans")
    try:
        connection.execute(f"CREATE TABLE {table} AS SELECT {cells} FROM {sheet.relation}")
        connection.execute(
            f"CREATE TABLE {broken} AS SELECT DISTINCT ON (line) CAST(line AS BIGINT) AS line,"
            f" CAST(error_type AS VARCHAR) AS kind, csv_line AS text"
            f" FROM {_rejects(connection)} ORDER BY line"
        )
    except duckdb.OutOfMemoryException as error:
        raise StoreError(
            f"{sheet.name} is too large for the memory and the free disk space of this machine.",
            hint="Free some disk space, or import it in parts.",
        ) from error
    except duckdb.Error as error:
        if "No space left" in str(error):
            raise
        raise ImportFailed(
            f"{sheet.name} cannot be read: {str(error).splitlines()[0]}",
            hint="Save it again as CSV (UTF-8), with quotation marks around cells that hold the separator.",
        ) from error
    rows, bad = connection.execute(
        f"SELECT (SELECT count(*) FROM {table}), (SELECT count(*) FROM {broken})"
    ).fetchone() or (0, 0)
    return Loaded(table, rows, bad, broken)


def trim_columns(bench: Workbench, loaded: Loaded, positions: Sequence[int]) -> None:
    """Take the blanks around the texts of these columns away.

    Trimming is slow and seldom needed, so the columns are first asked whether any text has them.
    """
    asked = ", ".join(
        "coalesce(bool_or("
        + " OR ".join(f"{side}s_with(c{at}, '{blank}')" for blank in " \u00a0" for side in ("start", "end"))
        + "), false)"
        for at in positions
    )
    connection = bench.connection
    row = connection.execute(f"SELECT {asked} FROM {loaded.table}").fetchone() if positions else None
    blank = [at for at, found in zip(positions, row or (), strict=True) if found]
    if blank:
        cells = ", ".join(f"{trimmed(f'c{at}')} AS c{at}" for at in blank)
        connection.execute(
            f"CREATE OR REPLACE TABLE {loaded.table} AS SELECT * REPLACE ({cells}) FROM {loaded.table}"
        )


def reason_sql(kind: str) -> str:
    """SQL: why a line could not be cut into cells."""
    cases = " ".join(f"WHEN '{name}' THEN 'the row {reason}'" for name, reason in _REASONS.items())
    return f"CASE {kind} {cases} ELSE 'the row cannot be cut into cells' END"


def blank_records(path: Path, delimiter: str, quote: str) -> list[int]:
    """The positions (1 is the first) of records that are empty: readers skip them, spreadsheets count."""
    with path.open(encoding="utf-8", errors="replace", newline="") as stream:
        blank = []
        with suppress(csv.Error):  # an endless cell: the numbers below it may then be off
            for at, row in enumerate(csv.reader(stream, delimiter=delimiter, quotechar=quote), 1):
                if not row:
                    blank.append(at)
        return blank


def _rejects(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchone()
    return "reject_errors" if found else "(SELECT 0 AS line, '' AS error_type, '' AS csv_line WHERE false)"


def _nothing(sheet: Sheet, bad: int) -> ImportFailed:
    if bad:
        return ImportFailed(
            f"{sheet.name}: none of its {bad:,} rows has as many cells as the first line has names.",
            hint="Check what separates the cells, and that the first line holds the names.",
        )
    return ImportFailed(
        f"{sheet.name} has only the line with the names, and no rows.",
        hint="Export it again, with the rows you want to import.",
    )
