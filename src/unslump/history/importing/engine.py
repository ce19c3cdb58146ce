"""The DuckDB connection an import works in: in memory, bounded, reaching nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

__all__ = ["connect", "literal", "names", "quoted"]

_MEMORY_SHARE = 0.4  # of the machine's memory; what does not fit goes to the temporary folder
_MEMORY_AT_MOST = 2 << 30


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection that spills into `folder`, never loads an extension, and reads times as UTC."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": f"{int(min(memory * _MEMORY_SHARE, _MEMORY_AT_MOST)) >> 20}MiB",
            "temp_directory": str(folder),
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def quoted(name: str) -> str:
    """An identifier for SQL.

    >>> quoted('a "big" deal')
    '"a ""big"" deal"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text for SQL.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def names(columns: list[str] | tuple[str, ...], prefix: str = "") -> str:
    """Identifiers for a SELECT list, each with the prefix of its relation."""
    return ", ".join(f"{prefix}{quoted(column)}" for column in columns)
