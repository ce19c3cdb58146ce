"""The questions about a slump that a workspace answers: watch, diagnose, outlook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.business.goals import Goal
from unslump.workspace.asking import SEED, as_day
from unslump.workspace.questions import Questions

if TYPE_CHECKING:
    from unslump.slump.diagnosis_answer import DiagnosisResult
    from unslump.slump.outlook_answer import OutlookResult
    from unslump.slump.watch_answer import WatchResult
    from unslump.workspace.alarm_rule import AlarmRule
    from unslump.workspace.messengers import Messenger
    from unslump.workspace.slump_page import SlumpPage

__all__ = ["SlumpQuestions"]


class SlumpQuestions(Questions):
    """What they are asked of is a workspace."""

    def watch(
        self,
        as_of: date | str | None = None,
        *,
        false_alarms: float | None = None,
        progress: Callable[[str, float], None] | None = None,
    ) -> WatchResult:
        """Whether a slump is on its way: every stream of the last year beside what was expected.

        `false_alarms` is how many a healthy company may hear in two years, by default what its alarm rule
        says, else 1. Raises QuestionError when there is nothing to watch, CompanyError, NoHistory or
        StoreError.
        """
        from unslump.workspace.watch_question import watch_history

        allowed = self.alarm_rule()[0].false_alarms if false_alarms is None else false_alarms
        return watch_history(
            self._snapshot(as_of), self.company, self.currency(), SEED,
            false_alarms=allowed, progress=progress,
        )  # fmt: skip

    def alarm_rule(self) -> tuple[AlarmRule, int]:
        """How many false alarms the company puts up with, and the version that says it (0: nobody said)."""
        from unslump.workspace.alarm_rule import read_alarm_rule

        with self.records.reading() as connection:
            return read_alarm_rule(connection)

    def set_alarm_rule(self, false_alarms: float, *, seen: int, by: str, now: datetime) -> AlarmRule:
        """Say how many it puts up with in two years. Raises QuestionError, ChangedMeanwhile or StoreError."""
        from unslump.workspace.alarm_rule import keep_alarm_rule

        with self.records.writing() as connection:
            return keep_alarm_rule(connection, false_alarms, seen=seen, by=by, at=now)

    def tell(self, result: WatchResult, messengers: Sequence[Messenger], *, now: datetime) -> list[str]:
        """Tell what has started and what is over since each messenger was last told; returns what was.

        Raises StoreError when a message does not arrive; it is told again the next time.
        """
        from unslump.workspace.watch_question import tell_news

        company = self.company
        name = company.name if company else self._folder_name
        return tell_news(result, self.records, list(messengers), name, now)

    def slump(self, as_of: date | str | None = None) -> SlumpPage:
        """The watch, what took the money if an alarm is on, and the months ahead: what a report shows.

        Each is None where the history allows none. Raises CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.slump_page import slump_page

        return slump_page(self, as_day(as_of))

    def diagnose(
        self,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        baseline: date | str | None = None,
        as_of: date | str | None = None,
    ) -> DiagnosisResult:
        """Why the bookings of some days are not what was to be expected: by cause and function, in money.

        Without `start` it is the last quarter, and things may have changed since the earliest alarm that is
        on. `end` is by default the history's last day. Things are taken to be as ever until `baseline` (by
        default until `start`). Raises QuestionError for a window that cannot be judged, CompanyError,
        NoHistory or StoreError.
        """
        from unslump.workspace.diagnose_question import diagnosis_of
        from unslump.workspace.slump_page import window_of

        if start is None and end is None and baseline is None:
            start, end, baseline = window_of(self.watch(as_of))
        return diagnosis_of(
            self._snapshot(as_of), self.company, self.currency(), SEED,
            start=start, end=end, baseline=baseline,
        )  # fmt: skip

    def outlook(
        self,
        goal: str | Goal | None = None,
        as_of: date | str | None = None,
        *,
        months: int = 6,
        share: float = 0.7,
        what_ifs: Sequence[str] = (),
    ) -> OutlookResult:
        """The months ahead as a fan, and how likely each ends in a slump.

        A slump is a trailing quarter under `share` of the goal's pace; without `goal` the pace is
        that of company.yaml's goals, else the last year's. `what_ifs` are words such as
        "spend on LinkedIn -30 %", all together. Raises QuestionError for what cannot be asked or
        said, CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.outlook_question import outlook_for

        named = None if goal is None else goal if isinstance(goal, Goal) else self._named(goal)
        return outlook_for(
            self._snapshot(as_of), self.company, self._engines, SEED, goal=named, months=months,
            share=share, what_ifs=what_ifs, currency=self.currency(),
        )  # fmt: skip
