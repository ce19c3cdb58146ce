"""The tables seen as prospects: one row each with its start, its end and how it ended.

Plain Ibis expressions, so that they run wherever the history lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["deal_prospects", "deals_in_full", "lead_prospects", "opening_known", "orders_in_full"]


def deals_in_full(snapshot: Snapshot) -> ibis.Table:
    """Deals as days, labels and amounts filled from lead and order; `from_lead` marks a lead's first deal."""
    deals, leads = snapshot.table("deals"), snapshot.table("leads")
    leads = leads.select(
        lead_key=leads.lead_id, lead_channel=leads.channel, lead_segment=leads.segment, lead_offer=leads.offer
    )
    orders = snapshot.table("orders")
    by_deal = orders.filter(orders.deal_id.notnull()).group_by(order_deal=orders.deal_id)
    ordered = by_deal.aggregate(order_amount=orders.amount.sum())
    joined = deals.left_join(leads, deals.lead_id == leads.lead_key)
    joined = joined.left_join(ordered, joined.deal_id == ordered.order_deal)
    dated = joined.mutate(opened=joined.created_at.date(), closed=joined.closed_at.date())
    dated = dated.mutate(started=ibis.coalesce(dated.opened, dated.closed))
    rank = ibis.row_number().over(
        ibis.window(group_by=dated.lead_key, order_by=[dated.started, dated.deal_id])
    )
    return dated.select(
        "deal_id",
        "opened",
        "started",
        "closed",
        "owner",
        lead_id=dated.lead_key,
        outcome=ibis.coalesce(dated.outcome, "open"),
        amount=ibis.coalesce(dated.amount, dated.order_amount),
        channel=ibis.coalesce(dated.channel, dated.lead_channel),
        segment=ibis.coalesce(dated.segment, dated.lead_segment),
        offer=ibis.coalesce(dated.offer, dated.lead_offer),
        from_lead=ibis.ifelse(dated.lead_key.notnull() & (rank == 0), 1, 0),
    )


def opening_known(deals: ibis.Table) -> bool:
    """Deals are seen while they are open: nearly all have an opening day of their own."""
    row = deals.aggregate(known=deals.opened.count(), total=deals.count()).to_pyarrow().to_pylist()[0]
    return bool(row["total"] and row["known"] >= 0.8 * row["total"])


def lead_prospects(snapshot: Snapshot, deals: ibis.Table, opened: bool) -> ibis.Table:
    """Leads; with `opened` they move on when their first deal opens, else when one of their deals is won."""
    leads = snapshot.table("leads")
    leads = leads.select(
        "lead_id",
        "channel",
        "segment",
        "owner",
        "offer",
        started=leads.created_at.date(),
        given_up=leads.lost_at.date(),
    )
    linked = deals.filter(deals.lead_id.notnull())
    by_lead = linked.group_by(deal_lead=linked.lead_id)
    if opened:
        ends = by_lead.aggregate(moved=linked.started.min(), dropped=ibis.null("date"))
    else:
        won, lost = linked.outcome == "won", linked.outcome == "lost"
        ends = by_lead.aggregate(
            moved=linked.closed.min(where=won),
            dropped=ibis.ifelse(lost.all(), linked.closed.max(where=lost), ibis.null("date")),
        )
    joined = leads.left_join(ends, leads.lead_id == ends.deal_lead)
    gone = ibis.coalesce(joined.dropped, joined.given_up)
    return joined.select(
        "started",
        "channel",
        "segment",
        "owner",
        "offer",
        ended=ibis.coalesce(joined.moved, gone),
        ending=ibis.cases((joined.moved.notnull(), "moved"), (gone.notnull(), "lost")),
    )


def deal_prospects(deals: ibis.Table) -> ibis.Table:
    """Deals from their opening to won or lost."""
    closed = deals.outcome.isin(["won", "lost"]) & deals.closed.notnull()
    return deals.select(
        "started",
        "channel",
        "segment",
        "owner",
        "offer",
        "amount",
        "from_lead",
        ended=ibis.ifelse(closed, deals.closed, ibis.null("date")),
        ending=ibis.ifelse(closed, ibis.ifelse(deals.outcome == "won", "moved", "lost"), ibis.null("string")),
    )


def orders_in_full(snapshot: Snapshot, deals: ibis.Table) -> ibis.Table:
    """Orders as days, with the deal's amount where the order has none."""
    orders = snapshot.table("orders")
    worth = deals.select(worth_deal=deals.deal_id, worth=deals.amount)
    joined = orders.left_join(worth, orders.deal_id == worth.worth_deal)
    return joined.select(
        started=joined.ordered_at.date(),
        delivered=joined.delivered_at.date(),
        paid=joined.paid_at.date(),
        amount=ibis.coalesce(joined.amount, joined.worth),
    )
