"""Other firms' boards: subscribed to by the address of their feed, asked for what is new, left."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from unslump.errors import QuestionError, UnslumpError
from unslump.stories.answers import BoardsResult
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.stories import ABOUT
from unslump.web.pages.story_sent import Sent, send, sent

__all__ = ["router"]

router = APIRouter()
_LONGEST = 2_000


@router.get("/stories/boards")
def boards(request: Request) -> Response:
    """The boards, and what came of asking them."""
    who = asking(request)
    seen = sent(who, request.query_params.get("sent", ""), "subscribe", "refresh")
    failed = seen is not None and seen.what == "subscribe" and bool(seen.error)
    typed = dict(seen.arguments) if seen is not None and failed else {"where": "", "name": ""}
    return _boards_page(who, typed, seen)


@router.post("/stories/subscribe")
async def subscribe(request: Request) -> Response:
    """Have a feed read, and subscribe to it. Files of the machine are no business of a page."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    typed = {key: str(form.get(key) or "").replace("\0", "").strip() for key in ("where", "name")}
    try:
        _check(typed)
    except QuestionError as error:
        return _boards_page(who, typed, None, error)
    number = send(who, "subscribe", typed)
    who.house.note(who.who.name, "subscribed to a board", typed["where"])
    return RedirectResponse(f"/stories/boards?sent={number}", 303)


@router.post("/stories/refresh")
async def refresh(request: Request) -> Response:
    """Ask the boards, or one, for what is new."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    name = str(form.get("name") or "")[:300]
    number = send(who, "refresh", {"name": name})
    who.house.note(who.who.name, "asked boards for what is new", name or "all")
    return RedirectResponse(f"/stories/boards?sent={number}", 303)


@router.post("/stories/unsubscribe")
async def unsubscribe(request: Request) -> Response:
    """Take a board and its stories away."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    name = str(form.get("name") or "")
    who.house.workspace.unsubscribe(name, by=who.who.name, at=now())
    who.house.shelf.changed()
    who.house.note(who.who.name, "unsubscribed from a board", name)
    return RedirectResponse("/stories/boards?said=saved", 303)


def _check(typed: dict[str, str]) -> None:
    if not typed["where"].lower().startswith(("http://", "https://")):
        raise QuestionError(
            f"{typed['where'][:80]!r} is no address of a feed." if typed["where"] else "There is no address.",
            hint="Give the address that begins with https://.",
        )
    if len(typed["where"]) > _LONGEST or len(typed["name"]) > 100:
        raise QuestionError("The address or the name is too long.", hint="A name has at most 100 letters.")


def _boards_page(
    who: Asking, typed: dict[str, str], seen: Sent | None, error: UnslumpError | None = None
) -> Response:
    basis = who.house.shelf.basis(ABOUT)
    done = BoardsResult.model_validate_json(seen.body) if seen is not None and seen.body else None
    return page(
        who, "story_boards.html.j2", "stories",
        lambda: {
            "typed": typed,
            "error": error,
            "sent": seen,
            "done": done,
            "r": who.house.workspace.boards(),
            "may": who.who.may(Act.STORIES),
        },
        key=None if error or seen or basis == EMPTY else basis,
        status=422 if error else 200,
    )  # fmt: skip
