"""Orders that people wrote, in place of those imported under the same number.

A written order is a handful of rows for each stretch of days on which it stood the same: its parts, each
with one delivered day and one paid day. A row is seen as of the days from `seen_from` to before
`seen_until`, so that one table serves every as-of day.

A deal that is open, and whose order was signed, is won, for what the order is worth: the order is what
winning means. Otherwise its
order would be counted once as it is and once as a deal that may still be won.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.history.tables import TABLES

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

__all__ = ["FEWEST_ALONE", "WrittenOrders", "overlaid"]

FEWEST_ALONE = 10
"""Where no orders were imported, fewer written ones than this teach nothing: how soon orders are paid would
be learnt from a handful, and goals in delivered and paid are not judged on so few anyway."""


@dataclass(frozen=True, slots=True)
class WrittenOrders:
    """`numbers` of the orders written; `rows` in the canonical columns of orders, with two timestamps more:
    `seen_from` and `seen_until` (null: for good)."""

    numbers: tuple[str, ...]
    rows: pa.Table


def overlaid(
    name: str, table: ibis.Table, rows: ibis.Table, numbers: tuple[str, ...], day: date, *, alone: bool
) -> ibis.Table:
    """The masked table `name` with the orders written as they stood at the end of `day`.

    `alone`: no orders were imported beside them.
    """
    if name not in ("orders", "deals") or (name == "orders" and alone and len(numbers) < FEWEST_ALONE):
        return table
    morning = datetime.combine(day, datetime.min.time())
    seen = rows.filter((rows.seen_from <= morning) & (rows.seen_until.isnull() | (rows.seen_until > morning)))
    if name == "deals":
        return _won_by_order(table, seen)
    kept = table.filter(table.order_id.notin(numbers))
    return kept.union(seen.select(*TABLES["orders"].names), distinct=False)


def _won_by_order(deals: ibis.Table, seen: ibis.Table) -> ibis.Table:
    import ibis

    linked = seen.filter(seen.deal_id.notnull())
    by_deal = linked.group_by(order_deal=linked.deal_id)
    signed = by_deal.aggregate(signed_at=linked.ordered_at.min(), sold_for=linked.amount.sum())
    joined = deals.left_join(signed, deals.deal_id == signed.order_deal)
    won = joined.signed_at.notnull() & (joined.outcome.coalesce("open") == "open")
    nothing = ibis.null(joined.stage.type())
    return joined.mutate(
        outcome=ibis.ifelse(won, "won", joined.outcome),
        closed_at=ibis.ifelse(won, joined.signed_at, joined.closed_at),
        stage=ibis.ifelse(won, nothing, joined.stage),
        amount=ibis.ifelse(won, joined.sold_for, joined.amount),
    ).select(*TABLES["deals"].names)
