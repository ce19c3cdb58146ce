"""Fingerprints: shares that add up, likeness that behaves as an angle does, certainty that counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stories.told import diagnosis, story
from unslump.stories.fingerprint import alike, fingerprint_of, losses, shared_causes, story_losses
from unslump.stories.story import CAUSE_NAMES, FingerprintView

VECTORS = st.lists(st.floats(0, 1), min_size=8, max_size=8).map(np.array).filter(lambda v: v.sum() > 0.01)


@given(VECTORS, VECTORS, st.floats(0.1, 10))
def test_likeness_is_an_angle(one: np.ndarray, other: np.ndarray, scale: float) -> None:
    assert alike(one, one) == pytest.approx(1.0)
    assert 0.0 <= alike(one, other) <= 1.0 + 1e-9
    assert alike(one, other) == pytest.approx(alike(other, one))
    assert alike(scale * one, other) == pytest.approx(alike(one, other))


def unit(cause: str, certainty: float = 1.0) -> FingerprintView:
    return FingerprintView(shares={cause: 1.0}, certainty={cause: certainty})


def test_the_same_function_is_nearer_than_another() -> None:
    volume, mix, size = (losses(unit(name)) for name in ("lead volume", "lead mix", "deal size"))
    assert alike(volume, mix) > alike(volume, size) == 0.0


def test_what_is_likely_chance_counts_for_less() -> None:
    sure = FingerprintView(
        shares={"lead volume": 0.5, "deal size": 0.5}, certainty={"lead volume": 1.0, "deal size": 0.2}
    )
    assert alike(losses(sure), losses(unit("lead volume"))) > alike(losses(sure), losses(unit("deal size")))


def test_gains_are_left_out() -> None:
    gained = FingerprintView(shares={"lead volume": 1.0, "response and follow-up": -0.8})
    assert losses(gained).tolist() == losses(FingerprintView(shares={"lead volume": 1.0})).tolist()


def test_a_story_without_fingerprint_has_equal_shares_of_its_causes() -> None:
    told = story_losses(story(causes=("lead volume", "deal size"), fingerprint=None))
    assert dict(zip(CAUSE_NAMES, told, strict=True))["deal size"] == 0.5
    assert told.sum() == 1.0


def test_shares_of_a_diagnosis_add_up() -> None:
    found = fingerprint_of(diagnosis())
    assert found is not None
    assert sum(share for share in found.shares.values() if share > 0) == pytest.approx(1.0, abs=1e-3)
    assert set(found.shares) == set(CAUSE_NAMES)


def test_without_a_loss_there_is_none() -> None:
    fine = diagnosis()
    calm = [
        cause.model_copy(update={"amount": cause.amount.model_copy(update={"p50": -1.0})})
        for cause in fine.causes
    ]
    assert fingerprint_of(fine.model_copy(update={"causes": calm})) is None


def test_shared_causes_are_those_of_both() -> None:
    one = FingerprintView(shares={"lead volume": 0.7, "deal size": 0.25, "lead mix": 0.05})
    other = FingerprintView(shares={"lead volume": 0.3, "deal size": 0.6, "win rate": 0.1})
    assert list(shared_causes(losses(one), losses(other))) == ["lead volume", "deal size"]
