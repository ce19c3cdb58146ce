"""What the API says when it cannot answer: {error, hint}, with a status that says whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from unslump.errors import ChangedMeanwhile, NoHistory, QuestionError, StoreError, UnslumpError
from unslump.web.accounts.rights import NotAllowed

__all__ = ["Refusal", "Told", "add_telling", "missing_or", "refusals", "status_of_kind"]


class Told(BaseModel):
    """Why there is no answer, and what mends it."""

    error: str = Field(description="What is wrong, and where.")
    hint: str = Field(description="What mends it; empty where nothing is known to.")


class Refusal(Exception):
    """An answer that is none, with its status."""

    def __init__(
        self, status: int, error: str, hint: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(error)
        self.status, self.error, self.hint, self.headers = status, error, hint, headers


_WHY = {
    400: "The request cannot be read.",
    401: "No bearer token, or one that is not good.",
    403: "The token's role does not allow it.",
    404: "There is no such thing.",
    405: "Not this method.",
    409: "It is not as you think: no history yet, or somebody has written since.",
    413: "More than this server takes.",
    422: "A value that cannot be: the words say which, and what can.",
    503: "The workspace cannot be read or written now, or too much waits already: try later.",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of an address, for its description. 400, 401, 422 and 503 can come from every one."""
    every = sorted({400, 401, 422, 503, *statuses})
    return {status: {"model": Told, "description": _WHY[status]} for status in every}


def status_of(error: UnslumpError) -> int:
    """The status of an error."""
    for kind, status in (
        (NotAllowed, 403),
        (ChangedMeanwhile, 409),
        (NoHistory, 409),
        (StoreError, 503),
    ):
        if isinstance(error, kind):
            return status
    return 422


def status_of_kind(kind: str) -> int:
    """The status of a question that failed with an error of that class; "" is a fault, or it was stopped."""
    if kind in ("NoHistory", "ChangedMeanwhile"):
        return 409
    return 503 if kind in ("StoreError", "Busy", "") else 422


def missing_or(error: QuestionError) -> Refusal:
    """What a named thing's absence is told as."""
    return Refusal(404, error.message, error.hint)


def add_telling(api: FastAPI) -> None:
    """Have every error told as {error, hint}."""

    @api.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        return _told(refusal.status, refusal.error, refusal.hint, refusal.headers)

    @api.exception_handler(UnslumpError)
    async def told(_: Request, error: UnslumpError) -> JSONResponse:
        return _told(status_of(error), error.message, error.hint)

    @api.exception_handler(RequestValidationError)
    async def misread(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return _told(422, f"{where}: {first['msg']}.", "See /api/v1/openapi.json for what can be sent.")

    @api.exception_handler(HTTPException)
    async def other(_: Request, error: HTTPException) -> JSONResponse:
        words = {404: "There is no such address.", 405: "That cannot be done here."}
        said = words.get(error.status_code, str(error.detail))
        return _told(error.status_code, said, "See /api/v1/openapi.json for what there is.", error.headers)


def _told(status: int, error: str, hint: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": error, "hint": hint}, status, headers=headers)
