"""What the columns of a sheet hold: dates, numbers, e-mails, names of the rows."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import duckdb

from unslump.errors import ImportFailed
from unslump.history.importing.date_forms import forms, plain_words
from unslump.history.importing.reading import Workbench
from unslump.history.importing.sheets import Sheet
from unslump.history.tables import Kind

__all__ = ["ENOUGH", "Values", "values_of"]

_SAMPLE = 500
ENOUGH = 0.8  # share of a column's values that has to be of a kind


@dataclass(frozen=True, slots=True)
class Values:
    """What the first values of a column look like: shares of those that are there."""

    filled: float
    dates: float
    numbers: float
    emails: float
    distinct: float

    @property
    def whole(self) -> bool:
        """Whether every row has a value and no two rows the same: it may name the rows."""
        return self.filled == 1 and self.distinct == 1

    def suit(self, kind: Kind, *, sure: bool) -> bool:
        """Whether a column of this kind can hold them. Nothing is known of an empty column.

        Numbers are labels only where the header leaves no doubt.
        """
        if not self.filled:
            return True
        if kind is Kind.TIME:
            return self.dates >= ENOUGH
        if kind in (Kind.MONEY, Kind.HOURS):
            return self.numbers >= ENOUGH
        if kind is Kind.EMAIL:
            return self.emails >= ENOUGH
        if kind is Kind.LABEL and not sure and self.numbers >= ENOUGH:
            return False
        return self.dates < ENOUGH or kind is Kind.ID


def values_of(bench: Workbench, sheet: Sheet) -> list[Values]:
    """What each column holds, from its first values; whether it names the rows, from all of them.

    Raises ImportFailed when the sheet cannot be read.
    """
    columns = ", ".join(f"trim(c{at})" for at in range(len(sheet.headers)))
    try:
        rows = bench.connection.execute(f"SELECT {columns} FROM {sheet.relation} LIMIT {_SAMPLE}").fetchall()
    except duckdb.Error as error:
        raise ImportFailed(f"{sheet.name} cannot be read: {str(error).splitlines()[0]}") from error
    if not rows:
        return [Values(0, 0, 0, 0, 0)] * len(sheet.headers)
    looked = [_look([cell for cell in column if cell], len(rows)) for column in zip(*rows, strict=True)]
    return _throughout(bench, sheet, looked) if len(rows) == _SAMPLE else looked


def _throughout(bench: Workbench, sheet: Sheet, looked: list[Values]) -> list[Values]:
    """The columns whose first values name the rows, counted to the end of the sheet."""
    named = [at for at, column in enumerate(looked) if column.whole and column.dates < ENOUGH]
    if not named:
        return looked
    counts = ", ".join(f"count(nullif(trim(c{at}), '')), count(DISTINCT trim(c{at}))" for at in named)
    try:
        found = bench.connection.execute(f"SELECT count(*), {counts} FROM {sheet.relation}").fetchone()
    except duckdb.Error:  # what is wrong further down is said when the sheet is loaded
        return looked
    rows, *pairs = found or (0,)
    result = list(looked)
    for place, at in enumerate(named):
        filled, distinct = pairs[2 * place], pairs[2 * place + 1]
        result[at] = replace(looked[at], filled=filled / rows, distinct=distinct / max(filled, 1))
    return result


def _look(cells: list[str], rows: int) -> Values:
    if not cells:
        return Values(0, 0, 0, 0, 0)
    words = plain_words([re.sub(r"\d", "9", cell) for cell in cells])
    return Values(
        len(cells) / rows,
        sum(_is_date(cell, words) for cell in cells) / len(cells),
        sum(bool(re.fullmatch(r"[^\w]*[A-Z]{0,3}\$?\s*[-(]?\d[\d.,'\s]*\)?\s*[^\d]{0,4}", c)) for c in cells)
        / len(cells),
        sum(bool(re.fullmatch(r"[^@\s]+@[^@\s]+", cell)) for cell in cells) / len(cells),
        len(set(cells)) / len(cells),
    )


def _is_date(cell: str, words: dict[str, str]) -> bool:
    for word, replacement in words.items():
        cell = cell.replace(word, replacement)
    shape = re.sub(r" +", " ", re.sub(r"^[ ,.]+", "", re.sub(r"\d", "9", cell))).strip()
    return any(not form.format.startswith("epoch") for form in forms(shape)) or bool(
        re.fullmatch(r"1\d{9}|1\d{12}", cell)
    )
