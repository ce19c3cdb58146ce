"""Data: bring files in, see what became of them, go back a version; what the history can answer."""

from __future__ import annotations

import secrets
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from unslump.errors import QuestionError
from unslump.records import answers
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.asking import asking
from unslump.web.drawing import page
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter()
_KINDS = {".csv", ".tsv", ".txt", ".xlsx", ".parquet", ".yaml", ".yml"}
_PIECE = 1 << 20


@router.get("/data")
def data(request: Request) -> Response:
    """Versions, readiness, and the way in."""
    who = asking(request)
    workspace, shelf = who.house.workspace, who.house.shelf
    ready = None if shelf.basis() == EMPTY else shelf.take("readiness", now=now())
    number = request.query_params.get("import", "")
    with workspace.records.reading() as connection:
        brought = answers.by_id(connection, int(number)) if number.isdigit() and len(number) < 10 else None
    return page(
        who, "data.html.j2", "data",
        lambda: {
            "ready": ready,
            "versions": list(reversed(workspace.store.versions()))[:30],
            "current": workspace.store.current(),
            "brought": brought,
            "rejected": (workspace.directory / "rejected.csv").exists(),
        },
    )  # fmt: skip


@router.post("/data/upload")
async def upload(request: Request) -> Response:
    """Take files in, piece by piece, and have them imported in the background."""
    who = asking(request)
    form = await who.form(Act.IMPORT)
    folder = who.house.uploads / secrets.token_hex(8)
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    if not files:
        raise QuestionError("No file was chosen.", hint="Choose one or more exports of your CRM.")
    for each in files:
        if Path(each.filename or "").suffix.lower() not in _KINDS:
            raise QuestionError(
                f"{each.filename} is no table that can be read.", hint="CSV, Excel (xlsx) or Parquet."
            )
    folder.mkdir(parents=True, mode=0o700)
    places = [await _keep(each, folder, number) for number, each in enumerate(files)]
    given = {
        "files": [str(place) for place in places],
        "dates": str(form.get("dates") or "") or None,
        "decimal": str(form.get("decimal") or "") or None,
    }
    with who.house.workspace.records.writing() as connection:
        asked = answers.ask(connection, "import", given, folder.name, by=who.who.name, now=now(), priority=0)
    who.house.note(who.who.name, "brought in", ", ".join(str(each.filename) for each in files))
    return RedirectResponse(f"/data?import={asked.id}", 303)


async def _keep(upload: UploadFile, folder: Path, number: int) -> Path:
    """Write an upload into the folder under its own plain name."""
    name = Path((upload.filename or "file").replace("\\", "/")).name
    plain = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)[-80:]
    place = folder / f"{number:02d}-{plain}"
    with place.open("xb") as stream:
        while piece := await upload.read(_PIECE):
            stream.write(piece)
    return place


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
