"""JSON under /api/v1: the results of the command line, by the same functions."""

from __future__ import annotations

from fastapi import FastAPI

__all__ = ["add_api"]


def add_api(app: FastAPI) -> None:
    """Every address under /api/v1, and health."""
    from unslump.web.api import health

    app.include_router(health.router)
