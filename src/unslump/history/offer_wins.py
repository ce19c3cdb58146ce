"""How often an offer is won, counted in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["count_wins"]


def count_wins(snapshot: Snapshot, offer: Callable[[str], bool], start: date, end: date) -> int:
    """Deals won from `start` to `end` whose offer is meant by one of the labels `offer` accepts."""
    deals = snapshot.table("deals")
    labels = deals.select("offer").distinct().to_pyarrow()["offer"].to_pylist()
    mine = [label for label in labels if label is not None and offer(label)]
    days = (ibis.date(start.isoformat()), ibis.date(end.isoformat()))
    won = deals.filter(
        (deals.outcome == "won") & deals.offer.isin(mine) & deals.closed_at.date().between(*days)
    )
    return int(won.count().to_pyarrow().as_py())
