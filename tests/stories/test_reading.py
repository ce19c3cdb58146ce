"""A story's file: what is written is read again, and every mistake is told at once with its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stories.told import stories
from unslump.stories.reading import MAX_BYTES, StoryMistakes, read_story
from unslump.stories.story import CAUSE_NAMES, SECTIONS, Story
from unslump.stories.writing import markdown_of, template


@given(stories())
def test_what_is_written_is_read_again(story: Story) -> None:
    read = read_story(markdown_of(story, version=7), "story.md")
    assert read.version == 7
    assert read.story == story.settled()


@given(st.text(max_size=300))
def test_no_text_whatever_does_anything_but_be_read_or_refused(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n## What happened\n"):
        try:
            read_story(whole, "story.md")
        except StoryMistakes as error:
            assert error.mistakes


def test_every_mistake_at_once_each_with_its_line_and_what_would_be_right() -> None:
    text = (
        "---\ntitel: x\nfunction: salez\ncauses: [lead volum, zebra]\nbegan: 2026-13-01\n"
        "fingerprint: {lead volume: 3}\n---\nhello\n## What happend\n## What was tried\n"
    )
    with pytest.raises(StoryMistakes) as caught:
        read_story(text, "story.md")
    said = str(caught.value)
    assert [mistake.line for mistake in caught.value.mistakes] == [1, 2, 3, 4, 4, 5, 6, 8, 9]
    for words in (
        "titel is not known here; expected title",
        "function is 'salez'; expected \"sales\"",
        "causes is 'lead volum'; expected \"lead volume\"",
        'causes is \'zebra\'; expected "lead volume", "lead mix"',
        "began is '2026-13-01'; expected a day such as 2026-03-02",
        "fingerprint.lead volume is 3; expected a share such as 35 %",
        "story.md:9: the heading 'What happend' is not known here; expected \"## What happened\"",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not begin with what is known about it"),
        ("# A story\n", "does not begin with"),
        ("---\ntitle: a\n", "does not begin with"),
        ("---\n---\n", "the top of the file is empty"),
        ("---\n- a\n---\n", "is a list"),
        ("---\ntitle: [\n---\n", "opening bracket"),
        ("---\ntitle: !!python/object:os.system x\nfunction: sales\n---\n", "has a tag"),
        ("---\ntitle: a\nfunction: sales\nbegan: 2026-02-01\nended: 2026-01-01\n---\n", "before it began"),
        ("---\ntitle: a\ntitle: b\nfunction: sales\n---\n", "stands there twice"),
        ("---\ntitle: a\nfunction: sales\n---\n## What happened\n## what happened\n", "stands there twice"),
        (f"---\ntitle: {'a' * 300}\nfunction: sales\n---\n", "has 300 letters; expected at most 200"),
        ("x" * (MAX_BYTES + 1), "is larger than 200,000 characters"),
    ],
)  # fmt: skip
def test_what_is_no_story_is_told_apart(text: str, words: str) -> None:
    with pytest.raises(StoryMistakes, match=words):
        read_story(text, "story.md")


def test_the_function_is_told_by_the_causes() -> None:
    read = read_story("---\ntitle: a\ncauses: [deal size, lead volume]\n---\n", "story.md")
    assert read.story.function == "sales"
    assert read.story.status == "draft"


def test_questions_that_nobody_answered_are_no_text() -> None:
    filled = (
        template().replace('title: ""', "title: A slow spring").replace('function: ""', "function: sales")
    )
    story = read_story(filled, "story.md").story
    assert story.unanswered == SECTIONS
    assert story.status == "draft"


def test_the_template_names_every_cause() -> None:
    assert all(cause in template() for cause in CAUSE_NAMES)


def test_days_are_read_as_days() -> None:
    story = read_story("---\ntitle: a\nfunction: sales\nbegan: 2026-03-02\n---\n", "story.md").story
    assert story.began == date(2026, 3, 2)
