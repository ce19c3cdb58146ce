"""What is done with stories and takes long: drafts, what would leave, what leaves, other firms' boards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unslump.records.moments import utc_now

if TYPE_CHECKING:
    from pydantic import BaseModel

    from unslump.workspace import Workspace

__all__ = ["draft", "leave", "look", "refresh", "subscribe"]

Progress = Callable[[str, float], None]


def draft(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Draft a story from each alarm that ended."""
    progress("going through the alarms that ended", 0.0)
    return workspace.draft_stories(by=given["by"], at=utc_now())


def look(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """What would leave, with every replacement marked; nothing is written."""
    progress("looking for names in the history", 0.0)
    return workspace.leaving_stories(
        given["names"], author=given["author"], hide=given["hide"], spare=given["spare"],
        new_number=lambda: str(given["number"]), at=utc_now(),
    )  # fmt: skip


def leave(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Write what was looked at, and nothing else."""
    progress("writing what leaves", 0.0)
    return workspace.export_stories(
        given["names"], Path(workspace.directory) / given["folder"], confirmed=True, author=given["author"],
        hide=given["hide"], spare=given["spare"], new_number=lambda: str(given["number"]), by=given["by"],
        at=utc_now(), as_shown=given["digest"],
    )  # fmt: skip


def subscribe(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Subscribe to another firm's board."""
    progress("reading the feed", 0.0)
    return workspace.subscribe(given["where"], given["name"], by=given["by"], at=utc_now())


def refresh(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Ask the boards for what is new."""
    progress("asking the boards", 0.0)
    return workspace.refresh_boards(given["name"] or None, by=given["by"], at=utc_now())
