"""Everything about a slump that a report shows: the watch, what took the money, the months ahead."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.slump.diagnosis_answer import DiagnosisResult
    from unslump.slump.outlook_answer import OutlookResult
    from unslump.slump.watch_answer import WatchResult
    from unslump.workspace.slump_questions import SlumpQuestions

__all__ = ["QUARTER", "SlumpPage", "slump_page", "window_of"]

QUARTER = timedelta(weeks=13)


@dataclass(frozen=True)
class SlumpPage:
    """The answers; None where the history allows none."""

    watch: WatchResult | None
    diagnosis: DiagnosisResult | None
    outlook: OutlookResult | None


def slump_page(workspace: SlumpQuestions, as_of: date | None) -> SlumpPage:
    """Ask all three as of a day. Raises CompanyError, NoHistory or StoreError."""
    watch = diagnosis = outlook = None
    # Too little history for one of them: the rest of the page may still have an answer.
    with suppress(QuestionError):
        watch = workspace.watch(as_of)
        if watch.active and watch.judged_until is not None:
            start, end, baseline = window_of(watch)
            diagnosis = workspace.diagnose(start, end, baseline=baseline, as_of=as_of)
    with suppress(QuestionError):
        outlook = workspace.outlook(as_of=as_of)
    return SlumpPage(watch, diagnosis, outlook)


def window_of(watch: WatchResult) -> tuple[date, date, date]:
    """What to diagnose: the last quarter, and the day from which on things may have changed.

    That is the day the earliest alarm that is on began, where it is before the quarter; else the quarter's
    first day.
    """
    end = watch.judged_until or watch.as_of
    begins = [alarm.since for alarm in watch.active]
    start = end - QUARTER + timedelta(days=1)
    return start, end, min([*begins, start])
