"""How often an offer is won, counted in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from unslump.history.picking import came_within, labels_meant

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["count_wins"]


def count_wins(snapshot: Snapshot, offer: Callable[[str], bool], start: date, end: date) -> int:
    """Deals won from `start` to `end` whose offer is meant by one of the labels `offer` accepts."""
    deals = snapshot.table("deals")
    mine = labels_meant(deals, "offer", offer)
    within = came_within(deals.closed_at, start, end)
    won = deals.filter((deals.outcome == "won") & deals.offer.isin(mine) & within)
    return int(won.count().to_pyarrow().as_py())
