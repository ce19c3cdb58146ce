"""The measure of simulation is fair: one funnel, which every simulator runs as the closed form says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from bench.one_funnel import one_draw
from bench.peers import ciw_funnel, simpy_funnel
from bench.peers.funnel import Funnel, Lags, Won, at_once
from bench.realised import company_of
from bench.simulation import z_scores
from bench.worlds import tuning_world, write_history
from unslump.estimates.lag import FAMILIES
from unslump.outlook.backtest import learn

Simulator = Callable[[Funnel, int, np.random.Generator], Won]
PEERS: dict[str, Simulator] = {"simpy": simpy_funnel.simulate, "ciw": ciw_funnel.simulate}
each_peer = pytest.mark.parametrize("peer", PEERS)


def funnel(**changes: Any) -> Funnel:
    """Two channels that differ, time for everybody."""
    weeks = 10
    means = np.array([[5.0], [3.0]]) * np.linspace(0.5, 1.5, weeks)
    plain = Funnel(
        means=means,
        size=4.0,
        taken=1_000,
        cold_a_week=0.3,
        shares=(
            np.array([[0.5], [0.9]]) * np.linspace(1.0, 0.8, weeks),
            np.array([[0.6], [0.2]]) * np.linspace(0.8, 1.0, weeks),
        ),
        lags=(Lags("gamma", np.array([9.0, 15.0]), 1.5), Lags("weibull", np.array([14.0, 6.0]), 1.3)),
        centres=np.log([1_000.0, 3_000.0]),
        spread=0.5,
    )
    return replace(plain, **changes)


def expected_deals(told: Funnel) -> np.ndarray:
    """Mean deals by week where there is time for everybody: week by week, stage by stage."""
    flow = told.means
    for share, lags in zip(told.shares, told.lags, strict=True):
        out = np.zeros_like(flow)
        for channel, scale in enumerate(np.log(lags.scale)):
            for week in range(told.weeks):
                ends = 7.0 * np.arange(told.weeks - week) + 3.5  # from mid-week to the ends of weeks
                cdf = FAMILIES[lags.family].cdf(ends, np.array(scale), np.array(np.log(lags.shape)))
                out[channel, week:] += flow[channel, week] * share[channel, week] * np.diff(cdf, prepend=0.0)
        flow = out
    return flow.sum(axis=0)


@pytest.mark.parametrize("family", FAMILIES)
def test_peers_draw_the_lags_of_the_product(family: str) -> None:
    lags = Lags(family, np.array([5.0, 20.0]), 1.4)
    for channel in (0, 1):
        drawn = lags.sample(np.full(4_000, channel), np.random.default_rng(1))
        scale, shape = np.array(np.log(lags.scale[channel])), np.array(np.log(1.4))
        assert stats.kstest(drawn, lambda x, s=scale, k=shape: FAMILIES[family].cdf(x, s, k)).pvalue > 1e-3


def test_chance_has_the_arrivals_of_a_negative_binomial() -> None:
    told = funnel()
    counts = np.array(
        [
            [[week.count(c) for week in chance.arrivals] for c in (0, 1)]
            for chance in at_once(told, 2_030, np.random.default_rng(2))
        ]
    )
    assert counts.shape == (2_030, 2, told.weeks)
    variance = told.means + told.means**2 / told.size
    assert (np.abs(counts.mean(axis=0) - told.means) < 4.5 * np.sqrt(variance / 2_030)).all()
    assert counts.var(axis=0).sum() == pytest.approx(variance.sum(), rel=0.1)
    for chance in at_once(told, 60, np.random.default_rng(2)):
        leads = sum(len(week) for week in chance.arrivals)
        assert {len(chance.luck), len(chance.lag), len(chance.deal_luck), len(chance.deal_lag)} == {leads}


@each_peer
def test_a_peer_wins_what_the_closed_form_says(peer: str) -> None:
    pytest.importorskip(peer)
    told, futures = funnel(), 400
    won = PEERS[peer](told, futures, np.random.default_rng(3))
    expected = expected_deals(told)
    assert won.deals.shape == won.money.shape == (futures, told.weeks)
    errors = won.deals.std(axis=0, ddof=1) / np.sqrt(futures)
    assert (np.abs(won.deals.mean(axis=0) - expected) < 4 * errors + 1e-3).all()
    worth = np.exp(told.centres + told.spread**2 / 2).mean()
    assert won.money.sum() / won.deals.sum() == pytest.approx(worth, rel=0.06)


@each_peer
def test_a_peer_takes_up_as_many_leads_as_there_is_time_for(peer: str) -> None:
    """Every lead is won in the week it is taken up: wins are the leads that were worked."""
    pytest.importorskip(peer)
    at_once_won = {
        "shares": (np.ones((2, 10)), np.ones((2, 10))),
        "lags": (Lags("gamma", np.full(2, 1e-3), 1.0), Lags("gamma", np.full(2, 1e-3), 1.0)),
        "size": 1e9,
    }
    short = funnel(**at_once_won, means=np.full((2, 10), 20.0), taken=7)
    assert (PEERS[peer](short, 5, np.random.default_rng(4)).deals == 7).all()
    # A burst in the first week: 7 a week are served, and 3 in 10 of those left go cold each week.
    burst = np.array([[200.0] + [1e-9] * 9, [1e-9] * 10])
    waiting, expected = 200.0, []
    for _ in range(10):
        served = min(7.0, waiting)
        expected.append(served)
        waiting = (waiting - served) * 0.7
    futures = 200
    deals = PEERS[peer](funnel(**at_once_won, means=burst, taken=7), futures, np.random.default_rng(5)).deals
    np.testing.assert_allclose(deals.mean(axis=0)[:6], expected[:6], atol=0.05)
    left_over = deals.sum(axis=1)
    assert left_over.mean() == pytest.approx(sum(expected), abs=4 * left_over.std() / np.sqrt(futures) + 0.5)


@each_peer
def test_no_channel_is_served_first_by_a_peer(peer: str) -> None:
    pytest.importorskip(peer)
    lags = Lags("gamma", np.full(2, 1e-3), 1.0)
    for wins in (0, 1):  # only this channel's leads are ever won
        share = np.zeros((2, 10))
        share[wins] = 1.0
        told = funnel(
            shares=(share, np.ones((2, 10))),
            lags=(lags, lags),
            size=1e9,
            means=np.full((2, 10), 20.0),
            taken=8,
        )
        won = PEERS[peer](told, 150, np.random.default_rng(9)).deals.mean()
        assert won == pytest.approx(4.0, abs=4 * np.sqrt(8 / 4 / 1_500))


def test_one_draw_of_an_engine_wins_what_its_funnel_says(tmp_path: Path) -> None:
    world = tuning_world(1_003, 400)
    snapshot = write_history(world, tmp_path).snapshot(world.end)
    engine = learn(snapshot, company_of(world), np.random.default_rng(6), 50)
    told, ours = one_draw(engine, 17, 2_000, 12)
    everybody = replace(ours, capacity=replace(ours.capacity, hours=np.full(12, 1e6)))
    won = everybody.simulate(told, 2_000, np.random.default_rng(7))
    errors = won.deals.std(axis=0, ddof=1) / np.sqrt(2_000)
    expected = expected_deals(told)
    # The product reads the gamma off a table, good to 2e-4 of a lead.
    assert (np.abs(won.deals.mean(axis=0) - expected) < 4 * errors + 2e-3 * expected).all()
    worth = np.exp(told.centres + told.spread**2 / 2).mean()
    assert won.money.sum() / won.deals.sum() == pytest.approx(worth, rel=0.05)
    fewer = ours.simulate(told, 2_000, np.random.default_rng(7))
    assert fewer.deals.sum() < won.deals.sum()
    assert fewer.leads == pytest.approx(2_000 * told.means.sum(), rel=0.02)


def test_z_scores_tell_equal_samples_from_others() -> None:
    rng = np.random.default_rng(8)
    found = np.array([z_scores(rng.gamma(4.0, size=300), rng.gamma(4.0, size=900)) for _ in range(400)])
    assert found.mean(axis=0) == pytest.approx([0.0, 0.0], abs=0.3)
    assert found.std(axis=0) == pytest.approx([1.0, 1.0], abs=0.25)
    wider = z_scores(rng.normal(0, 1, 2_000), rng.normal(0.2, 1.3, 2_000))
    assert wider[0] < -4 and wider[1] < -4
