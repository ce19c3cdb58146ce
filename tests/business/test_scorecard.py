"""The scorecard: what evidence says of a skill, checked against Bayes by sampling, and bad input."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from unslump.business.people import Skill
from unslump.business.scorecard import EVIDENCE, Scorecard, blank_scorecard, read_scorecard
from unslump.errors import QuestionError


def test_one_piece_of_evidence_is_bayes_rule():
    """Among sampled people whose work sample was rated 5, the skill is what the scorecard believes."""
    rng = np.random.default_rng(1)
    r = EVIDENCE["work sample"]
    skill = rng.standard_normal(2_000_000)
    rating = 3.0 + r * skill + np.sqrt(1 - r * r) * rng.standard_normal(skill.size)
    alike = skill[np.abs(rating - 5.0) < 0.05]
    belief = Scorecard("Kim", {Skill.CLOSER: {"work sample": 5}}).belief(Skill.CLOSER)
    assert belief.mean == pytest.approx(alike.mean(), abs=0.02)
    assert belief.sd == pytest.approx(alike.std(), abs=0.02)


def test_better_ratings_mean_more_and_more_evidence_less_doubt():
    means = [
        Scorecard("K", {Skill.FINDER: {"work sample": n}}).belief(Skill.FINDER).mean for n in range(1, 6)
    ]
    assert all(low < high for low, high in pairwise(means))
    doubts = [
        Scorecard("K", {Skill.FINDER: dict.fromkeys(list(EVIDENCE)[:n], 4)}).belief(Skill.FINDER).sd
        for n in range(len(EVIDENCE) + 1)
    ]
    assert all(after <= before for before, after in pairwise(doubts))
    assert doubts[-1] >= np.sqrt(1 - 0.6**2) - 1e-9  # together no more than r = .6


def test_a_blank_scorecard_reads_back_as_knowing_nothing_and_names_what_was_not_asked():
    card = read_scorecard(blank_scorecard("Kim Sand"))
    assert card.candidate == "Kim Sand"
    assert card.unasked == (Skill.FINDER, Skill.CLOSER)
    assert (card.belief(Skill.FINDER).mean, card.belief(Skill.FINDER).sd) == (0.0, 1.0)


def test_a_filled_in_scorecard():
    text = blank_scorecard("Kim").replace("  work sample:  ", "  work sample: 4", 1)
    text = text.replace("cost:  ", "cost: 38")
    card = read_scorecard(text)
    assert card.ratings[Skill.FINDER] == {"work sample": 4.0}
    assert card.cost_per_hour == 38.0
    assert card.unasked == (Skill.CLOSER,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("finder: {work sample: 7}", "7"),
        ("finder: {work sampel: 4}", "Did you mean work sample"),
        ("findr: {work sample: 4}", "Did you mean finder"),
        ("finder: good", "good"),
        ("hours: 200", "200"),
        ("[1, 2]", "no scorecard"),
        ("a: [", "no YAML"),
        ("finder: {work sample: yes}", "yes"),
        ("x" * 200_000, "too long"),
    ],
)
def test_bad_scorecards_say_what_is_wrong(text, said):
    with pytest.raises(QuestionError) as told:
        read_scorecard(text, "kim.yaml")
    assert said in str(told.value)
    assert told.value.hint
