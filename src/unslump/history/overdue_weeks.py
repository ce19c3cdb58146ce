"""Deliveries and payments by the week they were due, and how many of them were late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["GRACE_DAYS", "Due", "read_due"]

Array = NDArray[np.float64]

GRACE_DAYS = {"delivered": 7, "paid": 14}
"""Days after the due day before something counts as late."""

_DUE = {"delivered": ("deliver_by", "delivered_at"), "paid": ("due_at", "paid_at")}


@dataclass(frozen=True)
class Due:
    """By week from the asked-for Monday: what fell due, how much of it was late, and its money: (weeks,).

    A week is complete once its last day's grace is over: `complete` weeks are.
    """

    due: Array
    late: Array
    late_money: Array
    complete: int


def read_due(snapshot: Snapshot, what: str, first_week: date, weeks: int) -> Due | None:
    """Count a snapshot's orders; `what` is delivered or paid. None where no due days are recorded."""
    if not snapshot.has("orders"):
        return None
    orders = snapshot.table("orders")
    due_column, done_column = _DUE[what]
    due, done = orders[due_column].date(), orders[done_column].date()
    grace = GRACE_DAYS[what]
    waited = done.delta(due, unit="day").cast("int64")
    late = done.isnull() | (waited > grace)
    rows = orders.select(
        week=due.delta(ibis.date(first_week.isoformat()), unit="day").cast("int64") // 7,
        late=ibis.ifelse(late, 1, 0),
        money=ibis.ifelse(late, orders.amount.coalesce(0.0), 0.0),
    )
    rows = rows.filter(rows.week.between(0, weeks - 1))
    found = rows.group_by("week").aggregate(due=rows.count(), late=rows.late.sum(), money=rows.money.sum())
    table = found.order_by("week").to_pyarrow()
    if not table.num_rows:
        return None
    at = table["week"].to_numpy().astype(np.int64)

    def series(name: str) -> Array:
        out = np.zeros(weeks)
        out[at] = table[name].to_numpy().astype(float)
        return out

    over = snapshot.observed_until - timedelta(days=grace)
    complete = int(np.clip(((over - first_week).days + 1) // 7, 0, weeks))
    return Due(series("due"), series("late"), series("money"), complete)
