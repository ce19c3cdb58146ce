"""Pipedrive: exports of list views, whose headers read "Deal - Title" or plainly "Title"."""

from __future__ import annotations

from unslump.history.sources.declaring import Layout, Outcomes, Take, take

__all__ = ["LAYOUTS"]

_ORIGIN = "Pipedrive"

_DEAL_COLUMNS = {
    "deal_id": take("deal - id", "id"),
    "created_at": take("deal - deal created", "deal - add time", "deal created", "add time"),
    "closed_at": take(
        "deal - won time",
        "deal - lost time",
        "deal - deal closed on",
        "deal - closed on",
        "deal - close time",
        "won time",
        "lost time",
        "deal closed on",
        "close time",
    ),
    "name": take("deal - title", "title"),
    "amount": take("deal - value", "value"),
    "currency": take("deal - currency of value", "deal - currency", "currency of value", "currency"),
    "lead_ref": take("deal - contact person id", "person - id", "person id"),
    "lead_name": take("deal - contact person", "contact person", "person - name"),
    "lead_email": Take(
        ("person - email - work", "person - email", "person - email - home", "person - email - other"),
        first_of=",",
    ),
    "channel": take("deal - source channel", "deal - source", "source channel", "deal - source origin"),
    "segment": take("organization - industry", "deal - label", "label"),
    "owner": take("deal - owner", "owner", "deal - owner name"),
    "finder": take("deal - creator", "creator"),
    "stage": take("deal - stage", "stage"),
    "expected_close_at": take("deal - expected close date", "expected close date"),
}

_OUTCOMES = Outcomes(labels=("deal - status", "status"), won=("won",), lost=("lost", "deleted"))

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        origin=_ORIGIN,
        what="deals",
        table="deals",
        needs=("deal - id", "deal - title"),
        columns=_DEAL_COLUMNS,
        outcomes=_OUTCOMES,
        newest=("deal - update time",),
    ),
    Layout(
        origin=_ORIGIN,
        what="deals",
        table="deals",
        needs=("id", "title", "value", "status"),
        any_of=("add time", "deal created", "won time", "expected close date"),
        columns=_DEAL_COLUMNS,
        outcomes=_OUTCOMES,
        newest=("update time",),
    ),
    Layout(
        origin=_ORIGIN,
        what="leads inbox",
        table="leads",
        needs=("lead - id", "lead - title"),
        columns={
            "lead_id": take("lead - id"),
            "created_at": take("lead - lead created", "lead - created", "lead - add time"),
            "name": take("lead - contact person", "person - name", "lead - title"),
            "email": Take(("person - email - work", "person - email"), first_of=","),
            "channel": take("lead - source channel", "lead - source", "lead - source origin"),
            "segment": take("lead - labels", "lead - label"),
            "owner": take("lead - owner"),
            "finder": take("lead - creator"),
            "lost_at": take("lead - archived time", "lead - archive time"),
            "need": take("lead - need", "lead - needs"),
            "notes": take("lead - note", "lead - notes", "lead - description"),
            "region": take("organization - country of address", "person - country of postal address"),
            "budget": take("lead - budget"),
        },
    ),
    Layout(
        origin=_ORIGIN,
        what="people",
        table="leads",
        needs=("person - id", "person - name"),
        any_of=("person - person created", "person - add time", "person - created"),
        columns={
            "lead_id": take("person - id"),
            "created_at": take("person - person created", "person - add time", "person - created"),
            "name": take("person - name"),
            "email": Take(("person - email - work", "person - email", "person - email - home"), first_of=","),
            "channel": take("person - source channel", "person - source"),
            "segment": take("person - label", "person - labels"),
            "owner": take("person - owner"),
            "need": take("person - need", "person - needs"),
            "notes": take("person - notes"),
            "region": take("person - country of postal address", "organization - country of address"),
            "budget": take("person - budget"),
        },
        newest=("person - update time",),
    ),
    Layout(
        origin=_ORIGIN,
        what="activities",
        table="activities",
        needs=("activity - id", "activity - subject"),
        columns={
            "activity_id": take("activity - id"),
            "at": take("activity - marked as done time", "activity - due date", "activity - add time"),
            "person": take("activity - assigned to user", "activity - owner"),
            "kind": take("activity - type"),
            "lead_ref": take("activity - person id", "person - id", "activity - lead id"),
            "deal_ref": take("activity - deal id", "deal - id"),
        },
    ),
    Layout(
        origin=_ORIGIN,
        what="organizations",
        needs=("organization - id", "organization - name"),
        role="nothing",
        note="leads are read from the people and the leads inbox",
    ),
)
