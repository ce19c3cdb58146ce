"""What the demo's prospects need and wrote: it agrees with what they bought, and disturbs nothing."""

from __future__ import annotations

import numpy as np
import pytest

from unslump.demo.notes import Enquiries, enquire


@pytest.fixture(scope="module")
def many() -> tuple[np.ndarray, np.ndarray, Enquiries]:
    offer = np.repeat(np.arange(4), 2_000)
    has_deal = np.tile([True, False], 4_000)
    return offer, has_deal, enquire(offer, has_deal, np.random.default_rng(3))


def test_the_need_goes_with_the_offer(many: tuple[np.ndarray, np.ndarray, Enquiries]) -> None:
    offer, _, made = many
    need = np.array(made.need.to_pylist(), dtype=object)
    energy = [np.mean(need[(offer == which) & (need != None)] == "Lower energy bill") for which in range(4)]  # noqa: E711
    assert energy == pytest.approx([0.93, 0.90, 0.10, 0.60], abs=0.06)


def test_what_no_offer_answers_comes_to_no_deal(many: tuple[np.ndarray, np.ndarray, Enquiries]) -> None:
    _, has_deal, made = many
    stops = np.array(["bearing" in (text or "") for text in made.notes.to_pylist()])
    assert stops[~has_deal].any()
    assert not stops[has_deal].any()
    assert not any(need for need, deal in zip(made.need.to_pylist(), has_deal, strict=True) if not deal)


def test_the_service_contract_is_asked_for_where_it_is_sold(
    many: tuple[np.ndarray, np.ndarray, Enquiries],
) -> None:
    offer, _, made = many
    assert set(np.array(made.region.to_pylist(), dtype=object)[offer == 2]) == {"Germany", "Austria", None}


def test_some_write_german_some_nothing_and_no_two_companies_the_same() -> None:
    texts = [
        set(
            enquire(np.zeros(3_000, int), np.ones(3_000, bool), np.random.default_rng(seed)).notes.to_pylist()
        )
        for seed in (1, 2)
    ]
    assert texts[0] == texts[1]  # all there are
    assert None in texts[0]
    assert sum(any(letter in text for letter in "äöüß") for text in texts[0] if text) >= 3
    assert len(texts[0]) > 40
