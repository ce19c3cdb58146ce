"""A saw-tooth is seen where there is one, and nowhere else."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.history.people_weeks import PeopleWeeks
from unslump.slump.sawtooth import sawtooth_of

Array = NDArray[np.float64]
MONDAY = date(2024, 1, 1)


def weeks_of(marketing: Array, sales: Array) -> PeopleWeeks:
    """Logged hours, people × weeks, and nothing else."""
    people, weeks = marketing.shape
    none = np.zeros((people, weeks))
    return PeopleWeeks(
        people=tuple(f"P{index}" for index in range(people)), first_week=MONDAY, channels=(),
        hours={Function.MARKETING: marketing, Function.SALES: sales}, actions=None,
        found=np.zeros((people, 0, weeks)), found_on="nothing", unsourced=0, leads_owned=none,
        deals_owned=none, won=none, won_found=none, unknown_kinds=(),
    )  # fmt: skip


def turning(period: int, weeks: int = 104) -> tuple[Array, Array]:
    """Half a period of prospecting, half a period of deals, with noise."""
    noise = np.random.default_rng(3).normal(0, 2, (2, weeks))
    deals = np.arange(weeks) % period >= period // 2
    marketing = np.maximum(np.where(deals, 4.0, 26.0) + noise[0], 0)
    return marketing, np.maximum(np.where(deals, 28.0, 6.0) + noise[1], 0)


UNTIL = MONDAY + timedelta(weeks=104, days=-1)


def test_finds_the_person_the_number_and_the_latest_turn() -> None:
    marketing, sales = turning(26)
    steady = np.full(104, 16.0)
    seen = sawtooth_of(weeks_of(np.stack([steady, marketing]), np.stack([steady, sales])), UNTIL)
    assert [tooth.person for tooth in seen] == ["P1"]
    assert seen[0].lows == 4
    assert abs(seen[0].period - 26) <= 1
    assert abs((seen[0].since - (MONDAY + timedelta(weeks=91))).days) <= 21
    assert seen[0].marketing[0] > 20 > 8 > seen[0].marketing[1]


def test_one_change_is_no_sawtooth() -> None:
    marketing = np.r_[np.full(60, 26.0), np.full(44, 4.0)]
    assert not sawtooth_of(weeks_of(marketing[None], (30 - marketing)[None]), UNTIL)


def test_busy_and_quiet_weeks_of_both_hats_are_none() -> None:
    work = 1.0 + 0.5 * np.sin(np.arange(104) / 4.0)
    assert not sawtooth_of(weeks_of((15 * work)[None], (17 * work)[None]), UNTIL)


def test_a_short_history_says_nothing() -> None:
    marketing, sales = turning(12, weeks=40)
    assert not sawtooth_of(weeks_of(marketing[None], sales[None]), MONDAY + timedelta(weeks=40))


def test_noise_alone_is_none() -> None:
    rng = np.random.default_rng(5)
    hours = rng.gamma(4.0, 4.0, (2, 6, 104))
    assert not sawtooth_of(weeks_of(hours[0], hours[1]), UNTIL)
