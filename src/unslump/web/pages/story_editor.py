"""Stories written, changed, brought in, taken away and commented on."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from unslump.errors import ChangedMeanwhile, QuestionError, UnslumpError
from unslump.stories.answers import StoryResult
from unslump.web.accounts.rights import Act
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.stories import story_page
from unslump.web.pages.story_form import Typed, differing, form_of, story_in, typed_in

__all__ = ["router"]

router = APIRouter()


@router.get("/stories/new")
def new(request: Request) -> Response:
    """An empty form."""
    return _form_page(asking(request), Typed())


@router.get("/stories/change")
def change(request: Request) -> Response:
    """The form of a story of one's own."""
    who = asking(request)
    mine = _own(who, request.query_params.get("name", ""))
    return _form_page(who, form_of(mine.story), name=mine.name, seen=mine.version or 0)


@router.post("/stories/write")
async def write(request: Request) -> Response:
    """Keep a new story, or the next version of one; every mistake is said beside what was typed."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    typed, name = typed_in(form), str(form.get("name") or "")[:300]
    raw = str(form.get("seen") or "0")
    seen = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
    workspace = who.house.workspace
    try:
        story = story_in(typed)
        if name:
            kept = workspace.change_story(name, story, by=who.who.name, at=now(), seen=seen or None)
        else:
            kept = workspace.write_story(story, by=who.who.name, at=now())
    except ChangedMeanwhile as error:
        theirs = _own(who, name)
        return _form_page(
            who, typed, name=name, seen=theirs.version or 0, error=error, theirs=form_of(theirs.story)
        )
    except QuestionError as error:
        return _form_page(who, typed, name=name, seen=seen, error=error)
    who.house.shelf.changed()
    who.house.note(who.who.name, "changed a story" if name else "wrote a story", kept.name)
    return _to(kept.name)


@router.post("/stories/remove")
async def remove(request: Request) -> Response:
    """Take a story of one's own away; its versions are kept."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    gone = who.house.workspace.remove_story(str(form.get("name") or ""), by=who.who.name, at=now())
    who.house.shelf.changed()
    who.house.note(who.who.name, "took a story away", gone.name)
    return RedirectResponse("/stories?said=saved", 303)


@router.post("/stories/comment")
async def comment(request: Request) -> Response:
    """Say something about a story."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    name, text = str(form.get("name") or ""), str(form.get("text") or "").replace("\r\n", "\n")
    said = text.replace("\0", "")
    try:
        kept = who.house.workspace.comment_on_story(name, said, by=who.who.name, at=now())
    except QuestionError as error:
        return story_page(who, name, typed=said, error=error)
    who.house.shelf.changed()
    who.house.note(who.who.name, "commented on a story", kept.name)
    return RedirectResponse(f"/stories/one?name={quote(kept.name)}&said=saved#comments", 303)


@router.get("/stories/bring")
def bring(request: Request) -> Response:
    """A form for a story that somebody sent."""
    return _bring_page(asking(request), "")


@router.post("/stories/bring")
async def brought(request: Request) -> Response:
    """Keep a story that somebody sent, with whom it is from."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    origin, file = str(form.get("origin") or "").replace("\0", ""), form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return _bring_page(who, origin, QuestionError("No file was chosen.", hint="Choose a Markdown file."))
    called = re.sub(r"[^\w.-]+", "_", Path(file.filename).name)[-80:].lstrip(".") or "story.md"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / called
        place.write_bytes(await file.read())
        try:
            kept = who.house.workspace.import_story(place, origin=origin, by=who.who.name, at=now())
        except QuestionError as error:
            said = QuestionError(error.message.replace(str(place), called), hint=error.hint)
            return _bring_page(who, origin, said)
    who.house.shelf.changed()
    who.house.note(who.who.name, "brought in a story", kept.name)
    return _to(kept.name)


def _own(who: Asking, name: str) -> StoryResult:
    """A story that may be changed: one's own."""
    found = who.house.workspace.story(name[:300])
    if found.kind != "own":
        raise QuestionError("That story is another firm's: it can be read, not changed.")
    return found


def _form_page(
    who: Asking,
    typed: Typed,
    *,
    name: str = "",
    seen: int = 0,
    error: UnslumpError | None = None,
    theirs: Typed | None = None,
) -> Response:
    from unslump.stories.story import CAUSE_NAMES, FUNCTIONS, SECTIONS

    who.require(Act.STORIES)
    status = 409 if isinstance(error, ChangedMeanwhile) else 422 if error else 200
    return page(
        who, "story_form.html.j2", "stories",
        lambda: {
            "typed": typed,
            "name": name,
            "seen": seen,
            "error": error,
            "theirs": differing(theirs, typed) if theirs else None,
            "causes": CAUSE_NAMES,
            "functions": FUNCTIONS,
            "sections": SECTIONS,
        },
        status=status,
    )  # fmt: skip


def _bring_page(who: Asking, origin: str, error: UnslumpError | None = None) -> Response:
    who.require(Act.STORIES)
    return page(
        who, "story_bring.html.j2", "stories", lambda: {"origin": origin, "error": error},
        status=422 if error else 200,
    )  # fmt: skip


def _to(name: str) -> Response:
    return RedirectResponse(f"/stories/one?name={quote(name)}&said=saved", 303)
