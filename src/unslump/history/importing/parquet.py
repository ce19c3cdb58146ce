"""Parquet files: their columns have types, so nothing about them has to be guessed."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from unslump.errors import ImportFailed
from unslump.history.importing.engine import literal, quoted
from unslump.history.importing.reading import Workbench
from unslump.history.importing.sheets import Sheet

__all__ = ["open_parquet"]


def open_parquet(bench: Workbench, path: Path) -> list[Sheet]:
    """The file's one sheet; nested columns are left out. Raises ImportFailed when it is broken."""
    try:
        with pq.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise ImportFailed(f"{path.name} is a broken Parquet file.", hint="Export it again.") from error
    if not rows:
        raise ImportFailed(f"{path.name} has no rows.", hint="Export it again, with the rows to import.")
    flat = [field for field in schema if not pa.types.is_nested(field.type)]
    if len({field.name.casefold() for field in flat}) < len(flat):
        raise ImportFailed(f"{path.name} has several columns of one name.", hint="Rename all but one.")
    link = bench.alias(path, ".parquet")
    picked = ", ".join(f"{_as_text(field)} AS c{at}" for at, field in enumerate(flat))
    numeric = frozenset(at for at, field in enumerate(flat) if _is_number(field.type))
    relation = f"(SELECT {picked} FROM read_parquet({literal(str(link))}, hive_partitioning=false))"
    return [Sheet(path.name, tuple(field.name for field in flat), relation, 2, numeric)]


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _as_text(field: pa.Field) -> str:
    name = quoted(field.name)
    if pa.types.is_binary(field.type) or pa.types.is_large_binary(field.type):
        return f"TRY(decode({name}))"
    if pa.types.is_timestamp(field.type) and field.type.tz:
        return f"CAST({name} AT TIME ZONE 'UTC' AS VARCHAR)"
    return f"CAST({name} AS VARCHAR)"
