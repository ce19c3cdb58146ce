"""Files into sheets: what kind of file it is, and how DuckDB is to read it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from unslump.errors import ImportFailed
from unslump.history.importing.dialect import Dialect, sniff
from unslump.history.importing.encoding import as_utf8, detect
from unslump.history.importing.engine import literal
from unslump.history.importing.sheets import Sheet

__all__ = ["Workbench", "open_file"]

_SAMPLE = 1 << 18
_DISGUISES = (
    (b"PK\x05\x06", "an empty ZIP archive", "Unpack it, and import the file inside."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it, and import the file inside."),
    (b"BZh", "a bzip2 archive", "Unpack it, and import the file inside."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it, and import the file inside."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it, and import the file inside."),
    (b"Rar!", "a RAR archive", "Unpack it, and import the file inside."),
    (b"%PDF", "a PDF document", "Export the table as CSV or XLSX instead."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "Save it as .xlsx or CSV."),
    (b"SQLite format 3", "a database", "Export the table as CSV instead."),
    (b"\x89PNG", "a picture", "Export the table as CSV or XLSX instead."),
    (b"\xff\xd8\xff", "a picture", "Export the table as CSV or XLSX instead."),
)


@dataclass(slots=True)
class Workbench:
    """Where an import works: its connection and its temporary folder."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    count: int = 0

    def next_name(self, stem: str) -> str:
        """A name no table and no temporary file has yet."""
        self.count += 1
        return f"{stem}_{self.count}"

    def alias(self, path: Path, ending: str) -> Path:
        """The file under a plain name: DuckDB takes brackets and stars in a name for a pattern."""
        link = self.folder / f"{self.next_name('file')}{ending}"
        link.symlink_to(path.resolve())
        return link


def open_file(bench: Workbench, path: Path) -> list[Sheet]:
    """The sheets of a file: one for CSV and Parquet, one for each filled sheet of a workbook.

    Raises ImportFailed when it is missing, a folder, unreadable, empty, or not a table at all.
    """
    start = _first_bytes(path)
    if start.startswith(b"PAR1"):
        from unslump.history.importing.parquet import open_parquet

        return open_parquet(bench, path)
    if start.startswith(b"PK\x03\x04"):
        from unslump.history.importing.workbook import open_workbook

        if path.suffix.lower() not in (".xlsx", ".xlsm"):
            raise ImportFailed(
                f"{path.name} is a ZIP archive or an Excel workbook, not {path.suffix or 'text'}.",
                hint="Unpack it, or give it the ending .xlsx if it is a workbook.",
            )
        return open_workbook(bench, path)
    for mark, what, mend in _DISGUISES:
        if start.startswith(mark):
            raise ImportFailed(f"{path.name} is {what}, not a table of text.", hint=mend)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".parquet"):
        raise ImportFailed(f"{path.name} is not a {path.suffix} file inside.", hint="Export it again.")
    return [open_text(bench, path, start)]


def open_text(bench: Workbench, path: Path, start: bytes, encoding: str = "") -> Sheet:
    """A delimited text file as a sheet; `encoding` overrides what its first bytes suggest."""
    encoding = encoding or detect(path, start)
    if encoding == "utf-8":
        readable = bench.alias(path, ".csv")
    else:
        readable = as_utf8(path, encoding, bench.folder / f"{bench.next_name('file')}.csv")
    with readable.open("rb") as stream:
        beginning = stream.read(_SAMPLE)
        complete = not stream.read(1)
    text = beginning.decode("utf-8", "ignore")
    if (
        text.lstrip("\ufeff \r\n\t")[:200]
        .lower()
        .startswith(("<!doctype", "<html", "<table", "<?xml", "<meta"))
    ):
        raise ImportFailed(
            f"{path.name} is a web page, not a table of text.", hint="Export it as CSV or XLSX."
        )
    dialect = sniff(path.name, text, complete=complete)
    _check_headers(path.name, dialect)
    notes = () if encoding in ("utf-8", "utf-8-sig") else (f"read as {encoding}",)
    relation = _read_csv(readable, dialect)
    again = (readable, dialect.delimiter, dialect.quote)
    return Sheet(path.name, dialect.headers, relation, dialect.skip + 2, notes=notes, text=again)


def _first_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise ImportFailed(f"{path} is a folder.", hint=f"Name the files in it: {path}/*.csv")
    if not path.exists():
        raise ImportFailed(f"There is no file {path}.", hint="Check the name and the folder.")
    try:
        with path.open("rb") as stream:
            start = stream.read(_SAMPLE)
    except PermissionError as error:
        raise ImportFailed(f"{path} may not be read.", hint="Allow reading: chmod u+r") from error
    except OSError as error:
        raise ImportFailed(f"{path} cannot be read: {os.strerror(error.errno or 0)}.") from error
    if not start:
        raise ImportFailed(
            f"{path.name} is empty.", hint="Export it again, with the rows you want to import."
        )
    return start


def _check_headers(name: str, dialect: Dialect) -> None:
    headers = dialect.headers
    if any(ord(letter) < 32 and letter not in "\n\r\t" for header in headers for letter in header):
        raise ImportFailed(f"{name} is not text: it holds binary data.", hint="Export it as CSV.")
    if sum(bool(header) for header in headers) < 2:
        shown = headers[0][:60] if headers else ""
        raise ImportFailed(
            f"{name} has a single column, {shown!r}: nothing separates its cells.",
            hint="Export it with commas, semicolons or tabs between the cells.",
        )


def _read_csv(path: Path, dialect: Dialect) -> str:
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(len(dialect.headers)))
    quote = literal(dialect.quote)
    return (
        f"read_csv({literal(str(path))}, delim={literal(dialect.delimiter)}, quote={quote}, escape={quote},"
        f" header=true, skip={dialect.skip}, columns={{{columns}}}, auto_detect=false, store_rejects=true)"
    )
