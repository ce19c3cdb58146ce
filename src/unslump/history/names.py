"""The company's own spelling of what exports call things: people by id, channels by nickname.

Labels that differ by case or spaces alone are one label. Where company.yaml does not name it, it goes
by its commonest spelling in the history.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import ibis

from unslump.business.naming import fold
from unslump.history.cohorts import Canonical

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["company_spelling"]

_LABELS = {
    "channel": ("leads", "deals", "spend"),
    "segment": ("leads", "deals"),
    "offer": ("leads", "deals"),
}
"""Labels that group, and the tables they stand in."""


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

    spelt = {factor: _Spelling(snapshot, factor) for factor in _LABELS}

    def label(factor: str) -> Canonical:
        known = getattr(company, f"{factor}_named") if company else str
        return lambda raw: known(spelt[factor].commonest.get(fold(raw), raw))

    return {"owner": person, "finder": person} | {factor: label(factor) for factor in _LABELS}


class _Spelling:
    """How the history spells one kind of label; looked up when first asked for."""

    def __init__(self, snapshot: Snapshot, factor: str) -> None:
        self.snapshot, self.factor = snapshot, factor

    @cached_property
    def commonest(self) -> Mapping[str, str]:
        """Folded label → its commonest spelling, for those that have several; ties go by the alphabet."""
        labels = [
            self.snapshot.table(name).select(label=self.factor)
            for name in _LABELS[self.factor]
            if self.snapshot.has(name)
        ]
        if not labels:
            return {}
        every = ibis.union(labels[0], *labels[1:]) if len(labels) > 1 else labels[0]
        rows = every.filter(every.label.notnull()).group_by("label").aggregate(rows=ibis._.count())
        counted: dict[str, dict[str, int]] = {}
        for row in rows.to_pyarrow().to_pylist():
            spellings = counted.setdefault(fold(row["label"]), {})
            spelling = " ".join(row["label"].split())
            spellings[spelling] = spellings.get(spelling, 0) + row["rows"]
        return {key: min(given, key=lambda one: (-given[one], one)) for key, given in counted.items()}
