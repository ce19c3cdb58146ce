"""The queue of questions as a whole: how many wait, what is no longer worth asking."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from unslump.records.schema import answer

__all__ = ["Queue", "leave_older", "queue_now"]


@dataclass(frozen=True, slots=True)
class Queue:
    """How many questions wait and how many are being worked out."""

    waiting: int
    running: int


def queue_now(connection: Connection | None) -> Queue:
    """The queue as it stands."""
    if connection is None:
        return Queue(0, 0)
    wanted = (
        select(answer.c.state, func.count())
        .where(answer.c.state.in_(("waiting", "running", "stopping")))
        .group_by(answer.c.state)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in connection.execute(wanted)}
    return Queue(counts.get("waiting", 0), counts.get("running", 0) + counts.get("stopping", 0))


def leave_older(connection: Connection, question: str, arguments: Mapping[str, Any], now: datetime) -> int:
    """Take the same question about an older basis out of the queue, where it still waits; how many."""
    text = json.dumps(dict(arguments), sort_keys=True, ensure_ascii=False, allow_nan=False)
    waiting = (answer.c.question == question) & (answer.c.arguments == text) & (answer.c.state == "waiting")
    values = {"state": "stopped", "finished_at": now}
    return connection.execute(update(answer).where(waiting).values(**values)).rowcount
