"""Which day comes first: decided from all values of a column, never guessed.

Every value is tried as day-month-year and as month-day-year. A value that fits one order only
(25/12/2023) settles the column; when every value fits both, the other date columns of the file
may settle it, because one export writes one way; when nothing does, it is an error that shows
both readings and the flag.
"""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from unslump.errors import AmbiguousDates
from unslump.history.importing.date_forms import (
    EPOCH_MILLISECONDS,
    EPOCH_SECONDS,
    Form,
    Order,
    forms,
    plain_words,
)
from unslump.history.importing.engine import literal
from unslump.history.importing.reading import Workbench
from unslump.history.importing.values import Read, present, trimmed

__all__ = ["DateColumn", "Evidence", "read_dates", "settle"]

_ISO = r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?"
_SHAPES = 2_000  # more than this is no column of dates


@dataclass(frozen=True, slots=True)
class Evidence:
    """How the values of one column read: counts, with an example (row, text) of each."""

    header: str
    only_dmy: int = 0
    only_mdy: int = 0
    both: int = 0  # and the two readings differ
    dmy_example: tuple[int, str] | None = None
    mdy_example: tuple[int, str] | None = None
    both_example: tuple[int, str, str, str] | None = None  # row, text, as dmy, as mdy


@dataclass(slots=True)
class DateColumn:
    """A column whose dates are written some other way than year-month-day."""

    at: int
    plain: str = ""  # the text with its month names as numbers
    found: list[Form] = field(default_factory=list)


def read_dates(
    bench: Workbench, raw: str, columns: Sequence[tuple[int, str]], order: Order | None, name: str, first: int
) -> tuple[dict[int, Read], list[str]]:
    """SQL that turns each of the text columns (position, header) of `raw` into a TIMESTAMP.

    A text that is no date becomes NULL. Returns the expressions and what is worth saying. Raises
    AmbiguousDates when the order of day and month cannot be known and `order` is not given.
    """
    if not columns:
        return {}, []
    expressions: dict[int, Read] = {}
    slow = []
    for (at, header), year_first in zip(columns, _year_first(bench, raw, columns), strict=True):
        if year_first:
            expressions[at] = Read(f"TRY_CAST(c{at} AS TIMESTAMP)", f"c{at}")
        else:
            slow.append((_shaped(bench, raw, at, order), header))
    evidence = [_evidence(bench, raw, column, header, first) for column, header in slow]
    chosen, notes = settle(name, evidence, order)
    for column, _ in slow:
        # Undecided only where both orders say the same of every value: 01/01/2024.
        used = [form for form in column.found if chosen is None or form.order in (None, chosen)]
        expressions[column.at] = Read(_parse(column.plain, used), present(f"c{column.at}"))
    return expressions, notes


def settle(name: str, evidence: Sequence[Evidence], order: Order | None) -> tuple[Order | None, list[str]]:
    """The order of day and month in a file, and a note when one column settled another.

    >>> settle("x.csv", [Evidence("day", only_dmy=3, both=40)], None)
    ('dmy', [])
    """
    if order:
        return order, []
    for column in evidence:
        if column.only_dmy and column.only_mdy:
            raise _contradiction(name, column)
    orders: set[Order] = {"dmy" for column in evidence if column.only_dmy}
    orders |= {"mdy" for column in evidence if column.only_mdy}
    undecided = [column for column in evidence if column.both and not (column.only_dmy or column.only_mdy)]
    if len(orders) > 1 or (undecided and not orders):
        column = (undecided or list(evidence))[0]
        if column.both_example is None:
            column = next(column for column in evidence if column.both_example or column.dmy_example)
        raise _ambiguous(name, column, len(orders) > 1)
    notes = []
    if undecided:
        decided = next(column for column in evidence if column.only_dmy or column.only_mdy)
        headers = ", ".join(column.header for column in undecided)
        (settled,) = orders
        notes.append(f"{headers}: read as {settled}, as {decided.header} of the same file is written")
    return (next(iter(orders)) if orders else None), notes


def _year_first(bench: Workbench, raw: str, columns: Sequence[tuple[int, str]]) -> list[bool]:
    """For each column whether all of its values are written year-month-day, which DuckDB casts fast."""
    counts = ", ".join(
        f"count(c{at}), count(*) FILTER (regexp_full_match(c{at}, {literal(_ISO)}))" for at, _ in columns
    )
    row = bench.connection.execute(f"SELECT {counts} FROM {raw}").fetchone() or ()
    return [total == iso for total, iso in zip(row[::2], row[1::2], strict=True)]


def _shaped(bench: Workbench, raw: str, at: int, order: Order | None) -> DateColumn:
    """The column with the forms its values may be read with."""
    query = f"SELECT DISTINCT translate({trimmed(f'c{at}')}, '0123456789', '9999999999') AS shape FROM {raw}"
    shapes = [row[0] for row in bench.connection.execute(f"{query} LIMIT {_SHAPES}").fetchall() if row[0]]
    plain = present(f"c{at}")
    words = plain_words(shapes)
    for word, replacement in words.items():
        plain = f"replace({plain}, {literal(word)}, {literal(replacement)})"
    if words:
        plain = _tidy_sql(plain)
    column = DateColumn(at, plain=plain)
    seen: set[Form] = set()
    for shape in shapes:
        for form in forms(_tidy(shape, words), year_first=order == "ymd"):
            if form not in seen:
                seen.add(form)
                column.found.append(form)
    # Two-digit years first: the format for four digits would take 24 for the year 24.
    column.found.sort(key=lambda form: ("%y" not in form.format, form.format))
    return column


