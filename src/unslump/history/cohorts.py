"""Sufficient statistics of one stage: counts by cell, ending and age, never rows.

A *stage* takes a prospect from its start (a lead created, a deal opened) to one of its endings
(won, lost). A *cell* is a cohort month together with one label for each factor (channel,
segment, owner, offer). What has not ended by `as_of` is counted as open at its age:
right-censored, never lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from unslump.history.ages import bin_of_column

__all__ = ["MISSING", "OTHER", "Canonical", "StageCohorts", "codes_for", "count_stage", "recode"]

MISSING = "(none)"
OTHER = "(other)"
MAX_LABELS = 60  # labels of one factor that are told apart; the rarest share one called OTHER

Ints = NDArray[np.int64]
_TOO_MANY = 10.0  # endings missing before the first one, from which on it is no accident

Canonical = Callable[[str], str]


@dataclass(frozen=True)
class StageCohorts:
    """What one stage of a history comes to.

    Cells are numbered 0 … C−1; `months[c]` counts calendar months since `first_month`.

    Attributes:
        name: "lead", "deal" or "order".
        endings: names of the endings; the first is the one that moves on.
        first_month: first day of cohort month 0.
        n_months: cohort months from the first to the month of `as_of`.
        labels: factor → label of each code.
        months: cohort month of each cell, shape (C,).
        codes: factor → code of each cell, shape (C,).
        ended: (cell, ending, age bin, count) of endings seen, one array each.
        still_open: (cell, age bin, count) of prospects without an ending yet.
        as_of: the day up to which endings are known.
        ended_months: calendar month of each row of `ended`, counted like cohort months.
        silent_months: months at the beginning in which nothing ended though much should have.
        early: endings dated before their start; counted at age 0.
        leaking: factors left out because they are filled in only when a prospect moves on.
    """

    name: str
    endings: tuple[str, ...]
    first_month: date
    n_months: int
    labels: Mapping[str, tuple[str, ...]]
    months: Ints
    codes: Mapping[str, Ints]
    ended: tuple[Ints, Ints, Ints, Ints]
    still_open: tuple[Ints, Ints, Ints]
    as_of: date
    ended_months: Ints
    silent_months: int = 0
    early: int = 0
    leaking: tuple[str, ...] = ()

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.months)

    @property
    def started(self) -> int:
        """Prospects that entered the stage."""
        return int(self.ended[3].sum() + self.still_open[2].sum())

    def ended_as(self, ending: str) -> int:
        """Prospects that ended this way."""
        if ending not in self.endings:
            return 0
        return int(self.ended[3][self.ended[1] == self.endings.index(ending)].sum())

    def month_table(self) -> NDArray[np.int64]:
        """Counts by cohort month: columns started, then one per ending. Shape (months, 1 + endings)."""
        table = np.zeros((self.n_months, 1 + len(self.endings)), dtype=np.int64)
        cell, ending, _, count = self.ended
        np.add.at(table, (self.months[cell], 1 + ending), count)
        np.add.at(table[:, 0], self.months[cell], count)
        open_cell, _, open_count = self.still_open
        np.add.at(table[:, 0], self.months[open_cell], open_count)
        return table


def recode(raw: pa.Array, weights: Ints, canonical: Canonical) -> tuple[tuple[str, ...], Ints]:
    """Labels in order of weight, and each row's code; spelling variants of one label fall together."""
    encoded = raw.dictionary_encode()
    spelt: list[str] = list(encoded.dictionary.to_pylist())
    codes = encoded.indices.fill_null(len(spelt)).to_numpy(zero_copy_only=False).astype(np.int64)
    names = [canonical(value.strip()) or MISSING for value in spelt] + [MISSING]
    weight_by_name: dict[str, int] = dict.fromkeys(names, 0)
    for name, weight in zip(names, np.bincount(codes, weights=weights, minlength=len(names)), strict=True):
        weight_by_name[name] += int(weight)
    ordered = sorted(
        (name for name in weight_by_name if weight_by_name[name]), key=lambda n: (-weight_by_name[n], n)
    )
    kept = ordered if len(ordered) <= MAX_LABELS else [*ordered[: MAX_LABELS - 1], OTHER]
    position = {name: index for index, name in enumerate(kept)}
    of_spelling = np.array([position.get(name, len(kept) - 1) for name in names], dtype=np.int64)
    return tuple(kept), of_spelling[codes]


def codes_for(raw: pa.Array, labels: tuple[str, ...], canonical: Canonical) -> Ints:
    """Codes of raw labels in an existing list of labels; strangers count as OTHER, MISSING or 0."""
    position = {name: index for index, name in enumerate(labels)}
    stranger = position.get(OTHER, position.get(MISSING, 0))
    encoded = raw.dictionary_encode()
    spelt: list[str] = encoded.dictionary.to_pylist()
    table = [position.get(canonical(value.strip()) or MISSING, stranger) for value in spelt]
    table.append(position.get(MISSING, stranger))
    codes = encoded.indices.fill_null(len(spelt)).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.asarray(np.array(table, dtype=np.int64)[codes])


