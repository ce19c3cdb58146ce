"""Excel workbooks: every filled sheet becomes a text table, its real dates written year first."""

from __future__ import annotations

import csv
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from unslump.errors import ImportFailed
from unslump.history.importing.engine import literal
from unslump.history.importing.reading import Workbench
from unslump.history.importing.sheets import Sheet

__all__ = ["open_workbook"]

_LOOK = 20  # rows in which the line with the names is looked for


def open_workbook(bench: Workbench, path: Path) -> list[Sheet]:
    """The workbook's sheets that hold rows. Raises ImportFailed when there are none."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            book = load_workbook(path, read_only=True, data_only=True)
            try:
                found = [_sheet(bench, path, sheet) for sheet in book.worksheets]
            finally:
                book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, ParseError, EOFError) as error:
        raise ImportFailed(
            f"{path.name} is not a readable Excel workbook.", hint="Save it again as .xlsx, or as CSV."
        ) from error
    sheets = [sheet for sheet in found if sheet]
    if not sheets:
        raise ImportFailed(f"{path.name} has no sheet with rows.", hint="Export it again, with rows.")
    if len(sheets) == 1:
        return sheets
    return [
        Sheet(f"{sheet.name} [{title}]", sheet.headers, sheet.relation, sheet.first_row, sheet.numeric)
        for sheet, title in zip(
            sheets, (w.title for w, s in zip(book.worksheets, found, strict=True) if s), strict=True
        )
    ]


def _sheet(bench: Workbench, path: Path, worksheet: Any) -> Sheet | None:
    rows: Iterator[tuple[object, ...]] = worksheet.iter_rows(values_only=True)
    first = [row for _, row in zip(range(_LOOK), rows, strict=False)]
    width = max((_filled(row) for row in first), default=0)
    if width < 2:
        return None
    header = next(at for at, row in enumerate(first) if _filled(row) >= max(2, 0.8 * width))
    headers = tuple("" if cell is None else str(cell).strip() for cell in first[header])
    while headers and not headers[-1]:
        headers = headers[:-1]
    target = bench.folder / f"{bench.next_name('sheet')}.csv"
    texts: set[int] = set()
    written = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow([f"c{at}" for at in range(len(headers))])
        for row in chain(first[header + 1 :], rows):
            cells = [*row[: len(headers)], *([None] * (len(headers) - len(row)))]
            writer.writerow([_text(cell) for cell in cells])
            texts.update(at for at, cell in enumerate(cells) if not _is_number(cell))
            written += any(cell is not None for cell in cells)
    if not written:
        return None
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(headers)))
    relation = (
        f"read_csv({literal(str(target))}, delim=',', quote='\"', escape='\"', header=true,"
        f" columns={{{columns}}}, auto_detect=false, strict_mode=false)"
    )
    numeric = frozenset(range(len(headers))) - texts
    return Sheet(path.name, headers, relation, header + 2, numeric)


def _filled(row: tuple[object, ...]) -> int:
    return sum(cell is not None and str(cell).strip() != "" for cell in row)


def _is_number(cell: object) -> bool:
    return cell is None or (isinstance(cell, (int, float)) and not isinstance(cell, bool))


def _text(cell: object) -> str:
    """A cell as text that reads one way only."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))  # an id, which Excel keeps as 12.0
    return str(cell)
