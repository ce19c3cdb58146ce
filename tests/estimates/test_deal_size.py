import numpy as np
import pytest

from unslump.estimates.deal_size import DealSizes, fit_sizes


def sizes(amounts, offers=None, segments=None):
    amounts = np.asarray(amounts, dtype=float)
    offers = np.zeros(len(amounts), dtype=np.int64) if offers is None else np.asarray(offers)
    segments = np.zeros(len(amounts), dtype=np.int64) if segments is None else np.asarray(segments)
    names = tuple(f"O{i}" for i in range(offers.max(initial=0) + 1))
    return DealSizes(
        amounts, offers, segments, names, tuple(f"S{i}" for i in range(segments.max(initial=0) + 1))
    )


def test_one_group_is_the_lognormal_of_the_textbook():
    rng = np.random.default_rng(0)
    logs = rng.normal(8.0, 0.6, 400)
    found = fit_sizes(sizes(np.exp(logs)), rng, 4000)
    level = found.mean + found.offer[:, 0] + found.segment[:, 0]
    assert level.mean() == pytest.approx(logs.mean(), abs=0.01)
    assert level.std() == pytest.approx(logs.std() / np.sqrt(400), rel=0.2)
    assert found.sigma.mean() == pytest.approx(logs.std(), rel=0.03)
    # The variance's posterior is inverse-χ² with 2 + 400 degrees.
    assert found.sigma.std() == pytest.approx(logs.std() / np.sqrt(2 * 402), rel=0.35)


def test_expected_is_the_mean_of_what_is_drawn():
    rng = np.random.default_rng(1)
    found = fit_sizes(sizes(rng.lognormal(7, 0.5, 60), rng.integers(0, 3, 60)), rng, 500)
    drawn = found.sample(np.repeat(np.arange(500), 200), rng)
    assert drawn.mean() == pytest.approx(found.expected().mean(), rel=0.02)


def test_an_offer_with_one_deal_is_drawn_to_the_others():
    rng = np.random.default_rng(2)
    logs = np.concatenate([rng.normal(8, 0.4, 60), rng.normal(8, 0.4, 60), [10.5]])
    found = fit_sizes(sizes(np.exp(logs), np.repeat([0, 1, 2], [60, 60, 1])), rng, 2000)
    lonely = (found.mean + found.offer[:, 2] + found.segment[:, 0]).mean()
    assert 8.1 < lonely < 10.3


def test_offers_with_many_deals_keep_their_own_mean():
    rng = np.random.default_rng(3)
    centres = np.array([7.0, 8.0, 9.0])
    offers = np.repeat([0, 1, 2], 150)
    logs = rng.normal(centres[offers], 0.3)
    found = fit_sizes(sizes(np.exp(logs), offers), rng, 2000)
    for offer in range(3):
        level = found.mean + found.offer[:, offer] + found.segment[:, 0]
        assert level.mean() == pytest.approx(logs[offers == offer].mean(), abs=0.03)


def test_amounts_that_are_none_count_for_nothing():
    rng = np.random.default_rng(4)
    assert fit_sizes(sizes([np.nan, 0.0, -5.0]), rng, 10) is None
    assert fit_sizes(sizes([]), rng, 10) is None
    assert fit_sizes(sizes([np.nan, 100.0]), rng, 10).deals == 1


def test_the_largest_deals_share_is_told():
    found = fit_sizes(sizes([100.0, 100.0, 800.0]), np.random.default_rng(5), 20)
    assert found.largest_share == pytest.approx(0.8)
    assert np.isfinite(found.expected()).all()
