"""What a goal's period brings: the record and the simulation put together."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.outlook.engines import LAST_DAY, Open, engine, order_stage, record, rng, sizes, stage, weekly
from unslump.business.goals import Goal, Measure, Period
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.forecast import forecast_goal, happened


def goal(start: date, end: date, amount: float = 10.0, measure: Measure = Measure.DEALS) -> Goal:
    return Goal("test", amount, measure, Period(start, end))


def company(**changes: object) -> RevenueEngine:
    return engine(
        stage("lead", share=0.4, mean=20.0, arrivals=weekly(10.0), inside=[Open(15.0, count=40)]),
        stage(
            share=0.5,
            mean=15.0,
            inside=[Open(5.0, amount=400.0)],
            arrivals=weekly(1.0, channels=("(direct)",)),
        ),
        sizes=sizes(),
        **changes,
    )


RUNNING = (LAST_DAY - timedelta(days=29), LAST_DAY + timedelta(days=60))


def test_what_is_won_is_read_from_the_record() -> None:
    some = company(sold=record([0, 5, 29, 30, 200]))
    found = forecast_goal(some, goal(*RUNNING), rng())
    assert found is not None
    assert found.won == 3.0
    assert found.won_deals == 3
    money = forecast_goal(some, goal(*RUNNING, measure=Measure.BOOKINGS), rng())
    assert money is not None
    assert money.won == 3000.0
    assert money.won_deals == 3


def test_amounts_that_are_not_known_count_as_nothing_in_money() -> None:
    sold = record([1, 2, 3])
    sold.amounts[1] = np.nan
    found = forecast_goal(company(sold=sold), goal(*RUNNING, measure=Measure.BOOKINGS), rng())
    assert found is not None
    assert found.won == 2000.0


def test_the_parts_add_up_and_the_chance_is_the_share_of_draws() -> None:
    found = forecast_goal(company(), goal(*RUNNING, amount=30.0), rng())
    assert found is not None
    ahead = found.events.total(*RUNNING, money=False)
    np.testing.assert_allclose(found.total, found.won + ahead)
    assert found.probability == (found.total >= 30.0).mean()
    assert min(part.mean() for part in (found.pipeline, found.new, found.direct)) > 0


def test_a_goal_reached_to_the_cent_is_reached() -> None:
    sold = record([1, 2, 3], amount=0.1)
    past = goal(LAST_DAY - timedelta(days=20), LAST_DAY, amount=0.3, measure=Measure.BOOKINGS)
    found = forecast_goal(company(sold=sold), past, rng())
    assert found is not None
    assert found.probability == 1.0
    assert np.ptp(found.total) == 0


def test_a_goal_that_lies_in_the_future_counts_only_its_own_days() -> None:
    start = LAST_DAY + timedelta(days=61)
    later = forecast_goal(company(), goal(start, start + timedelta(days=89)), rng())
    both = forecast_goal(company(), goal(LAST_DAY + timedelta(days=1), start + timedelta(days=89)), rng())
    assert later is not None
    assert both is not None
    assert later.won == 0
    assert 0 < later.total.mean() < both.total.mean()
    first = both.events.total(LAST_DAY + timedelta(days=1), start - timedelta(days=1), money=False)
    np.testing.assert_allclose(later.total + first, both.total)  # same seed, same futures


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_counts_its_own_events(measure: Measure) -> None:
    some = company(
        delivery=order_stage("delivered", share=0.8, mean=10.0, inside=[Open(2.0, amount=50.0)]),
        payment=order_stage("paid", share=0.8, mean=25.0),
        delivered=record([3, 4], amount=70.0),
        paid=record([9], amount=30.0),
    )
    found = forecast_goal(some, goal(*RUNNING, measure=measure), rng())
    assert found is not None
    won = {"deals": 0.0, "bookings": 0.0, "delivered": 140.0, "paid": 30.0}[measure]
    assert found.won == won == np.nansum(happened(some, measure).between(*RUNNING).amounts)
    assert found.total.mean() > won


def test_what_is_not_recorded_cannot_be_foreseen() -> None:
    assert forecast_goal(company(), goal(*RUNNING, measure=Measure.PAID), rng()) is None
    assert happened(company(), Measure.PAID).count == 0


@pytest.mark.parametrize("measure", [Measure.DEALS, Measure.BOOKINGS])
@pytest.mark.parametrize("start", [-29, 1, 40])
def test_the_fan_ends_where_the_total_does(measure: Measure, start: int) -> None:
    some = company(sold=record([0, 5, 29, 30, 200]))
    first, last = LAST_DAY + timedelta(days=start), LAST_DAY + timedelta(days=80)
    found = forecast_goal(some, goal(first, last, measure=measure), rng())
    assert found is not None
    fan = found.fan(some)
    assert fan.days[-1] == last
    assert list(fan.days) == sorted(set(fan.days))
    np.testing.assert_allclose(fan.quantiles[:, -1], np.quantile(found.total, [0.1, 0.25, 0.5, 0.75, 0.9]))
    ahead = ~np.isnan(fan.quantiles[0])
    assert (np.diff(fan.quantiles[:, ahead], axis=0) >= 0).all()
    assert (np.diff(fan.quantiles[:, ahead], axis=1) >= 0).all()
    assert (np.diff(fan.actual[~np.isnan(fan.actual)]) >= 0).all()
    past = np.array([day <= LAST_DAY for day in fan.days])
    np.testing.assert_array_equal(np.isnan(fan.actual), ~past)
    if start < 0:  # actual and foreseen meet on the last day
        today = fan.days.index(LAST_DAY)
        assert fan.actual[today] == found.won
        assert (fan.quantiles[:, today] == found.won).all()
