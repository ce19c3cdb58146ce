"""The history: its versions, files brought in, and going back."""

from __future__ import annotations

import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from unslump.records import answers
from unslump.web.accounts.rights import Act
from unslump.web.answers.uploads import MOST_FILES, MOST_MAPPING, receive
from unslump.web.api.entering import Asks
from unslump.web.api.telling import Refusal, refusals
from unslump.web.api.waiting import LATER, Waiting, later, refuse_too_many
from unslump.web.house import now
from unslump.workspace.version_views import Undone, VersionList, VersionView

__all__ = ["router"]

router = APIRouter(tags=["history"], responses=refusals())

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array", "minItems": 1, "maxItems": MOST_FILES,
                            "items": {"type": "string", "format": "binary"},
                            "description": "CSV, Excel (xlsx) or Parquet, each with its file name.",
                        },
                        "dates": {"enum": ["dmy", "mdy", "ymd"], "description": "How days are written."},
                        "decimal": {"enum": [".", ","], "description": "The decimal mark."},
                        "mapping": {
                            "type": "string", "maxLength": MOST_MAPPING,
                            "description": "Which of their columns is what, as mapping.yaml has it.",
                        },
                    },
                }
            }
        },
    }
}  # fmt: skip


@router.get("/versions")
def versions(who: Asks) -> VersionList:
    """The versions of the history; each import that changed something made one."""
    store = who.house.workspace.store
    current = store.current()
    return VersionList(
        current=current.id if current is not None else None,
        versions=[VersionView.of(each) for each in store.versions()],
    )


@router.post(
    "/import", status_code=202, response_model=Waiting, openapi_extra=_FORM,
    responses=LATER | refusals(403, 413),
)  # fmt: skip
async def bring(who: Asks, request: Request) -> Response:
    """Bring exports in, in the background; the question's result is what became of every row."""
    who.require(Act.IMPORT)
    refuse_too_many(who)
    form = await request.form(max_files=MOST_FILES, max_fields=20)
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
    mapping = form.get("mapping")
    if mapping is not None and (not isinstance(mapping, str) or len(mapping) > MOST_MAPPING):
        raise Refusal(422, "The mapping is no text, or too long.", "A mapping has a line for each column.")
    choices = {
        "dates": _choice(form, "dates", ("dmy", "mdy", "ymd")),
        "decimal": _choice(form, "decimal", (".", ",")),
    }
    places = await receive(who.house.uploads, files)
    given = {"files": [str(place) for place in places], **choices, "mapping": (mapping or "").strip() or None}
    basis = f"{places[0].parent.name}-{secrets.token_hex(4)}"
    with who.house.workspace.records.writing() as connection:
        asked = answers.ask(connection, "import", given, basis, by=who.who.name, now=now(), priority=0)
    who.note("brought in", ", ".join(place.name for place in places))
    return later(Waiting(question=asked.id, state="waiting", progress=0.0, step=""))


@router.post("/undo", responses=refusals(403, 409))
def undo(who: Asks) -> Undone:
    """Go back one import."""
    who.require(Act.IMPORT)
    if who.house.workspace.store.current() is None:
        raise Refusal(409, "There is nothing to undo.", "GET /api/v1/versions has every version.")
    undone, current = who.house.workspace.undo()
    who.note("undid", undone.note)
    return Undone(
        undone=VersionView.of(undone), current=VersionView.of(current) if current is not None else None
    )


def _choice(form: FormData, name: str, choices: tuple[str, ...]) -> str | None:
    value = form.get(name)
    if value is None:
        return None
    if value not in choices:
        raise Refusal(422, f"{name} is not one of {', '.join(choices)}.")
    return str(value)
