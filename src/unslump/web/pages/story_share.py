"""Sharing stories: what would leave is looked at first, and nothing else leaves than what was seen."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from unslump.errors import QuestionError, UnslumpError
from unslump.stories.answers import ExportResult
from unslump.web.accounts.rights import Act
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.pages.story_sent import Sent, send, sent
from unslump.workspace.story_author import AUTHOR
from unslump.workspace.story_sharing import Leaving

__all__ = ["router"]

router = APIRouter()
FOLDER = "shared-stories"
_LONGEST = 5_000


@router.get("/stories/share")
def share(request: Request) -> Response:
    """Choose what is to leave; what would leave, once it was looked through; what has left."""
    who = asking(request)
    asked = request.query_params
    seen = sent(who, asked.get("sent", ""), "look", "leave")
    name = asked.get("name", "")[:300]
    typed = dict(seen.arguments) if seen else _empty() | {"names": [name] if name else []}
    return _share_page(who, typed, seen)


@router.post("/stories/look")
async def look(request: Request) -> Response:
    """Have everything that would leave looked through; nothing is written."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    given = _typed(form)
    try:
        _check(who, given)
    except QuestionError as error:
        return _share_page(who, given, None, error)
    number = send(who, "look", given | {"number": secrets.token_hex(12)})
    return RedirectResponse(f"/stories/share?sent={number}#leaving", 303)


@router.post("/stories/share")
async def leave(request: Request) -> Response:
    """Write what was looked at."""
    who = asking(request)
    form = await who.form(Act.STORIES)
    seen = sent(who, str(form.get("sent") or ""), "look")
    if seen is None or not seen.body:
        raise QuestionError("Nothing was looked at yet.", hint="Look at what would leave first.")
    digest = Leaving.model_validate_json(seen.body).digest
    if form.get("digest") != digest:
        raise QuestionError("That is not what was looked at.", hint="Look at what would leave first.")
    given = dict(seen.arguments) | {"digest": digest, "folder": f"{FOLDER}/{digest}"}
    number = send(who, "leave", given)
    who.house.note(who.who.name, "shared stories", ", ".join(given["names"]) or "every finished one")
    return RedirectResponse(f"/stories/share?sent={number}#leaving", 303)


@router.get("/stories/shared.zip")
def download(request: Request) -> Response:
    """What has left, as one file."""
    who = asking(request)
    gone = sent(who, request.query_params.get("sent", ""), "leave")
    if gone is None or not gone.body:
        raise QuestionError("Nothing has left yet.", hint="Look at what would leave, and confirm it.")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _written(who, gone).items():
            archive.writestr(name, text)
    return _as_file(packed.getvalue(), "application/zip", f"{FOLDER}.zip")


@router.get("/stories/shared/{name}")
def one_file(request: Request, name: str) -> Response:
    """One file of what has left."""
    who = asking(request)
    gone = sent(who, request.query_params.get("sent", ""), "leave")
    files = _written(who, gone) if gone is not None and gone.body else {}
    if name not in files:
        raise QuestionError("There is no such file among what has left.")
    kind = "application/atom+xml" if name.endswith(".xml") else "text/markdown; charset=utf-8"
    return _as_file(files[name].encode(), kind, name)


def _share_page(
    who: Asking, typed: dict[str, Any], seen: Sent | None, error: UnslumpError | None = None
) -> Response:
    who.require(Act.STORIES)
    own = who.house.workspace.stories("own").stories
    body = seen.body if seen else ""
    leaving = Leaving.model_validate_json(body) if body and seen and seen.what == "look" else None
    gone = ExportResult.model_validate_json(body) if body and seen and seen.what == "leave" else None
    return page(
        who, "story_share.html.j2", "stories",
        lambda: {
            "typed": typed,
            "error": error,
            "sent": seen,
            "leaving": leaving,
            "gone": gone,
            "finished": [each for each in own if each.status == "kept" and not each.origin],
        },
        status=422 if error else 200,
    )  # fmt: skip


def _empty() -> dict[str, Any]:
    return {"names": [], "author": AUTHOR, "hide": [], "spare": []}


def _typed(form: FormData) -> dict[str, Any]:
    """What was sent: names that were ticked, who it is said to be from, words to hide and to spare."""
    return {
        "names": [str(each)[:300] for each in form.getlist("name")],
        "author": " ".join(str(form.get("author") or "").replace("\0", "").split()) or AUTHOR,
        "hide": _lines(form.get("hide")),
        "spare": _lines(form.get("spare")),
    }


def _check(who: Asking, given: dict[str, Any]) -> None:
    if not given["names"] and who.house.workspace.stories("own").stories:
        raise QuestionError("No story was chosen.", hint="Tick what is to leave.")
    if len(given["author"]) > 200:
        raise QuestionError("Whom it is from has more than 200 letters.", hint="Write it shorter.")
    for words in (given["hide"], given["spare"]):
        if sum(map(len, words)) > _LONGEST:
            raise QuestionError(f"These are more than {_LONGEST:,} letters.", hint="Write fewer words.")


def _lines(value: object) -> list[str]:
    text = value.replace("\0", "") if isinstance(value, str) else ""
    return [line.strip() for line in re.split(r"\r?\n", text) if line.strip()]


def _written(who: Asking, gone: Sent) -> dict[str, str]:
    """The files that were written then, as they are on the disk. Raises QuestionError where they are not."""
    folder = Path(who.house.workspace.directory) / str(gone.arguments["folder"])
    files = ExportResult.model_validate_json(gone.body).files
    try:
        return {file.name: (folder / file.name).read_text(encoding="utf-8") for file in files}
    except OSError as error:
        raise QuestionError("What was written is no longer there.", hint="Share it once more.") from error


def _as_file(body: bytes, kind: str, name: str) -> Response:
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
