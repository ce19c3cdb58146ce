"""The answer about people: verdicts from draws, words from bases, and Olist's thirteen."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import unslump
from tests.estimates.test_marketing_hours import WEEKS, history, steady
from tests.outlook.engines import engine, stage
from unslump.business.company import Company
from unslump.estimates.skills import SkillPosterior, fit_skills
from unslump.history.people_weeks import PeopleWeeks
from unslump.history.people_wins import Wins
from unslump.planning.people import describe_people
from unslump.planning.people_answer import PeopleResult

DATA = Path(os.environ.get("UNSLUMP_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "olist"
DRAWS = 4_000
NONE = np.zeros(0, dtype=np.int64)
NO_WINS = Wins((), (), NONE, NONE)


def skills_of(
    weeks: PeopleWeeks, closer: list[tuple[float, float]], data: list[float] | None = None
) -> SkillPosterior:
    """Prior skills of everybody, but closers with these means and standard deviations."""
    plain = fit_skills(engine(stage("deal", draws=DRAWS)), weeks, None, np.random.default_rng(1))
    rng = np.random.default_rng(2)
    draws = np.stack([mean + sd * rng.standard_normal(DRAWS) for mean, sd in closer], axis=1)
    return replace(
        plain,
        closer=draws,
        closer_judged=np.ones(len(closer), dtype=bool),
        closer_data=np.array(data or [0.9] * len(closer)),
    )


def answer(
    closer: list[tuple[float, float]], data: list[float] | None = None, share: float = 0.01
) -> PeopleResult:
    weeks = history(np.zeros((len(closer), 1, WEEKS)), on="nothing")
    skills = skills_of(weeks, closer, data)
    return describe_people(engine(stage("deal", share=share, draws=DRAWS)), skills, weeks, NO_WINS, None)


def test_verdicts_follow_the_chance_to_be_above_the_median() -> None:
    result = answer([(0.6, 0.1), (0.0, 0.1), (-0.6, 0.1), (0.4, 0.3)], data=[0.9, 0.9, 0.9, 0.4])
    verdicts = [person.closer.verdict for person in result.people]
    assert verdicts[0] == "better than most"
    assert verdicts[2] == "weaker than most"
    assert verdicts[3] == "not enough data yet"
    assert all(person.finder.verdict == "nothing to judge by" for person in result.people)
    assert all(person.finder.better_than_median is None for person in result.people)
    assert result.sentence.startswith(
        "Person 0 wins more than most of what they are given (1.8 × the average"
    )


def test_beyond_doubt_needs_no_exact_figure_and_a_wide_guess_is_none() -> None:
    result = answer([(4.0, 1.2), (0.0, 0.3), (-4.0, 1.2)], data=[0.0, 0.1, 0.0])
    assert [person.closer.verdict for person in result.people] == [
        "better than most",
        "not enough data yet",
        "weaker than most",
    ]
    assert result.sentence.startswith("Person 0 wins more than most")


def test_the_person_in_the_middle_is_neither_above_nor_below() -> None:
    better = [
        person.closer.better_than_median for person in answer([(0.5, 1e-3), (0.0, 1e-3), (-0.5, 1e-3)]).people
    ]
    assert better == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("share", [0.01, 0.5])
def test_a_closer_s_multiplier_is_the_ratio_of_win_chances(share: float) -> None:
    person = answer([(0.4, 1e-6), (-0.4, 1e-6)], share=share).people[0]
    odds = share / (1 - share) * np.exp(0.4)
    assert person.closer.p50 == pytest.approx(odds / (1 + odds) / share, rel=1e-3)


def test_nobody_judged_is_said_so() -> None:
    weeks = history(np.zeros((2, 1, WEEKS)), on="nothing")
    plain = engine(stage("deal", draws=DRAWS))
    result = describe_people(
        plain, fit_skills(plain, weeks, None, np.random.default_rng(1)), weeks, NO_WINS, None
    )
    assert (
        result.sentence
        == "Who finds well and who closes well, this history cannot say; nobody wears both hats."
    )
    said = " ".join(result.cannot_know)
    for lacking in (
        "Who finds well",
        "Who closes well",
        "there are no activities",
        "What two hats cost here",
    ):
        assert lacking in said


def test_an_empty_company_has_an_answer_too() -> None:
    weeks = history(np.zeros((0, 1, WEEKS)), on="nothing")
    none = engine(draws=DRAWS)
    result = describe_people(
        none, fit_skills(none, weeks, None, np.random.default_rng(1)), weeks, NO_WINS, None
    )
    assert result.people == []


def test_what_the_owner_thinks_is_held_against_the_history() -> None:
    company = Company.from_yaml(
        "company: B\ncurrency: EUR\npeople:\n"
        "  Person 0: {hats: {sales: 100%}, skills: {closer: strong}}\n  Person 1: {hats: {sales: 100%}}\n"
    )
    weeks = history(np.zeros((2, 1, WEEKS)), steady(0, 40), steady(40, 0))
    skills = skills_of(weeks, [(-0.5, 0.1), (0.5, 0.1)])
    result = describe_people(engine(stage("deal", draws=DRAWS)), skills, weeks, NO_WINS, company)
    assert any(
        note.startswith("a strong closer by company.yaml, weaker than most")
        for note in result.people[0].notes
    )
    assert "marketing 100 % of the hours logged, sales 100 % by company.yaml" in result.people[1].notes


@pytest.mark.real
def test_olist_has_thirteen_people_with_both_hats_and_no_one_to_judge(tmp_path: Path) -> None:
    if not DATA.is_dir():
        pytest.skip(f"the Olist files are not in {DATA}")
    workspace = unslump.open(tmp_path)
    (tmp_path / "company.yaml").write_text("company: Olist\ncurrency: BRL\n")
    guide = Path(__file__).parents[2] / "docs" / "guides" / "olist.yaml"
    workspace.import_files(sorted(DATA.glob("*.csv")), mapping=guide)
    result = workspace.people()
    assert len(result.both) == 13
    assert len(result.people) == 32 + 22 - 13
    assert sum(person.deals_won for person in result.people) == 842
    assert sum(person.won_deals_found for person in result.people) == 842
    assert sum(person.found_and_closed for person in result.both) == 5
    assert sum(person.deals_won for person in result.both) == 240
    assert all(person.closer.verdict == "nothing to judge by" for person in result.people)
    assert all(person.leads_found is None for person in result.people)
    assert "owners are named on won deals only" in " ".join(result.cannot_know)
    assert "finders are named on won deals only" in " ".join(result.cannot_know)
