"""Odoo: exports of crm.lead, by field label or technical name.

Odoo keeps leads and opportunities in one table and turns one into the other in place. Every
record is therefore a lead from the day it was created, and an opportunity is also a deal that
came from it.
"""

from __future__ import annotations

from unslump.history.sources.declaring import Layout, Outcomes, take

__all__ = ["LAYOUTS"]

_ORIGIN = "Odoo"
_IDS = ("external id", "id", "database id", ".id")
_NEWEST = ("write_date", "last updated on")
_OPPORTUNITY = ("opportunity",)

_LEAD_COLUMNS = {
    "lead_id": take(*_IDS),
    "created_at": take("create_date", "created on", "creation date"),
    "name": take("contact name", "contact_name", "customer", "partner_id", "partner_name", "company name"),
    "email": take("email_from", "email"),
    "channel": take("medium_id", "medium", "source_id", "source"),
    "campaign": take("campaign_id", "campaign"),
    "segment": take("tag_ids", "tags", "industry"),
    "owner": take("user_id", "salesperson"),
    "status": take("stage_id", "stage"),
    "qualified_at": take("date_conversion", "conversion date"),
    "need": take("x_need", "x_studio_need", "need"),
    "notes": take("description", "notes", "internal notes"),
    "region": take("country_id", "country", "state_id", "state"),
    "budget": take("x_budget", "x_studio_budget", "budget"),
}

_DEAL_COLUMNS = {
    "deal_id": take(*_IDS),
    "lead_ref": take(*_IDS),
    "created_at": take("date_conversion", "conversion date", "create_date", "created on", "creation date"),
    "closed_at": take("date_closed", "closed date", "closing date"),
    "name": take("name", "opportunity"),
    "amount": take("expected_revenue", "expected revenue", "planned_revenue"),
    "currency": take("company_currency", "currency"),
    "lead_name": take("contact name", "contact_name", "customer", "partner_id"),
    "lead_email": take("email_from", "email"),
    "channel": take("medium_id", "medium", "source_id", "source"),
    "campaign": take("campaign_id", "campaign"),
    "segment": take("tag_ids", "tags", "industry"),
    "owner": take("user_id", "salesperson"),
    "stage": take("stage_id", "stage"),
    "expected_close_at": take("date_deadline", "expected closing"),
}

_OUTCOMES = Outcomes(
    labels=("stage_id", "stage", "won_status"),
    won=("won",),
    lost=("lost",),
    active="active",
)

_CREATED = ("create_date", "created on", "creation date")
_OWN = ("expected_revenue", "expected revenue", "planned_revenue")


def _by_label(stage: str, kind: str, created: str) -> tuple[Layout, ...]:
    """The layouts of one way of naming the headers."""
    return (
        Layout(
            origin=_ORIGIN,
            what="leads",
            table="leads",
            needs=(stage, kind, created),
            any_of=_IDS,
            columns=_LEAD_COLUMNS,
            newest=_NEWEST,
        ),
        Layout(
            origin=_ORIGIN,
            what="opportunities",
            table="deals",
            needs=(stage, kind, created),
            columns=_DEAL_COLUMNS,
            outcomes=_OUTCOMES,
            only={kind: _OPPORTUNITY},
            beside="leads",
            newest=_NEWEST,
        ),
        Layout(
            origin=_ORIGIN,
            what="pipeline",
            table="deals",
            needs=(stage, created),
            any_of=_OWN,
            columns={column: source for column, source in _DEAL_COLUMNS.items() if column != "lead_ref"},
            outcomes=_OUTCOMES,
            newest=_NEWEST,
        ),
    )


LAYOUTS: tuple[Layout, ...] = (
    *_by_label("stage_id", "type", "create_date"),
    *_by_label("stage", "type", "created on"),
    *_by_label("stage", "type", "creation date"),
    Layout(
        origin=_ORIGIN,
        what="sales orders",
        table="orders",
        needs=("order reference", "total"),
        any_of=("order date", "creation date"),
        columns={
            "order_id": take("order reference", "external id"),
            "ordered_at": take("order date", "creation date"),
            "deal_ref": take("opportunity/external id", "opportunity/id"),
            "deal_name": take("opportunity"),
            "amount": take("total"),
            "currency": take("currency"),
            "deliver_by": take("delivery date", "expected date"),
            "delivered_at": take("effective date"),
        },
        only={"status": ("sales order", "sale", "done", "locked")},
        note="quotations are not orders yet",
    ),
)
