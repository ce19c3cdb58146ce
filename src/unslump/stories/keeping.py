"""Where stories are kept: documents of the kind "story", each under a short name made of its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection

from unslump.business.naming import nearest
from unslump.errors import QuestionError, StoreError
from unslump.records import kept
from unslump.stories.story import Story

__all__ = ["KIND", "KeptStory", "change", "kept_stories", "kept_story", "name_for", "put", "take_away"]

KIND = "story"
_LONGEST_NAME = 50


@dataclass(frozen=True)
class KeptStory:
    """A story with its short name, its version, and who wrote that version when (naive UTC)."""

    name: str
    story: Story
    version: int
    at: datetime
    by: str


def kept_stories(connection: Connection | None) -> list[KeptStory]:
    """Every story of one's own, by name. Raises StoreError for one that cannot be read."""
    return [_read(found) for found in kept.all_current(connection, KIND)]


def kept_story(connection: Connection | None, name: str) -> KeptStory:
    """The story of that name. Raises QuestionError when there is none, with the name that comes nearest."""
    found = kept.current(connection, KIND, name)
    if found is not None:
        return _read(found)
    names = [one.key for one in kept.all_current(connection, KIND)]
    close = nearest(name, names)
    raise QuestionError(
        f"There is no story {name[:80]!r} of your own.",
        hint=f"Did you mean {close}?" if close else "unslump story list shows the names.",
    )


def name_for(title: str, taken: Collection[str]) -> str:
    """A short name for a title, one that is not taken yet.

    >>> name_for("Nobody called back: a summer", ()), name_for("Müde Löwen!", {"mude-lowen"})
    ('nobody-called-back-a-summer', 'mude-lowen-2')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    name = ""
    for word in words:
        if len(name) + len(word) >= _LONGEST_NAME:
            break
        name = f"{name}-{word}" if name else word
    name = name or "story"
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


def put(connection: Connection, story: Story, *, by: str, at: datetime, note: str = "") -> KeptStory:
    """Keep a new story under a new name. `at` is naive UTC."""
    taken = {one.key for one in kept.all_versions(connection, KIND)}
    name = name_for(story.title, taken)
    return _read(kept.keep(connection, KIND, name, _body(story), seen=0, by=by, at=at, note=note))


def change(
    connection: Connection, name: str, story: Story, *, seen: int, by: str, at: datetime, note: str = ""
) -> KeptStory:
    """Keep the next version. Raises ChangedMeanwhile when `seen` is not the newest."""
    return _read(kept.keep(connection, KIND, name, _body(story), seen=seen, by=by, at=at, note=note))


def take_away(connection: Connection, name: str, *, seen: int, by: str, at: datetime) -> None:
    """Remove a story; its versions are kept. Raises ChangedMeanwhile when `seen` is not the newest."""
    kept.remove(connection, KIND, name, seen=seen, by=by, at=at)


def _body(story: Story) -> dict[str, object]:
    return story.settled().model_dump(mode="json", exclude_defaults=True) | {"function": story.function}


def _read(found: kept.Kept) -> KeptStory:
    try:
        story = Story.model_validate(found.body)
    except ValidationError as error:
        raise StoreError(
            f"The story {found.key!r} cannot be read: it was written by another version of unslump.",
            hint="Upgrade unslump on this machine.",
        ) from error
    return KeptStory(found.key, story, found.version, found.at, found.by)
