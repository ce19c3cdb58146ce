"""One file a page: what is asked of it, and what its template is given."""

from __future__ import annotations

from fastapi import FastAPI

__all__ = ["add_pages"]


def add_pages(app: FastAPI) -> None:
    """Every page."""
    from unslump.web.pages import (
        accounts,
        campaigns,
        charters,
        data,
        desk,
        door,
        goals,
        hire,
        orders,
        people,
        person,
        plan,
        progress,
        settings,
        slump,
        stories,
        story_boards,
        story_editor,
        story_share,
        today,
    )

    for room in (
        door,
        progress,
        today,
        slump,
        campaigns,
        charters,
        data,
        goals,
        people,
        hire,
        person,
        plan,
        settings,
        accounts,
        desk,
        orders,
        stories,
        story_editor,
        story_share,
        story_boards,
    ):
        app.include_router(room.router, include_in_schema=False)
