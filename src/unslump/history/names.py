"""The company's own spelling of what exports call things: people by id, channels by nickname."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unslump.history.cohorts import Canonical

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["company_spelling"]


def company_spelling(snapshot: Snapshot, company: Company | None) -> Mapping[str, Canonical]:
    """Factor → the function that turns an exported label into the company's name for it.

    People are found by name, e-mail or other spelling in company.yaml, or through the CRM's own
    list of users; labels nobody knows stay as they are.
    """
    users: dict[str, tuple[str, ...]] = {}
    if snapshot.has("people"):
        for row in snapshot.table("people").to_pyarrow().to_pylist():
            spellings = tuple(value for value in (row["name"], row["email"]) if value)
            for key in (row["person_id"], *spellings):
                users[str(key).strip().casefold()] = spellings

    def person(raw: str) -> str:
        spellings = users.get(raw.casefold(), ())
        for candidate in (raw, *spellings):
            known = company.person_named(candidate) if company else None
            if known:
                return known.name
        return spellings[0] if spellings else raw

    if company is None:
        return {"owner": person, "finder": person}
    return {
        "owner": person,
        "finder": person,
        "channel": company.channel_named,
        "segment": company.segment_named,
        "offer": company.offer_named,
    }