def count_stage(
    prospects: ibis.Table,
    *,
    name: str,
    endings: tuple[str, ...],
    factors: tuple[str, ...],
    as_of: date,
    canonical: Mapping[str, Canonical],
    observed_until: date | None = None,
) -> StageCohorts:
    """Count a stage's prospects into cells, in the database.

    Args:
        prospects: one row a prospect: `started` and `ended` (dates), `ending` (one of `endings`
            or null), and a text column per factor.
        name: the stage's name.
        endings: the endings in order; an ending that never occurs is dropped (but for the first).
        factors: the factor columns.
        as_of: the day up to which endings are known.
        canonical: factor → the company's own spelling of a label.
        observed_until: last day on which starts are complete (default `as_of`).
    """
    counted = _grouped(prospects, factors, as_of)
    count = counted["count"].to_numpy().astype(np.int64)
    ending_name = counted["ending"].to_pylist()
    present = tuple(e for i, e in enumerate(endings) if i == 0 or e in set(ending_name))
    number = {ending: index for index, ending in enumerate(present)}
    ending = np.array([number.get(value, -1) for value in ending_name], dtype=np.int64)

    last_month = _month_number(observed_until or as_of)
    month = counted["month"].to_numpy().astype(np.int64)
    first = int(month.min()) if len(month) else last_month
    labels: dict[str, tuple[str, ...]] = {}
    codes: dict[str, Ints] = {}
    leaking: list[str] = []
    for factor in factors:
        labels[factor], codes[factor] = recode(
            counted[factor].combine_chunks(), count, canonical.get(factor, str)
        )
        if _leaks(labels[factor], codes[factor], ending, count):
            leaking.append(factor)
            labels[factor], codes[factor] = (MISSING,), np.zeros_like(codes[factor])

    columns = np.stack([month - first, *(codes[factor] for factor in factors)], axis=1)
    cells, cell = np.unique(columns, axis=0, return_inverse=True) if len(columns) else (columns, month)
    cell = cell.reshape(-1).astype(np.int64)
    age_bin = counted["bin"].to_numpy().astype(np.int64)
    closed = ending >= 0
    n_months = max(last_month - first + 1, 1)
    ended_month = np.clip(counted["ended_month"].to_numpy().astype(np.int64) - first, 0, n_months - 1)
    *ended, ended_months, ended_count = _summed(
        cell[closed], ending[closed], age_bin[closed], ended_month[closed], count=count[closed]
    )
    started = np.bincount(month - first, weights=count, minlength=n_months).astype(np.int64)
    return StageCohorts(
        name=name,
        endings=present,
        first_month=_month_start(first),
        n_months=n_months,
        labels=labels,
        months=cells[:, 0],
        codes={factor: cells[:, 1 + i] for i, factor in enumerate(factors)},
        ended=(*ended, ended_count),  # type: ignore[arg-type]
        still_open=_summed(cell[~closed], age_bin[~closed], count=count[~closed]),  # type: ignore[arg-type]
        as_of=as_of,
        ended_months=ended_months,
        silent_months=_silent_months(started, ended[1], ended_months, ended_count),
        early=int(counted["early"].to_numpy().sum()),
        leaking=tuple(leaking),
    )


def _silent_months(started: Ints, ending: Ints, month: Ints, count: Ints) -> int:
    """Months before the first ending, if at the later pace several should have ended in them.

    Then nothing was sold, or nothing recorded, before: the clock stands still until it was.
    """
    moved = np.bincount(month[ending == 0], weights=count[ending == 0], minlength=len(started))
    if not moved.any():
        return 0
    silent = int(np.flatnonzero(moved)[0])
    pace = moved[silent:].sum() / max(started.sum(), 1.0)
    return silent if pace * started[:silent].sum() > _TOO_MANY else 0


def _grouped(prospects: ibis.Table, factors: tuple[str, ...], as_of: date) -> pa.Table:
    today = ibis.date(as_of.isoformat())
    known = prospects.ending.notnull() & (prospects.ended <= today)
    day = ibis.ifelse(known, prospects.ended, today)
    age = day.delta(prospects.started, unit="day").cast("int64")
    rows = prospects.select(
        ended_month=day.year().cast("int64") * 12 + day.month().cast("int64") - 1,
        month=prospects.started.year().cast("int64") * 12 + prospects.started.month().cast("int64") - 1,
        ending=ibis.ifelse(known, prospects.ending, ibis.null("string")),
        bin=bin_of_column(age).cast("int64"),
        early=ibis.ifelse(age < 0, 1, 0),
        **{factor: prospects[factor].cast("string") for factor in factors},
    )
    keys = ["month", "ending", "bin", "ended_month", *factors]
    grouped = rows.group_by(keys).aggregate(count=rows.count(), early=rows.early.sum())
    return grouped.order_by(keys).to_pyarrow()


def _leaks(labels: tuple[str, ...], codes: Ints, ending: Ints, count: Ints) -> bool:
    """A factor known for most that moved on and for few that did not says nothing about the future."""
    if MISSING not in labels or len(labels) == 1:
        return False
    known = codes != labels.index(MISSING)
    moved = ending == 0
    if not count[moved].sum() or not count[~moved].sum():
        return False
    share_moved = count[moved & known].sum() / count[moved].sum()
    share_rest = count[~moved & known].sum() / count[~moved].sum()
    return bool(share_moved - share_rest > 0.5)


def _summed(*keys: Ints, count: Ints) -> tuple[Ints, ...]:
    """Rows with equal keys added up, as one array a key and the counts."""
    if not len(count):
        return (*keys, count)
    table = np.stack(keys, axis=1)
    unique, inverse = np.unique(table, axis=0, return_inverse=True)
    total = np.bincount(inverse.reshape(-1), weights=count).astype(np.int64)
    return (*(unique[:, i] for i in range(unique.shape[1])), total)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_start(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """Calendar months from the month of `first` to that of `last`.

    >>> months_between(date(2025, 11, 30), date(2026, 2, 1))
    3
    """
    return _month_number(last) - _month_number(first)


def add_months(first: date, months: int) -> date:
    """The first day of the month `months` after that of `first`.

    >>> add_months(date(2025, 11, 1), 3)
    datetime.date(2026, 2, 1)
    """
    return _month_start(_month_number(first) + months)
