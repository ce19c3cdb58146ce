"""Won deals by who found and who closed them, and how long they took from the lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from unslump.history.cohorts import Canonical

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["PersonWins", "Wins", "read_wins"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class PersonWins:
    """One person's won deals: found, closed, both of the same deal; `days` is the median from the lead
    to the win of those closed (None: unknown).
    """

    found: int
    closed: int
    alone: int
    days: float | None


@dataclass(frozen=True)
class Wins:
    """Won deals in groups: finder and owner ("" where unnamed), days since the lead (−1: unknown), count."""

    finder: tuple[str, ...]
    owner: tuple[str, ...]
    days: Ints
    count: Ints

    def of(self, person: str) -> PersonWins:
        """What one person won, alone and with others."""
        found, closed = self._named(self.finder, person), self._named(self.owner, person)
        return PersonWins(
            found=self._sum(found),
            closed=self._sum(closed),
            alone=self._sum(found & closed),
            days=self._median(closed),
        )

    @property
    def pairs(self) -> set[str]:
        """People who found at least one won deal and closed at least one."""
        return (set(self.finder) & set(self.owner)) - {""}

    def _named(self, names: tuple[str, ...], person: str) -> Bools:
        return np.array([name == person for name in names], dtype=np.bool_)

    def _sum(self, rows: Bools) -> int:
        return int(self.count[rows].sum()) if len(rows) else 0

    def _median(self, rows: Bools) -> float | None:
        known = rows & (self.days >= 0) if len(rows) else rows
        if not known.any():
            return None
        return float(np.median(np.repeat(self.days[known], self.count[known])))


def read_wins(snapshot: Snapshot, canonical: Mapping[str, Canonical]) -> Wins:
    """Count won deals; a win dated before its lead took no time."""
    deals, leads = snapshot.table("deals"), snapshot.table("leads")
    leads = leads.select(
        key=leads.lead_id, lead_finder=leads.finder, lead_owner=leads.owner, lead_day=leads.created_at.date()
    )
    joined = deals.left_join(leads, deals.lead_id == leads.key)
    won = joined.filter((joined.outcome == "won") & joined.closed_at.notnull())
    started = ibis.coalesce(won.lead_day, won.created_at.date())
    days = won.closed_at.date().delta(started, unit="day").cast("int64")
    rows = won.select(
        finder=ibis.coalesce(won.finder, won.lead_finder),
        owner=ibis.coalesce(won.owner, won.lead_owner),
        days=ibis.ifelse(days < 0, 0, days),  # unknown stays unknown
    )
    keys = ["finder", "owner", "days"]
    found = rows.group_by(keys).aggregate(count=rows.count()).order_by(keys).to_pyarrow()
    spelling = canonical.get("owner", str)
    return Wins(
        finder=_names(found["finder"], spelling),
        owner=_names(found["owner"], spelling),
        days=found["days"].fill_null(-1).to_numpy().astype(np.int64),
        count=found["count"].to_numpy().astype(np.int64),
    )


def _names(column: pa.ChunkedArray, spelling: Canonical) -> tuple[str, ...]:
    known: dict[str | None, str] = {None: ""}
    raw: list[str | None] = column.to_pylist()
    for value in set(raw):
        if value is not None:
            known[value] = spelling(value.strip())
    return tuple(known[value] for value in raw)
