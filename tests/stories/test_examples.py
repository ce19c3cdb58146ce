"""The stories that ship: original in each other's company, complete, and one for every cause."""

from __future__ import annotations

import re
from collections import Counter

from unslump.stories.examples import ORIGIN, examples
from unslump.stories.story import CAUSE_NAMES, SECTIONS, Story


def words(story: Story) -> str:
    return " ".join(story.text_of(section) for section in SECTIONS)


def test_every_cause_has_one_that_it_comes_first_in() -> None:
    assert len(examples()) >= 14
    assert {story.causes[0] for story in examples().values()} == set(CAUSE_NAMES)
    assert any(story.fingerprint and story.fingerprint.sawtooth for story in examples().values())


def test_each_is_whole_and_marked_as_an_example() -> None:
    for story in examples().values():
        assert story.unanswered == ()
        assert (story.status, story.origin) == ("example", ORIGIN)
        assert story.fingerprint is not None
        taken = [share for share in story.fingerprint.shares.values() if share > 0]
        assert abs(sum(taken) - 1.0) < 1e-6
        first = max(story.fingerprint.shares, key=story.fingerprint.shares.__getitem__)
        assert first == story.causes[0]
        assert 150 <= len(words(story).split()) <= 600


def test_no_amount_of_money_stands_in_them() -> None:
    money = re.compile(r"[€$£]|\b(EUR|euros?|dollars?|pounds?|crowns?|kroner|złoty)\b", re.IGNORECASE)
    for story in examples().values():
        assert not money.search(words(story))


def test_none_is_another_one_with_words_exchanged() -> None:
    """No phrase of six words stands in two of them."""
    seen: Counter[tuple[str, ...]] = Counter()
    for story in examples().values():
        said = re.findall(r"\w+", words(story).lower())
        seen.update({tuple(said[at : at + 6]) for at in range(len(said) - 5)})
    assert [phrase for phrase, times in seen.items() if times > 1] == []
