"""Goals written into company.yaml, and what could be promised before one is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.business.naming import fold
from unslump.errors import QuestionError
from unslump.workspace.asking import SEED
from unslump.workspace.company_writing import company_seen, refuse_changed, write_company_text
from unslump.workspace.judging import readiness_for
from unslump.workspace.questions import Questions

if TYPE_CHECKING:
    from pathlib import Path

    from unslump.planning.promise import PromiseResult

__all__ = ["GoalWriting"]

_LONGEST_NAME = 80


class GoalWriting(Questions):
    """What they are asked of is a workspace."""

    directory: Path

    def promise(
        self, period: str, measure: str = "bookings", as_of: date | str | None = None
    ) -> PromiseResult:
        """The chance of every amount in a period, and what could be promised at 80 %.

        `measure` is deals, bookings, delivered or paid. Raises QuestionError, CompanyError, NoHistory or
        StoreError.
        """
        from unslump.planning.promise import promise

        goal = Goal.parse(period.strip(), period, 1.0, measure)
        snapshot, company = self._snapshot(as_of), self.company
        ready = readiness_for(goal, snapshot, company, self._folder_name)
        engine, rng = self._engines.of(snapshot, company, SEED)
        return promise(
            engine, goal, company, currency=self.currency(), rng=rng,
            blocks=[finding.text for finding in ready.at_level("blocks")],
        )  # fmt: skip

    @property
    def company_seen(self) -> str:
        """What tells one text of company.yaml from another; a writer says which one they had read."""
        return company_seen(self.directory)

    def set_goal(self, goal: Goal, *, was: str | None = None, seen: str) -> Company:
        """Write a goal into company.yaml, in place of the one called `was`; everything else stays as it is.

        `seen` is `company_seen` as it was when the writer read the file. Returns the company as written.
        Raises ChangedMeanwhile when the file has changed since, QuestionError for a goal that cannot be
        written, CompanyError for a file with mistakes, StoreError when the disk refuses.
        """
        company = self._there()
        refuse_changed(self.directory, seen)
        name = goal.name.strip()
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise QuestionError(
                "A goal needs a name of its own.", hint=f"Up to {_LONGEST_NAME} letters, on one line."
            )
        known = {fold(segment.name) for segment in company.segments}
        lost = [segment for segment in goal.segments if fold(segment) not in known]
        if lost:
            raise QuestionError(
                f"There is no segment {lost[0]!r} in company.yaml.",
                hint="Choose one that is there, or write it under segments: first.",
            )
        goals = list(company.goals)
        place = (
            None if was is None else next((n for n, g in enumerate(goals) if fold(g.name) == fold(was)), None)
        )
        if any(fold(each.name) == fold(name) for n, each in enumerate(goals) if n != place):
            raise QuestionError(
                f"There is a goal {name} already.", hint="Change that one, or choose another name."
            )
        if place is None:
            goals.append(replace(goal, name=name))
        else:
            goals[place] = replace(goal, name=name)
        return self._write(replace(company, goals=tuple(goals)), seen)

    def remove_goal(self, name: str, *, seen: str) -> Company:
        """Take a goal out of company.yaml; raises what `set_goal` raises."""
        company = self._there()
        gone = company.goal(name)
        return self._write(replace(company, goals=tuple(g for g in company.goals if g != gone)), seen)

    def _write(self, company: Company, seen: str) -> Company:
        write_company_text(self.directory, company, seen)
        return company

    def _there(self) -> Company:
        company = self.company
        if company is None:
            raise QuestionError(
                "There is no company.yaml yet, and goals are written there.",
                hint="Make one first: under Settings, or with unslump init.",
            )
        return company
