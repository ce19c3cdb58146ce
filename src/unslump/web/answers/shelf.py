"""The shelf of answers: what a page takes from, and what it puts questions on.

A page never works anything out. It takes the answer to a question about the present basis; where there is
none yet it gets the one before, and how far the new one is.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from unslump.records import answers, queue
from unslump.web.answers.basis import EMPTY, basis_of
from unslump.web.answers.questions import QUESTIONS, standard_questions

if TYPE_CHECKING:
    from pydantic import BaseModel

    from unslump.workspace import Workspace

__all__ = ["Shelf", "Shown"]

_BASIS_SECONDS = 1.0  # how long the basis is taken to stand: an import shows a second later at most
_MOST = 400  # answers held in memory


@dataclass(frozen=True)
class Shown:
    """What there is of an answer.

    `result` is the one to show (None: none yet), `fresh` whether it is about the present basis. While a new
    one is worked out `waiting` is its number, `progress` and `step` how far it is. `error` and `hint` say why
    there is none; `number` is the shown answer's own.
    """

    result: BaseModel | None
    fresh: bool
    number: int = 0
    waiting: int | None = None
    progress: float = 0.0
    step: str = ""
    error: str = ""
    hint: str = ""
    failed: int | None = None

    @property
    def key(self) -> tuple[int, bool, int | None, str]:
        """What a page drawn from it depends on."""
        return (self.number, self.fresh, self.waiting, self.error)


class Shelf:
    """The answers of one workspace, for pages that may be asked for at the same time."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._lock = threading.Lock()
        self._basis: dict[tuple[str, ...], tuple[float, str]] = {}
        self._prepared: str | None = None
        self._done: OrderedDict[tuple[str, str, str], Shown] = OrderedDict()

    def basis(self, also: tuple[str, ...] = ()) -> str:
        """What answers are about now; `also`: and about these kinds of written documents.

        Raises StoreError when the records cannot be read.
        """
        with self._lock:
            looked, known = self._basis.get(also, (-1e9, EMPTY))
        if time.monotonic() - looked < _BASIS_SECONDS:
            return known
        found = basis_of(self.workspace, also)
        with self._lock:
            self._basis[also] = (time.monotonic(), found)
        return found

    def changed(self) -> None:
        """Something was written: look again at once."""
        with self._lock:
            self._basis = {}

    def take(
        self, question: str, arguments: Mapping[str, Any] | None = None, *, by: str = "", now: datetime
    ) -> Shown:
        """The answer to a question, put on the shelf to be worked out where nobody has asked it yet."""
        given = dict(arguments or {})
        basis = self.basis(QUESTIONS[question].also)
        key = (question, json.dumps(given, sort_keys=True), basis)
        with self._lock:
            if key in self._done:
                self._done.move_to_end(key)
                return self._done[key]
        if basis == EMPTY:
            return Shown(None, fresh=True, error="There is no history yet.", hint="Bring in your data first.")
        with self.workspace.records.reading() as connection:
            mine, before = answers.latest(connection, question, given, basis)
        if mine is None:
            with self.workspace.records.writing() as connection:
                queue.leave_older(connection, question, given, now)
                mine = answers.ask(
                    connection, question, given, basis, by=by or "the page", now=now,
                    priority=QUESTIONS[question].priority,
                )  # fmt: skip
        if mine.state == "done" and _read(question, mine) is None:  # another version of unslump's answer
            with self.workspace.records.writing() as connection:
                mine = answers.ask(
                    connection, question, given, basis, by=by or "the page", now=now, again=True
                )
        shown = _shown(question, mine, before)
        if mine.is_over:
            with self._lock:
                self._done[key] = shown
                while len(self._done) > _MOST:
                    self._done.popitem(last=False)
        return shown

    def at_hand(self, question: str, arguments: Mapping[str, Any]) -> bool:
        """Whether the answer about the present basis is in memory already."""
        basis = self.basis(QUESTIONS[question].also)
        with self._lock:
            return (question, json.dumps(dict(arguments), sort_keys=True), basis) in self._done

    def again(self, number: int, *, by: str, now: datetime) -> None:
        """Put a question that failed or was stopped back into the queue."""
        with self.workspace.records.writing() as connection:
            asked = answers.by_id(connection, number)
            if asked is not None:
                answers.ask(
                    connection, asked.question, asked.arguments, asked.basis, by=by, now=now, again=True
                )
        with self._lock:
            self._done.clear()

    def prepare(self, *, now: datetime) -> None:
        """Ask the standard questions about the present basis, once."""
        basis = self.basis()
        if basis in (EMPTY, self._prepared):
            return
        asked = standard_questions(self.workspace)
        with self.workspace.records.writing() as connection:
            for question, given in asked:
                priority = QUESTIONS[question].priority + (10 if given else 0)
                about = self.basis(QUESTIONS[question].also)
                answers.ask(connection, question, given, about, by="unslump", now=now, priority=priority)
        self._prepared = basis


def _shown(question: str, mine: answers.Asked, before: answers.Asked | None) -> Shown:
    if mine.state == "done":
        return Shown(_read(question, mine), fresh=True, number=mine.id)
    old = None if before is None else _read(question, before)
    number = before.id if before is not None else 0
    if mine.is_over:
        told = json.loads(mine.body or "{}")
        return Shown(
            old, fresh=False, number=number, error=told.get("error", "It was stopped."),
            hint=told.get("hint", ""), failed=mine.id,
        )  # fmt: skip
    return Shown(old, fresh=False, number=number, waiting=mine.id, progress=mine.progress, step=mine.step)


def _read(question: str, asked: answers.Asked) -> BaseModel | None:
    """The result that is kept; None where it has another version's shape."""
    try:
        return QUESTIONS[question].model().model_validate_json(asked.body or "")
    except ValidationError:
        return None
