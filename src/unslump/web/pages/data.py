"""Data: bring files in, see what they are taken for and what became of them, go back a version."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from unslump.errors import QuestionError
from unslump.history.importing.previewing import ImportPreview
from unslump.history.importing.report import ImportReport
from unslump.records import answers
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.uploads import MOST_MAPPING, receive
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter()


@router.get("/data")
def data(request: Request) -> Response:
    """Versions, readiness, and the way in."""
    who = asking(request)
    workspace, shelf = who.house.workspace, who.house.shelf
    ready = None if shelf.basis() == EMPTY else shelf.take("readiness", now=now())
    return page(
        who, "data.html.j2", "data",
        lambda: {
            "ready": ready,
            "versions": list(reversed(workspace.store.versions()))[:30],
            "current": workspace.store.current(),
            "rejected": (workspace.directory / "rejected.csv").exists(),
            "may": who.who.may(Act.IMPORT),
        },
    )  # fmt: skip


@router.post("/data/upload")
async def upload(request: Request) -> Response:
    """Take files in, piece by piece, and look at them; nothing is imported yet."""
    who = asking(request)
    form = await who.form(Act.IMPORT)
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    places = await receive(who.house.uploads, files)
    folder = places[0].parent
    _ask(who, "preview", {"files": [str(place) for place in places]}, folder.name)
    return RedirectResponse(f"/data/files/{folder.name}", 303)


@router.get("/data/files/{name}")
def files(request: Request, name: str) -> Response:
    """What uploaded files are taken for, and what became of their import."""
    who = asking(request)
    folder = _folder(who, name)
    with who.house.workspace.records.reading() as connection:
        preview, _ = answers.latest(connection, "preview", {"files": _places(folder)}, name)
        number = request.query_params.get("import", "").encode("ascii", "ignore").decode()
        brought = answers.by_id(connection, int(number)) if number.isdigit() and len(number) < 10 else None
    if brought is not None and (brought.question != "import" or not brought.basis.startswith(name)):
        brought = None
    return page(who, "files.html.j2", "data", lambda: _shown(who, name, preview, brought))


def _shown(
    who: Asking, name: str, preview: answers.Asked | None, brought: answers.Asked | None
) -> dict[str, Any]:
    looked = None
    if preview is not None and preview.state == "done" and preview.body:
        looked = ImportPreview.model_validate_json(preview.body)
    report = None
    wrong: dict[str, str] = {}
    if brought is not None and brought.state == "done" and brought.body:
        report = ImportReport.model_validate_json(brought.body)
    elif brought is not None and brought.is_over:
        wrong = json.loads(brought.body or '{"error": "It was stopped.", "hint": "", "kind": ""}')
    empty: dict[str, Any] = {"dates": None, "decimal": None, "mapping": None}
    given = empty | (brought.arguments if brought is not None else {})
    return {
        "name": name,
        "preview": preview,
        "looked": looked,
        "brought": brought,
        "report": report,
        "wrong": wrong,
        "ambiguous": wrong.get("kind") == "AmbiguousDates",
        "given": given,
        "may": who.who.may(Act.IMPORT),
        "mapping": given.get("mapping") or (looked.mapping if looked else ""),
    }


@router.post("/data/files/{name}")
async def bring(request: Request, name: str) -> Response:
    """Have them imported in the background."""
    who = asking(request)
    form = await who.form(Act.IMPORT)
    folder = _folder(who, name)
    mapping = str(form.get("mapping") or "").strip("\r\n")
    if len(mapping) > MOST_MAPPING:
        raise QuestionError("The mapping is too long.", hint="A mapping has a line for each column.")
    given = {
        "files": _places(folder),
        "dates": _one_of(form.get("dates"), ("dmy", "mdy", "ymd")),
        "decimal": _one_of(form.get("decimal"), (".", ",")),
        "mapping": mapping if mapping.strip() else None,
    }
    number = _ask(who, "import", given, f"{name}-{secrets.token_hex(4)}")
    who.house.note(who.who.name, "brought in", ", ".join(Path(place).name for place in given["files"] or ()))
    return RedirectResponse(f"/data/files/{name}?import={number}", 303)


@router.post("/data/demo")
async def demo(request: Request) -> Response:
    """Make the demo company in an empty workspace."""
    who = asking(request)
    await who.form(Act.IMPORT)
    if who.house.shelf.basis() != EMPTY:
        raise QuestionError("There is a history already.", hint="Make the demo in another folder.")
    _ask(who, "demo", {}, secrets.token_hex(8))
    who.house.note(who.who.name, "made the demo", "")
    return RedirectResponse("/", 303)


@router.post("/data/undo")
async def undo(request: Request) -> Response:
    """Go back one version."""
    who = asking(request)
    await who.form(Act.IMPORT)
    undone, _ = who.house.workspace.undo()
    who.house.shelf.changed()
    who.house.note(who.who.name, "undid", undone.note)
    return RedirectResponse("/data?said=undone", 303)


@router.get("/data/rejected.csv")
def rejected(request: Request) -> Response:
    """The rows that were not taken, each with its reason."""
    who = asking(request)
    path = who.house.workspace.directory / "rejected.csv"
    if not path.exists():
        raise QuestionError("No row was rejected.")
    return FileResponse(path, media_type="text/csv", filename="rejected.csv")


def _ask(who: Asking, errand: str, given: dict[str, Any], basis: str) -> int:
    with who.house.workspace.records.writing() as connection:
        asked = answers.ask(connection, errand, given, basis, by=who.who.name, now=now(), priority=0)
    return asked.id


def _folder(who: Asking, name: str) -> Path:
    """The folder of an upload; QuestionError where there is none. The name is one of our own making."""
    folder = who.house.uploads / name
    if len(name) != 16 or not all(letter in "0123456789abcdef" for letter in name) or not folder.is_dir():
        raise QuestionError("There are no such files.", hint="Bring them in again.")
    return folder


def _places(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.iterdir()) if path.name != "mapping.yaml"]


def _one_of(value: object, choices: tuple[str, ...]) -> str | None:
    return str(value) if value in choices else None
