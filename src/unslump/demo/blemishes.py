"""What is wrong with real exports: gaps, repeated rows, older copies of a row, rows that are broken."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["break_cells", "leave_gaps", "repeat_older", "repeat_rows"]


def leave_gaps(table: pa.Table, shares: Mapping[str, float], rng: np.random.Generator) -> pa.Table:
    """Empty a share of each named column.

    >>> table = pa.table({"Owner": ["Ann"] * 1000})
    >>> gaps = leave_gaps(table, {"Owner": 0.1}, np.random.default_rng(1))["Owner"].null_count
    >>> 70 < gaps < 130
    True
    """
    for name, share in shares.items():
        gone = pa.array(rng.random(table.num_rows) < share)
        table = _with(table, name, pc.if_else(gone, None, table[name]))
    return table


def repeat_rows(table: pa.Table, count: int, rng: np.random.Generator) -> pa.Table:
    """The table with `count` of its rows once more, exactly, at places of their own."""
    again = rng.choice(table.num_rows, count, replace=False)
    order = np.concatenate([np.arange(table.num_rows), again])
    place = np.concatenate([np.arange(table.num_rows), rng.uniform(0, table.num_rows, count)])
    return table.take(pa.array(order[np.argsort(place, kind="stable")]))


def repeat_older(
    table: pa.Table, count: int, older: Mapping[str, str | None], modified: str, rng: np.random.Generator
) -> pa.Table:
    """The table preceded by `count` of its rows as they were before: `older` values, `modified` at creation.

    `modified` names the column with the last change; the copies get their "Create Date" there.
    """
    chosen = table.take(pa.array(np.sort(rng.choice(table.num_rows, count, replace=False))))
    for name, value in older.items():
        chosen = _with(chosen, name, pa.array([value] * count, pa.string()))
    chosen = _with(chosen, modified, chosen["Create Date"])
    return pa.concat_tables([chosen, table])


def break_cells(
    table: pa.Table, column: str, values: tuple[str | None, ...], rng: np.random.Generator
) -> pa.Table:
    """Put each of `values` into some cell of `column`."""
    cells = table[column].to_pylist()
    for place, value in zip(rng.choice(table.num_rows, len(values), replace=False), values, strict=True):
        cells[place] = value
    return _with(table, column, pa.array(cells, pa.string()))


def _with(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)
