"""HubSpot: exports of the CRM's record lists, and its tables as pipelines (Fivetran) land them."""

from __future__ import annotations

from unslump.history.sources.declaring import Layout, Outcomes, Take, take

__all__ = ["LAYOUTS"]

_ORIGIN = "HubSpot"
_DELETED = ("is_deleted", "_fivetran_deleted", "is_archived")

_CONTACTS = Layout(
    origin=_ORIGIN,
    what="contacts",
    table="leads",
    needs=("create date",),
    any_of=("contact owner", "lifecycle stage", "lead status", "original source", "original traffic source"),
    columns={
        "lead_id": take("record id", "contact id", "hs_object_id", "id"),
        "created_at": take("create date", "createdate"),
        "name": Take(("first name", "last name"), joined=True),
        "email": take("email"),
        "channel": take("original traffic source", "original source", "hs_analytics_source", "latest source"),
        "campaign": take(
            "original traffic source drill-down 1",
            "original source drill-down 1",
            "hs_analytics_source_data_1",
            "first touch converting campaign",
        ),
        "message": take("first conversion", "first page seen", "hs_analytics_first_url"),
        "segment": take("industry", "persona"),
        "need": take("need", "needs", "primary need", "pain point", "pain points"),
        "notes": take("notes", "contact notes", "message", "description"),
        "region": take("country/region", "country", "state/region", "state"),
        "budget": take("budget"),
        "finder": take("found by", "sourced by"),
        "owner": take("contact owner", "hubspot_owner_id", "owner_id"),
        "status": take("lead status", "lifecycle stage", "hs_lead_status", "lifecyclestage"),
        "first_response_at": take("first engagement date", "date of first engagement"),
        "qualified_at": take(
            "became a sales qualified lead date",
            "became a marketing qualified lead date",
            "hs_lifecyclestage_salesqualifiedlead_date",
            "hs_lifecyclestage_marketingqualifiedlead_date",
        ),
    },
    deleted=_DELETED,
    newest=("last modified date", "lastmodifieddate"),
)

_DEALS = Layout(
    origin=_ORIGIN,
    what="deals",
    table="deals",
    needs=("deal name", "create date"),
    any_of=("deal stage", "dealstage", "deal_pipeline_stage_id", "pipeline"),
    columns={
        "deal_id": take("record id", "deal id", "hs_object_id"),
        "created_at": take("create date"),
        "closed_at": take("close date"),
        "name": take("deal name"),
        "amount": take("amount"),
        "currency": take("currency", "deal currency code", "deal_currency_code"),
        "lead_ref": Take(("associated contact ids", "associated contact id", "contact id"), first_of=";"),
        "lead_name": Take(("associated contacts", "associated contact"), first_of=";"),
        "lead_email": Take(("associated contact emails", "associated contact email"), first_of=";"),
        "channel": take(
            "original traffic source", "original source type", "original source", "hs_analytics_source"
        ),
        "campaign": take("original traffic source drill-down 1", "original source data 1"),
        "segment": take("industry"),
        "offer": take("deal type", "dealtype"),
        "owner": take("deal owner", "hubspot_owner_id", "owner_id"),
        "stage": take("deal stage", "deal_pipeline_stage_id", "dealstage"),
    },
    outcomes=Outcomes(
        won_flags=("is closed won", "hs_is_closed_won"),
        closed_flags=("is deal closed?", "is closed", "hs_is_closed"),
        labels=("deal stage", "deal_pipeline_stage_id", "dealstage"),
        won=("closedwon", "closed won"),
        lost=("closedlost", "closed lost"),
    ),
    expected_close="close date",
    deleted=_DELETED,
    newest=("last modified date", "hs_lastmodifieddate", "_fivetran_synced"),
)

LAYOUTS: tuple[Layout, ...] = (
    _CONTACTS,
    _DEALS,
    Layout(
        origin=_ORIGIN,
        what="contacts (Fivetran)",
        table="leads",
        needs=("id", "property_email", "property_createdate"),
        columns=_CONTACTS.columns,
        deleted=_DELETED,
        newest=("property_lastmodifieddate", "_fivetran_synced"),
    ),
    Layout(
        origin=_ORIGIN,
        what="links between deals and contacts",
        table="deals",
        needs=("deal_id", "contact_id"),
        any_of=("type_id", "category"),
        columns={"deal_id": take("deal_id"), "lead_ref": take("contact_id")},
        role="updates",
    ),
    Layout(
        origin=_ORIGIN,
        what="deal stages",
        table="deals",
        needs=("stage_id", "closed_won"),
        columns={"stage": take("stage_id")},
        outcomes=Outcomes(won_flags=("closed_won",), closed_flags=("is_closed",)),
        role="stages",
    ),
    Layout(
        origin=_ORIGIN,
        what="deal property history",
        table="stage_changes",
        needs=("deal_id", "timestamp", "name", "value"),
        columns={"deal_id": take("deal_id"), "at": take("timestamp"), "stage": take("value")},
        only={"name": ("dealstage", "deal stage")},
        note="only the history of the deal stage is used",
    ),
    Layout(
        origin=_ORIGIN,
        what="meetings (Fivetran)",
        table="activities",
        needs=("engagement_id", "start_time", "end_time"),
        columns={
            "activity_id": take("engagement_id"),
            "at": take("start_time"),
            "hours": Take(("start_time",), until="end_time"),
            "person": take("owner_id", "property_hubspot_owner_id"),
        },
        constants={"kind": "meeting"},
        deleted=_DELETED,
    ),
    Layout(
        origin=_ORIGIN,
        what="activities",
        table="activities",
        needs=("record id", "activity date"),
        any_of=("activity assigned to", "activity type", "call title", "meeting name", "task title"),
        columns={
            "activity_id": take("record id"),
            "at": take("activity date"),
            "person": take("activity assigned to", "owner"),
            "kind": take("activity type", "engagement type", "task type"),
            "hours": take("duration (hours)", "duration (h)", "hours"),
            "lead_ref": Take(("associated contact ids", "associated contact id"), first_of=";"),
            "deal_ref": Take(("associated deal ids", "associated deal id"), first_of=";"),
        },
    ),
    Layout(
        origin=_ORIGIN,
        what="owners",
        table="people",
        needs=("owner_id", "email", "first_name", "last_name"),
        any_of=("portal_id", "active_user_id", "user_id"),
        columns={
            "person_id": take("owner_id"),
            "name": Take(("first_name", "last_name"), joined=True),
            "email": take("email"),
        },
    ),
    Layout(origin=_ORIGIN, what="pipelines", needs=("pipeline_id", "display_order"), role="nothing"),
    Layout(origin=_ORIGIN, what="e-mail campaigns", needs=("app_id", "num_included"), role="nothing"),
    Layout(
        origin=_ORIGIN,
        what="companies",
        needs=("company name", "company owner"),
        role="nothing",
        note="leads are read from the contacts",
    ),
)
