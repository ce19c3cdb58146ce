"""Work that changes the workspace or looks at uploads, done by the worker too: imports, previews, the demo.

An errand runs once for each time it is asked: its basis is a name of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from unslump.web.answers import campaign_errands, story_errands

if TYPE_CHECKING:
    from unslump.workspace import Workspace

__all__ = ["ERRANDS", "DemoMade"]

Progress = Callable[[str, float], None]
Errand = Callable[["Workspace", Mapping[str, Any], Progress], BaseModel]


class DemoMade(BaseModel):
    """The demo company was made in the workspace."""

    company: str


def _preview(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """What uploaded files are taken for."""
    from unslump.history.importing.previewing import preview_files

    progress("looking at the files", 0.0)
    saved = workspace.directory / "mapping.yaml"
    return preview_files(_files(given), mapping=saved if saved.exists() else None)


def _import(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Bring uploaded files in; they lie in the workspace's folder for uploads, under names of its making."""
    text = given.get("mapping")
    saved = workspace.directory / "mapping.yaml"
    mapping = saved if saved.exists() else None
    if text:
        mapping = Path(given["files"][0]).parent / "mapping.yaml"
        mapping.write_text(text, encoding="utf-8")
    report = workspace.import_files(
        _files(given), mapping=mapping, dates=given.get("dates"), decimal=given.get("decimal"),
        currency=given.get("currency"), progress=progress,
    )  # fmt: skip
    if text and not saved.exists():  # what was edited here is known again the next time
        saved.write_text(text, encoding="utf-8")
    return report


def _demo(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Make the demo company in an empty workspace."""
    import unslump

    progress("inventing two years of a company", 0.1)
    unslump.make_demo(workspace.directory)
    company = workspace.company
    return DemoMade(company=company.name if company else "")


def _files(given: Mapping[str, Any]) -> list[Path]:
    return [Path(file) for file in given["files"]]


ERRANDS: dict[str, Errand] = {
    "import": _import,
    "preview": _preview,
    "demo": _demo,
    "campaign charter": campaign_errands.draft_charter,
    "campaign launch": campaign_errands.launch,
    "campaign review": campaign_errands.review,
    "story draft": story_errands.draft,
    "story look": story_errands.look,
    "story leave": story_errands.leave,
    "story subscribe": story_errands.subscribe,
    "story refresh": story_errands.refresh,
}
