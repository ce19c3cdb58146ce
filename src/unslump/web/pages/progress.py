"""How far a question is: asked by the page's script every second; buttons to stop and to try again."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from unslump.records import answers
from unslump.web.accounts.rights import Act
from unslump.web.asking import asking
from unslump.web.house import now
from unslump.web.pages.door import _inside

__all__ = ["router"]

router = APIRouter()


@router.get("/progress/{number}")
def progress(request: Request, number: int) -> Response:
    """{state, step, progress} of a question."""
    who = asking(request)
    with who.house.workspace.records.reading() as connection:
        asked = answers.by_id(connection, number)
    if asked is None:
        return JSONResponse({"error": "There is no such question.", "hint": ""}, 404)
    return JSONResponse({"state": asked.state, "step": asked.step, "progress": round(asked.progress, 3)})


@router.post("/progress/{number}/stop")
async def stop(request: Request, number: int) -> Response:
    """Leave a question."""
    who = asking(request)
    form = await who.form(Act.ASK)
    with who.house.workspace.records.writing() as connection:
        answers.stop(connection, number, now())
    return RedirectResponse(_inside(str(form.get("back") or "/")), 303)


@router.post("/progress/{number}/again")
async def again(request: Request, number: int) -> Response:
    """Try a question again that failed or was stopped."""
    who = asking(request)
    form = await who.form(Act.ASK)
    who.house.shelf.again(number, by=who.who.name, now=now())
    return RedirectResponse(_inside(str(form.get("back") or "/")), 303)
