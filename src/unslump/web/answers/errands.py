"""Work that changes the workspace and takes long, done by the worker too: imports, the demo, feeds.

An errand runs once for each time it is asked: its arguments hold a number of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from unslump.workspace import Workspace

__all__ = ["ERRANDS"]

Progress = Callable[[str, float], None]
Errand = Callable[["Workspace", Mapping[str, Any], Progress], "BaseModel"]


def _import(workspace: Workspace, given: Mapping[str, Any], progress: Progress) -> BaseModel:
    """Bring uploaded files in; they lie in the workspace's folder for uploads, under names of its making."""
    mapping = given.get("mapping")
    return workspace.import_files(
        [Path(file) for file in given["files"]],
        mapping=Path(mapping) if mapping else None,
        table=given.get("table"),
        dates=given.get("dates"),
        decimal=given.get("decimal"),
        currency=given.get("currency"),
        progress=progress,
    )


ERRANDS: dict[str, Errand] = {"import": _import}
