"""What leaves at once: stories as Markdown, and with one's comments as a feed; and how it is shown before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from unslump.stories.answers import LeavingStory, LeavingText, PieceView
from unslump.stories.comments import KeptComment
from unslump.stories.feeds.atom import Reply, Shared, atom, entry_id
from unslump.stories.keeping import KeptStory, name_for
from unslump.stories.sharing.leaving import leaving, refuse_leftovers
from unslump.stories.sharing.names import Labels, Names
from unslump.stories.sharing.staying import names_that_stay
from unslump.stories.sharing.veil import Piece, Veiled, veil
from unslump.stories.writing import markdown_of

__all__ = ["FEED", "Parcel", "packed"]

FEED = "feed.xml"


@dataclass(frozen=True)
class Parcel:
    """File name → text, the same in pieces, to be looked at, and the names that stay in it."""

    files: dict[str, str]
    stories: list[LeavingStory]
    comments: list[LeavingText]
    staying: list[str]

    @property
    def replaced(self) -> int:
        """How many places are not as they were."""
        texts = [text for story in self.stories for text in story.texts] + self.comments
        return sum(piece.instead is not None for text in texts for piece in text.pieces)


def packed(
    board: str,
    stories: Sequence[KeptStory],
    comments: Sequence[KeptComment],
    names: Names,
    author: str,
    now: datetime,
) -> Parcel:
    """Everything veiled. Raises QuestionError when a secret would leave. `board` is one's board's number."""
    files: dict[str, str] = {}
    told, shared, replies, views = [], [], [], []
    veiled: list[Veiled] = []
    for one in stories:
        leaves = leaving(one.story, names)
        file = name_for(leaves.story.title, {name.removesuffix(".md") for name in files}) + ".md"
        files[file] = markdown_of(leaves.story)
        shared.append(Shared(entry_id(board, one.name), leaves.story, one.at))
        veiled += [text for _, text in leaves.texts]
        texts = [_view(heading, text) for heading, text in leaves.texts]
        told.append(
            LeavingStory(name=one.name, file=file, id=shared[-1].id, title=leaves.story.title, texts=texts)
        )
    for comment in comments:
        text = veil(comment.text, names, Labels())
        refuse_leftovers(names, [text])
        veiled.append(text)
        to = comment.entry or entry_id(board, comment.name)
        replies.append(Reply(entry_id(board, f"comment/{comment.key}"), to, text.text, comment.at or now))
        views.append(_view(f"Comment on {comment.name}", text))
    refuse_leftovers(names, [Veiled((Piece(author),))])
    files[FEED] = atom(board, author, shared, replies, now)
    return Parcel(files, told, views, names_that_stay(veiled))


def _view(heading: str, text: Veiled) -> LeavingText:
    pieces = [PieceView(was=piece.was, instead=piece.instead, why=piece.why) for piece in text.pieces]
    return LeavingText(heading=heading, pieces=pieces)
