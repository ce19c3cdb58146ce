"""What is written about a campaign after looking at the whole history: charter, launch, review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from unslump.records.moments import utc_now

if TYPE_CHECKING:
    from pydantic import BaseModel

    from unslump.workspace import Workspace

__all__ = ["draft_charter", "launch", "review"]

Progress = Callable[[str, float], None]


def draft_charter(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Draft a campaign's charter and write it down."""
    progress("drafting the charter", 0.0)
    return workspace.charter(
        given["name"], by=given["by"], now=utc_now(), source=given["source"], redraft=True, progress=progress
    )


def launch(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Look at what is ready, and start a campaign."""
    progress("looking at what is ready", 0.0)
    return workspace.launch_campaign(
        given["name"], by=given["by"], now=utc_now(), despite=given["despite"], progress=progress
    )


def review(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Hold a campaign that is over to its promises, and remember what it kept of them."""
    progress("looking at what it brought", 0.0)
    return workspace.review_campaign(given["name"], by=given["by"], now=utc_now())
