"""What is said about a story: one's own comments, and those that come by the boards' feeds."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from unslump.errors import QuestionError
from unslump.records import kept
from unslump.stories.answers import Comment
from unslump.stories.boards import boards, entries
from unslump.stories.feeds.atom import entry_id
from unslump.stories.library import Told
from unslump.stories.own_board import own_board

__all__ = ["COMMENT", "KeptComment", "add_comment", "comments_on", "own_comments"]

COMMENT = "story_comment"
_LONGEST = 5_000


class KeptComment(BaseModel):
    """A comment of one's own; `entry` is the story's id on a board ("": one's own story, or an example)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    entry: str
    text: str
    by: str = ""
    at: datetime | None = None
    key: str = ""


def add_comment(connection: Connection, told: Told, text: str, *, by: str, at: datetime) -> None:
    """Say something about a story. Raises QuestionError for a text that is empty or too long."""
    said = text.strip()
    if not said or len(said) > _LONGEST:
        wrong = "is empty" if not said else f"has {len(said):,} letters"
        raise QuestionError(f"The comment {wrong}.", hint=f"Write 1 to {_LONGEST:,} letters.")
    number = sum(one.kind == COMMENT for one in kept.all_versions(connection, COMMENT)) + 1
    body = {"name": told.name, "entry": told.entry, "text": said}
    kept.keep(connection, COMMENT, f"{number:06d}", body, seen=0, by=by, at=at)


def own_comments(connection: Connection | None) -> list[KeptComment]:
    """Every comment of one's own, the oldest first."""
    return [
        KeptComment(**one.body, by=one.by, at=one.at, key=one.key)
        for one in kept.all_current(connection, COMMENT)
    ]


def comments_on(connection: Connection | None, told: Told) -> list[Comment]:
    """What was said about a story, the oldest first."""
    board = own_board(connection)
    about = told.entry or (entry_id(board.number, told.name) if board else "")
    titles = {one.name: one.board.title for one in boards(connection)}
    said = [
        Comment(by=one.by, origin="", at=one.at, text=one.text)
        for one in own_comments(connection)
        if one.name == told.name
    ]
    said += [
        Comment(by=one.author, origin=titles[one.board], at=one.at, text=one.text)
        for one in entries(connection)
        if about and one.reply_to == about and one.board in titles
    ]
    return sorted(said, key=lambda comment: comment.at or datetime.min)
