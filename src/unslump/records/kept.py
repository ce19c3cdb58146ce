"""What people write, kept version by version: who wrote what, when, and what stood there before.

A document is a kind ("order"), a key ("A-17") and a body that JSON can hold. Writing it adds the version
after the one that the writer saw (`seen`); when another has been added in between, the writer is told by
whom, and nothing of either is lost. Removing it is a version too.

The rule is checked in two places: by reading, for an error in words, and by the primary key, for two who
write in the same moment on a server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from unslump.errors import ChangedMeanwhile
from unslump.records.schema import kept

__all__ = ["Kept", "all_current", "all_versions", "current", "history", "keep", "remove"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a document. `version` counts from 1; `at` is naive UTC."""

    kind: str
    key: str
    version: int
    body: dict[str, Any]
    at: datetime
    by: str
    note: str
    removed: bool


def current(connection: Connection | None, kind: str, key: str) -> Kept | None:
    """The newest version; None when there is none or it was removed."""
    newest = _newest(connection, kind, key)
    return None if newest is None or newest.removed else newest


def all_current(connection: Connection | None, kind: str) -> list[Kept]:
    """The newest version of every document of a kind that was not removed, by key."""
    if connection is None:
        return []
    newest = select(kept.c.key, func.max(kept.c.version)).where(kept.c.kind == kind).group_by(kept.c.key)
    wanted = (kept.c.kind == kind) & tuple_(kept.c.key, kept.c.version).in_(newest)
    found = [_read(row) for row in connection.execute(select(kept).where(wanted))]
    return sorted((each for each in found if not each.removed), key=lambda each: each.key)


def history(connection: Connection | None, kind: str, key: str) -> list[Kept]:
    """Every version of a document, oldest first; the removals too."""
    if connection is None:
        return []
    wanted = (kept.c.kind == kind) & (kept.c.key == key)
    return [_read(row) for row in connection.execute(select(kept).where(wanted).order_by(kept.c.version))]


def all_versions(connection: Connection | None, kind: str) -> list[Kept]:
    """Every version of every document of a kind, in the order in which they were written."""
    if connection is None:
        return []
    found = [_read(row) for row in connection.execute(select(kept).where(kept.c.kind == kind))]
    return sorted(found, key=lambda each: (each.at, each.key, each.version))


def keep(
    connection: Connection,
    kind: str,
    key: str,
    body: Mapping[str, Any],
    *,
    seen: int,
    by: str,
    at: datetime,
    note: str = "",
) -> Kept:
    """Write the version after `seen`, the one that the writer had before them (0: none).

    `at` is naive UTC. Raises ChangedMeanwhile when that is not the newest.
    """
    return _add(connection, Kept(kind, key, seen + 1, dict(body), at, by, note, removed=False))


def remove(
    connection: Connection, kind: str, key: str, *, seen: int, by: str, at: datetime, note: str = ""
) -> Kept:
    """Take a document away; its versions stay in its history. Raises ChangedMeanwhile as `keep` does."""
    newest = _newest(connection, kind, key)
    body = newest.body if newest else {}
    return _add(connection, Kept(kind, key, seen + 1, body, at, by, note, removed=True))


def _add(connection: Connection, version: Kept) -> Kept:
    newest = _newest(connection, version.kind, version.key)
    stands = newest.version if newest else 0
    # Who sees nothing may write anew what was removed.
    seen = stands if newest and newest.removed and version.version == 1 else version.version - 1
    if seen != stands:
        raise _changed(version, newest)
    written = Kept(
        version.kind, version.key, seen + 1, version.body, version.at, version.by, version.note,
        version.removed,
    )  # fmt: skip
    text = json.dumps(written.body, ensure_ascii=False, sort_keys=True, allow_nan=False)
    try:
        with connection.begin_nested():
            connection.execute(
                insert(kept).values(
                    kind=written.kind, key=written.key, version=written.version, body=text, at=written.at,
                    by=written.by, note=written.note, removed=written.removed,
                )
            )  # fmt: skip
    except IntegrityError as error:  # another wrote the same version after we looked
        raise _changed(version, _newest(connection, version.kind, version.key)) from error
    return written


def _changed(wanted: Kept, newest: Kept | None) -> ChangedMeanwhile:
    what = f"the {wanted.kind.replace('_', ' ')} {wanted.key!r}"
    again = "Look at it as it is now, and make your change again."
    if newest is None:
        return ChangedMeanwhile(f"Nothing was written: there is no {what[4:]} to change.", hint=again)
    when = f"{newest.at:%Y-%m-%d %H:%M} UTC"
    if wanted.version == 1:
        return ChangedMeanwhile(
            f"Nothing was written: {what} is there already, written by {newest.by} ({when}).",
            hint="Choose another name, or change the one that is there.",
        )
    done = "removed" if newest.removed else "changed"
    return ChangedMeanwhile(
        f"Nothing was written: {what} was {done} by {newest.by} ({when}) since you read it.", hint=again
    )


def _newest(connection: Connection | None, kind: str, key: str) -> Kept | None:
    if connection is None:
        return None
    wanted = (kept.c.kind == kind) & (kept.c.key == key)
    row = connection.execute(select(kept).where(wanted).order_by(kept.c.version.desc()).limit(1)).first()
    return None if row is None else _read(row)


def _read(row: Row[Any]) -> Kept:
    return Kept(
        row.kind, row.key, row.version, json.loads(row.body), row.at, row.by, row.note, bool(row.removed)
    )
