"""How far a question is that takes long; and to stop it, or to put it back into the queue."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from unslump.records import answers
from unslump.web.accounts.rights import Act
from unslump.web.api.entering import Asks, Caller
from unslump.web.api.telling import Refusal, Told, refusals
from unslump.web.api.waiting import LATER, State, Waiting, later
from unslump.web.house import now

__all__ = ["QuestionState", "router"]

router = APIRouter(tags=["questions"], responses=refusals(404))
Question = Annotated[int, Path(ge=1, le=2**31 - 1, description="A question's number.")]


class QuestionState(BaseModel):
    """A question, and its answer once it is done."""

    question: int
    name: str = Field(description="What is asked: check, plan, import and so on.")
    state: State
    progress: float
    step: str
    asked_at: datetime = Field(description="UTC.")
    finished_at: datetime | None
    result: Any = Field(description="When done: the answer, as the command of that name gives it.")
    failure: Told | None = Field(description="When it failed or was stopped: why.")


@router.get("/questions/{question}")
def state(who: Asks, question: Question) -> QuestionState:
    """How far a question is, and its answer once it is done."""
    asked = _asked(who, question)
    body = json.loads(asked.body) if asked.body else None
    failure = None
    if asked.state in ("failed", "stopped"):
        told = body or {}
        failure = Told(error=told.get("error", "It was stopped."), hint=told.get("hint", ""))
    return QuestionState.model_validate(
        {
            "question": asked.id, "name": asked.question, "state": asked.state, "progress": asked.progress,
            "step": asked.step, "asked_at": asked.asked_at, "finished_at": asked.finished_at,
            "result": body if asked.state == "done" else None, "failure": failure,
        }
    )  # fmt: skip


@router.post("/questions/{question}/stop", status_code=202, response_model=Waiting, responses=LATER)
def stop(who: Asks, question: Question) -> Response:
    """Leave a question; one that is over stays as it is."""
    who.require(Act.ASK)
    _asked(who, question)
    with who.house.workspace.records.writing() as connection:
        answers.stop(connection, question, now())
    who.note("stopped a question", str(question))
    return _later(_asked(who, question))


@router.post("/questions/{question}/again", status_code=202, response_model=Waiting, responses=LATER)
def again(who: Asks, question: Question) -> Response:
    """Put a question that failed or was stopped back into the queue; an import is sent again instead."""
    who.require(Act.ASK)
    asked = _asked(who, question)
    from unslump.web.answers.questions import QUESTIONS

    if asked.question not in QUESTIONS:
        raise Refusal(422, f"{asked.question} is not asked again.", "Send it anew.")
    if asked.state in ("failed", "stopped"):
        who.house.shelf.again(question, by=who.who.name, now=now())
        who.note("asked again", str(question))
    return _later(_asked(who, question))


def _asked(who: Caller, number: int) -> answers.Asked:
    with who.house.workspace.records.reading() as connection:
        asked = answers.by_id(connection, number)
    if asked is None:
        raise Refusal(404, f"There is no question {number}.", "Their numbers come with the answer 202.")
    return asked


def _later(asked: answers.Asked) -> Response:
    return later(
        Waiting.model_validate(
            {"question": asked.id, "state": asked.state, "progress": asked.progress, "step": asked.step}
        )
    )
