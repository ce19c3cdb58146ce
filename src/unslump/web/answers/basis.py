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


def basis_of(workspace: Workspace, also: tuple[str, ...] = ()) -> str:
    """One short text; another history, company.yaml or written order gives another one.

    `also` are further kinds of written documents that it is about. Raises StoreError when the records cannot
    be read.
    """
    version = workspace.store.current()
    if version is None:
        return EMPTY
    path = workspace.directory / "company.yaml"
    try:
        company = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    except OSError:
        company = "none"
    kinds = ("order", *also)
    wanted = (
        select(kept.c.kind, func.count(), func.max(kept.c.at))
        .where(kept.c.kind.in_(kinds))
        .group_by(kept.c.kind)
    )
    with workspace.records.reading() as connection:
        rows = [] if connection is None else connection.execute(wanted).all()
    stamps = {kind: f"{count}@{last:%Y%m%dT%H%M%S%f}" for kind, count, last in rows}
    written = "".join(f":{kind[0]}{stamps[kind]}" for kind in kinds if kind in stamps)
    return f"v{version.id}:{company}{written}"
