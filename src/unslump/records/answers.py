"""Questions that take long, and their answers: asked once, worked out by a worker, kept for who looks next.

A question is its name, its arguments and the basis it is about (which history, which company). A row goes

    waiting ──► running ──► done or failed
                   │  └──► waiting     its worker died
                   └─► stopping ──► stopped

so that a closed page and a restarted server lose nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from unslump.records.schema import answer

__all__ = [
    "Asked",
    "ask",
    "by_id",
    "claim",
    "fail",
    "finish",
    "forget_older",
    "latest",
    "newest_id",
    "newest_of",
    "requeue_dead",
    "stop",
    "tell",
]


MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what is known of its answer. `body` is JSON text; of a failed one {error, hint}."""

    id: int
    question: str
    arguments: dict[str, Any]
    basis: str
    state: str
    step: str
    progress: float
    body: str | None
    by: str
    asked_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {"done", "failed", "stopped"}


def ask(
    connection: Connection,
    question: str,
    arguments: Mapping[str, Any],
    basis: str,
    *,
    by: str,
    now: datetime,
    priority: int = 5,
    again: bool = False,
) -> Asked:
    """The question as it stands; put in the queue when nobody has asked it of this basis yet.

    With `again` one that is over is put back into the queue. A smaller `priority` goes first.
    """
    text = _canonical(arguments)
    found = _find(connection, question, text, basis)
    if found is not None:
        if again and found.is_over:
            values = {"state": "waiting", "progress": 0.0, "step": "", "body": None, "finished_at": None}
            values |= {"attempts": 0, "asked_at": now, "by": by}
            connection.execute(update(answer).where(answer.c.id == found.id).values(**values))
            found = _find(connection, question, text, basis)
            assert found is not None  # noqa: S101  it was there a moment ago, and rows are locked
        elif found.state == "waiting":
            wanted = (answer.c.id == found.id) & (answer.c.priority > priority)
            connection.execute(update(answer).where(wanted).values(priority=priority))
        return found
    try:
        with connection.begin_nested():
            connection.execute(
                insert(answer).values(
                    question=question, arguments=text, basis=basis, priority=priority, attempts=0,
                    state="waiting", step="", progress=0.0, by=by, asked_at=now,
                )
            )  # fmt: skip
    except IntegrityError:  # another asked it in the same moment
        pass
    asked = _find(connection, question, text, basis)
    assert asked is not None  # noqa: S101  one of the two has written it
    return asked


def latest(
    connection: Connection | None, question: str, arguments: Mapping[str, Any], basis: str
) -> tuple[Asked | None, Asked | None]:
    """(the question of this basis, the newest answer that is done, whatever its basis)."""
    if connection is None:
        return None, None
    text = _canonical(arguments)
    wanted = (answer.c.question == question) & (answer.c.arguments == text) & (answer.c.state == "done")
    row = connection.execute(
        select(answer).where(wanted).order_by(answer.c.finished_at.desc()).limit(1)
    ).first()
    return _find(connection, question, text, basis), None if row is None else _read(row)


def by_id(connection: Connection | None, number: int) -> Asked | None:
    """The question with that number."""
    if connection is None:
        return None
    row = connection.execute(select(answer).where(answer.c.id == number)).first()
    return None if row is None else _read(row)


def newest_of(connection: Connection | None, question: str) -> Asked | None:
    """The question of that name that was asked last."""
    if connection is None:
        return None
    wanted = select(answer).where(answer.c.question == question).order_by(answer.c.id.desc()).limit(1)
    row = connection.execute(wanted).first()
    return None if row is None else _read(row)


def newest_id(connection: Connection | None) -> int:
    """The highest number there is; 0 without any."""
    if connection is None:
        return 0
    row = connection.execute(select(answer.c.id).order_by(answer.c.id.desc()).limit(1)).first()
    return 0 if row is None else int(row.id)


