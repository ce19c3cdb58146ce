"""Offers for a lead: what cannot be is left out with its reason, the rest ranked by P(win) × margin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.shop import YAML, open_lead, shop
from unslump.business.company import Company
from unslump.business.market import Offer
from unslump.desk.learnt import Learnt, learn
from unslump.desk.matching import match_lead
from unslump.desk.matching_answer import MatchResult
from unslump.desk.matching_budget import budget_of
from unslump.desk.matching_limits import Asked, limit_of
from unslump.history.snapshot import Snapshot

COMPANY = Company.from_yaml(YAML)


# One history for all: a lead of the last days for each thing that a lead may be.
VARIANTS: dict[str, dict[str, object]] = {
    "usual": {},
    "in Austria": {"region": "Austria"},
    "of another segment": {"segment": "Food"},
    "with a budget": {"budget": "max. 6.000 EUR"},
    "with dollars": {"budget": "10k USD"},
    "unknown": {"region": None, "segment": None, "need": None, "budget": "to be seen"},
    "unanswered": {"need": "Quiet"},
    "poor": {"budget": "100"},
    "proposed": {"need": None, "notes": "They want it quiet"},
    "answered at once": {"created": "2026-03-21", "first_response_at": "2026-03-21"},
    "waiting": {"created": "2026-03-21"},
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    leads = [open_lead(1000 + n, **more) for n, more in enumerate(VARIANTS.values())]
    return shop(tmp_path_factory.mktemp("shop"), *leads).snapshot()


@pytest.fixture(scope="module")
def learnt(snapshot: Snapshot) -> Learnt:
    return learn(snapshot, COMPANY, {}, np.random.default_rng(1))


def matched(learnt: Learnt, kind: str = "usual", seller: str | None = "Ana") -> MatchResult:
    return match_lead(learnt, learnt.row_of(f"L{1000 + list(VARIANTS).index(kind)}"), "EUR", seller)


def test_offers_are_ranked_by_chance_times_margin_after_the_hard_limits(learnt: Learnt) -> None:
    result = matched(learnt)
    assert result.fit
    assert [each.offer for each in result.offers] == [
        "Plant",
        "Check",
    ]  # Check wins more, Plant leaves 8 times
    plant, check = result.offers
    assert check.win.p50 > plant.win.p50
    assert plant.expected.p50 == pytest.approx(plant.win.p50 * 4000, rel=1e-6)
    assert check.win.p10 < check.win.p50 < check.win.p90
    why = {each.offer: each.why for each in result.excluded}
    assert "available from 1 June 2026" in why["Summer"]
    assert "available until 31 January 2026" in why["Old"]
    assert "2 a month can be delivered, and 2 are sold in March 2026" in why["Few"]
    assert "Plant fits lead L1000 best" in result.sentence


def test_chances_are_those_of_the_history(learnt: Learnt) -> None:
    ana = {each.offer: each.win for each in matched(learnt, seller="Ana").offers}
    ben = {each.offer: each.win for each in matched(learnt, seller="Ben").offers}
    assert ana["Check"].p10 < 0.48 < ana["Check"].p90
    assert ben["Plant"].p10 < 0.16 < ben["Plant"].p90
    assert ana["Check"].p50 > 1.4 * ben["Check"].p50


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("in Austria", "Germany only, and the prospect is in Austria"),
        ("of another segment", "is for Metal, and the prospect is in Food"),
        ("with a budget", "costs 8,000 EUR, and the prospect would pay at most 6,000 EUR"),
        ("with dollars", "would pay at most 5,000 EUR"),
    ],
)
def test_price_region_and_segment_are_hard_limits(learnt: Learnt, kind: str, gone: str) -> None:
    result = matched(learnt, kind)
    assert [each.offer for each in result.offers] == ["Check"]
    assert gone in {each.offer: each.why for each in result.excluded}["Plant"]


def test_what_is_not_known_limits_nothing_and_is_said(learnt: Learnt) -> None:
    result = matched(learnt, "unknown")
    assert {each.offer for each in result.offers} == {"Plant", "Check"}
    assert any("need is not known" in note for note in result.notes)
    assert any("'to be seen', is not an amount" in note for note in result.notes)


def test_no_fit_is_an_answer(learnt: Learnt) -> None:
    unanswered = matched(learnt, "unanswered")
    assert (unanswered.fit, unanswered.offers) == (False, ())
    assert "no offer answers its need, Quiet" in unanswered.sentence
    poor = matched(learnt, "poor")
    assert not poor.fit
    assert "every offer is out of the question" in poor.sentence
    assert len(poor.excluded) == 5


def test_a_proposed_need_excludes_nothing_and_is_told_as_a_proposal(learnt: Learnt) -> None:
    result = matched(learnt, "proposed")
    assert result.need_source == "proposed"
    assert result.fit
    assert any("only proposed" in note for note in result.notes)
    assert any("speak of Quiet, which no offer answers" in note for note in result.notes)


def test_reasons_say_what_moves_the_chance_most(learnt: Learnt) -> None:
    ben = matched(learnt, seller="Ben").offers
    words = [reason.words for each in ben for reason in each.reasons]
    assert any(words_.startswith("Ben wins less often") for words_ in words)
    for each in ben:
        sizes = [abs(np.log(reason.odds)) for reason in each.reasons]
        assert sizes == sorted(sizes, reverse=True)
    usual = matched(learnt, seller=None).offers
    assert not any(
        "Ben" in reason.words or "Ana" in reason.words for each in usual for reason in each.reasons
    )


def test_what_stands_in_for_a_price_or_margin_is_said(snapshot: Snapshot) -> None:
    def with_offers(kind: str, *offers: Offer) -> MatchResult:
        company = replace(COMPANY, offers=offers)
        return matched(learn(snapshot, company, {}, np.random.default_rng(1)), kind)

    need = ("Lower bill",)
    one = with_offers(
        "usual", Offer("Check", needs=need, margin=0.5), Offer("Plant", price=8000.0, needs=need)
    )
    by_offer = {each.offer: each for each in one.offers}
    assert by_offer["Check"].price == pytest.approx(1000.0)
    assert "the mean of" in by_offer["Check"].basis
    assert by_offer["Plant"].margin == 0.5
    assert "the mean of the other offers counts, 50 %" in by_offer["Plant"].basis
    bare = with_offers("usual", Offer("Check", price=1000.0, needs=need))
    assert "the whole price counts" in bare.offers[0].basis
    none = with_offers("unknown")
    assert {each.offer for each in none.offers} == {"Check", "Plant"}  # as the leads of the history have them


def test_a_closed_lead_is_told_as_if_it_came_today(learnt: Learnt) -> None:
    result = match_lead(learnt, learnt.row_of("L10"), "EUR", "Ana")
    assert result.state in ("won", "lost")
    assert any("told as if it came today" in note for note in result.notes)


def test_who_was_answered_late_is_won_less_likely_than_who_was_answered_at_once(learnt: Learnt) -> None:
    prompt, late = matched(learnt, "answered at once").offers, matched(learnt, "waiting").offers
    assert late[0].win.p50 < 0.9 * prompt[0].win.p50
    said = "leads first answered after more than a week are won less often than the average lead"
    assert said in [reason.words for reason in late[0].reasons]


ASKED = Asked(date(2026, 3, 31), (), None, None, None, "EUR")


def test_the_capacity_of_a_month_counts_one_more() -> None:
    few = Offer("Few", per_month=2.5)
    assert limit_of(few, ASKED, 1.0, {"Few": 1}) is None
    assert limit_of(few, ASKED, 1.0, {"Few": 2}) is not None


@given(st.floats(1, 1e6), st.floats(1, 1e6))
def test_the_budget_is_the_most_and_not_a_cent_more(price: float, budget: float) -> None:
    assert (limit_of(Offer("A"), replace(ASKED, budget=budget), price, {}) is None) == (price <= budget)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("8000", 8000.0), ("8.000", 8000.0), ("8,000.50", 8000.5), ("8 000 EUR", 8000.0), ("€8k", 8000.0),
        ("5000-8000", 8000.0), ("between 5 and 8 k", 8000.0), ("USD 100", 50.0), ("SEK 100", None),
        ("-5", None), ("0", None), ("n/a", None), ("", None), (None, None), ("Q3 2026x", None), ("1e3", None),
    ],
)  # fmt: skip
def test_budgets_as_people_write_them(text: str | None, amount: float | None) -> None:
    assert budget_of(text, COMPANY) == amount


@given(st.text(max_size=250))
def test_any_budget_at_all_is_an_amount_or_nothing(text: str) -> None:
    found = budget_of(text, COMPANY)
    assert found is None or found > 0
