"""The two functions are told apart."""

import pytest

from unslump.business.functions import BUILT_IN_ACTIVITIES, Function, function_of_activity


def test_purpose_and_result_differ():
    marketing, sales = Function.MARKETING, Function.SALES
    assert "message" in marketing.purpose
    assert "leads" in marketing.result
    assert "need" in sales.purpose
    assert "obligation" in sales.result
    assert (marketing.other, sales.other) == (sales, marketing)


@pytest.mark.parametrize("kind", ["call", "Meeting", "DEMO", "proposal", "calls", "Sales call", "follow-up"])
def test_kinds_of_sales(kind):
    assert function_of_activity(kind, {}) is Function.SALES


@pytest.mark.parametrize(
    "kind",
    ["post", "mailing", "newsletter", "fair", "webinar", "ad", "content", "Trade fairs", "landing_page"],
)
def test_kinds_of_marketing(kind):
    assert function_of_activity(kind, {}) is Function.MARKETING


@pytest.mark.parametrize("kind", ["", "task", "note", "call about the webinar"])
def test_words_that_do_not_say_or_say_both_are_no_answer(kind):
    assert function_of_activity(kind, {}) is None


def test_a_phrase_comes_before_its_words():
    assert function_of_activity("email", {}) is Function.SALES
    assert function_of_activity("Email campaign", {}) is Function.MARKETING


def test_every_built_in_kind_means_itself():
    for kind, function in BUILT_IN_ACTIVITIES.items():
        assert function_of_activity(kind.upper(), {}) is function
        assert function_of_activity(kind, {kind: function.other}) is function.other
