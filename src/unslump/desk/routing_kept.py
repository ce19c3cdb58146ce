"""Assignments that were accepted: one document a lead; another acceptance is a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from unslump.records.kept import all_current, current, keep, remove

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from unslump.records.kept import Kept

__all__ = ["KIND", "Assignment", "accept", "accepted_now", "standing", "withdraw"]

KIND = "assignment"


class Assignment(BaseModel):
    """What is kept: who takes the lead, and with which offer it was proposed (None: not proposed)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seller: str
    offer: str | None = None


def accepted_now(connection: Connection | None) -> Mapping[str, Kept]:
    """Lead id → the assignment that stands."""
    return {kept.key: kept for kept in all_current(connection, KIND)}


def standing(connection: Connection | None, lead_id: str) -> int:
    """The version of a lead's assignment that stands; 0 for none."""
    found = current(connection, KIND, lead_id)
    return found.version if found else 0


def accept(
    connection: Connection,
    lead_id: str,
    assignment: Assignment,
    *,
    seen: int,
    by: str,
    at: datetime,
    note: str = "",
) -> Kept:
    """Write who takes a lead. Raises ChangedMeanwhile when another wrote since version `seen`."""
    body = assignment.model_dump(mode="json")
    return keep(connection, KIND, lead_id, body, seen=seen, by=by, at=at, note=note)


def withdraw(connection: Connection, lead_id: str, *, seen: int, by: str, at: datetime) -> Kept:
    """Take an assignment back: the lead is routed again. Raises ChangedMeanwhile."""
    return remove(connection, KIND, lead_id, seen=seen, by=by, at=at)
