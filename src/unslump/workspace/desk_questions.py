"""The questions at the desk: needs, matching, routing, orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.workspace.asking import SEED
from unslump.workspace.order_questions import OrderQuestions

if TYPE_CHECKING:
    from unslump.desk.needs_answer import LeadNeeds, NeedsResult

__all__ = ["DeskQuestions"]


class DeskQuestions(OrderQuestions):
    """What they are asked of is a workspace."""

    def needs(self, as_of: date | str | None = None) -> NeedsResult:
        """Which needs come, from where, how they are won, and which no offer answers.

        Raises CompanyError, NoHistory (also without leads) or StoreError.
        """
        from unslump.workspace.needs_question import needs_question

        return needs_question(self._snapshot(as_of), self.company, self.records, SEED)

    def needs_of(self, lead: str, as_of: date | str | None = None) -> LeadNeeds:
        """One lead's needs, and who says so. Raises QuestionError when there is no such lead."""
        from unslump.workspace.needs_question import needs_of_lead

        return needs_of_lead(self._snapshot(as_of), self.company, self.records, SEED, lead)

    def pick_needs(
        self, lead: str, needs: Sequence[str], *, by: str, now: datetime, seen: int | None = None
    ) -> LeadNeeds:
        """Pick a lead's needs, in place of those picked before; an empty list takes the pick back.

        `seen` is the version of the pick that the writer had in front of them (None: the one that stands
        now), `now` naive UTC. Raises QuestionError for a need or lead that does not exist, ChangedMeanwhile.
        """
        from unslump.workspace.needs_question import pick_for_lead

        return pick_for_lead(
            self._snapshot(None), self.company, self.records, SEED, lead, needs, by=by, now=now, seen=seen
        )
