"""Salesforce: reports and Data Loader exports, and its tables as pipelines (Fivetran) land them."""

from __future__ import annotations

from unslump.history.sources.declaring import Layout, Outcomes, Take, take

__all__ = ["LAYOUTS"]

_ORIGIN = "Salesforce"
_DELETED = ("is_deleted", "_fivetran_deleted")
_NEWEST = ("last_modified_date", "system_modstamp", "last modified date", "_fivetran_synced")

_LEAD_COLUMNS = {
    "lead_id": take("lead id", "id"),
    "created_at": take("created date", "create date"),
    "name": Take(("first name", "last name"), joined=True),
    "email": take("email"),
    "channel": take("lead source"),
    "campaign": take("campaign name", "campaign", "utm_campaign_c"),
    "message": take("lead source detail", "lead_source_detail_c"),
    "segment": take("industry"),
    "offer": take("product interest", "product_interest_c"),
    "owner": take("lead owner", "owner_id"),
    "status": take("lead status", "status"),
    "qualified_at": take("converted date"),
    "need": take("need", "primary need", "need_c", "primary_need_c", "pain points", "pain_points_c"),
    "notes": take("description"),
    "region": take("country", "state/province", "state"),
    "budget": take("budget", "budget_c"),
}

_DEAL_COLUMNS = {
    "deal_id": take("opportunity id", "id"),
    "created_at": take("created date"),
    "closed_at": take("close date"),
    "name": take("opportunity name", "name"),
    "amount": take("amount", "amount (converted)"),
    "currency": take(
        "currency iso code", "amount currency", "opportunity currency", "amount (converted) currency"
    ),
    "lead_name": take("contact name", "primary contact"),
    "lead_email": take("contact: email", "contact email"),
    "channel": take("lead source"),
    "campaign": take("primary campaign source", "campaign_id"),
    "segment": take("industry", "account: industry"),
    "offer": take("product name", "opportunity record type", "type"),
    "owner": take("opportunity owner", "owner_id"),
    "stage": take("stage", "stage name"),
}

_OUTCOMES = Outcomes(
    won_flags=("won", "is_won"),
    closed_flags=("closed", "is_closed"),
    labels=("stage", "stage name"),
    won=("closed won",),
    lost=("closed lost",),
)

_TASK_COLUMNS = {
    "activity_id": take("activity id", "task id", "id"),
    "at": take("completed_date_time", "activity_date_time", "activity_date", "date", "created_date"),
    "person": take("assigned", "assigned to", "owner_id"),
    "kind": take("task_subtype", "event_subtype", "type"),
    "hours": Take(("call_duration_in_seconds",), per_hour=3600.0),
    "lead_ref": take("who_id"),
    "deal_ref": take("what_id", "opportunity id"),
}

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        origin=_ORIGIN,
        what="leads",
        table="leads",
        needs=("created_date", "is_converted", "last_name"),
        columns=_LEAD_COLUMNS,
        deleted=_DELETED,
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="leads converted to opportunities",
        table="deals",
        needs=("created_date", "is_converted", "converted_opportunity_id"),
        columns={"deal_id": take("converted_opportunity_id"), "lead_ref": take("id", "lead id")},
        deleted=_DELETED,
        role="updates",
        beside="leads",
    ),
    Layout(
        origin=_ORIGIN,
        what="leads report",
        table="leads",
        needs=("lead id", "create date"),
        any_of=("lead owner", "lead status", "lead source"),
        columns=_LEAD_COLUMNS,
    ),
    Layout(
        origin=_ORIGIN,
        what="leads report",
        table="leads",
        needs=("lead id", "created date"),
        any_of=("lead owner", "lead status", "lead source"),
        columns=_LEAD_COLUMNS,
    ),
    Layout(
        origin=_ORIGIN,
        what="opportunities",
        table="deals",
        needs=("id", "stage_name", "close_date", "is_won"),
        columns=_DEAL_COLUMNS,
        outcomes=_OUTCOMES,
        expected_close="close_date",
        deleted=_DELETED,
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="opportunities report",
        table="deals",
        needs=("opportunity id", "close date", "stage"),
        columns=_DEAL_COLUMNS,
        outcomes=_OUTCOMES,
        expected_close="close date",
        newest=("last modified date",),
    ),
    Layout(
        origin=_ORIGIN,
        what="opportunity history",
        table="stage_changes",
        needs=("id", "stage_name", "close_date", "_fivetran_start", "_fivetran_end"),
        columns={"deal_id": take("id"), "at": take("_fivetran_start"), "stage": take("stage_name")},
        deleted=_DELETED,
    ),
    Layout(
        origin=_ORIGIN,
        what="opportunity history",
        table="stage_changes",
        needs=("opportunity_id", "stage_name", "created_date"),
        columns={"deal_id": take("opportunity_id"), "at": take("created_date"), "stage": take("stage_name")},
        deleted=_DELETED,
    ),
    Layout(
        origin=_ORIGIN,
        what="orders",
        table="orders",
        needs=("order_number", "effective_date", "total_amount"),
        columns={
            "order_id": take("id", "order_number"),
            "ordered_at": take("activated_date", "effective_date"),
            "deal_ref": take("opportunity_id"),
            "amount": take("total_amount", "order amount"),
            "currency": take("currency iso code"),
            "delivered_at": take("ship_date_c"),
        },
        deleted=_DELETED,
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="tasks",
        table="activities",
        needs=("id", "activity_date", "task_subtype", "who_id"),
        columns=_TASK_COLUMNS,
        only={"status": ("completed",)},
        deleted=_DELETED,
        newest=_NEWEST,
        note="only completed tasks are work done",
    ),
    Layout(
        origin=_ORIGIN,
        what="events",
        table="activities",
        needs=("id", "activity_date_time", "duration_in_minutes"),
        columns={
            **_TASK_COLUMNS,
            "at": take("start_date_time", "activity_date_time", "activity_date"),
            "hours": Take(("duration_in_minutes",), per_hour=60.0),
        },
        deleted=_DELETED,
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="users",
        table="people",
        needs=("id", "username", "profile_id"),
        columns={
            "person_id": take("id"),
            "name": take("name"),
            "email": take("email"),
        },
        deleted=_DELETED,
    ),
    Layout(
        origin=_ORIGIN,
        what="accounts",
        needs=("id", "name", "billing_city", "master_record_id"),
        role="nothing",
        note="leads are read from the leads, deals from the opportunities",
    ),
    Layout(
        origin=_ORIGIN,
        what="contacts",
        needs=("id", "account_id", "reports_to_id", "last_name"),
        role="nothing",
        note="leads are read from the leads",
    ),
    Layout(
        origin=_ORIGIN,
        what="campaigns",
        table="spend",
        needs=("id", "actual_cost", "start_date", "type"),
        columns={
            "day": take("start_date"),
            "channel": take("type"),
            "campaign": take("name"),
            "amount": take("actual_cost"),
            "currency": take("currency iso code"),
        },
        deleted=_DELETED,
    ),
)
