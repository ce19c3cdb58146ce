"""JSON under /api/v1: the results of the command line, by the same functions. And health and metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

if TYPE_CHECKING:
    from unslump.web.house import House

__all__ = ["add_api"]

_ABOUT = """\
The results of the command line, by the same functions; the models are those of `--json`.

Send `Authorization: Bearer KEY`. What takes long answers 202 with the number of a question at first: ask
again, or follow `/questions/{number}`. What cannot be answered comes as `{"error", "hint"}`.
"""


def add_api(app: FastAPI) -> None:
    """Every address under /api/v1, health and metrics."""
    from unslump.web.api import health, metrics

    house: House = app.state.house
    app.state.meters = metrics.Meters(house)
    app.add_middleware(metrics.Measured, meters=app.state.meters)
    app.include_router(health.router, include_in_schema=False)
    app.include_router(metrics.router, include_in_schema=False)
    app.mount("/api/v1", make_api(house))


def make_api(house: House) -> FastAPI:
    """The API as an application of its own, with its description at /openapi.json."""
    from importlib.metadata import version

    from unslump.web.api import answers, campaigns, desk, history, orders, questions, stories
    from unslump.web.api.telling import add_telling

    api = FastAPI(
        title="unslump", version=version("unslump"), description=_ABOUT, docs_url=None, redoc_url=None,
        openapi_url="/openapi.json",
    )  # fmt: skip
    api.state.house = house
    for part in (answers, questions, history, desk, orders, campaigns, stories):
        api.include_router(part.router)
    add_telling(api)
    return api
