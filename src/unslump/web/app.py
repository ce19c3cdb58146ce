"""The pages and the API as one application."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException

from unslump.errors import CompanyError, StoreError, UnslumpError
from unslump.web import api, pages
from unslump.web.accounts.rights import NotAllowed
from unslump.web.asking import SignInFirst, StaleForm, asking
from unslump.web.drawing import page, style_sheet
from unslump.web.house import House
from unslump.web.safety.guard import Guard

if TYPE_CHECKING:
    from unslump.workspace import Workspace

__all__ = ["create_app"]

UPLOADS = frozenset({"/data/upload", "/api/v1/import"})


def create_app(
    workspace: Workspace, *, hosts: Iterable[str], loopback: bool, user: str, secure: bool = False
) -> FastAPI:
    """The application for one workspace.

    `hosts` are the names it may be asked for by, `user` is who works here where nobody has to sign in.
    Raises StoreError when the workspace cannot be written.
    """
    app = FastAPI(title="unslump", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = House(workspace, loopback=loopback, user=user)
    app.add_middleware(Guard, hosts=frozenset(hosts), uploads=UPLOADS, secure=secure)
    _statics(app)
    pages.add_pages(app)
    api.add_api(app)
    _mishaps(app)
    return app


def _statics(app: FastAPI) -> None:
    script = files("unslump.web.static").joinpath("web.js").read_bytes()
    icon = files("unslump.web.static").joinpath("icon.svg").read_bytes()
    kept = {"Cache-Control": "max-age=3600"}

    @app.get("/static/web.css", include_in_schema=False)
    def css() -> Response:
        return Response(style_sheet(), media_type="text/css", headers=kept)

    @app.get("/static/web.js", include_in_schema=False)
    def js() -> Response:
        return Response(script, media_type="text/javascript", headers=kept)

    @app.get("/static/icon.svg", include_in_schema=False)
    def svg() -> Response:
        return Response(icon, media_type="image/svg+xml", headers=kept)


def _mishaps(app: FastAPI) -> None:
    """What is said when something goes wrong: JSON under /api, a page elsewhere, never a trace."""

    @app.exception_handler(SignInFirst)
    async def sign_in(request: Request, _: SignInFirst) -> Response:
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": "Who is asking?", "hint": "Send a bearer token."}, 401)
        from unslump.web.pages.door import door_page

        return await door_page(request)

    @app.exception_handler(UnslumpError)
    async def told(request: Request, error: UnslumpError) -> Response:
        status = 403 if isinstance(error, NotAllowed) else 409 if isinstance(error, StaleForm) else 422
        if isinstance(error, StoreError):
            status = 503
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": error.message, "hint": error.hint}, status)
        mistakes = [str(mistake) for mistake in error.mistakes] if isinstance(error, CompanyError) else []
        return _oops(request, error.message, error.hint, status, mistakes)

    @app.exception_handler(RequestValidationError)
    async def misread(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        return _said(request, f"{where or 'The request'}: {first['msg']}.", "", 422)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        words = {404: "There is no such page.", 405: "That cannot be done here."}
        said = words.get(error.status_code, str(error.detail))
        return _said(request, said, "", error.status_code)


def _said(request: Request, message: str, hint: str, status: int) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message, "hint": hint}, status)
    return _oops(request, message, hint, status, [])


def _oops(request: Request, message: str, hint: str, status: int, mistakes: list[str]) -> Response:
    try:
        who = asking(request)
        return page(
            who, "oops.html.j2", "", lambda: {"message": message, "hint": hint, "mistakes": mistakes},
            status=status,
        )  # fmt: skip
    except (SignInFirst, UnslumpError):  # no page can be drawn: the database is away, or nobody came in
        return PlainTextResponse(f"{message}\n{hint}\n{json.dumps(mistakes) if mistakes else ''}", status)
