"""What finds are held against: the best basis, people told apart by channel, and who is left out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.estimates.marketing_hours import by_blocks, finder_counts, hats_by_block
from unslump.history.people_weeks import FoundOn, PeopleWeeks

WEEKS = 40


def history(
    found: np.ndarray,
    marketing: np.ndarray | None = None,
    sales: np.ndarray | None = None,
    on: FoundOn = "leads",
) -> PeopleWeeks:
    """`found` is people × channels × weeks."""
    people, none = len(found), np.zeros((len(found), WEEKS))
    hours = None
    if marketing is not None:
        hours = {Function.MARKETING: marketing, Function.SALES: none if sales is None else sales}
    names = tuple(f"Person {n}" for n in range(people))
    return PeopleWeeks(
        people=names, first_week=date(2025, 1, 6), channels=("Web", "Fair")[: found.shape[1]], hours=hours,
        actions=None, found=found, found_on=on, unsourced=0, leads_owned=none, deals_owned=none, won=none,
        won_found=none, unknown_kinds=(),
    )  # fmt: skip


def steady(*weekly: float) -> np.ndarray:
    """people × weeks."""
    return np.repeat(np.array(weekly)[:, None], WEEKS, axis=1)


def test_blocks_end_with_the_last_week() -> None:
    assert by_blocks(np.ones((2, 6))).tolist() == [[2, 4], [2, 4]]


def test_logged_hours_come_before_hats_and_hats_before_weeks() -> None:
    found = np.ones((2, 1, WEEKS))
    company = Company.from_yaml(
        "company: B\ncurrency: EUR\npeople:\n"
        "  Person 0: {hats: {marketing: 50%}, hours: 40}\n  Person 1: {hats: {marketing: 100%}, hours: 30}\n"
    )
    logged = finder_counts(history(found, steady(10, 20)), company)
    assert (logged.basis, logged.exposure[:, 0, 0].tolist()) == ("logged hours", [40, 80])
    hats = finder_counts(history(found), company)
    assert hats.basis == "hats"
    np.testing.assert_allclose(hats.exposure[:, 0, 0], [80, 120])
    weeks = finder_counts(history(found), None)
    assert (weeks.basis, weeks.exposure[:, 0, 0].tolist()) == ("weeks", [4, 4])


def test_finds_known_only_of_won_deals_are_held_against_nothing() -> None:
    assert (
        finder_counts(history(np.ones((2, 1, WEEKS)), steady(10, 20), on="won deals"), None).basis
        == "nothing"
    )


def test_hours_go_to_the_channels_a_person_works_on() -> None:
    """A specialist's hours all go to one channel; who found little at all is not taken for one."""
    found = np.zeros((3, 2, WEEKS))
    found[0] = 1.0
    found[1, 0] = 1.0  # 40 finds, none from the fair
    found[2, 0, 0] = 2.0
    counts = finder_counts(history(found, steady(10, 10, 10)), None)
    web, fair = counts.exposure[:, 0, 5], counts.exposure[:, 1, 5]
    assert (web[1], fair[1]) == (40.0, 0.0)
    assert web[0] + fair[0] == pytest.approx(40.0)
    assert fair[2] > 0
    assert (counts.error > 0).all()  # how anyone divides the hours between both is not known
    alike = finder_counts(history(np.ones((3, 2, WEEKS)), steady(10, 10, 10)), None)
    assert alike.error.tolist() == [0, 0, 0]


def test_finds_without_work_beside_them_are_left_out_and_counted() -> None:
    found = np.ones((3, 1, WEEKS))
    marketing = steady(10, 10, 10)
    marketing[2, :20] = 0.0
    counts = finder_counts(history(found, marketing), None)
    assert counts.left_out == 20
    assert counts.counts[2].sum() == 20


def test_who_works_plenty_and_is_never_named_is_not_judged() -> None:
    found = np.zeros((3, 1, WEEKS))
    found[:2] = 1.0
    plenty = finder_counts(history(found, steady(10, 10, 10)), None)
    assert (plenty.people.tolist(), plenty.silent.tolist()) == ([0, 1], [2])
    little = finder_counts(history(found, steady(10, 10, 0.5)), None)
    assert (little.people.tolist(), little.silent.tolist()) == ([0, 1, 2], [])


def test_blocks_at_a_change_of_hats_are_neither() -> None:
    sales = np.array([[0.0, 0, 0, 0, 10, 10, 10, 10]])
    both, one = hats_by_block(np.full((1, 8), 10.0), sales)
    assert one[0].tolist() == [True, True, True, False, False, False, False, False]
    assert both[0].tolist() == [False, False, False, False, False, True, True, True]
