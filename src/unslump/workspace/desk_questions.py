"""The questions at the desk: needs, matching, routing, orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.workspace.asking import SEED
from unslump.workspace.desk_writing import DeskWriting
from unslump.workspace.order_questions import OrderQuestions

if TYPE_CHECKING:
    from unslump.desk.matching_answer import MatchResult
    from unslump.desk.needs_answer import LeadNeeds, NeedsResult
    from unslump.desk.routing_answer import RouteResult

__all__ = ["DeskQuestions"]


class DeskQuestions(OrderQuestions, DeskWriting):
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

    def match(self, lead: str, seller: str | None = None, as_of: date | str | None = None) -> MatchResult:
        """Which offer fits a lead: hard limits first, then P(win) × margin; or that none does.

        `seller` is who would sell (None: the lead's owner). Raises QuestionError for a lead or seller that
        does not exist or cannot sell, CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.match_question import match_question

        return match_question(
            self._snapshot(as_of), self.company, self.records, SEED, self.currency(), lead, seller
        )

    def route(
        self, *, weeks: int = 1, everything: bool = False, as_of: date | str | None = None
    ) -> RouteResult:
        """Who should take which open lead in the next `weeks`, by expected margin; a proposal only.

        `everything`: leads that are being worked on may change hands too. Raises QuestionError when
        company.yaml names nobody who can sell, CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.route_question import route_question

        return route_question(
            self._snapshot(as_of), self.company, self.records, SEED, self.currency(),
            weeks=weeks, everything=everything,
        )  # fmt: skip

    def accept_lead(
        self,
        lead: str,
        seller: str | None = None,
        *,
        by: str,
        now: datetime,
        seen: int | None = None,
        weeks: int = 1,
        everything: bool = False,
    ) -> RouteResult:
        """Accept that a seller (None: whom the routing proposes) takes a lead; the routing as it is then.

        `seen` is the version of the assignment that the writer had in front of them (None: the one that
        stands now), `now` naive UTC. Raises QuestionError when the lead is closed, or the seller left or has
        no sales hat; ChangedMeanwhile.
        """
        from unslump.workspace.route_question import accept_lead, accepted_words

        proposal = None if seller is not None else self.route(weeks=weeks, everything=everything)
        lead_id = accept_lead(
            self._snapshot(None),
            self.company,
            self.records,
            lead,
            seller,
            proposal,
            by=by,
            now=now,
            seen=seen,
        )
        result = self.route(weeks=weeks, everything=everything)
        return result.model_copy(update={"done": accepted_words(self.records, result, lead_id)})

    def accept_all(self, *, by: str, now: datetime, weeks: int = 1, everything: bool = False) -> RouteResult:
        """Accept everything the routing proposes, all or nothing; the routing as it is then."""
        from unslump.workspace.route_question import accept_all, accepted_all_words

        proposal = self.route(weeks=weeks, everything=everything)
        given = accept_all(self._snapshot(None), self.company, self.records, proposal, by=by, now=now)
        result = self.route(weeks=weeks, everything=everything)
        return result.model_copy(update={"done": accepted_all_words(proposal, given, by)})

    def withdraw_lead(self, lead: str, *, by: str, now: datetime, seen: int | None = None) -> RouteResult:
        """Take an accepted assignment back; the routing as it is then. Raises QuestionError without one."""
        from unslump.workspace.route_question import withdraw_lead

        withdraw_lead(self.records, lead, by=by, now=now, seen=seen)
        done = f"Lead {lead}: what was accepted is taken back by {by}."
        return self.route().model_copy(update={"done": done})
