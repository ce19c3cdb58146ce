"""What an answer is about: which history, which company.yaml, which written orders. Cheap to tell."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from unslump.records.schema import kept

if TYPE_CHECKING:
    from unslump.workspace import Workspace

__all__ = ["EMPTY", "basis_of"]

EMPTY = "empty"
"""The basis of a workspace without any history."""


def basis_of(workspace: Workspace) -> str:
    """One short text; another history, company.yaml or written order gives another one.

    Raises StoreError when the records cannot be read.
    """
    version = workspace.store.current()
    if version is None:
        return EMPTY
    path = workspace.directory / "company.yaml"
    try:
        company = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError:
        company = "none"
    with workspace.records.reading() as connection:
        wanted = select(func.count(), func.max(kept.c.at)).where(kept.c.kind == "order")
        orders = None if connection is None else connection.execute(wanted).one()
    written = "" if orders is None or not orders[0] else f":{orders[0]}@{orders[1]:%Y%m%dT%H%M%S%f}"
    return f"v{version.id}:{company}{written}"
