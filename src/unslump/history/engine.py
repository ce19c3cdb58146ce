"""The engine the history's tables are read with: DuckDB in memory, through Ibis.

Everything above asks in Ibis expressions, so that the same questions can run elsewhere. The engine
never reaches out: extensions are neither fetched nor loaded by themselves.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

__all__ = ["connect", "read_parquet"]


def connect() -> ibis.BaseBackend:
    """A fresh connection with nothing in it, on all cores."""
    import ibis

    return ibis.duckdb.connect(
        threads=os.cpu_count() or 1,
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
        temp_directory=tempfile.gettempdir(),  # not the current folder, which may be read-only
    )


def read_parquet(connection: ibis.BaseBackend, path: Path, name: str) -> ibis.Table:
    """The file as a table called `name`. It is read when a question is asked, not now."""
    literal = re.sub(r"([*?\[])", r"[\1]", str(path))  # a folder may be called "[2024] sales*"
    return connection.read_parquet(literal, table_name=name, hive_partitioning=False)
