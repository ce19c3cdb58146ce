"""Is it there, and does it work: for whoever watches over servers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel

from unslump.web.house import House

__all__ = ["router"]

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The server answers, and its records can be read."""

    status: str


@router.get("/health")
def health(request: Request) -> Health:
    """Whether the records can be read; 503 when not."""
    house: House = request.app.state.house
    house.shelf.changed()
    house.shelf.basis()
    return Health(status="ok")
