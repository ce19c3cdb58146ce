"""Stories on the terminal: on any width and in any alphabet, and nothing in them steers it."""

from __future__ import annotations

import io
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from tests.stories.told import diagnosis, story
from unslump.report.story_sharing_view import print_boards, print_export
from unslump.report.story_view import print_found, print_stories, print_story
from unslump.stories.answers import (
    BoardsResult,
    BoardView,
    Comment,
    ExportResult,
    LeavingStory,
    LeavingText,
    PieceView,
    StoriesResult,
    StoryLine,
    StoryResult,
)
from unslump.stories.finding import find
from unslump.stories.library import Shelf, Told, shipped

HOSTILE = "\x1b[31m\u202ered"
TOLD = Told(
    "quiet",
    "subscribed",
    story(title=f"Quiet {HOSTILE}", tried=""),
    "A bakery [bold]",
    link="https://b.example",
)


def printed(show: object, width: int, encoding: str = "utf-8") -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    show(Console(file=file, width=width, markup=False, highlight=False, emoji=False))  # type: ignore[operator]
    file.flush()
    return raw.getvalue().decode(encoding)


ONE = StoryResult.of(TOLD, [Comment(by="Bo", origin="A mill", at=datetime(2026, 3, 1), text="So with us.")])
LISTED = StoriesResult(
    sentence="One.", stories=[StoryLine.of(TOLD), *(StoryLine.of(one) for one in shipped())]
)
FOUND = find(Shelf.of([TOLD], shipped()), diagnosis=diagnosis(), text="quiet spring")
LEAVING = ExportResult(
    sentence="1 story would leave.", written=False, folder=Path("out"), files=[], author="A firm", replaced=1,
    stories=[LeavingStory(name="a", file="a.md", id="tag:x", title="A", texts=[
        LeavingText(heading="Title", pieces=[
            PieceView(was=f"Ana {HOSTILE}", instead="colleague A", why=""),
            PieceView(was=" left", instead=None, why=""),
        ])])],
    comments=[], staying=["VoltWatch", "Bad Homburg"], notes=["b is a draft"],
)  # fmt: skip
BOARDS = BoardsResult(
    sentence="Two.", new=0, changed=0, troubles={"b": "took longer than 30 seconds."},
    boards=[BoardView(name="b", title=f"B {HOSTILE}", address="https://b.example", stories=2, comments=0,
                      fetched_at=datetime(2026, 3, 1))],
)  # fmt: skip


show_one, show_list = partial(print_story, ONE), partial(print_stories, LISTED)
show_found, show_boards = partial(print_found, FOUND), partial(print_boards, BOARDS)
show_export = partial(print_export, LEAVING)


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize(
    ("show", "words"),
    [
        (show_one, ("A bakery [bold]", "Bo, A mill", "So with us.", "lead volume")),
        (show_list, ("Of other firms", "from A bakery [bold]", "Examples")),
        (show_found, ("Came of it:", "Your words in it: quiet", "18 stories")),
        (show_export, ("Ana", "colleague A]", "b is a draft", "VoltWatch, Bad Homburg", "--yes")),
        (show_boards, ("2 stories", "took longer than 30 seconds.")),
    ],
)  # fmt: skip
def test_everything_is_said_on_any_terminal(
    show: object, words: tuple[str, ...], width: int, encoding: str
) -> None:
    out = printed(show, width, encoding)
    flat = " ".join(out.split())
    for word in words:
        assert word in flat
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert all(len(line) <= width for line in out.split("\n"))


def test_a_replacement_is_marked_where_it_stands() -> None:
    assert "[Ana [31mred → colleague A] left" in printed(show_export, 100)
