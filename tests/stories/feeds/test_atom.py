"""One's own feed: what is written is read again by a reader of feeds, ids stay, and no HTML of ours runs."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stories.told import stories, story
from unslump.stories.feeds.atom import Reply, Shared, atom, entry_id
from unslump.stories.feeds.entries import CAUSE, FUNCTION, SHARE, read_feed
from unslump.stories.story import FingerprintView, Story

AT = datetime(2026, 3, 1, 12)


def feed_of(told: Story, *replies: Reply) -> str:
    return atom("9f", "A firm", [Shared(entry_id("9f", "a"), told, AT)], replies, AT)


def test_a_story_and_a_comment_are_read_again() -> None:
    told = story(
        fingerprint=FingerprintView(shares={"lead volume": 0.61, "deal size": 0.39, "lead mix": -0.2})
    )
    text = feed_of(told, Reply(entry_id("9f", "comment/1"), "tag:b.example,2026:1", "So it *was*.", AT))
    feed = read_feed(text.encode(), "application/atom+xml", "own")
    first, second = sorted(feed.entries, key=lambda one: one.reply_to)
    assert first.title == told.title
    assert "## What was tried\n\nWe went to two fairs." in first.text
    assert (FUNCTION, "marketing", "") in first.categories
    assert (CAUSE, "lead volume", "") in first.categories
    assert {c for c in first.categories if c[0] == SHARE} == {
        (SHARE, "lead volume", "61 %"), (SHARE, "deal size", "39 %")
    }  # fmt: skip
    assert (second.reply_to, second.text, second.at) == ("tag:b.example,2026:1", "So it was.", AT)


def test_ids_stay_and_say_nothing() -> None:
    assert entry_id("9f", "jonas-weber") == entry_id("9f", "jonas-weber")
    assert entry_id("9f", "jonas-weber").startswith("tag:unslump.invalid,2026:9f/")
    assert "weber" not in entry_id("9f", "jonas-weber")


def test_markdown_of_ours_brings_no_html() -> None:
    text = feed_of(
        story(happened="<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://t.example/p.gif)")
    )
    assert "<script" not in text
    assert "&lt;script" not in text
    assert 'href="javascript' not in text.replace("&quot;", '"')
    assert "img" not in text


@settings(max_examples=60, deadline=None)
@given(stories(), st.text(max_size=50))
def test_any_story_makes_a_feed_that_can_be_read(told: Story, title: str) -> None:
    changed = told.model_copy(update={"title": title or "x"})
    (one,) = read_feed(feed_of(changed).encode(), "", "own").entries
    assert one.id == entry_id("9f", "a")
