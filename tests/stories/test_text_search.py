"""Found by words: whatever is typed is a question, never a command; stems, meanings and accents are seen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stories.told import story
from unslump.stories.examples import examples
from unslump.stories.text_search import find_by_words, words_of

SHELF = {
    "fair": story(happened="We skipped the exhibition, and nobody new called."),
    "price": story(title="Ten per cent", signs=(), happened="Each rebate grew.", causes=("deal size",)),
    "umlaut": story(title="Löwen", signs=(), happened="Die Kundenanfragen blieben aus.", causes=()),
}


@settings(deadline=None)
@given(st.text(max_size=60) | st.text('"*^:(){}+-ANDORNOTEAR ', max_size=40))
def test_no_text_is_a_mistake_in_the_language_of_the_index(text: str) -> None:
    for match in find_by_words(text, SHELF).values():
        assert 0 < match.score < 1


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("exhibitions", "fair"),  # the stem
        ("our booth at the trade show", "fair"),  # what means the same
        ("DISCOUNTS", "price"),
        ("lowen", "umlaut"),  # without its accent
        ("Kundenanfrage", "umlaut"),
        ("title:x AND NOT happened OR rebate*", "price"),
        ('"rebate', "price"),
    ],
)
def test_words_are_found(text: str, first: str) -> None:
    found = find_by_words(text, SHELF)
    assert max(found, key=lambda name: found[name].score) == first


def test_which_words_fit_is_told_as_they_were_asked() -> None:
    assert find_by_words("exhibitions, rebates and zebras", SHELF)["fair"].words == ("exhibitions",)


@pytest.mark.parametrize("text", ["", "   ", "the and of", "!!!", "zzzzqqq"])
def test_nothing_asked_nothing_found(text: str) -> None:
    assert find_by_words(text, SHELF) == {}


def test_a_word_in_the_title_weighs_more_than_one_in_the_text() -> None:
    shelf = {
        "title": story(title="The rebate", happened="It rained."),
        "text": story(title="The rain", happened="It was a rebate."),
    }
    found = find_by_words("rebate", shelf)
    assert found["title"].score > found["text"].score


def test_long_questions_are_cut_not_refused() -> None:
    text = " ".join(f"word{n}" for n in range(5_000)) + " exhibition"
    assert len(words_of(text)) == 200
    assert find_by_words("exhibition " + text, SHELF)


def test_examples_are_found_by_what_they_tell_of() -> None:
    found = find_by_words("people ring and nobody answers, the mailbox belongs to no one", examples())
    assert max(found, key=lambda name: found[name].score) == "two-days-late"
