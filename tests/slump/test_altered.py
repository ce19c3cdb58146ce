"""What what-ifs change: hours that vanish, money that helps less and less, in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import numpy as np
import pytest

from tests.slump.learnt import company, history, learnt_from
from unslump.business.functions import Function
from unslump.history.store import Store
from unslump.planning.assignment.ahead import look_ahead
from unslump.planning.assignment.replay import course_of
from unslump.planning.learnt import Learnt
from unslump.planning.named import Named
from unslump.slump.altered import Altered, alter, only_wins
from unslump.slump.what_if import WhatIf, read_what_ifs

LAST = date(2025, 9, 30)
BEGIN = date(2025, 4, 1)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Learnt:
    folder = history(tmp_path_factory.mktemp("altered") / "brightline")
    return learnt_from(Store(folder).snapshot(None))


def read(learnt: Learnt, *texts: str) -> list[WhatIf]:
    named = Named(("Ana Ruiz", "Ben Osei", "Dora Lind"), learnt.response.channels, company())
    return read_what_ifs(texts, named, BEGIN, LAST)


def altered(learnt: Learnt, *texts: str) -> Altered:
    return alter(learnt, company(), read(learnt, *texts), LAST)


def hours(found: Altered) -> tuple[np.ndarray, np.ndarray]:
    assert found.hours is not None
    return found.hours


def test_what_is_as_today_changes_nothing(learnt: Learnt) -> None:
    for text in (
        "spend +0 %",
        "Ana 24 hours marketing, 16 hours sales",
        "Ana 60 % marketing",
        "Ben 38 hours",
    ):
        found = altered(learnt, text)
        assert found.leads == pytest.approx(np.ones_like(found.leads))
        assert found.closing == pytest.approx(np.ones_like(found.closing))
        before, after = hours(found)
        assert after == pytest.approx(before)


def test_everybody_gone_sells_nothing(learnt: Learnt) -> None:
    _, after = hours(altered(learnt, "Ana leaves", "Ben leaves"))
    assert (after == 0.0).all()


def test_a_leavers_hours_vanish_after_the_last_day(learnt: Learnt) -> None:
    before, after = hours(altered(learnt, "Ben leaves on 2025-05-31"))
    assert after[:, :4] == pytest.approx(before[:, :4])  # April's weeks
    kept = 1.0 - learnt.skills.focus_loss  # Ana, in both hats
    assert after[:, -1] == pytest.approx(16.0 * kept)
    assert before[:, -1] == pytest.approx(16.0 * kept + 38.0)


def test_hours_come_from_the_day_they_change(learnt: Learnt) -> None:
    since = date(2025, 7, 1)
    before, after = hours(altered(learnt, "Ben 10 hours sales from 2025-07-01"))
    week = (since - BEGIN).days // 7
    assert after[:, : week - 2] == pytest.approx(before[:, : week - 2])
    assert after[:, week + 1 :] == pytest.approx(before[:, week + 1 :] - 28.0)


def test_one_hat_less_gives_back_what_two_hats_cost(learnt: Learnt) -> None:
    _, after = hours(altered(learnt, "Ana 0 hours marketing, 40 hours sales"))
    assert after[:, -1] == pytest.approx(np.full(200, 78.0))


def test_without_marketing_only_the_base_is_left(learnt: Learnt) -> None:
    found, response = altered(learnt, "Ana leaves"), learnt.response
    assert (response.beta > 0).any()
    ahead = look_ahead(learnt, company(), BEGIN, LAST, None)
    before = course_of(learnt, ahead, ahead.today, ahead.weeks).leads
    season = response.season(ahead.weeks)[:, None, :]
    by_hours = response.beta > 0
    assert found.leads is not None
    left = (found.leads[:, :, : ahead.weeks] * before)[by_hours]
    np.testing.assert_allclose(left, (response.base[:, :, None] * season)[by_hours], rtol=1e-9)


def test_more_money_brings_more_and_helps_less_and_less(learnt: Learnt) -> None:
    half, double, triple = (
        altered(learnt, f"spend on Search {change} %").leads for change in ("-50", "+100", "+200")
    )
    assert half is not None
    assert double is not None
    assert triple is not None
    search = learnt.response.channels.index("Search")
    others = [number for number in range(len(learnt.response.channels)) if number != search]
    assert half[:, others] == pytest.approx(np.ones_like(half[:, others]))
    assert (half[:, search] <= 1.0).all()
    assert (double[:, search] >= 1.0).all()
    assert (triple[:, search] - double[:, search] <= double[:, search] - 1.0 + 1e-12).all()


def test_money_from_a_day_on_works_from_then_on(learnt: Learnt) -> None:
    found = altered(learnt, "spend -100 % from 2025-07-01").leads
    assert found is not None
    week = (date(2025, 7, 1) - BEGIN).days // 7
    assert found[:, :, : week - 1] == pytest.approx(np.ones_like(found[:, :, : week - 1]))
    assert found[:, :, -1].mean() < found[:, :, week - 1].mean()


def test_a_hire_works_from_the_first_day_and_ramps(learnt: Learnt) -> None:
    before, after = hours(altered(learnt, "hire a closer from 2025-06-02 at 22 hours"))
    added = (after - before)[0]
    assert added[:4] == pytest.approx(np.zeros(4))  # April's weeks
    ends = (BEGIN + timedelta(days=7 * 26) - date(2025, 6, 2)).days / 7
    assert 0.0 < added[-1] <= 22.0 * ends / 22.0


def test_the_order_of_what_ifs_does_not_matter(learnt: Learnt) -> None:
    texts = (
        "spend on Search -30 %",
        "spend +20 %",
        "Ben leaves on 2025-07-15",
        "Ana 30 hours marketing, 10 hours sales from 2025-06-01",
        "hire a finder at 20 hours",
        "hire a closer from 2025-06-01",
    )
    first = altered(learnt, *texts)
    for order in list(permutations(texts))[5::140]:
        other = altered(learnt, *order)
        for one, two in (
            (first.leads, other.leads),
            (first.closing, other.closing),
            (hours(first)[1], hours(other)[1]),
        ):
            np.testing.assert_allclose(one, two, rtol=1e-12)


def test_leaving_ends_changed_hours_too(learnt: Learnt) -> None:
    both = altered(learnt, "Ben leaves on 2025-05-31", "Ben 10 hours sales from 2025-07-01")
    alone = altered(learnt, "Ben leaves on 2025-05-31")
    np.testing.assert_allclose(hours(both)[1], hours(alone)[1])


def test_a_win_rate_alone_needs_nothing_learnt(learnt: Learnt) -> None:
    found = only_wins(read(learnt, "win rate -20 %", "win rate +10 % from 2025-06-01"))
    assert found == Altered(wins=((0.8, None), (pytest.approx(1.1), date(2025, 6, 1))))
    assert only_wins(read(learnt, "win rate -20 %", "spend -10 %")) is None


def test_where_the_time_of_a_lead_is_not_known_sellers_change_no_closing(learnt: Learnt) -> None:
    effort = learnt.engine.effort
    sales = replace(effort.hours[Function.SALES], draws=None)
    unknown = replace(effort, hours={**effort.hours, Function.SALES: sales})
    blind = replace(learnt, engine=replace(learnt.engine, effort=unknown))
    found = altered(blind, "Ben leaves")
    assert found.closing == pytest.approx(np.ones_like(found.closing))


def test_who_has_no_hat_can_be_given_hours_and_has_to_learn(learnt: Learnt) -> None:
    before, after = hours(altered(learnt, "Dora 10 hours sales"))
    added = after - before
    assert (added[:, 0] < 5.0).all()
    assert added[:, -1] == pytest.approx(np.full(200, 10.0))
    assert (np.diff(added, axis=1) >= -1e-9).all()