def claim(connection: Connection, worker: str, now: datetime) -> Asked | None:
    """Take the next question out of the queue; None when nothing waits."""
    waiting = (
        select(answer).where(answer.c.state == "waiting").order_by(answer.c.priority, answer.c.id).limit(1)
    )
    if connection.dialect.name == "postgresql":
        waiting = waiting.with_for_update(skip_locked=True)
    row = connection.execute(waiting).first()
    if row is None:
        return None
    values = {"state": "running", "worker": worker, "alive_at": now, "progress": 0.0, "step": ""}
    values["attempts"] = row.attempts + 1
    done = connection.execute(
        update(answer).where((answer.c.id == row.id) & (answer.c.state == "waiting")).values(**values)
    )
    return by_id(connection, row.id) if done.rowcount == 1 else None


def tell(connection: Connection, number: int, step: str, progress: float, now: datetime) -> bool:
    """Say how far it is, and that the worker lives; whether it should go on."""
    wanted = (answer.c.id == number) & answer.c.state.in_(("running", "stopping"))
    values = {"step": step, "progress": progress, "alive_at": now}
    connection.execute(update(answer).where(wanted).values(**values))
    found = by_id(connection, number)
    return found is not None and found.state == "running"


def finish(connection: Connection, number: int, body: str, now: datetime) -> None:
    """Keep the answer."""
    _close(connection, number, "done", body, now)


def fail(
    connection: Connection,
    number: int,
    error: str,
    hint: str,
    now: datetime,
    *,
    stopped: bool = False,
    kind: str = "",
) -> None:
    """Keep why there is none; `kind` is the error's class, by which a page knows what to ask."""
    body = json.dumps({"error": error, "hint": hint, "kind": kind}, ensure_ascii=False)
    _close(connection, number, "stopped" if stopped else "failed", body, now)


def stop(connection: Connection, number: int, now: datetime) -> None:
    """Ask the worker to leave it; what still waits is left at once."""
    values = {"state": "stopped", "finished_at": now}
    connection.execute(
        update(answer).where((answer.c.id == number) & (answer.c.state == "waiting")).values(**values)
    )
    running = (answer.c.id == number) & (answer.c.state == "running")
    connection.execute(update(answer).where(running).values(state="stopping"))


def requeue_dead(connection: Connection, now: datetime, patience: timedelta) -> int:
    """Put what a dead worker left back into the queue; how many that were.

    What has taken `MOST_ATTEMPTS` workers with it is given up.
    """
    silent = or_(answer.c.alive_at.is_(None), answer.c.alive_at < now - patience)
    running = answer.c.state.in_(("running", "stopping")) & silent
    deadly = running & (answer.c.attempts >= MOST_ATTEMPTS)
    said = {"error": "It was begun three times and never finished.", "hint": "Is there memory enough for it?"}
    given_up = {"state": "failed", "body": json.dumps(said), "finished_at": now}
    connection.execute(update(answer).where(deadly).values(**given_up))
    return connection.execute(update(answer).where(running).values(state="waiting", step="")).rowcount


def forget_older(connection: Connection, before: datetime) -> int:
    """Drop answers that were finished before a moment; how many that were."""
    over = answer.c.finished_at < before
    return connection.execute(delete(answer).where(over)).rowcount


def _close(connection: Connection, number: int, state: str, body: str, now: datetime) -> None:
    values = {"state": state, "body": body, "finished_at": now, "progress": 1.0}
    connection.execute(update(answer).where(answer.c.id == number).values(**values))


def _find(connection: Connection, question: str, text: str, basis: str) -> Asked | None:
    wanted = (answer.c.question == question) & (answer.c.arguments == text) & (answer.c.basis == basis)
    row = connection.execute(select(answer).where(wanted)).first()
    return None if row is None else _read(row)


def _canonical(arguments: Mapping[str, Any]) -> str:
    return json.dumps(dict(arguments), sort_keys=True, ensure_ascii=False, allow_nan=False)


def _read(row: Row[Any]) -> Asked:
    return Asked(
        row.id, row.question, json.loads(row.arguments), row.basis, row.state, row.step, row.progress,
        row.body, row.by, row.asked_at, row.finished_at,
    )  # fmt: skip
