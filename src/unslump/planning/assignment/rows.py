"""Columns and rows of a linear program in the making, and HiGHS with them in it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from math import prod

import highspy
import numpy as np
from numpy.typing import NDArray

__all__ = ["Blocks", "Rows", "loaded"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass
class Blocks:
    """Columns by name: each block is an array of column numbers in its natural shape."""

    size: int = 0
    columns: dict[str, Ints] = field(default_factory=dict)

    def add(self, name: str, *shape: int) -> Ints:
        """A new block of columns."""
        count = prod(shape)
        block = np.arange(self.size, self.size + count).reshape(shape)
        self.columns[name], self.size = block, self.size + count
        return block

    def __getitem__(self, name: str) -> Ints:
        return self.columns[name]


@dataclass
class Rows:
    """Rows in the making: parts of (row, column, value) triples."""

    count: int = 0
    low: list[Array] = field(default_factory=list)
    high: list[Array] = field(default_factory=list)
    triples: list[tuple[Ints, Ints, Array]] = field(default_factory=list)

    def add(self, low: Array | float, high: Array | float, *terms: tuple[Ints, Array | float]) -> None:
        """Rows Σ value · column within [low, high]; each term is (rows × n) columns with values."""
        rows = len(terms[0][0])
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), (rows,)))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), (rows,)))
        for columns, value in terms:
            wide = columns.reshape(rows, -1)
            number = np.broadcast_to(self.count + np.arange(rows)[:, None], wide.shape)
            values = np.broadcast_to(np.asarray(value, dtype=float), columns.shape).reshape(rows, -1)
            keep = values.ravel() != 0.0
            self.triples.append((number.ravel()[keep], wide.ravel()[keep], values.ravel()[keep]))
        self.count += rows


def loaded(cost: Array, low: Array, high: Array, rows: Rows, constant: float = 0.0) -> highspy.Highs:
    """A silent HiGHS that maximises constant + cost · columns, columns within [low, high]."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), rows.count
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, low, high
    lp.row_lower_, lp.row_upper_ = np.concatenate(rows.low), np.concatenate(rows.high)
    row, column, value = (np.concatenate(part) for part in zip(*rows.triples, strict=True))
    order = np.lexsort((column, row))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(rows.count + 1))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = column[order], value[order]
    lp.sense_, lp.offset_ = highspy.ObjSense.kMaximize, constant
    solver = _silent()
    solver.setOptionValue("threads", 1)
    solver.passModel(lp)
    return solver


def _silent() -> highspy.Highs:
    """A HiGHS that says nothing: the first one a process makes writes a banner past Python to stdout."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
    solver.silent()
    return solver
