"""Stories kept: names of their own, versions, and nobody's change lost."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stories.told import story
from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.records.database import Records
from unslump.stories.keeping import change, kept_stories, kept_story, name_for, put, take_away

WHO = {"by": "Ana", "at": datetime(2026, 3, 1)}


def test_a_story_is_kept_as_it_was_told(records: Records) -> None:
    with records.writing() as connection:
        kept = put(connection, story(), **WHO)
        assert put(connection, story(), **WHO).name == "the-quiet-spring-2"
    assert kept.name == "the-quiet-spring"
    with records.reading() as connection:
        assert kept_story(connection, kept.name).story == story()
        with pytest.raises(QuestionError, match="no story 'the-quiet-sprig'") as caught:
            kept_story(connection, "the-quiet-sprig")
    assert caught.value.hint == "Did you mean the-quiet-spring?"


def test_two_who_change_one_story(records: Records) -> None:
    with records.writing() as connection:
        put(connection, story(), **WHO)
        change(connection, "the-quiet-spring", story(tried="One."), seen=1, **WHO)
        with pytest.raises(ChangedMeanwhile, match="changed by Ana"):
            change(connection, "the-quiet-spring", story(tried="Other."), seen=1, by="Bo", at=WHO["at"])
        assert kept_story(connection, "the-quiet-spring").story.tried == "One."


def test_a_removed_story_is_gone_and_its_name_not_taken_again(records: Records) -> None:
    with records.writing() as connection:
        put(connection, story(), **WHO)
        take_away(connection, "the-quiet-spring", seen=1, **WHO)
        assert kept_stories(connection) == []
        assert put(connection, story(), **WHO).name == "the-quiet-spring-2"


def test_a_story_with_something_to_tell_is_a_draft(records: Records) -> None:
    with records.writing() as connection:
        assert put(connection, story(tried=""), **WHO).story.status == "draft"


@given(st.text(max_size=80), st.lists(st.text(max_size=10)))
def test_names_are_plain_short_and_free(title: str, taken: list[str]) -> None:
    name = name_for(title, taken)
    assert name not in taken
    assert 0 < len(name) < 60
    assert name.replace("-", "").isalnum()
    assert name.isascii()
