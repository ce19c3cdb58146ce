"""What is written at the desk where the answer is worked out later: picks and assignments as they stand.

`by` is who writes, `now` the moment in UTC without an offset, `seen` the version that the writer had in
front of them (None: the one that stands now; 0: none). ChangedMeanwhile is raised when another wrote since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from unslump.workspace.questions import Questions

if TYPE_CHECKING:
    from unslump.desk.routing_answer import Accepted, RouteResult

__all__ = ["DeskWriting", "Pick"]


@dataclass(frozen=True)
class Pick:
    """The needs picked for a lead. `version` is 0 where none is; `by` and `at` are None then."""

    needs: tuple[str, ...]
    version: int
    by: str | None
    at: datetime | None


class DeskWriting(Questions):
    """What they are asked of is a workspace."""

    def note_needs(
        self, lead: str, needs: Sequence[str], *, by: str, now: datetime, seen: int | None = None
    ) -> str:
        """Pick a lead's needs; an empty list takes the pick back. Returns the lead's id.

        Raises QuestionError for a need or lead that does not exist, ChangedMeanwhile.
        """
        from unslump.workspace.needs_question import write_pick

        return write_pick(
            self._snapshot(None), self.company, self.records, lead, needs, by=by, now=now, seen=seen
        )

    def picked(self, lead: str) -> Pick:
        """The needs picked for a lead, by its id."""
        from unslump.desk.needs_kept import KIND, NeedPick
        from unslump.records.kept import current

        with self.records.reading() as connection:
            kept = current(connection, KIND, lead)
        if kept is None:
            return Pick((), 0, None, None)
        return Pick(NeedPick.model_validate(kept.body).needs, kept.version, kept.by, kept.at)

    def assign_lead(
        self,
        lead: str,
        seller: str,
        proposal: RouteResult | None = None,
        *,
        by: str,
        now: datetime,
        seen: int | None = None,
    ) -> str:
        """Write that a seller takes a lead; returns the lead's id.

        `proposal` is the routing that was looked at: where it proposes this seller, its offer is kept too.
        Raises QuestionError for a lead that is unknown or closed or a seller who cannot take it,
        ChangedMeanwhile.
        """
        from unslump.workspace.route_question import accept_lead

        return accept_lead(
            self._snapshot(None), self.company, self.records, lead, seller, proposal,
            by=by, now=now, seen=seen,
        )  # fmt: skip

    def accept_proposal(self, proposal: RouteResult, *, by: str, now: datetime) -> int:
        """Write every lead of a routing that was looked at, all or none; how many that were.

        Those that somebody has accepted since stay as they are. Raises as `assign_lead`.
        """
        from unslump.workspace.route_question import accept_all

        taken = {each.lead for each in self.accepted_leads()}
        left = tuple(route for route in proposal.routes if route.lead not in taken)
        proposal = proposal.model_copy(update={"routes": left})
        return accept_all(self._snapshot(None), self.company, self.records, proposal, by=by, now=now)

    def take_back_lead(self, lead: str, *, by: str, now: datetime, seen: int | None = None) -> None:
        """Take an accepted assignment back. Raises QuestionError without one, ChangedMeanwhile."""
        from unslump.workspace.route_question import withdraw_lead

        withdraw_lead(self.records, lead, by=by, now=now, seen=seen)

    def accepted_leads(self) -> tuple[Accepted, ...]:
        """The assignments that stand, by the lead's id; names are not looked up."""
        from unslump.desk.routing_answer import Accepted
        from unslump.desk.routing_kept import Assignment, accepted_now

        with self.records.reading() as connection:
            kept = accepted_now(connection)
        return tuple(
            Accepted(
                lead=lead, name=None, seller=Assignment.model_validate(each.body).seller, by=each.by,
                at=each.at, version=each.version,
            )
            for lead, each in kept.items()
        )  # fmt: skip
