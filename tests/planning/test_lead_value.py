"""What a lead is worth to a goal, and until when: against simulation and by definition."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.outlook.engines import LAST_DAY, engine, order_stage, rng, sizes, stage, weekly
from unslump.business.goals import Goal, Measure, Period
from unslump.estimates.arrivals import ArrivalsPosterior
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.simulate import simulate
from unslump.planning.lead_value import share_by_age, value_of_leads

FAMILIES = ["gamma", "weibull", "lognormal"]


def goal(first: int, last: int, measure: Measure = Measure.DEALS) -> Goal:
    """From and until so many days after the last day of the history."""
    start, end = (LAST_DAY + timedelta(days=days) for days in (first, last))
    return Goal("test", 10.0, measure, Period(start, end))


class OneWeek(ArrivalsPosterior):
    """A thousand leads, in one week only."""

    week = 0

    def means(self, first_day: date, weeks: int, rng: np.random.Generator) -> np.ndarray:
        means = np.full((self.draws, 1, weeks), 1e-9)
        means[:, :, self.week] = 1000.0
        return means


def one_week(week: int) -> ArrivalsPosterior:
    plain = weekly(1.0)
    found = OneWeek(**{field: getattr(plain, field) for field in ArrivalsPosterior.__dataclass_fields__})
    object.__setattr__(found, "week", week)
    return found


def two_stages(arrivals: ArrivalsPosterior, family: str = "gamma", **changes: object) -> RevenueEngine:
    lead = stage("lead", share=0.6, lost=0.2, mean=15.0, family=family, arrivals=arrivals)
    return engine(lead, stage(share=0.5, mean=20.0, family=family), sizes=sizes(1.0, 1e-6), **changes)


@pytest.mark.parametrize("measure", [Measure.DEALS, Measure.DELIVERED])
@pytest.mark.parametrize("week", [0, 4, 11])
@pytest.mark.parametrize("period", [(1, 91), (50, 140), (-20, 84)])
def test_a_lead_of_a_week_is_worth_what_simulation_says(
    measure: Measure, week: int, period: tuple[int, int]
) -> None:
    asked = goal(*period, measure)
    some = two_stages(one_week(week), delivery=order_stage("delivered", share=0.9, mean=12.0))
    future = simulate(some, asked.end, rng())
    events = future.won if measure is Measure.DEALS else future.delivered
    assert events is not None
    came = events.total(asked.start, asked.end, money=False).mean() / 1000
    value = value_of_leads(some, asked, future.weeks)
    assert value.counts[:, 0, week].mean() == pytest.approx(came, abs=0.012)
    assert value.ever[0, 0, week] == pytest.approx(0.3 * (0.9 if measure is Measure.DELIVERED else 1.0))


def sampled_lags(family: str, stages: list[tuple[float, float]], number: int = 400_000) -> np.ndarray:
    """Total lag from noon to noon, each stage entered at the noon of its day, as simulation by hand."""
    dice, total = rng(9), np.zeros(number)
    for scale, shape in stages:
        lag = {
            "gamma": lambda k=shape, s=scale: dice.gamma(k, s / k, number),
            "weibull": lambda k=shape, s=scale: s * dice.weibull(k, number),
            "lognormal": lambda k=shape, s=scale: s * np.exp(dice.standard_normal(number) / k),
        }[family]()
        total += np.floor(lag + 0.5)
    return total


@pytest.mark.parametrize("family", FAMILIES)
def test_the_share_of_wins_by_age_is_that_of_sampled_lags(family: str) -> None:
    share = share_by_age(two_stages(weekly(3.0), family), Measure.DEALS, 120)[0]
    lags = sampled_lags(family, [(15.0, 1.5), (20.0, 1.5)])
    for days in (0, 1, 3, 10, 30, 60, 110):
        assert share[days] == pytest.approx((lags <= days).mean(), abs=0.003)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("mean", [1.0, 4.0, 30.0, 90.0])
def test_the_last_useful_day_is_the_last_that_brings_a_tenth(family: str, mean: float) -> None:
    asked = goal(1, 91)
    some = engine(stage(share=0.3, mean=mean, family=family, arrivals=weekly(3.0)))
    last = value_of_leads(some, asked, 13).last_useful[0]
    posterior = some.stages[0].posterior

    def brought(day: date) -> float:
        room = np.array([(asked.end - day).days + 0.5])
        return float(posterior.lag_cdf(room, np.zeros(1, dtype=np.int64)).mean())

    assert brought(last) >= 0.10 - 2e-4
    assert last == asked.end or brought(last + timedelta(days=1)) < 0.10 + 2e-4


def test_the_first_useful_day_is_the_first_with_a_tenth_still_to_come() -> None:
    asked = goal(200, 290)
    some = engine(stage(share=0.3, mean=30.0, arrivals=weekly(3.0)))
    value = value_of_leads(some, asked, 42)
    posterior = some.stages[0].posterior

    def to_come(day: date) -> float:
        room = np.array([(asked.start - day).days - 0.5])
        return 1 - float(posterior.lag_cdf(room, np.zeros(1, dtype=np.int64)).mean())

    first = value.first_useful[0]
    assert to_come(first) >= 0.10 - 2e-4
    assert to_come(first - timedelta(days=1)) < 0.10 + 2e-4


def test_leads_too_early_and_too_late_count_less_than_those_in_time() -> None:
    some = engine(stage(share=0.3, mean=30.0, arrivals=weekly(3.0)))
    value = value_of_leads(some, goal(200, 290), 42)
    counts = value.counts[0, 0]
    best = int(counts.argmax())
    assert 26 < best < 40
    assert counts[0] < 0.01 * counts[best]
    assert (np.diff(counts[:26]) >= -1e-12).all()
    useful = value.useful()[0]
    assert useful[0] == useful[10] == 0.0
    assert useful[best] == 1.0
    assert useful[-1] < 1.0
    begins = [value.start + timedelta(days=7 * week) for week in range(42)]
    inside = sum(min(max((value.last_useful[0] - day).days + 1, 0), 7) for day in begins)
    before = sum(min(max((value.first_useful[0] - day).days, 0), 7) for day in begins)
    assert 7 * useful.sum() == pytest.approx(inside - before)


def test_a_slow_channel_must_bring_its_leads_sooner() -> None:
    import dataclasses

    both = stage(
        "lead",
        share=[0.3, 0.3],
        channels=("Quick", "Slow"),
        arrivals=weekly(1.0, 1.0, channels=("Quick", "Slow")),
    )
    scale = np.log(np.broadcast_to(np.array([10.0, 60.0]), (400, 1, 2)))
    both = dataclasses.replace(both, posterior=dataclasses.replace(both.posterior, log_scale=scale))
    quick, slow = value_of_leads(engine(both), goal(1, 91), 13).last_useful
    assert slow < quick
