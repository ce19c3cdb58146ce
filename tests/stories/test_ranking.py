"""The order: what fits both comes first, a bad text leads nobody astray, two causes are both told of."""

from __future__ import annotations

import pytest

from tests.stories.told import story
from unslump.stories.meaning import find_by_meaning, is_there
from unslump.stories.ranking import rank
from unslump.stories.story import FingerprintView

SHELF = {
    "fair": story(title="The fair", happened="We skipped the exhibition.", causes=("lead volume",)),
    "adverts": story(title="The adverts", happened="We stopped advertising.", causes=("lead volume",)),
    "form": story(title="The form", happened="The form on our site broke.", causes=("lead volume",)),
    "rebate": story(
        title="The rebate", happened="Each discount grew.", causes=("deal size",), function="sales"
    ),
}
FEWER = FingerprintView(shares={"lead volume": 1.0})
TWO = FingerprintView(shares={"lead volume": 0.6, "deal size": 0.4})


def names(**asked: object) -> list[str]:
    return [one.name for one in rank(SHELF, **asked)]  # type: ignore[arg-type]


def test_among_equal_causes_the_words_decide() -> None:
    assert names(fingerprint=FEWER, text="since we have no booth at the show")[0] == "fair"
    assert names(fingerprint=FEWER, text="our form is broken")[0] == "form"


def test_a_text_that_points_elsewhere_does_not_outweigh_a_diagnosis() -> None:
    assert names(fingerprint=FEWER, text="perhaps it is a discount?")[0] != "rebate"


def test_of_two_causes_both_are_told_of_first() -> None:
    first = names(fingerprint=TWO)[:2]
    assert "rebate" in first
    assert first != ["rebate"]


def test_what_is_alike_in_nothing_is_left_out() -> None:
    assert names(text="rebate") == ["rebate"]
    assert names(text="zebra") == []
    assert "rebate" not in names(fingerprint=FEWER)


def test_the_same_question_has_the_same_answer() -> None:
    assert names(fingerprint=TWO, text="form") == names(fingerprint=TWO, text="form")


@pytest.mark.skipif(not is_there(), reason="the extra for meaning is not installed")
def test_meaning_crosses_languages() -> None:
    near = find_by_meaning("Wir waren dieses Jahr nicht auf der Messe.", SHELF)
    assert max(near, key=near.__getitem__) == "fair"
