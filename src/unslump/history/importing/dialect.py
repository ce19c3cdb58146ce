"""How a text file separates its cells: the delimiter, and where the line with the names is."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass

from unslump.errors import ImportFailed

__all__ = ["Dialect", "sniff"]

_DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f", "§", "¦")
_LINES = 60


@dataclass(frozen=True, slots=True)
class Dialect:
    """`skip` lines stand above the headers; `quote` is the quoting mark."""

    delimiter: str
    headers: tuple[str, ...]
    skip: int = 0
    quote: str = '"'


def sniff(name: str, text: str, *, complete: bool) -> Dialect:
    """The dialect of the first lines of a file; `complete` when `text` is all of it.

    The delimiter is the one that cuts the lines into the most, equally many cells. Raises
    ImportFailed when there is no text, no row below the headers, or nothing separates the cells.

    >>> sniff("x.csv", "id;name\\n1;Ann\\n", complete=True).delimiter
    ';'
    """
    declared, skip = "", 0
    if text[:4].lower() == "sep=" and len(text) > 4:  # Excel's own mark
        declared, skip = text[4], 1
        text = text[5:].lstrip("\r").removeprefix("\n")
    if not text.strip("\ufeff \t\r\n\f\v,;|"):
        raise ImportFailed(f"{name} is empty.", hint="Export it again, with the rows you want to import.")
    quote = _quote(text)
    best = max(
        ((declared,) if declared else _DELIMITERS),
        key=lambda delimiter: _score(_rows(text, delimiter, quote, complete)),
    )
    rows = _rows(text, best, quote, complete)
    header = _header_at(rows)
    headers = tuple(cell.strip().lstrip("\ufeff").strip() for cell in rows[header])
    if len(rows) <= header + 1 and complete:
        raise ImportFailed(
            f"{name} has only the line with the names, and no rows.",
            hint="Export it again, with the rows you want to import.",
        )
    return Dialect(best, headers, skip + header, quote)


def _quote(text: str) -> str:
    """The quoting mark: ' only where cells begin with it and none begins with \"."""
    single = sum(text.count(before + "'") for before in (*_DELIMITERS, "\n"))
    double = text.count('"')
    return "'" if single >= 4 and not double and text.startswith("'") else '"'


def _rows(text: str, delimiter: str, quote: str, complete: bool) -> list[list[str]]:
    """The first rows, as far as they parse; a last line that was cut off is left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not complete and len(lines) > 1:
        lines = lines[:-1]
    rows: list[list[str]] = []
    try:
        for row in csv.reader((line + "\n" for line in lines), delimiter=delimiter, quotechar=quote):
            rows.append(row)
            if len(rows) == _LINES:
                break
    except csv.Error:  # a NUL or an endless cell: what was read so far has to do
        pass
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows or [[]]


def _score(rows: list[list[str]]) -> float:
    """Cells a line, discounted by how many lines do not have that many."""
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0
    width, agreeing = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (width - 1) * (agreeing / sum(widths.values())) ** 2


def _header_at(rows: list[list[str]]) -> int:
    """The first line that is as wide as most: titles above the table are narrower."""
    widths = Counter(len(row) for row in rows if any(row))
    width = max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 0
    for at, row in enumerate(rows):
        if len(row) >= width and any(cell.strip() for cell in row):
            return at
    return 0
