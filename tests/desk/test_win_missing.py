"""What stands in for a missing need or offer: shares that add up, of the leads that ended alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from unslump.desk.win_missing import filled_in, meeting, sides_of_meeting


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 4), st.integers(1, 3))
def test_every_lead_adds_up_to_one_and_keeps_what_is_known(
    seed: int, needs: int, offers: int, segments: int
) -> None:
    rng = np.random.default_rng(seed)
    count = 30
    need = np.eye(needs)[rng.integers(0, needs, count)] * (rng.random((count, 1)) < 0.6)
    need *= rng.choice([1.0, 0.7], (count, 1))  # picked, or proposed
    offer, segment = rng.integers(-1, offers, count), rng.integers(-1, segments, count)
    joint = meeting(sparse.csr_matrix(need), offer, segment, rng.random(count) < 0.3, offers, segments)
    assert np.asarray(joint.sum(axis=1)).ravel() == pytest.approx(1.0)
    of_need, of_offer = (side.toarray() for side in sides_of_meeting(joint, needs, offers))
    known = offer >= 0
    assert of_offer[known, offer[known]] == pytest.approx(1.0)
    assert (of_need >= need - 1e-9).all()
    assert filled_in(offer, offers).toarray().sum(axis=1) == pytest.approx(1.0)


def test_a_missing_offer_is_that_of_leads_which_ended_alike() -> None:
    """The won of one need had offer 0, the lost offer 1: a lost lead without one counts as offer 1."""
    offer = np.array([0] * 300 + [1] * 300 + [-1, -1])
    won = np.array([True] * 300 + [False] * 300 + [True, False])
    need = sparse.csr_matrix(np.ones((602, 1)))
    joint = meeting(need, offer, np.zeros(602, dtype=int), won, 2, 1).toarray()
    assert joint[-2, 0] > 0.9
    assert joint[-1, 1] > 0.9


def test_few_leads_of_a_segment_lean_on_the_others() -> None:
    offer, segment = np.array([0] * 200 + [1] * 2 + [-1]), np.array([0] * 200 + [1] * 2 + [1])
    joint = meeting(
        sparse.csr_matrix(np.ones((203, 1))), offer, segment, np.zeros(203, dtype=bool), 2, 2
    ).toarray()
    assert 0.8 < joint[-1, 0] < 0.95
