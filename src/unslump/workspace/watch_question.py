"""Is a slump on its way: a workspace's answer, and telling it once when something starts or is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from unslump.business.wording import day
from unslump.errors import QuestionError
from unslump.workspace.messengers import Message, Messenger

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records
    from unslump.slump.watch_answer import AlarmView, WatchResult

__all__ = ["tell_news", "watch_history"]

_MOST_FALSE = 24.0


def watch_history(
    snapshot: Snapshot,
    company: Company | None,
    currency: str,
    seed: int,
    *,
    false_alarms: float,
    progress: Callable[[str, float], None] | None,
) -> WatchResult:
    """Watch a snapshot. The same history and seed: the same answer. Raises QuestionError."""
    from unslump.slump.watch import watch

    if not 0.05 <= false_alarms <= _MOST_FALSE:
        raise QuestionError(
            f"{false_alarms:g} false alarms in two years cannot be kept to.",
            hint=f"Give a number from 0.05 to {_MOST_FALSE:g}; 1 is usual.",
        )
    return watch(snapshot, company, currency, seed=seed, false_alarms=false_alarms, progress=progress)


def tell_news(
    result: WatchResult, records: Records, messengers: list[Messenger], company: str, now: datetime
) -> list[str]:
    """Tell every messenger what has started and what is over since it was last told; returns what was told.

    An alarm is known again by the streams it is seen in. What was told is remembered only when it
    arrived: a message that failed is tried again the next time. Raises StoreError. `now` is UTC.
    """
    from unslump.records import told

    said: list[str] = []
    stamp = now.replace(tzinfo=None)
    for messenger in messengers:
        with records.reading() as connection:
            known = told.open_alarms(connection, messenger.place) if connection else []
        active = [(alarm, _streams(alarm)) for alarm in result.active]
        for alarm, streams in active:
            if any(one.streams & streams for one in known):
                continue
            messenger.tell(_started(alarm, company, result))
            with records.writing() as connection:
                told.record_start(
                    connection, messenger.place, sorted(streams), alarm.since, alarm.sentence, stamp
                )
            said.append(f"{messenger.place}: started: {alarm.sentence}")
        for one in known:
            if any(one.streams & streams for _, streams in active):
                continue
            messenger.tell(_ended(one.sentence, result, company))
            with records.writing() as connection:
                told.record_over(connection, one.id, stamp)
            said.append(f"{messenger.place}: over: {one.sentence}")
    return said


def _streams(alarm: AlarmView) -> frozenset[str]:
    return frozenset([alarm.stream, *alarm.also_seen_in])


def _started(alarm: AlarmView, company: str, result: WatchResult) -> Message:
    look = "".join(f"\n- {words}" for words in alarm.look_first)
    text = (
        f"{alarm.sentence}\n\nLook first:{look}\n\nHistory up to {day(result.judged_until or result.as_of)}. "
        f"{result.false_alarms}\nMore: unslump watch; unslump diagnose; unslump plan\n"
    )
    subject = f"{company}: {alarm.stream} ({alarm.function})"
    data = {"event": "started", "company": company, "alarm": alarm.model_dump(mode="json")}
    return Message(_one_line(subject), text, data)


def _ended(sentence: str, result: WatchResult, company: str) -> Message:
    text = f"Over, or no longer a change: {sentence}\n\n{result.sentence}\n"
    data = {"event": "over", "company": company, "sentence": sentence}
    return Message(_one_line(f"{company}: an alarm is over"), text, data)


def _one_line(words: str) -> str:
    """A subject cannot have line breaks."""
    return " ".join(words.split())[:200]
