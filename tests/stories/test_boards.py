"""Boards: subscribed once, read-only, entries kept version by version, comments under what they answer."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.stories.feeds.servers import atom, entry
from tests.stories.told import story
from unslump.errors import QuestionError
from unslump.records.database import Records
from unslump.records.kept import all_versions
from unslump.stories.boards import (
    ENTRY,
    Board,
    add_board,
    board_named,
    boards,
    from_boards,
    take_board_away,
    update_board,
)
from unslump.stories.comments import add_comment, comments_on
from unslump.stories.feeds.atom import entry_id
from unslump.stories.feeds.entries import read_feed
from unslump.stories.keeping import put
from unslump.stories.library import Told, own
from unslump.stories.own_board import OwnBoard, keep_own_board

AT = datetime(2026, 3, 1)
BOARD = Board(address="https://b.example/feed", title="Stories of a bakery", fetched_at=AT)
WHO = {"by": "Ana", "at": AT}
TOLD = (
    "&lt;h2&gt;Signs&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;Leads a week&lt;/li&gt;&lt;/ul&gt;"
    "&lt;h2&gt;What happened&lt;/h2&gt;&lt;p&gt;It was quiet.&lt;/p&gt;"
    "&lt;h2&gt;What was tried&lt;/h2&gt;&lt;p&gt;A fair.&lt;/p&gt;"
)
CATEGORIES = (
    '<category scheme="urn:unslump:function" term="marketing"/>'
    '<category scheme="urn:unslump:cause" term="lead mix"/>'
    '<category scheme="urn:unslump:share" term="lead mix" label="80 %"/>'
    '<category scheme="urn:unslump:cause" term="the moon"/><category term="bread"/>'
)


def subscribed(records: Records, *entries: str) -> None:
    with records.writing() as connection:
        known = add_board(connection, BOARD, "", **WHO)
        update_board(connection, known, BOARD, read_feed(atom(*entries), "", "x"), **WHO)


def shelf(records: Records) -> dict[str, Told]:
    with records.reading() as connection:
        return {one.name: one for one in from_boards(connection)}


def test_an_entry_becomes_a_story_with_its_origin(records: Records) -> None:
    subscribed(records, entry(1, "The fair", TOLD, CATEGORIES))
    (told,) = shelf(records).values()
    story = told.story
    assert told.name == "stories-of-a-bakery/the-fair"
    assert (told.kind, told.origin) == ("subscribed", "Stories of a bakery")
    assert (story.function, story.causes, story.signs) == ("marketing", ("lead mix",), ("Leads a week",))
    assert (story.happened, story.tried, story.outcome) == ("It was quiet.", "A fair.", "")
    assert story.fingerprint is not None
    assert story.fingerprint.shares == {"lead mix": 0.8}


def test_a_feed_that_knows_nothing_of_stories_is_told_whole(records: Records) -> None:
    subscribed(records, entry(1, "News", "&lt;h2&gt;Today&lt;/h2&gt;Bread."))
    (told,) = shelf(records).values()
    assert told.story.happened == "## Today\n\nBread."
    assert (told.story.function, told.story.causes, told.story.fingerprint) == (None, (), None)


def test_what_changed_is_a_new_version_and_what_went_stays(records: Records) -> None:
    subscribed(records, entry(1, "One"), entry(2, "Two"))
    with records.writing() as connection:
        known = board_named(connection, "stories-of-a-bakery")
        feed = read_feed(atom(entry(1, "One", "Otherwise."), entry(3, "One")), "", "x")
        assert update_board(connection, known, BOARD, feed, **WHO) == (1, 1)
        assert update_board(connection, known, BOARD, feed, **WHO) == (0, 0)
        assert update_board(connection, known, BOARD, None, **WHO) == (0, 0)
        versions = all_versions(connection, ENTRY)
    told = shelf(records)
    assert sorted(told) == [f"stories-of-a-bakery/{name}" for name in ("one", "one-2", "two")]
    assert told["stories-of-a-bakery/one"].story.happened == "Otherwise."
    assert len(versions) == 4


def test_subscribing_twice_and_names_taken(records: Records) -> None:
    subscribed(records, entry(1))
    other = BOARD.model_copy(update={"address": "https://c.example/feed"})
    with records.writing() as connection:
        with pytest.raises(QuestionError, match="subscribed to that already"):
            add_board(connection, BOARD, "", **WHO)
        with pytest.raises(QuestionError, match="a board called 'stories-of-a-bakery' already"):
            add_board(connection, other, "stories-of-a-bakery", **WHO)
        with pytest.raises(QuestionError, match="a board called 'examples' already"):
            add_board(connection, other, "examples", **WHO)
        assert add_board(connection, other, "", **WHO).name == "stories-of-a-bakery-2"


def test_unsubscribing_takes_the_stories_with_it_and_they_come_back(records: Records) -> None:
    subscribed(records, entry(1, "One"))
    with records.writing() as connection:
        with pytest.raises(QuestionError, match="Did you mean stories-of-a-bakery"):
            board_named(connection, "stories-of-bakery")
        take_board_away(connection, board_named(connection, BOARD.address), **WHO)
        assert boards(connection) == []
    assert shelf(records) == {}
    subscribed(records, entry(1, "One"))
    assert list(shelf(records)) == ["stories-of-a-bakery/one"]


def test_comments_stand_under_what_they_answer(records: Records) -> None:
    reply = '<author><name>Bo</name></author><thr:in-reply-to ref="tag:b.example,2026:1"/>'
    subscribed(records, entry(1, "One"), entry(2, "Re", "So with us.", reply))
    told = shelf(records)
    assert list(told) == ["stories-of-a-bakery/one"]
    with records.writing() as connection:
        add_comment(connection, told["stories-of-a-bakery/one"], " And here. ", by="Ana", at=AT)
        for text in ("", "x" * 6_000):
            with pytest.raises(QuestionError, match="The comment"):
                add_comment(connection, told["stories-of-a-bakery/one"], text, by="Ana", at=AT)
        said = comments_on(connection, told["stories-of-a-bakery/one"])
    assert [(one.by, one.origin, one.text) for one in said] == [
        ("Bo", "Stories of a bakery", "So with us."), ("Ana", "", "And here.")
    ]  # fmt: skip


def test_answers_to_ones_own_story_are_found(records: Records) -> None:
    with records.writing() as connection:
        mine = own([put(connection, story(title="Mine"), **WHO)])[0]
        keep_own_board(connection, OwnBoard(number="9f", stories=("mine",)), **WHO)
    reply = f'<thr:in-reply-to ref="{entry_id("9f", "mine")}"/>'
    subscribed(records, entry(2, "Re", "Thank you.", reply))
    with records.reading() as connection:
        assert [one.text for one in comments_on(connection, mine)] == ["Thank you."]
