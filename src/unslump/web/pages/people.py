"""People: finders and closers, hats in fact beside hats on paper, hours, and what two hats cost."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from unslump.planning.people_answer import PeopleResult
from unslump.planning.people_words import both_together
from unslump.report.people_chart import people_skills
from unslump.report.people_view import MARKS
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.shelf import Shown
from unslump.web.asking import asking
from unslump.web.drawing import page
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter()
_MOST = 300


@router.get("/people")
def people(request: Request) -> Response:
    """Who finds, who closes, who does both."""
    who = asking(request)
    shelf = who.house.shelf
    known = Shown(None, fresh=True) if shelf.basis() == EMPTY else shelf.take("people", now=now())
    return page(
        who, "people.html.j2", "people",
        lambda: {"people": known, "empty": shelf.basis() == EMPTY, "most": _MOST} | _shown(known.result),
        key=None if known.waiting else (known.key, shelf.basis() == EMPTY),
    )  # fmt: skip


def _shown(result: object) -> dict[str, Any]:
    if not isinstance(result, PeopleResult):
        return {"r": None}
    return {
        "r": result,
        "picture": people_skills(result),
        "together": both_together(result.both),
        "marks": MARKS,
    }
