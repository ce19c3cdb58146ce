"""Fairness figures against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from unslump.desk.fairness import best_quarter, fairness_of, gini

amounts = arrays(np.float64, st.integers(1, 12), elements=st.floats(0, 1e6))


@given(amounts)
def test_gini_is_half_the_relative_mean_difference_and_between_nothing_and_all(values: np.ndarray) -> None:
    found = gini(values)
    assert -1e-9 <= found <= 1 - 1 / len(values) + 1e-9
    if values.sum() > 0:
        pairs = [abs(one - other) for one in values for other in values]
        assert found == pytest.approx(np.mean(pairs) / (2 * values.mean()))
        assert gini(values * 7.0) == pytest.approx(found)


def test_the_best_leads_are_judged_with_an_average_seller() -> None:
    value = np.array([[9.0, 1.0], [6.0, 6.0], [1.0, 1.0], [2.0, 2.0]])
    assert list(best_quarter(value)) == [False, True, False, False]


def test_an_even_share_is_what_free_hours_alone_would_give() -> None:
    value = np.array([[10.0, 0.0], [10.0, 0.0]])
    fair = fairness_of(("Ana", "Ben"), value, np.array([0, 0]), np.array([1.0, 3.0]), np.ones(2))
    assert fair.even_split == pytest.approx(2 * 10 * 0.25)
    assert fair.gain == pytest.approx(20 - 5)
    assert (fair.most_per_hour, fair.least_per_hour) == (20.0, 0.0)


def test_who_gets_the_best_leads_without_the_hours_is_named_and_why() -> None:
    rng = np.random.default_rng(1)
    value = rng.uniform(1, 2, (40, 1)) * np.ones((1, 2))
    best = best_quarter(value)
    seller = np.where(best, 0, 1)
    (said,) = fairness_of(("Ana", "Ben"), value, seller, np.array([5.0, 15.0]), np.array([1.5, 0.8])).favoured
    assert said.startswith("Ana gets 10 leads of the 10 best (100 %) with 25 % of the free hours")
    assert "1.5 times the odds" in said
    told = fairness_of(("Ana", "Ben"), value, seller, np.array([5.0, 15.0]), np.array([1.5, 0.8]))
    assert (told.answer, told.sentence) == ("no", f"No: {said}")
    even = np.arange(40) % 4 != 0
    assert not fairness_of(
        ("Ana", "Ben"), value, even.astype(int), np.array([5.0, 15.0]), np.ones(2)
    ).favoured


@pytest.mark.parametrize(
    ("leads", "free", "answer", "said"),
    [
        (40, [5.0, 15.0], "yes", "Yes: nobody gets far more of the best leads than of the hours."),
        (
            8,
            [5.0, 15.0],
            "cannot say",
            "the best quarter is only 2 leads, too few to tell favour from chance",
        ),
        (40, [0.0, 15.0], "cannot say", "only one seller has free hours"),
        (0, [5.0, 15.0], "cannot say", "no lead is given"),
    ],
)
def test_whether_it_is_fair_is_answered_first(leads: int, free: list[float], answer: str, said: str) -> None:
    value = np.linspace(1, 2, leads)[:, None] * np.ones((1, 2))
    seller = (np.arange(leads) % 4 != 0).astype(int) if free[0] else np.ones(leads, dtype=int)
    fair = fairness_of(("Ana", "Ben"), value, seller, np.array(free), np.ones(2))
    assert fair.answer == answer
    assert said in fair.sentence


def test_sellers_with_hours_and_without_a_lead_are_counted() -> None:
    value = np.linspace(1, 2, 40)[:, None] * np.ones((1, 3))
    fair = fairness_of(("Ana", "Ben", "Cara"), value, np.arange(40) % 2, np.full(3, 9.0), np.ones(3))
    assert "1 of 3 sellers with free hours get no lead" in fair.sentence.replace("gets", "get")
