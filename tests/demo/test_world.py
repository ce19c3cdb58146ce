"""The generated company against theory: what goes in must be what comes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import numpy as np
import pyarrow.compute as pc
import pytest
from scipy import stats

from unslump.demo.endings import LOST, NEVER, WON
from unslump.demo.spec import (
    ChannelSpec,
    Hat,
    LagFamily,
    OfferSpec,
    PersonSpec,
    SegmentSpec,
    Shock,
    ShockKind,
    WorldSpec,
)
from unslump.demo.world import World, simulate
from unslump.history.tables import TABLES

SPEC = WorldSpec(
    people=(
        PersonSpec("Ann", (Hat(0, 1.0, 0.0),)),
        PersonSpec("Bob", (Hat(0, 0.0, 1.0),)),
        PersonSpec("Cat", (Hat(0, 0.5, 0.4),)),
    ),
    channels=(
        ChannelSpec("Search", base=6, scale=0.05, spend=900),
        ChannelSpec("Events", base=2, scale=0.05, spend=400, adstock=0.7),
        ChannelSpec("Referral", base=8),
    ),
    segments=(SegmentSpec("Crafts"), SegmentSpec("Retail", weight=2)),
    offers=(OfferSpec("Basic", median_amount=4_000), OfferSpec("Full", weight=0.5, median_amount=12_000)),
    hours_per_lead=2.5,
    response_cost=0.3,
    level_drift=0.1,
    mix_spread=0.3,
    routing_spread=0.3,
    forgotten=0.05,
)
MIDDLE = 52


def world(spec: WorldSpec = SPEC, seed: int = 4) -> World:
    return simulate(spec, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def plain() -> World:
    return world()


@pytest.fixture(scope="module")
def large() -> World:
    channels = tuple(replace(channel, base=200) for channel in SPEC.channels)
    return world(replace(SPEC, channels=channels, hours_per_lead=0.05))


def test_same_seed_gives_identical_tables(plain: World) -> None:
    again = world()
    for name, table in plain.complete.items():
        assert table.equals(again.complete[name]), name
    assert not plain.complete["leads"].equals(world(seed=5).complete["leads"])


def test_tables_have_the_canonical_columns_and_unique_keys(plain: World) -> None:
    tables = plain.tables()
    assert set(tables) == set(TABLES)
    for name, table in tables.items():
        assert tuple(table.column_names) == TABLES[name].names
        key = [column for column in TABLES[name].key if column != "campaign"]
        assert table.group_by(key).aggregate([]).num_rows == table.num_rows, name
        for column in TABLES[name].columns:
            assert not (column.required and table[column.name].null_count), (name, column.name)


def test_every_win_is_an_order_of_the_same_amount(plain: World) -> None:
    deals = plain.complete["deals"]
    won = deals.filter(pc.equal(deals["outcome"], "won"))
    orders = plain.complete["orders"]
    assert sorted(won["deal_id"].to_pylist()) == sorted(orders["deal_id"].to_pylist())
    assert pc.sum(won["amount"]).as_py() == pytest.approx(pc.sum(orders["amount"]).as_py())


def test_wins_agree_with_the_true_probabilities(large: World) -> None:
    endings = large.truth.endings
    expected = endings.win_probability.sum()
    spread = np.sqrt((endings.win_probability * (1 - endings.win_probability)).sum())
    assert abs((endings.ending == WON).sum() - expected) < 4 * spread
    low = endings.win_probability < np.median(endings.win_probability)
    gap = (endings.ending[low] == WON).sum() - endings.win_probability[low].sum()
    assert abs(gap) < 4 * np.sqrt(endings.win_probability[low].sum())


def test_what_is_not_won_is_lost_or_never_ends_in_the_given_ratio(large: World) -> None:
    ending = large.truth.endings.ending
    lost, never = (ending == LOST).sum(), (ending == NEVER).sum()
    share = stats.binomtest(int(lost), int(lost + never)).proportion_ci(0.9999)
    assert share.low < SPEC.lost_share < share.high


@pytest.mark.parametrize("family", list(LagFamily))
def test_lags_follow_their_distribution(family: LagFamily) -> None:
    spec = replace(SPEC, lag_family=family, lag_shape=1.6, hours_per_lead=0.0)
    endings = world(spec).truth.endings
    lag = endings.lag[endings.ending == WON]
    law = stats.gamma(1.6, scale=spec.lag_mean / 1.6)
    if family is LagFamily.WEIBULL:
        law = stats.weibull_min(1.6, scale=spec.lag_mean / stats.weibull_min(1.6).mean())
    assert stats.kstest(lag, law.cdf).pvalue > 0.001


def test_amounts_are_lognormal_around_the_offers_median(large: World) -> None:
    truth = large.truth
    for index, offer in enumerate(SPEC.offers):
        mine = truth.leads.offer == index
        noise = np.log(truth.sales.amount[mine] / offer.median_amount)
        noise = noise - truth.effects.segment_size[truth.leads.segment[mine]]
        assert abs(noise.mean()) < 4 * SPEC.size_spread / np.sqrt(mine.sum())
        assert noise.std() == pytest.approx(SPEC.size_spread, rel=0.05)


def test_events_happen_in_order(plain: World) -> None:
    leads, deals, orders = (plain.complete[name] for name in ("leads", "deals", "orders"))
    assert pc.all(pc.less_equal(leads["created_at"], leads["first_response_at"])).as_py()
    assert pc.all(pc.less_equal(leads["first_response_at"], leads["qualified_at"])).as_py()
    assert pc.all(pc.less_equal(leads["first_response_at"], leads["lost_at"])).as_py()
    assert pc.all(pc.less_equal(deals["created_at"], deals["closed_at"])).as_py()
    assert pc.all(pc.less(orders["ordered_at"], orders["delivered_at"])).as_py()


@pytest.mark.parametrize("week", [10, 60, 104])
def test_tables_never_show_what_came_later(plain: World, week: int) -> None:
    as_of = SPEC.start + timedelta(weeks=week, days=-2)
    limit = np.datetime64(as_of + timedelta(days=1))
    plans = {"expected_close_at", "deliver_by", "due_at"}
    tables = plain.tables(as_of)
    for name, table in tables.items():
        for column in TABLES[name].columns:
            if column.kind == "time" and column.name not in plans and table.num_rows:
                latest = pc.max(table[column.name]).as_py()
                assert latest is None or np.datetime64(latest) < limit, (name, column.name)
    deals = tables["deals"]
    open_ = pc.equal(deals["outcome"], "open")
    assert pc.all(pc.equal(open_, pc.is_null(deals["closed_at"]))).as_py()
    assert not pc.any(pc.and_(open_, pc.starts_with(deals["stage"], "closed"))).as_py()


def test_a_later_look_only_adds(plain: World) -> None:
    early, late = plain.tables(date(2024, 12, 1)), plain.tables(date(2025, 6, 1))
    for name in ("leads", "deals", "orders", "activities", "spend", "stage_changes"):
        key = TABLES[name].key[0]
        assert 0 < early[name].num_rows < late[name].num_rows
        assert set(early[name][key].to_pylist()) <= set(late[name][key].to_pylist())


def test_realised_measures_add_up_and_stop_at_the_horizon(plain: World) -> None:
    first, half, last = SPEC.start, date(2025, 1, 31), SPEC.horizon
    whole = plain.realised("bookings", first, last)
    parts = plain.realised("bookings", first, half) + plain.realised("bookings", half + timedelta(1), last)
    assert whole == pytest.approx(parts)
    orders = plain.tables(last)["orders"]
    assert whole == pytest.approx(pc.sum(orders["amount"]).as_py())
    assert plain.realised("deals", first, last) == orders.num_rows
    assert plain.realised("paid", first, last) < plain.realised("delivered", first, last) < whole
    with pytest.raises(ValueError, match="last simulated day"):
        plain.realised("deals", first, last + timedelta(1))


def test_spend_adds_up_to_the_cent(plain: World) -> None:
    spend = plain.complete["spend"]
    assert pc.sum(spend["amount"]).as_py() == pytest.approx(plain.truth.arrivals.spend.sum(), abs=0.01)


def test_marketing_activities_add_up_to_the_productive_hours(plain: World) -> None:
    activities, team = plain.activities, plain.truth.team
    marketing = activities.kind < 4
    hours = np.bincount(activities.person[marketing], activities.hours[marketing], minlength=3)
    assert hours == pytest.approx(team.productive[:, :, 0].sum(axis=0))


def test_selling_activities_take_the_hours_of_the_answered_leads(plain: World) -> None:
    activities, truth = plain.activities, plain.truth
    selling = activities.kind >= 4
    settled = truth.leads.week < SPEC.all_weeks - 30
    counted = selling & settled[activities.lead]
    answered = settled & truth.answers.answered
    per_lead = np.bincount(activities.lead[counted], activities.hours[counted], minlength=len(settled))
    assert per_lead[answered].mean() == pytest.approx(SPEC.hours_per_lead, rel=0.02)
    assert (activities.person[selling] == truth.leads.owner[activities.lead[selling]]).all()
    ended = truth.endings.ended_at[activities.lead[selling]]
    assert not (activities.at[selling] > ended).any()


@pytest.mark.parametrize(
    ("kind", "factor", "untouched"),
    [
        (ShockKind.DEAL_SIZE, 0.7, ("expected", "leads", "answers", "endings")),
        (ShockKind.WIN_RATE, 0.6, ("expected", "leads", "answers", "amount")),
        (ShockKind.CYCLE_LENGTH, 1.5, ("expected", "leads", "answers", "probability", "amount")),
        (ShockKind.RESPONSE, 0.5, ("expected", "leads", "amount")),
    ],
)
def test_a_shock_changes_its_own_stream_and_nothing_else(
    plain: World, kind: ShockKind, factor: float, untouched: tuple[str, ...]
) -> None:
    shocked = world(replace(SPEC, shocks=(Shock(kind, MIDDLE, factor),))).truth
    before, truth = plain.truth.leads.week < MIDDLE, plain.truth
    same = {
        "expected": (truth.arrivals.expected, shocked.arrivals.expected),
        "leads": (truth.leads.created_at, shocked.leads.created_at),
        "answers": (truth.answers.delay, shocked.answers.delay),
        "probability": (truth.endings.win_probability, shocked.endings.win_probability),
        "endings": (truth.endings.ended_at, shocked.endings.ended_at),
        "amount": (truth.sales.amount, shocked.sales.amount),
    }
    for name in untouched:
        np.testing.assert_array_equal(*same[name], err_msg=name)
    for name in same.keys() - {"expected"}:
        np.testing.assert_array_equal(*(values[before] for values in same[name]), err_msg=name)
    after = ~before
    ratio = {
        ShockKind.DEAL_SIZE: shocked.sales.amount[after] / truth.sales.amount[after],
        ShockKind.WIN_RATE: shocked.endings.win_probability[after] / truth.endings.win_probability[after],
        ShockKind.CYCLE_LENGTH: (shocked.endings.lag / truth.endings.lag)[after & (truth.endings.ending > 0)],
        ShockKind.RESPONSE: shocked.answers.answered[after].sum() / [truth.answers.answered[after].sum()],
    }[kind]
    assert ratio == pytest.approx(factor, rel=0.15 if kind is ShockKind.RESPONSE else 1e-4)


def test_a_shock_to_volume_leaves_the_past_alone(plain: World) -> None:
    shocked = world(replace(SPEC, shocks=(Shock(ShockKind.LEAD_VOLUME, MIDDLE, 0.6),))).truth.arrivals
    ratio = shocked.expected / plain.truth.arrivals.expected
    assert ratio[:MIDDLE] == pytest.approx(1.0)
    assert ratio[MIDDLE:] == pytest.approx(0.6)
    np.testing.assert_array_equal(shocked.counts[:MIDDLE], plain.truth.arrivals.counts[:MIDDLE])


def test_a_shock_to_the_mix_keeps_the_volume_and_costs_wins(large: World) -> None:
    shocked = world(replace(large.spec, shocks=(Shock(ShockKind.LEAD_MIX, MIDDLE, 0.3),))).truth
    totals = large.truth.arrivals.expected.sum(axis=1)
    assert shocked.arrivals.expected.sum(axis=1) == pytest.approx(totals)

    def mean(truth: object, late: bool) -> float:
        chosen = (truth.leads.week >= MIDDLE) == late  # type: ignore[attr-defined]
        return float(truth.endings.win_probability[chosen].mean())  # type: ignore[attr-defined]

    assert mean(shocked, late=False) == pytest.approx(mean(large.truth, late=False))
    assert mean(shocked, late=True) < 0.97 * mean(large.truth, late=True)


def test_impossible_worlds_are_refused() -> None:
    with pytest.raises(ValueError, match="Monday"):
        replace(SPEC, start=date(2024, 1, 2))
    with pytest.raises(ValueError, match="less and less"):
        ChannelSpec("Search", alpha=0.7, beta=0.5)
    with pytest.raises(ValueError, match="do not exist"):
        replace(SPEC, people=(PersonSpec("Ann", (Hat(0, 1, 0),), channels=("Fax",)),))
    with pytest.raises(ValueError, match="differ"):
        replace(SPEC, channels=SPEC.channels * 2)


@pytest.mark.slow
def test_a_million_leads_take_seconds() -> None:
    channels = tuple(ChannelSpec(f"Channel {number}", base=2_000) for number in range(4))
    start = perf_counter()
    big = world(replace(SPEC, channels=channels, hours_per_lead=0.003))
    assert big.complete["leads"].num_rows > 1_000_000
    assert big.tables()["orders"].num_rows > 50_000
    assert perf_counter() - start < 20
