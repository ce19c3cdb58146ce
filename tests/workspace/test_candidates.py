from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import unslump
from unslump.business.people import Skill
from unslump.business.scorecard import EVIDENCE, Scorecard
from unslump.errors import ChangedMeanwhile, QuestionError

NAMES = st.text(min_size=1, max_size=60).filter(
    lambda name: name.strip() and " ".join(name.split()).isprintable()
)
RATINGS = st.dictionaries(st.sampled_from(list(EVIDENCE)), st.sampled_from([1.0, 2.0, 3.0, 3.5, 4.0, 5.0]))


@given(NAMES, RATINGS, RATINGS, st.integers(1, 168), st.one_of(st.none(), st.integers(0, 900)))
def test_a_card_reads_as_it_was_written(
    name: str, finder: dict[str, float], closer: dict[str, float], hours: int, cost: int | None
) -> None:
    card = Scorecard(
        " ".join(name.split()), {Skill.FINDER: finder, Skill.CLOSER: closer}, float(hours),
        None if cost is None else float(cost),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        workspace = unslump.open(folder)
        place = workspace.keep_candidate(card)
        (found,) = workspace.candidates()
        assert (found.place, found.card) == (place, card)
        assert found.card.ratings == card.ratings


def test_two_candidates_whose_names_look_alike_have_files_of_their_own(tmp_path: Path) -> None:
    workspace = unslump.open(tmp_path)
    for name in ("Kim Lee", "Kim-Lee", "kim lee"):
        workspace.keep_candidate(Scorecard(name))
    assert {each.card.candidate for each in workspace.candidates()} == {"Kim Lee", "Kim-Lee", "kim lee"}


def test_who_did_not_see_the_card_does_not_write_over_it(tmp_path: Path) -> None:
    workspace = unslump.open(tmp_path)
    workspace.keep_candidate(Scorecard("Kim", {Skill.CLOSER: {"knowledge": 4.0}}))
    (seen,) = workspace.candidates()
    with pytest.raises(ChangedMeanwhile):
        workspace.keep_candidate(Scorecard("Kim"))
    workspace.keep_candidate(Scorecard("Kim"), seen=seen.seen)
    with pytest.raises(ChangedMeanwhile):
        workspace.keep_candidate(Scorecard("Kim"), seen=seen.seen)


def test_a_file_in_the_folder_that_is_no_card_is_told(tmp_path: Path) -> None:
    (tmp_path / "candidates").mkdir()
    (tmp_path / "candidates" / "x.yaml").write_text("- a\n", encoding="utf-8")
    with pytest.raises(QuestionError, match="no scorecard"):
        unslump.open(tmp_path).candidates()


def test_forgetting_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    workspace = unslump.open(tmp_path)
    workspace.keep_candidate(Scorecard("Kim"))
    workspace.forget_candidate("Kim")
    assert list((tmp_path / "candidates").iterdir()) == []
    with pytest.raises(QuestionError, match="no card of Kim"):
        workspace.forget_candidate("Kim")
