"""Answers that may take long: the stored one, or the number of the question that is being worked out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from fastapi import Response
from pydantic import BaseModel, Field

from unslump.records import answers, queue
from unslump.web.api.entering import Caller
from unslump.web.api.telling import Refusal, status_of_kind
from unslump.web.house import now

__all__ = ["LATER", "MOST_WAITING", "Waiting", "answer", "later", "refuse_too_many"]

MOST_WAITING = 500
"""Questions that may wait; beyond it new ones are refused."""

State = Literal["waiting", "running", "stopping", "done", "failed", "stopped"]


class Waiting(BaseModel):
    """A question that is not answered yet."""

    question: int = Field(description="Its number: ask GET /api/v1/questions/{number} how far it is.")
    state: State
    progress: float = Field(description="The share done, 0 to 1.")
    step: str = Field(description="What is being done, in words; empty while it waits.")


LATER: dict[int | str, dict[str, Any]] = {
    202: {
        "model": Waiting,
        "description": "It is being worked out. Ask again, or follow it under /api/v1/questions/{question}.",
    }
}


def answer(caller: Caller, question: str, given: Mapping[str, Any], *, absent: bool = False) -> Response:
    """The stored answer to a question, 202 while there is none, a Refusal where there will be none.

    None values are left out of `given`. `absent`: a failed question means that its subject is not there.
    """
    house = caller.house
    arguments = {name: value for name, value in given.items() if value is not None}
    if not house.shelf.at_hand(question, arguments):
        refuse_too_many(caller)
    shown = house.shelf.take(question, arguments, by=caller.who.name, now=now())
    result = shown.result
    if shown.fresh and result is not None:
        text = house.drawn.of(("api", shown.number), result.model_dump_json)
        return Response(text, media_type="application/json")
    if shown.waiting is not None:
        state: State = "running" if shown.step or shown.progress else "waiting"
        return later(Waiting(question=shown.waiting, state=state, progress=shown.progress, step=shown.step))
    if shown.failed is None:
        raise Refusal(409, shown.error, shown.hint)
    with house.workspace.records.reading() as connection:
        failed = answers.by_id(connection, shown.failed)
    kind = json.loads(failed.body or "{}").get("kind", "") if failed is not None else ""
    status = 404 if absent and kind == "QuestionError" else status_of_kind(kind)
    raise Refusal(status, shown.error, shown.hint)


def later(waiting: Waiting) -> Response:
    """202, and where to look."""
    headers = {"Location": f"/api/v1/questions/{waiting.question}", "Retry-After": "1"}
    return Response(waiting.model_dump_json(), 202, headers, "application/json")


def refuse_too_many(caller: Caller) -> None:
    """Raise a Refusal where so much waits already that a new question would not be answered soon."""
    with caller.house.workspace.records.reading() as connection:
        waiting = queue.queue_now(connection).waiting
    if waiting >= MOST_WAITING:
        raise Refusal(503, f"{waiting:,} questions wait already.", "Ask again later.", {"Retry-After": "60"})
