"""The bench of stories: cases are what they say, and what is reported was not tuned on."""

from __future__ import annotations

import numpy as np

from bench import stories as measured
from bench.story_cases import cases, stories
from bench.story_phrases import SITUATIONS
from unslump.stories.story import CAUSE_NAMES


def test_no_phrase_is_in_two_banks() -> None:
    banks = [{p for s in SITUATIONS for p in getattr(s, bank)} for bank in ("told", "tuning", "reporting")]
    assert len(set.union(*banks)) == sum(map(len, banks))
    assert {situation.cause for situation in SITUATIONS} == set(CAUSE_NAMES)


def test_cases_are_slumps_of_their_causes() -> None:
    made = cases(np.random.default_rng(1_001), "tuning", 40)
    assert {len(case.causes) for case in made} == {1, 2}
    named = [
        max(case.fingerprint.shares, key=lambda name: case.fingerprint.shares[name]) in case.causes
        for case in made
        if case.size == 2
    ]
    assert 0.75 < np.mean(named) < 1.0  # a diagnosis errs, though not often
    assert all(
        abs(sum(share for share in case.fingerprint.shares.values() if share > 0) - 1) < 0.01 for case in made
    )
    again = cases(np.random.default_rng(1_001), "tuning", 40)
    assert [case.text for case in again] == [case.text for case in made]


def test_a_story_s_cause_is_its_situation_s() -> None:
    cause = {situation.name: situation.cause for situation in SITUATIONS}
    for story, situation in stories(np.random.default_rng(1_002), 2).values():
        assert story.causes == (cause[situation],)


def test_the_smoke_version_has_every_way() -> None:
    main, by_text, *_ = measured.quick()
    assert [row[0] for row in main.rows][:7] == [
        "chance", "text only: plain full-text search", "text only", "fingerprint only: the nearest",
        "fingerprint only", "both, by reciprocal ranks", "both: unslump",
    ]  # fmt: skip
    assert [row[0] for row in by_text.rows] == [row[0] for row in main.rows]
