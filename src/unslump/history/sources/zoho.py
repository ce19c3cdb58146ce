"""Zoho CRM: exports of the Leads, Deals, Contacts and Activities modules."""

from __future__ import annotations

from unslump.history.sources.declaring import Layout, Outcomes, Take, take

__all__ = ["LAYOUTS"]

_ORIGIN = "Zoho"
_NEWEST = ("modified time",)

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        origin=_ORIGIN,
        what="leads",
        table="leads",
        needs=("created time",),
        any_of=("lead owner", "lead status", "lead owner.id"),
        columns={
            "lead_id": take("record id", "lead id", "id"),
            "created_at": take("created time"),
            "name": Take(("first name", "last name"), joined=True),
            "email": take("email"),
            "channel": take("lead source"),
            "campaign": take("campaign source", "campaign"),
            "segment": take("industry"),
            "owner": take("lead owner", "lead owner.id"),
            "finder": take("created by"),
            "status": take("lead status"),
            "qualified_at": take("converted date time", "lead conversion time date"),
        },
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="leads converted to deals",
        table="deals",
        needs=("created time", "converted deal.id"),
        any_of=("lead owner", "lead status", "lead owner.id"),
        columns={"deal_id": take("converted deal.id"), "lead_ref": take("record id", "lead id")},
        role="updates",
        beside="leads",
    ),
    Layout(
        origin=_ORIGIN,
        what="deals",
        table="deals",
        needs=("stage", "closing date"),
        any_of=("deal owner", "deal name", "potential name", "deal owner.id"),
        columns={
            "deal_id": take("record id", "deal id", "potential id", "id"),
            "created_at": take("created time"),
            "closed_at": take("closed time", "closing date"),
            "name": take("deal name", "potential name"),
            "amount": take("amount"),
            "currency": take("currency"),
            "lead_ref": take("contact name.id", "lead id"),
            "lead_name": take("contact name"),
            "lead_email": take("contact email", "email"),
            "channel": take("lead source"),
            "campaign": take("campaign source"),
            "segment": take("industry"),
            "offer": take("product name", "type"),
            "owner": take("deal owner", "potential owner", "deal owner.id"),
            "finder": take("created by"),
            "stage": take("stage"),
        },
        outcomes=Outcomes(
            labels=("stage",),
            won=("closed won",),
            lost=("closed lost", "closed lost to competition"),
        ),
        expected_close="closing date",
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="contacts",
        table="leads",
        needs=("contact owner", "created time"),
        columns={
            "lead_id": take("record id", "contact id", "id"),
            "created_at": take("created time"),
            "name": Take(("first name", "last name"), joined=True),
            "email": take("email"),
            "channel": take("lead source"),
            "owner": take("contact owner"),
        },
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="calls",
        table="activities",
        needs=("record id", "call start time", "call type"),
        columns={
            "activity_id": take("record id"),
            "at": take("call start time"),
            "person": take("call owner"),
            "hours": Take(("call duration (in seconds)",), per_hour=3600.0),
            "lead_ref": take("contact name.id"),
            "deal_ref": take("related to.id"),
        },
        constants={"kind": "call"},
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="meetings",
        table="activities",
        needs=("record id", "from", "to"),
        any_of=("host", "meeting owner"),
        columns={
            "activity_id": take("record id"),
            "at": take("from"),
            "person": take("host", "meeting owner"),
            "hours": Take(("from",), until="to"),
            "lead_ref": take("contact name.id"),
            "deal_ref": take("related to.id"),
        },
        constants={"kind": "meeting"},
        newest=_NEWEST,
    ),
    Layout(
        origin=_ORIGIN,
        what="accounts",
        needs=("account name", "account owner"),
        role="nothing",
        note="leads are read from the leads and the contacts",
    ),
)
