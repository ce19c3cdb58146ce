"""The needs that people picked for leads, as they are kept: one document a lead, every change a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from unslump.business.naming import fold, nearest
from unslump.errors import QuestionError
from unslump.records.kept import all_current, current, keep, remove

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from unslump.business.company import Company
    from unslump.records.kept import Kept

__all__ = ["KIND", "NeedPick", "named_needs", "pick_needs", "picked_needs", "seen_version", "unpick_needs"]

KIND = "need"


class NeedPick(BaseModel):
    """What is kept: the needs of one lead, in the order of their weight."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    needs: tuple[str, ...]


def picked_needs(connection: Connection | None) -> Mapping[str, tuple[str, ...]]:
    """Lead id → the needs picked for it."""
    return {kept.key: NeedPick.model_validate(kept.body).needs for kept in all_current(connection, KIND)}


def seen_version(connection: Connection | None, lead_id: str) -> int:
    """The version of a lead's picks that stands now; 0 for none."""
    found = current(connection, KIND, lead_id)
    return found.version if found else 0


def named_needs(company: Company | None, words: Sequence[str]) -> tuple[str, ...]:
    """The company's names of needs; QuestionError with the nearest for one that company.yaml lacks.

    >>> from unslump.business.company import Company
    >>> named_needs(Company.from_yaml("company: A\\ncurrency: EUR\\nneeds: {Less scrap: {}}"), ["less scrap"])
    ('Less scrap',)
    """
    known = [need.name for need in company.needs] if company else []
    if not known:
        raise QuestionError(
            "company.yaml names no needs, so none can be picked.",
            hint="Write them down, as  needs: {Lower energy bill: {segments: [Metalworking]}}",
        )
    named = []
    for word in words:
        name = company.need_named(word) if company else word
        if name not in known:
            close = nearest(word, known)
            guess = f"Did you mean {close}? " if close else ""
            raise QuestionError(
                f"There is no need {word!r} in company.yaml.", hint=f"{guess}Needs: {', '.join(known[:12])}."
            )
        named.append(name)
    if not named:
        raise QuestionError("No need is named.", hint='Give one: --pick "Lower energy bill"')
    unique = {fold(name): name for name in named}
    return tuple(unique.values())


def pick_needs(
    connection: Connection,
    lead_id: str,
    needs: Sequence[str],
    *,
    seen: int,
    by: str,
    at: datetime,
    note: str = "",
) -> Kept:
    """Write which needs a lead has, in place of those picked before. Raises ChangedMeanwhile."""
    body = NeedPick(needs=tuple(needs)).model_dump(mode="json")
    return keep(connection, KIND, lead_id, body, seen=seen, by=by, at=at, note=note)


def unpick_needs(connection: Connection, lead_id: str, *, seen: int, by: str, at: datetime) -> Kept:
    """Take a lead's picks back; what the history says of it counts again. Raises ChangedMeanwhile."""
    return remove(connection, KIND, lead_id, seen=seen, by=by, at=at)
