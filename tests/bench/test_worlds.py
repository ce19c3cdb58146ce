"""The families keep their promises: sizes, parameters, independence, and the way into a workspace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from bench.worlds import SIZES, conversion_world, reporting_world, simple_world, tuning_world, write_history
from unslump.demo.endings import LOST, NEVER, WON
from unslump.demo.spec import LagFamily, Shock, ShockKind
from unslump.demo.world import World


def observed(world: World) -> int:
    return int((world.truth.leads.week < world.spec.weeks).sum())


@pytest.mark.parametrize("family", [tuning_world, reporting_world])
@pytest.mark.parametrize("size", SIZES)
def test_families_give_about_the_leads_asked_for(family: object, size: int) -> None:
    counts = [observed(family(seed, size)) for seed in range(12)]  # type: ignore[operator]
    assert np.mean(counts) == pytest.approx(size, rel=0.25)


def test_families_differ_and_seeds_differ() -> None:
    specs = [tuning_world(1).spec, tuning_world(2).spec, reporting_world(1).spec]
    assert len({spec.win_rate for spec in specs}) == 3
    assert tuning_world(1).spec == specs[0]


def test_a_tight_company_keeps_leads_waiting_and_a_roomy_one_does_not() -> None:
    world = tuning_world(3)
    tight = tuning_world(3, hours_per_lead=world.spec.hours_per_lead * 2)
    roomy = tuning_world(3, hours_per_lead=world.spec.hours_per_lead / 3)
    assert tight.truth.answers.answered.mean() < 0.75
    assert roomy.truth.answers.answered.mean() > 0.88


def test_simple_world_has_the_numbers_it_was_asked_for() -> None:
    worlds = [simple_world(seed=seed) for seed in range(20)]
    leads = sum(observed(world) for world in worlds)
    assert leads / (20 * 156) == pytest.approx(20, rel=0.03)
    p = np.concatenate([world.truth.endings.win_probability for world in worlds])
    assert p.mean() == pytest.approx(0.12, rel=0.02)
    lag = np.concatenate([w.truth.endings.lag[w.truth.endings.ending == WON] for w in worlds])
    assert lag.mean() == pytest.approx(8.0, rel=0.03)


def test_a_planted_shock_shows_from_its_week_on() -> None:
    shock = Shock(ShockKind.LEAD_VOLUME, 104, 0.6)
    plain, shocked = (simple_world(seed=3, shock=given) for given in (None, shock))
    ratio = shocked.truth.arrivals.expected / plain.truth.arrivals.expected
    assert ratio[:104] == pytest.approx(1.0)
    assert ratio[104:] == pytest.approx(0.6)


@pytest.mark.parametrize("family", list(LagFamily))
def test_conversion_world_follows_the_softmax_of_its_truth(family: LagFamily) -> None:
    world, truth = conversion_world(20_000, seed=5, family=family)
    leads, endings = world.truth.leads, world.truth.endings
    month = world.truth.calendar.month_of(leads.created_at)
    won = truth.win_level[month] + truth.channel[leads.channel] + truth.segment[leads.segment]
    won = won + truth.owner[leads.owner]
    scores = np.stack([np.zeros(len(leads)), won, np.full(len(leads), truth.lost_level)])
    shares = np.exp(scores) / np.exp(scores).sum(axis=0)
    for ending in (NEVER, WON, LOST):
        p = shares[ending]
        spread = np.sqrt((p * (1 - p)).sum())
        assert abs((endings.ending == ending).sum() - p.sum()) < 4 * spread
    np.testing.assert_allclose(shares[WON], endings.win_probability, rtol=1e-12)


@pytest.mark.parametrize("family", list(LagFamily))
def test_conversion_world_lags_follow_their_scale_from_the_first_day(family: LagFamily) -> None:
    world, truth = conversion_world(20_000, seed=6, family=family)
    leads, endings = world.truth.leads, world.truth.endings
    law = stats.gamma(truth.lag_shape) if family is LagFamily.GAMMA else stats.weibull_min(truth.lag_shape)
    for ending, scale in ((WON, truth.won_scale), (LOST, truth.lost_scale)):
        chosen = endings.ending == ending
        weeks = (endings.ended_at - leads.created_at)[chosen].astype(float) / (7 * 86_400)
        assert stats.kstest(weeks / scale[leads.channel[chosen]], law.cdf).pvalue > 0.001
    np.testing.assert_array_equal(endings.deal_at, leads.created_at)


def test_a_world_becomes_the_history_of_a_workspace(tmp_path: Path) -> None:
    world = tuning_world(8, leads=200)
    store = write_history(world, tmp_path / "company", as_of=date(2025, 6, 30))
    version = store.current()
    assert version is not None
    expected = {name: table.num_rows for name, table in world.tables(date(2025, 6, 30)).items()}
    assert dict(version.rows) == expected
    snapshot = store.snapshot(date(2025, 3, 31))
    assert (
        snapshot.table("leads").count().to_pyarrow().as_py()
        == world.tables(date(2025, 3, 31))["leads"].num_rows
    )


def test_the_history_masks_the_future_as_the_world_does(tmp_path: Path) -> None:
    """A history that holds everything, asked for an earlier day, tells what the world knew then."""
    world = tuning_world(9, leads=2_000)
    store = write_history(world, tmp_path, as_of=world.spec.horizon)
    day = date(2025, 7, 14)
    snapshot, known = store.snapshot(day), world.tables(day)
    columns = {
        "leads": ["lead_id", "created_at", "first_response_at", "qualified_at", "lost_at", "owner"],
        "deals": ["deal_id", "created_at", "closed_at", "outcome", "amount"],
        "orders": ["order_id", "ordered_at", "delivered_at", "paid_at", "due_at"],
        "activities": ["activity_id", "at", "hours"],
    }
    for name, chosen in columns.items():
        seen = snapshot.table(name).select(*chosen).order_by(chosen[0]).to_pyarrow()
        expected = known[name].select(chosen).sort_by(chosen[0])
        assert seen.num_rows > 50
        assert seen.to_pydict() == expected.to_pydict(), name
