"""The worker: takes questions off the shelf one by one, in a process of its own.

It is started and watched by `serving`. Killed in the middle, what it had is taken up again by the next one;
a question that kills its worker thrice in a row is given up with a word.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unslump.errors import UnslumpError
from unslump.records import answers
from unslump.records.moments import utc_now
from unslump.web.answers.errands import ERRANDS
from unslump.web.answers.questions import QUESTIONS
from unslump.web.answers.stopping import Stopped

if TYPE_CHECKING:
    from unslump.workspace import Workspace

__all__ = ["main", "work_once"]

_PAUSE = 0.2  # seconds between looks at an empty shelf
_TELL = 0.5  # seconds between signs of life
PATIENCE = timedelta(seconds=20)
_KEEP = timedelta(days=60)


def work_once(workspace: Workspace, worker: str, now: Callable[[], datetime] = utc_now) -> bool:
    """Answer the next question; False when there is none."""
    with workspace.records.writing() as connection:
        asked = answers.claim(connection, worker, now())
    if asked is None:
        return False
    with _Life(workspace, asked.id, now) as life:
        try:
            body = _run(workspace, asked.question, asked.arguments, life.step)
        except Stopped:
            _failed(workspace, asked.id, "It was stopped.", "", now(), stopped=True)
        except UnslumpError as error:
            _failed(workspace, asked.id, error.message, error.hint, now(), kind=type(error).__name__)
        except Exception as error:  # noqa: BLE001  a fault must not end the worker
            sys.stderr.write(f"worker: {asked.question}: {type(error).__name__}: {error}\n")
            said = f"unslump met something it was not prepared for ({type(error).__name__})."
            _failed(workspace, asked.id, said, "The fault is in the program, not in your data.", now())
        else:
            with workspace.records.writing() as connection:
                answers.finish(connection, asked.id, body, now())
    return True


def _run(workspace: Workspace, name: str, given: dict[str, Any], step: Callable[[str, float], None]) -> str:
    if name in ERRANDS:
        return ERRANDS[name](workspace, given, step).model_dump_json()
    if name not in QUESTIONS:
        raise UnslumpError(f"This version knows no question {name!r}.")
    return QUESTIONS[name].run(workspace, given, step).model_dump_json()


def _failed(
    workspace: Workspace,
    number: int,
    error: str,
    hint: str,
    now: datetime,
    *,
    stopped: bool = False,
    kind: str = "",
) -> None:
    with workspace.records.writing() as connection:
        answers.fail(connection, number, error, hint, now, stopped=stopped, kind=kind)


class _Life:
    """Signs of life while a question is worked out, also when the work says nothing for long."""

    def __init__(self, workspace: Workspace, number: int, now: Callable[[], datetime]) -> None:
        self.workspace, self.number, self.now = workspace, number, now
        self.words, self.share = "", 0.0
        self.go_on = True
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> _Life:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(timeout=5)

    def step(self, words: str, share: float) -> None:
        """Called by the work itself; raises Stopped when it is to end."""
        self.words, self.share = words, min(max(float(share), 0.0), 1.0)
        if not self.go_on:
            raise Stopped

    def _beat(self) -> None:
        while not self._over.wait(_TELL):
            try:
                with self.workspace.records.writing() as connection:
                    self.go_on = answers.tell(connection, self.number, self.words, self.share, self.now())
            except UnslumpError:  # the database is away for a moment: the work goes on
                continue


def main(arguments: list[str]) -> int:
    """`python -m unslump.web.answers.worker DIR`: works until it is told to stop, or its parent is gone."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import unslump

    workspace = unslump.open(Path(arguments[0]))
    parent = os.getppid()
    worker = f"{os.uname().nodename}:{os.getpid()}"
    ending = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ending.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    looked = 0.0
    while not ending.is_set() and os.getppid() == parent:
        try:
            if time.monotonic() - looked > PATIENCE.total_seconds() / 2:
                looked = time.monotonic()
                with workspace.records.writing() as connection:
                    answers.requeue_dead(connection, utc_now(), PATIENCE)
                    answers.forget_older(connection, utc_now() - _KEEP)
            if not work_once(workspace, worker):
                ending.wait(_PAUSE)
        except UnslumpError as error:  # the database is away: wait for it
            sys.stderr.write(f"worker: {error.message}\n")
            ending.wait(2.0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
