"""Finding: the answer says what was compared, why each is alike, and what came of it there."""

from __future__ import annotations

from tests.stories.told import diagnosis, story
from unslump.stories.finding import find
from unslump.stories.library import Shelf, Told, shipped
from unslump.stories.story import CAUSE_NAMES

OWN = Told("the-quiet-spring", "own", story(), "")
THEIRS = Told(
    "bakery/rye", "subscribed", story(title="Rye", causes=("deal size",), function="sales"), "A bakery"
)
SHELF = Shelf.of([OWN], [THEIRS], shipped())


def test_by_diagnosis_and_text() -> None:
    found = find(SHELF, diagnosis=diagnosis(), signs=["Leads a week"], text="spring fairs")
    assert found.asked_by == ["diagnosis", "text"]
    assert found.searched == {"own": 1, "subscribed": 1, "example": 17}
    first = next(one for one in found.found if one.name == "the-quiet-spring")
    said = " ".join(first.why)
    assert "lead volume (" in said
    assert "The same signs: leads a week." in said
    assert "Your words in it: spring, fairs." in said
    assert first.worked == "Half of the leads came back."


def test_of_every_cause_a_story_of_it_is_among_the_first_three() -> None:
    for cause in CAUSE_NAMES:
        taken = dict.fromkeys(("lead_volume", "deal_size", "response_and_follow-up"), 0.0)
        asked = diagnosis(**taken | {cause.replace(" ", "_"): 100_000.0})
        if cause == "chance and the market":
            continue  # nothing else is lost then, and a diagnosis is sure of nothing
        top = find(Shelf.of(shipped()), diagnosis=asked).found[:3]
        assert any(cause in one.causes for one in top), cause


def test_origin_and_kind_are_always_told() -> None:
    found = find(SHELF, diagnosis=None, text="rye")
    assert [(one.name, one.kind, one.origin) for one in found.found] == [
        ("bakery/rye", "subscribed", "A bakery")
    ]
    assert "A bakery" in found.sentence


def test_without_a_loss_the_text_alone_is_compared_and_that_is_said() -> None:
    calm = diagnosis()
    causes = [c.model_copy(update={"amount": c.amount.model_copy(update={"p50": -1.0})}) for c in calm.causes]
    found = find(SHELF, diagnosis=calm.model_copy(update={"causes": causes}), text="rye")
    assert found.asked_by == ["text"]
    assert "shows no loss to compare" in found.notes[0]


def test_nothing_alike_is_an_answer() -> None:
    assert find(SHELF, diagnosis=None, text="xylophone").sentence == "None of 19 stories is like this."
    assert "nothing to compare with" in find(SHELF, diagnosis=None, text=" ").sentence


def test_words_that_are_in_no_story_are_said_to_be_in_none() -> None:
    found = find(SHELF, diagnosis=diagnosis(), text="xylophone qwer")
    assert found.asked_by == ["diagnosis"]
    assert found.notes == ["Your words are in no story: compared by diagnosis alone."]
    alone = find(SHELF, diagnosis=diagnosis())
    assert [one.name for one in found.found] == [one.name for one in alone.found]
    assert alone.notes == []


def test_what_is_told_in_other_words_is_named() -> None:
    found = find(SHELF, diagnosis=None, text="rebate", most=10)
    reasons = [reason for one in found.found for reason in one.why]
    assert any(reason.startswith("The same in other words: “rebate” is “") for reason in reasons)
    assert not any("same things" in reason for reason in reasons)


def test_the_story_that_fits_the_words_best_is_among_the_first_five() -> None:
    text, shelf = "nobody calls back the people who ask", Shelf.of(shipped())
    best = find(shelf, diagnosis=None, text=text).found[0].name
    assert best == "examples/the-second-call"
    elsewhere = diagnosis(lead_volume=0.0, deal_size=100_000.0, **{"response_and_follow-up": 0.0})
    assert best in [one.name for one in find(shelf, diagnosis=elsewhere, text=text).found]
