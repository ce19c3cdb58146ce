"""Hats in fact: from logged work, else from finds and wins; and where company.yaml says otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.estimates.test_marketing_hours import WEEKS, history, steady
from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.planning.hats import hats_of, hours_of, months_of, moved_between, unlike_stated

MARKETER = Person("Person 0", hats={Function.MARKETING: 0.9})
SPLIT = Person("Person 0", hats={Function.MARKETING: 0.45, Function.SALES: 0.45})


def test_shares_are_of_the_hours_logged_and_a_twentieth_is_no_hat() -> None:
    weeks = history(np.zeros((2, 1, WEEKS)), steady(30, 39.5), steady(10, 0.5))
    hats = hats_of(weeks, 0, MARKETER)
    assert hats.in_fact == {"marketing": pytest.approx(0.75), "sales": pytest.approx(0.25)}
    assert hats.stated == {"marketing": 0.9}
    assert (
        unlike_stated(hats)
        == "marketing 75 % and sales 25 % of the hours logged, marketing 90 % by company.yaml"
    )
    assert hats_of(weeks, 1, None).in_fact == {"marketing": pytest.approx(0.9875)}
    hours = hours_of(weeks, 0)
    assert hours is not None
    assert (hours.marketing, hours.sales) == (30, 10)


def test_what_is_meant_and_what_is_done_may_differ_a_little() -> None:
    weeks = history(np.zeros((1, 1, WEEKS)), steady(20), steady(16))
    assert unlike_stated(hats_of(weeks, 0, SPLIT)) == ""
    lopsided = history(np.zeros((1, 1, WEEKS)), steady(30), steady(10))
    assert unlike_stated(hats_of(lopsided, 0, SPLIT)) != ""


def test_only_the_last_half_year_of_work_counts() -> None:
    marketing, sales = steady(40), steady(0)
    marketing[0, 10:], sales[0, 10:] = 0.0, 40.0
    moved = history(np.zeros((1, 1, WEEKS)), marketing, sales)
    assert hats_of(moved, 0, None).in_fact == {"sales": 1.0}
    sales[0, 10:] = 0.0
    gone = hats_of(history(np.zeros((1, 1, WEEKS)), marketing, sales), 0, None)
    assert gone.in_fact == {"marketing": 1.0}
    assert gone.basis == "hours logged in the half year up to 16 March 2025"


def test_without_activities_finds_and_wins_tell() -> None:
    found = np.zeros((3, 1, WEEKS))
    found[0] = 1.0
    won = steady(1, 1, 0)
    weeks = replace(history(found), won=won)
    assert hats_of(weeks, 0, MARKETER).in_fact == {"marketing": None, "sales": None}
    assert hats_of(weeks, 1, None).in_fact == {"sales": None}
    assert hats_of(weeks, 2, MARKETER).in_fact is None
    assert (
        unlike_stated(hats_of(weeks, 0, MARKETER))
        == "marketing and sales in fact, marketing 90 % by company.yaml"
    )
    assert hours_of(weeks, 0) is None


def test_months_of_finding_closing_and_both() -> None:
    found, won = steady(0), steady(0)
    found[0, :12], won[0, 8:40] = 1.0, 1.0
    weeks = replace(history(np.zeros((1, 1, WEEKS))), won_found=found, won=won)
    assert months_of(weeks, 0) == (2, 7, 1)
    moved = moved_between(weeks, 0)
    assert moved is not None
    assert moved[0] < moved[1]
    assert moved_between(replace(weeks, won=found), 0) is None
