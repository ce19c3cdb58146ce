"""Simulation against the closed form, against brute force lead by lead, and against conservation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from time import process_time

import numpy as np
import pytest
from scipy import stats

from tests.outlook import plain_moves
from tests.outlook.engines import LAST_DAY, Open, engine, even_clock, order_stage, rng, sizes, stage, weekly
from unslump.estimates.revenue import EngineStage
from unslump.outlook.capacity import Capacity
from unslump.outlook.simulate import DIRECT, NEW, PIPELINE, Events, simulate

FIRST = LAST_DAY + timedelta(days=1)


def day(number: int) -> date:
    """The last day of the first `number` days."""
    return LAST_DAY + timedelta(days=number)


def wins(events: Events, until: int, source: int | None = None) -> np.ndarray:
    return events.total(FIRST, day(until), money=False, source=source)


def by_hand(rate: float, share: float, cdf: object, weeks: int) -> float:
    """Σ over weeks of arrivals × share × mean of F over the week's arrival times."""
    arrive = np.linspace(0, 7 * weeks, 7 * weeks * 20, endpoint=False) + 0.025
    return float(rate * weeks * share * np.mean(cdf(7 * weeks - arrive)))  # type: ignore[operator]


LAGS = {
    "gamma": lambda x, mean, k: stats.gamma.cdf(x, k, scale=mean / k),
    "weibull": lambda x, mean, k: stats.weibull_min.cdf(x, k, scale=mean),
    "lognormal": lambda x, mean, k: stats.lognorm.cdf(x, 1 / k, scale=mean),
}


@pytest.mark.parametrize("family", LAGS)
@pytest.mark.parametrize(("mean", "weeks"), [(9.0, 13), (45.0, 13), (45.0, 30)])
def test_new_leads_win_as_often_as_the_closed_form_says(family: str, mean: float, weeks: int) -> None:
    company = engine(stage(share=0.4, mean=mean, shape=1.7, family=family, arrivals=weekly(12.0)))
    future = simulate(company, day(7 * weeks), rng())
    expected = by_hand(12.0, 0.4, lambda x: LAGS[family](x, mean, 1.7), weeks)
    got = wins(future.won, 7 * weeks, NEW)
    # Poisson: the mean of 400 draws has standard error √(mean / 400); 1 % for entering in mid-block.
    assert got.mean() == pytest.approx(expected, abs=4 * np.sqrt(expected / 400) + 0.01 * expected)
    assert got.var() == pytest.approx(expected, rel=0.3)


@pytest.mark.parametrize("lost", [None, 0.5])
def test_open_prospects_win_as_often_as_bayes_says(lost: float | None) -> None:
    ages = [1.0, 8.0, 30.0, 90.0, 400.0]
    inside = [Open(age, count=4) for age in ages]
    company = engine(stage("lead", share=0.3, lost=lost, mean=30.0, inside=inside, draws=3000))
    future = simulate(company, day(28), rng())
    seen, later = (stats.gamma.cdf(np.array(ages) + t, 1.5, scale=20.0) for t in (0.0, 28.0))
    odds = 0.3 * (later - seen) / (1 - (0.3 + (lost or 0)) * seen)
    got = wins(future.won, 28, PIPELINE)
    assert got.mean() == pytest.approx(4 * odds.sum(), rel=0.03)
    # Each is its own coin: very young and hopelessly old ones do not share one average chance.
    assert got.var() == pytest.approx(4 * (odds * (1 - odds)).sum(), rel=0.08)


def test_lead_by_lead_brute_force_gives_the_same_distribution() -> None:
    """Two channels, two endings, two stages and open ones: 3,000 futures, every lead on its own."""
    draws, weeks, dice = 3000, 9, rng(5)
    leads = stage(
        "lead",
        share=[0.5, 0.2],
        lost=0.3,
        mean=14.0,
        channels=("Web", "Fair"),
        inside=[Open(10.0, count=6), Open(40.0, count=8, channel=1)],
        arrivals=weekly(5.0, 9.0, channels=("Web", "Fair"), draws=draws),
        draws=draws,
    )
    deals = stage(
        share=[0.4, 0.6],
        lost=0.2,
        mean=21.0,
        channels=("Fair", "Web"),
        inside=[Open(5.0, amount=100.0), Open(25.0, amount=100.0, channel=1)],
        draws=draws,
    )
    future = simulate(engine(leads, deals, sizes=sizes(100.0, draws=draws)), day(7 * weeks), rng())

    totals = np.array([_one_future(7 * weeks, dice) for _ in range(draws)])
    got = wins(future.won, 7 * weeks)
    assert got.mean() == pytest.approx(totals.mean(), rel=0.03)
    assert got.std() == pytest.approx(totals.std(), rel=0.06)
    assert np.quantile(got, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(totals, [0.1, 0.5, 0.9]), abs=1)


