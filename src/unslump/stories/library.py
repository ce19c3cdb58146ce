"""Every story there is to find: one's own, those of other firms' boards, and the examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from unslump.business.naming import nearest
from unslump.errors import QuestionError
from unslump.stories.examples import ORIGIN, examples
from unslump.stories.keeping import KeptStory
from unslump.stories.story import Story

__all__ = ["Shelf", "Told", "own", "shipped"]

Kind = Literal["own", "subscribed", "example"]


@dataclass(frozen=True)
class Told:
    """A story on the shelf. `origin` is "" for one's own; `at` when it was last written (naive UTC)."""

    name: str
    kind: Kind
    story: Story
    origin: str
    version: int | None = None
    at: datetime | None = None
    by: str = ""
    link: str = ""
    entry: str = ""


def own(kept: Iterable[KeptStory]) -> list[Told]:
    """One's own stories."""
    return [Told(one.name, "own", one.story, one.story.origin, one.version, one.at, one.by) for one in kept]


def shipped() -> list[Told]:
    """The examples; their names begin with examples/."""
    return [Told(f"examples/{name}", "example", story, ORIGIN) for name, story in examples().items()]


@dataclass(frozen=True)
class Shelf:
    """All stories by name: one's own first, then boards, then examples."""

    told: Mapping[str, Told]

    @classmethod
    def of(cls, *groups: Iterable[Told]) -> Shelf:
        """A shelf of several groups."""
        return cls({one.name: one for group in groups for one in group})

    @property
    def stories(self) -> dict[str, Story]:
        """Name → story."""
        return {name: one.story for name, one in self.told.items()}

    def named(self, name: str) -> Told:
        """The story of that name. Raises QuestionError, with the name that comes nearest."""
        for candidate in (name, f"examples/{name}"):
            if candidate in self.told:
                return self.told[candidate]
        close = nearest(name, self.told)
        raise QuestionError(
            f"There is no story {name[:80]!r}.",
            hint=f"Did you mean {close}?" if close else "unslump story list shows the names.",
        )
