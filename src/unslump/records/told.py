"""Which alarms were told where: a row when one starts, filled up when its end is told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from unslump.records.schema import alarm_told

__all__ = ["ToldAlarm", "open_alarms", "record_over", "record_start"]


@dataclass(frozen=True, slots=True)
class ToldAlarm:
    """An alarm whose start was told and whose end was not."""

    id: int
    streams: frozenset[str]
    since: date
    sentence: str


def open_alarms(connection: Connection, place: str) -> list[ToldAlarm]:
    """The alarms told to a place whose end has not been told, oldest first."""
    wanted = (alarm_told.c.place == place) & alarm_told.c.over_told_at.is_(None)
    rows = connection.execute(select(alarm_told).where(wanted).order_by(alarm_told.c.id))
    return [ToldAlarm(row.id, frozenset(json.loads(row.streams)), row.since, row.sentence) for row in rows]


def record_start(
    connection: Connection, place: str, streams: Sequence[str], since: date, sentence: str, now: datetime
) -> None:
    """Remember that a start was told. `now` is naive UTC."""
    connection.execute(
        insert(alarm_told).values(
            place=place, streams=json.dumps(list(streams)), since=since, sentence=sentence, told_at=now
        )
    )


def record_over(connection: Connection, told: int, now: datetime) -> None:
    """Remember that an end was told."""
    connection.execute(update(alarm_told).where(alarm_told.c.id == told).values(over_told_at=now))