def _one_future(days: int, dice: np.random.Generator) -> int:
    """Wins of the company above in so many days, one lead and one deal after another."""
    won = 0
    for share, deal_share, rate in ((0.5, 0.6, 5.0), (0.2, 0.4, 9.0)):
        for arrived in dice.uniform(0, days, dice.poisson(rate * days / 7)):
            to_deal = _lag(14.0, dice) if dice.random() < share else np.inf
            to_win = _lag(21.0, dice) if dice.random() < deal_share else np.inf
            won += arrived + to_deal + to_win <= days
    for count, age, share, deal_share in ((6, 10.0, 0.5, 0.6), (8, 40.0, 0.2, 0.4)):
        for _ in range(count):
            to_win = _lag(21.0, dice) if dice.random() < deal_share else np.inf
            won += _left(age, share, 0.3, 14.0, dice) + to_win <= days
    won += _left(5.0, 0.4, 0.2, 21.0, dice) <= days
    won += _left(25.0, 0.6, 0.2, 21.0, dice) <= days
    return won


def _lag(mean: float, dice: np.random.Generator) -> float:
    return float(dice.gamma(1.5, mean / 1.5))


def _left(age: float, share: float, lost: float, mean: float, dice: np.random.Generator) -> float:
    """Days from now until one moves on that has been open for `age`, by rejection."""
    while True:
        ending, time = dice.random(), _lag(mean, dice)
        if ending > share + lost:
            return np.inf
        if time > age:
            return time - age if ending < share else np.inf


def test_two_stages_in_a_row_are_one_stage_with_the_convolved_lag() -> None:
    """Exponential after exponential is Erlang."""
    lead = stage("lead", share=0.6, mean=20.0, shape=1.0, arrivals=weekly(40.0))
    deal = stage(share=0.5, mean=20.0, shape=1.0)
    both = simulate(engine(lead, deal), day(140), rng())
    alone = simulate(engine(stage(share=0.3, mean=40.0, shape=2.0, arrivals=weekly(40.0))), day(140), rng(2))
    for until in (35, 70, 140):
        expected = wins(alone.won, until).mean()
        assert wins(both.won, until).mean() == pytest.approx(expected, rel=0.03, abs=0.3)