def _tidy_sql(text: str) -> str:
    """Without the spaces and commas that dropped words leave behind."""
    return f"trim(regexp_replace(regexp_replace({text}, '^[ ,.]+', ''), ' +', ' ', 'g'))"


def _tidy(shape: str, words: dict[str, str]) -> str:
    for word, replacement in words.items():
        shape = shape.replace(word, replacement)
    shape = re.sub(r"\d", "9", shape)
    return re.sub(r" +", " ", re.sub(r"^[ ,.]+", "", shape)).strip() if words else shape


def _parse(text: str, used: Sequence[Form]) -> str:
    """SQL that reads a text with the first of these formats that fits."""
    tried = [_with(text, form) for form in used]
    return f"coalesce({', '.join(tried)})" if len(tried) > 1 else (tried or ["CAST(NULL AS TIMESTAMP)"])[0]


def _with(text: str, form: Form) -> str:
    if form.format == EPOCH_SECONDS:
        return (
            f"CASE WHEN regexp_full_match({text}, '\\d{{10}}(\\.\\d+)?')"
            f" THEN make_timestamp(CAST(TRY_CAST({text} AS DOUBLE) * 1000000 AS BIGINT)) END"
        )
    if form.format == EPOCH_MILLISECONDS:
        return (
            f"CASE WHEN regexp_full_match({text}, '\\d{{13}}')"
            f" THEN make_timestamp(TRY_CAST({text} AS BIGINT) * 1000) END"
        )
    if "%p" in form.format:
        text = f"regexp_replace({text}, '([AaPp])\\.?([Mm])\\.?', '\\1\\2')"
    read = f"try_strptime({text}, {literal(form.format)})"
    return f"{read} AT TIME ZONE 'UTC'" if form.zoned else f"CAST({read} AS TIMESTAMP)"


def _evidence(bench: Workbench, raw: str, column: DateColumn, header: str, first: int) -> Evidence:
    """How the values read in each order."""
    dmy = [form for form in column.found if form.order == "dmy"]
    mdy = [form for form in column.found if form.order == "mdy"]
    if not dmy:
        return Evidence(header)
    row = (
        bench.connection.execute(
            f"""
        WITH readings AS (
            SELECT rowid + {first} AS line, c{column.at} AS text,
                   {_parse(column.plain, dmy)} AS dmy, {_parse(column.plain, mdy)} AS mdy
            FROM {raw} WHERE c{column.at} IS NOT NULL
        ),
        judged AS (
            SELECT *, dmy IS NOT NULL AND mdy IS NULL AS d, mdy IS NOT NULL AND dmy IS NULL AS m,
                   dmy <> mdy AS b FROM readings
        )
        SELECT count(*) FILTER (d), count(*) FILTER (m), count(*) FILTER (b),
               min(line) FILTER (d), arg_min(text, line) FILTER (d),
               min(line) FILTER (m), arg_min(text, line) FILTER (m),
               min(line) FILTER (b), arg_min(text, line) FILTER (b),
               arg_min(dmy, line) FILTER (b), arg_min(mdy, line) FILTER (b)
        FROM judged
        """
        ).fetchone()
        or (0,) * 11
    )
    return Evidence(
        header,
        row[0],
        row[1],
        row[2],
        (row[3], row[4]) if row[0] else None,
        (row[5], row[6]) if row[1] else None,
        (row[7], row[8], f"{row[9]:%-d %B %Y}", f"{row[10]:%-d %B %Y}") if row[2] else None,
    )


def _ambiguous(name: str, column: Evidence, contradicting: bool) -> AmbiguousDates:
    hint = "Say which it is: --dates dmy  or  --dates mdy  (in a mapping file: dates: dmy)."
    if column.both_example is None:
        return AmbiguousDates(f"{name}: its date columns are written in different orders.", hint=hint)
    row, text, as_dmy, as_mdy = column.both_example
    other = " and its other date columns contradict each other" if contradicting else ""
    return AmbiguousDates(
        f"{name}, row {row}, column {column.header!r}: {text!r} reads as {as_dmy} (day first) or as {as_mdy}"
        f" (month first); no date in the column settles it{other}.",
        hint=hint,
    )


def _contradiction(name: str, column: Evidence) -> AmbiguousDates:
    day_row, day_text = column.dmy_example or (0, "")
    month_row, month_text = column.mdy_example or (0, "")
    return AmbiguousDates(
        f"{name}, column {column.header!r}: row {day_row} holds {day_text!r}, which can only be day first,"
        f" and row {month_row} holds {month_text!r}, which can only be month first.",
        hint="Say which is right: --dates dmy  or  --dates mdy; the rows that do not fit are then rejected.",
    )
