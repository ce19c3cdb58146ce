"""Plans that were accepted: each a version that stays, with who accepted it, when, and what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from unslump.errors import QuestionError
from unslump.planning.assignment.answer import PlanResult
from unslump.workspace.questions import Questions

if TYPE_CHECKING:
    from unslump.records.kept import Kept

__all__ = ["AcceptedPlan", "PlanVersions"]

_KIND, _KEY = "plan", "accepted"
_LONGEST_NOTE = 1000


class _Body(BaseModel):
    """As it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    plan: PlanResult
    asked: dict[str, Any]


class AcceptedPlan(BaseModel):
    """One version: the plan, what it was asked with, who accepted it and when (naive UTC), and why."""

    model_config = ConfigDict(frozen=True)

    version: int
    at: datetime
    by: str
    note: str
    asked: dict[str, Any]
    plan: PlanResult


class PlanVersions(Questions):
    """What they are asked of is a workspace."""

    def accept_plan(
        self,
        plan: PlanResult,
        asked: Mapping[str, Any],
        *,
        seen: int,
        by: str,
        at: datetime,
        note: str = "",
    ) -> AcceptedPlan:
        """Write a plan down as the accepted one, after version `seen` (0: the first).

        Raises ChangedMeanwhile when another was accepted since, QuestionError for a note that is too
        long, StoreError.
        """
        from unslump.records.kept import keep

        if len(note) > _LONGEST_NOTE:
            raise QuestionError("The note is too long.", hint=f"Up to {_LONGEST_NOTE:,} letters.")
        body = _Body(plan=plan, asked=dict(asked)).model_dump(mode="json")
        with self.records.writing() as connection:
            return _accepted(keep(connection, _KIND, _KEY, body, seen=seen, by=by, at=at, note=note.strip()))

    def accepted_plans(self) -> list[AcceptedPlan]:
        """Every accepted plan, the first first. Raises StoreError."""
        from unslump.records.kept import history

        with self.records.reading() as connection:
            return [_accepted(kept) for kept in history(connection, _KIND, _KEY) if not kept.removed]

    def accepted_plan(self) -> AcceptedPlan | None:
        """The plan accepted last; None before any. Raises StoreError."""
        from unslump.records.kept import current

        with self.records.reading() as connection:
            kept = current(connection, _KIND, _KEY)
        return None if kept is None else _accepted(kept)


def _accepted(kept: Kept) -> AcceptedPlan:
    body = _Body.model_validate(kept.body)
    return AcceptedPlan(
        version=kept.version, at=kept.at, by=kept.by, note=kept.note, asked=body.asked, plan=body.plan
    )