def test_a_whole_funnel_is_won_as_stage_by_stage_in_the_plain_way() -> None:
    """Shares that drift by month, draws that differ, open prospects, deals without a lead."""
    kinds, each, weeks, dice = 30, 200, 20, rng(8)
    draws, channels = kinds * each, ("Web", "Fair")

    def drifting(some: EngineStage) -> EngineStage:
        levels = some.posterior.levels + np.repeat(
            np.cumsum(dice.normal(0, 0.5, (kinds, *some.posterior.levels.shape[1:])), axis=1), each, axis=0
        )
        log_scale = some.posterior.log_scale + np.repeat(dice.normal(0, 0.3, (kinds, 1, 1)), each, axis=0)
        return replace(some, posterior=replace(some.posterior, levels=levels, log_scale=log_scale))

    lead = drifting(
        stage(
            "lead", share=[0.5, 0.3], mean=12.0, pace=even_clock(0.8), channels=channels, draws=draws,
            inside=[Open(10.0, count=6), Open(30.0, count=9, channel=1)],
            arrivals=weekly(4.0, 2.0, channels=channels, draws=draws),
        )
    )  # fmt: skip
    deal = drifting(
        stage(
            share=[0.4, 0.6], mean=25.0, channels=("Fair", "Web"), inside=[Open(9.0, count=5)],
            arrivals=weekly(1.0, channels=("",), draws=draws), draws=draws,
        )
    )  # fmt: skip
    won = simulate(engine(lead, deal), day(7 * weeks), rng()).won
    flow = np.zeros((3, draws, 3, weeks), dtype=np.int64)
    leads = dice.poisson(np.array([4.0, 2.0])[:, None], (draws, 2, weeks))
    ends = [some.posterior.clock.future(draws, weeks, dice) for some in (lead, deal)]
    flow[NEW, :, :2] = plain_moves.entering(lead, channels, ends[0], leads, dice)
    flow[PIPELINE, :, :2] = plain_moves.inside(lead, channels, ends[0], dice)
    flow[DIRECT, :, 2] = dice.poisson(1.0, (draws, weeks))
    wide = (*channels, "(direct)")
    for source in (PIPELINE, NEW, DIRECT):
        plain = plain_moves.entering(deal, wide, ends[1], flow[source], dice).sum(axis=1)
        if source == PIPELINE:
            plain += plain_moves.inside(deal, wide, ends[1], dice).sum(axis=1)
        mine = won.source == source
        at = won.draw[mine] * weeks + (won.day[mine] // 7).astype(np.int64)
        quick = np.bincount(at, minlength=draws * weeks).reshape(draws, weeks)
        quarters = [values.reshape(kinds, each, 4, 5).sum(axis=3) for values in (quick, plain)]
        mean = [values.mean(axis=1) for values in quarters]
        error = np.sqrt(sum(values.var(axis=1) for values in quarters) / each + 1e-12)
        z = (mean[0] - mean[1]) / error
        assert np.abs(z).max() < 4.5
        assert np.abs(z.sum(axis=0) / np.sqrt(kinds)).max() < 4.0
        rest = [(values - values.mean(axis=1, keepdims=True)).reshape(draws, 4) for values in quarters]
        products = [values[:, :, None] * values[:, None, :] for values in rest]
        gap = products[0].mean(axis=0) - products[1].mean(axis=0)
        assert np.abs(gap / np.sqrt(sum(product.var(axis=0) for product in products) / draws)).max() < 4.0


def test_nobody_moves_on_twice_or_from_nowhere() -> None:
    leads = stage("lead", share=0.999, mean=2.0, inside=[Open(1.0, count=30)], arrivals=weekly(4.0))
    future = simulate(engine(leads, stage(share=0.999, mean=2.0)), day(140), rng())
    entered = future.arrivals.sum(axis=(1, 2))
    assert (wins(future.won, 10_000, NEW) <= entered).all()
    assert (wins(future.won, 10_000, PIPELINE) <= 30).all()
    assert wins(future.won, 10_000, PIPELINE).mean() > 29
    assert wins(future.won, 10_000, NEW).mean() > 0.9 * entered.mean()


def test_leads_without_hours_are_not_worked_and_do_not_win() -> None:
    company = engine(stage("lead", share=0.9, mean=3.0, arrivals=weekly(10.0)))
    hours = Capacity(np.full(10, 8.0), np.full(400, 2.0))  # four leads a week
    future = simulate(company, day(70), rng(), hours)
    assert (future.worked.sum(axis=2) <= future.arrivals.sum(axis=2)).all()
    assert future.worked.sum(axis=(1, 2)).mean() == pytest.approx(40, abs=0.5)
    assert (wins(future.won, 70) <= future.worked.sum(axis=(1, 2))).all()


def test_a_clock_at_half_the_pace_doubles_every_lag() -> None:
    half = even_clock(0.5)
    slow = engine(
        stage("lead", share=0.4, mean=20.0, pace=half, arrivals=weekly(20.0), inside=[Open(30.0, count=50)])
    )
    long = engine(stage("lead", share=0.4, mean=40.0, arrivals=weekly(20.0), inside=[Open(30.0, count=50)]))
    slow_future, long_future = simulate(slow, day(84), rng()), simulate(long, day(84), rng(2))
    for source in (NEW, PIPELINE):
        expected = wins(long_future.won, 84, source).mean()
        assert wins(slow_future.won, 84, source).mean() == pytest.approx(expected, rel=0.03)


def test_open_deals_on_a_slow_clock_close_on_slow_days() -> None:
    half = even_clock(0.5)
    deal = stage(share=0.999, mean=40.0, shape=400.0, pace=half, inside=[Open(60.0, amount=5.0)])
    future = simulate(engine(deal), day(84), rng())
    # 60 days at half pace are 30 business days; 10 more take 20 days.
    assert future.won.day.mean() == pytest.approx(20.0, abs=1.0)


def test_a_deal_of_known_age_and_lag_closes_on_its_day_with_its_amount() -> None:
    deals = stage(share=0.9999, mean=40.0, shape=900.0, inside=[Open(30.0, amount=777.0)])
    won = simulate(engine(deals, sizes=sizes()), day(35), rng()).won
    assert set(won.amount) == {777.0}
    assert len(won.draw) == 400
    assert won.day.mean() == pytest.approx(10.0, abs=0.5)
    assert won.total(day(1), day(4), money=True).sum() == 0
    assert won.total(day(5), day(17), money=True).mean() == pytest.approx(777.0, rel=0.01)


def test_a_new_lead_wins_a_lag_after_its_week() -> None:
    company = engine(stage(share=0.9999, mean=35.0, shape=900.0, arrivals=weekly(3.0)))
    future = simulate(company, day(84), rng())
    by_week = future.arrivals.sum(axis=1).mean(axis=0)
    came = np.bincount((future.won.day // 7).astype(int), minlength=12) / 400
    assert came[:4].sum() == 0
    assert came[5:] == pytest.approx(by_week[:7], abs=0.4)
    assert came.sum() == pytest.approx(by_week[:7].sum(), rel=0.05)


def test_deals_without_a_lead_arrive_at_the_second_stage() -> None:
    leads = stage("lead", share=0.5, arrivals=weekly(0.0))
    deals = stage(share=0.999, mean=2.0, arrivals=weekly(3.0, channels=("(direct)",)))
    future = simulate(engine(leads, deals), day(140), rng())
    assert wins(future.won, 140, NEW).sum() == 0
    assert wins(future.won, 140, DIRECT).mean() == pytest.approx(3.0 * 20, rel=0.05)


def test_wins_that_nothing_announces_are_simulated_too() -> None:
    future = simulate(engine(wins=weekly(2.0, channels=("(direct)",))), day(70), rng())
    assert wins(future.won, 70, DIRECT).mean() == pytest.approx(20.0, rel=0.05)
    assert future.arrivals.shape == (400, 0, 10)


def test_an_order_is_never_delivered_or_paid_before_it_is_won() -> None:
    company = engine(
        stage(share=0.5, mean=10.0, arrivals=weekly(5.0), inside=[Open(3.0, amount=50.0)]),
        sizes=sizes(),
        delivery=order_stage("delivered", mean=14.0, share=0.9),
        payment=order_stage("paid", mean=30.0, share=0.9),
    )
    future = simulate(company, day(91), rng())
    assert future.delivered is not None
    assert future.paid is not None
    for until in range(1, 92, 6):
        for money in (False, True):
            won = future.won.total(FIRST, day(until), money=money)
            assert (future.delivered.total(FIRST, day(until), money=money) <= won + 1e-6).all()
            assert (future.paid.total(FIRST, day(until), money=money) <= won + 1e-6).all()
    share = len(future.delivered.draw) / len(future.won.draw)
    assert share == pytest.approx(0.9, abs=0.01)


def test_open_orders_are_delivered_with_their_amount() -> None:
    waiting = order_stage("delivered", share=0.9999, mean=20.0, shape=900.0, inside=[Open(6.0, amount=99.0)])
    future = simulate(engine(stage(arrivals=weekly(0.0)), delivery=waiting, sizes=sizes()), day(28), rng())
    assert future.delivered is not None
    assert future.delivered.total(day(8), day(20), money=True).mean() == pytest.approx(99.0, rel=0.01)


def test_the_same_seed_gives_the_same_futures_and_another_does_not() -> None:
    company = engine(stage("lead", arrivals=weekly(5.0), inside=[Open(4.0, count=9)]), stage(), sizes=sizes())
    one, same, other = (simulate(company, day(60), rng(seed)).won for seed in (3, 3, 4))
    for field in ("draw", "day", "amount", "source"):
        np.testing.assert_array_equal(getattr(one, field), getattr(same, field))
    assert len(one.day) != len(other.day) or (one.day != other.day).any()


def test_without_leads_nothing_comes_and_nothing_breaks() -> None:
    future = simulate(engine(stage("lead", arrivals=weekly(0.0)), stage()), day(91), rng())
    assert len(future.won.draw) == 0
    assert future.arrivals.sum() == 0
    assert (wins(future.won, 91) == 0).all()


@pytest.mark.parametrize("days", [1, 6, 7, 8])
def test_a_few_days_are_enough(days: int) -> None:
    company = engine(stage(share=0.9, mean=2.0, arrivals=weekly(7.0), inside=[Open(1.0, amount=5.0)]))
    future = simulate(company, day(days), rng())
    assert future.weeks == (1 if days < 8 else 2)
    assert wins(future.won, days).mean() > 0


def test_five_years_ahead_are_simulated_in_time() -> None:
    draws = 100
    lead = stage("lead", arrivals=weekly(20.0, draws=draws), draws=draws, inside=[Open(9.0, count=40)])
    company = engine(lead, stage(share=0.5, mean=60.0, draws=draws))
    begun = process_time()
    future = simulate(company, day(5 * 365), rng())
    assert process_time() - begun < 10
    per_week = 20.0 * 0.3 * 0.5
    last_year = future.won.total(day(4 * 365), day(5 * 365), money=False)
    assert last_year.mean() == pytest.approx(per_week * 366 / 7, rel=0.05)


def test_channels_and_their_shares_meet_by_name_whatever_their_order() -> None:
    lead = stage(
        "lead", share=0.999, mean=2.0, channels=("A", "B"), arrivals=weekly(5.0, 0.0, channels=("A", "B"))
    )
    deal = stage(share=[0.001, 0.999], mean=2.0, channels=("B", "A"))
    future = simulate(engine(lead, deal), day(140), rng())
    assert wins(future.won, 140).mean() > 0.9 * 5 * 19


def test_an_engine_asked_long_after_its_history_starts_where_it_ends() -> None:
    company = replace(engine(stage(arrivals=weekly(5.0))), as_of=day(40))
    assert simulate(company, day(80), rng()).start == FIRST
