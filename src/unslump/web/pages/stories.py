"""Stories: all of them, those most like what is happening now, one with what was said about it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from unslump.stories.answers import DraftsResult, FindResult
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.story_sent import send, sent
from unslump.web.pages.story_text import rendered

__all__ = ["ABOUT", "router", "story_page"]

router = APIRouter()
ABOUT = ("story", "story_comment", "own_board", "board", "board_entry")
KINDS = ("own", "subscribed", "example")
_LONGEST = 2_000


@router.get("/stories")
def stories(request: Request) -> Response:
    """The board: every story, and those most like now, or like some words."""
    who = asking(request)
    asked = request.query_params
    text = asked.get("text", "").replace("\0", "").strip()[:_LONGEST]
    among = [kind for kind in KINDS if kind in asked.getlist("among")]
    workspace, shelf = who.house.workspace, who.house.shelf
    has_history = shelf.basis() != EMPTY
    shown, found = None, None
    if has_history and (asked.get("now") or not text):
        given: dict[str, Any] = ({"text": text} if text else {}) | ({"kinds": among} if among else {})
        shown = shelf.take("stories_now", given, by=who.who.name, now=now())
        found = shown.result if isinstance(shown.result, FindResult) else None
    elif text:
        found = workspace.find_stories(text, diagnosis=False, kinds=among)
    drafted = sent(who, asked.get("sent", ""), "draft")
    still = has_history and not text and drafted is None and shown is not None and not shown.waiting
    return page(
        who, "stories.html.j2", "stories",
        lambda: {
            "shown": shown,
            "found": found,
            "text": text,
            "among": among,
            "now": bool(asked.get("now")),
            "has_history": has_history,
            "all": workspace.stories(),
            "kinds": KINDS,
            "sent": drafted,
            "drafted": DraftsResult.model_validate_json(drafted.body) if drafted and drafted.body else None,
            "may": who.who.may(Act.STORIES),
            "back": _back(text, among),
        },
        key=(shown.key if shown else None, shelf.basis(ABOUT), *among) if still else None,
    )  # fmt: skip


@router.get("/stories/one")
def one(request: Request) -> Response:
    """One story, with what was said about it."""
    return story_page(asking(request), request.query_params.get("name", ""))


def story_page(who: Asking, name: str, *, typed: str = "", error: Any = None) -> Response:
    """One story; with a comment that was not taken, and why."""
    basis = who.house.shelf.basis(ABOUT)
    return page(
        who, "story.html.j2", "stories",
        lambda: {
            "r": who.house.workspace.story(name[:300]),
            "rendered": rendered,
            "typed": typed,
            "error": error,
            "may": who.who.may(Act.STORIES),
        },
        key=None if error or basis == EMPTY else (basis, name[:300]),
        status=422 if error else 200,
    )  # fmt: skip


@router.post("/stories/draft")
async def draft(request: Request) -> Response:
    """Have a story drafted from each alarm that ended."""
    who = asking(request)
    await who.form(Act.STORIES)
    number = send(who, "draft", {})
    who.house.note(who.who.name, "asked for drafts of stories", "alarms that ended")
    return RedirectResponse(f"/stories?sent={number}", 303)


def _back(text: str, among: list[str]) -> str:
    more = "".join(f"&among={kind}" for kind in among)
    return f"/stories?now=1&text={quote(text)}{more}" if text or more else "/stories"
