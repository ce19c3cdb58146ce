"""What is answered about stories, as data: what JSON and terminal show."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.slump.diagnosis_answer import Blame
from unslump.stories.library import Told
from unslump.stories.story import Story

__all__ = [
    "BoardView",
    "BoardsResult",
    "Comment",
    "Commented",
    "DraftsResult",
    "ExportResult",
    "FindResult",
    "FoundStory",
    "LeavingStory",
    "LeavingText",
    "PieceView",
    "RemovedStory",
    "StoriesResult",
    "StoryLine",
    "StoryResult",
    "TemplateWritten",
]

Kind = Literal["own", "subscribed", "example"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Comment(_View):
    """A comment on a story: who says so, where it comes from ("" for one's own), and when."""

    by: str
    origin: str
    at: datetime | None
    text: str


class StoryLine(_View):
    """A story in a list."""

    name: str
    kind: Kind
    origin: str
    title: str
    function: Blame | None
    causes: list[str]
    status: str
    began: date | None
    at: datetime | None
    by: str

    @classmethod
    def of(cls, told: Told) -> StoryLine:
        """The line of a story."""
        story = told.story
        return cls(
            name=told.name, kind=told.kind, origin=told.origin, title=story.title, function=story.function,
            causes=list(story.causes), status=story.status, began=story.began, at=told.at, by=told.by,
        )  # fmt: skip


class StoriesResult(_View):
    """`unslump story list`."""

    sentence: str
    stories: list[StoryLine]


class StoryResult(_View):
    """One story: `unslump story show`, and what new, edit and import wrote.

    `questions` are those that a draft still has to answer, by heading.
    """

    name: str
    kind: Kind
    origin: str
    link: str
    version: int | None
    at: datetime | None
    by: str
    story: Story
    questions: dict[str, list[str]]
    comments: list[Comment]

    @classmethod
    def of(cls, told: Told, comments: list[Comment]) -> StoryResult:
        """The story with what was said about it."""
        unanswered = told.story.unanswered if told.kind == "own" else ()
        return cls(
            name=told.name, kind=told.kind, origin=told.origin, link=told.link, version=told.version,
            at=told.at, by=told.by, story=told.story,
            questions={section.heading: list(section.questions) for section in unanswered},
            comments=comments,
        )  # fmt: skip


class RemovedStory(_View):
    """`unslump story remove`: what was taken away; its versions are kept."""

    name: str
    title: str


class TemplateWritten(_View):
    """`unslump story new --template` and `story edit --write`: where the file to fill in is."""

    file: Path
    name: str | None


class DraftsResult(_View):
    """`unslump story draft`: the stories drafted now, and how many alarms that ended had one already."""

    sentence: str
    drafted: list[StoryResult]
    already_told: int


class FoundStory(_View):
    """A story that is alike, with why.

    `score` orders; `alike` is the likeness of the fingerprints (0 to 1, null: not asked), `words` those of
    the text that fit, `worked` what came of it there, `differently` what to do.
    """

    name: str
    kind: Kind
    origin: str
    title: str
    function: Blame | None
    causes: list[str]
    score: float
    alike: float | None
    words: list[str]
    why: list[str]
    tried: str
    worked: str
    differently: str


class FindResult(_View):
    """`unslump story find`: the most alike first. `asked_by` says what was compared."""

    sentence: str
    text: str
    asked_by: list[Literal["diagnosis", "text", "meaning"]]
    diagnosis: str
    searched: dict[Kind, int]
    found: list[FoundStory]
    notes: list[str]


class PieceView(_View):
    """A part of a text that leaves: as it was, and what stands instead (null: it stays as it was)."""

    was: str
    instead: str | None
    why: str


class LeavingText(_View):
    """One text of a story in pieces."""

    heading: str
    pieces: list[PieceView]


class LeavingStory(_View):
    """A story that leaves: under which file name and id, with what replaced."""

    name: str
    file: str
    id: str
    title: str
    texts: list[LeavingText]


class ExportResult(_View):
    """`unslump story export`: what leaves, and whether it was written.

    `files` are those written, empty without --yes. `comments` are one's own on other firms' stories.
    `staying` are the names and other words with capital letters that leave as they are.
    """

    sentence: str
    written: bool
    folder: Path
    files: list[Path]
    author: str
    stories: list[LeavingStory]
    comments: list[LeavingText]
    replaced: int
    staying: list[str] = []
    notes: list[str]


class BoardView(_View):
    """A board that is subscribed to."""

    name: str
    title: str
    address: str
    stories: int
    comments: int
    fetched_at: datetime


class BoardsResult(_View):
    """`unslump story boards`, and what subscribe, refresh and unsubscribe did.

    `new` and `changed` count entries; `troubles` are boards that could not be had, each with why.
    """

    sentence: str
    boards: list[BoardView]
    new: int
    changed: int
    troubles: dict[str, str]


class Commented(_View):
    """`unslump story comment`: on which story, and whether it leaves with the next export."""

    name: str
    title: str
    text: str
    leaves: bool
