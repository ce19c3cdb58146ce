"""Who lost hours to a second hat, by leaving, or not at all; and what that does to leads and replies."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.slump.test_sawtooth import MONDAY, weeks_of
from unslump.slump.causes_hours import LostHours, changes_of_people, leads_kept, selling_kept

ANCHOR = MONDAY + timedelta(weeks=60)
END = MONDAY + timedelta(weeks=86, days=-1)
rng = np.random.default_rng(4)


def hours(before: float, since: float, at: int = 60) -> np.ndarray:
    level = np.where(np.arange(86) < at, before, since)
    return level * rng.uniform(0.8, 1.2, 86)


def seen(marketing: list[np.ndarray], sales: list[np.ndarray], anchor: date = ANCHOR) -> LostHours:
    found = changes_of_people(weeks_of(np.stack(marketing), np.stack(sales)), anchor, END)
    assert found is not None
    return found


def test_a_second_hat_is_seen_with_its_day_and_hours() -> None:
    lost = seen([hours(34, 6, 64), hours(30, 30)], [hours(0, 24, 64), hours(0, 0)])
    (change,) = lost.people
    assert (change.name, change.how) == ("P0", "wears both hats now")
    assert abs((change.since - (ANCHOR + timedelta(weeks=4))).days) <= 21
    assert change.marketing == pytest.approx((34, 6), abs=3)
    assert lost.marketing_lost[-10:].mean() == pytest.approx(28, abs=3)
    assert lost.sales_lost.max() == 0


def test_who_leaves_is_seen_and_who_had_left_before_is_not() -> None:
    lost = seen([hours(22, 0, 66), hours(20, 0, 40)], [hours(0, 0), hours(0, 0)])
    (change,) = lost.people
    assert (change.name, change.how) == ("P0", "left")
    assert change.since == MONDAY + timedelta(weeks=66)


def test_changed_hats_and_always_both() -> None:
    lost = seen([hours(30, 3), hours(15, 14)], [hours(4, 30), hours(15, 16)])
    assert [(change.name, change.how) for change in lost.people] == [("P0", "changed hats")]


def test_a_holiday_or_fewer_leads_are_no_second_hat() -> None:
    away = hours(30, 30)
    away[70:73] = 0.0
    lost = seen([away, hours(0, 0)], [hours(0, 0), hours(35, 20)])
    assert lost.people == ()


def test_too_short_a_time_says_nothing() -> None:
    assert (
        changes_of_people(weeks_of(hours(30, 30)[None], hours(0, 0)[None]), MONDAY + timedelta(21), END)
        is None
    )


def test_leads_kept_follow_the_elasticity() -> None:
    from types import SimpleNamespace

    lost = LostHours((), np.full(8, 60.0), np.full(8, 90.0), np.full(8, 40.0), np.full(8, 10.0), 100.0)
    response = SimpleNamespace(
        draws=2, usual_leads=np.array([[5.0, 5.0], [5.0, 5.0]]), driven=np.array([[1.0, 1.0], [0.5, 0.0]]),
        beta=np.array([[0.4, 0.4], [0.4, 0.4]]),
    )  # fmt: skip
    kept = leads_kept(lost, response, 10, 2)  # type: ignore[arg-type]
    assert kept.shape == (2, 10)
    assert kept[0] == pytest.approx(0.6**0.4)
    assert kept[1] == pytest.approx(1 - 0.25 * (1 - 0.6**0.4))
    assert selling_kept(lost, 10) == pytest.approx(0.9)
