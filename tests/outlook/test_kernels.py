"""Shares, lags and open prospects: the quick ways give what the plain ones do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.outlook.engines import MONTHS, Open, clock, rng, stage
from unslump.estimates.revenue import EngineStage, Mix
from unslump.history.journey import OpenProspects
from unslump.outlook import kernels
from unslump.outlook.lag_table import LagTable


def varied(family: str = "gamma", lost: float | None = 0.4, draws: int = 40) -> EngineStage:
    """A stage whose draws, channels, owners and months all differ, with 60 open prospects."""
    dice = rng(7)
    plain = stage("lead", family=family, lost=lost, draws=draws, channels=("A", "B"))
    endings = len(plain.posterior.endings)
    posterior = replace(
        plain.posterior,
        levels=dice.normal(-1, 0.5, plain.posterior.levels.shape),
        effects={
            "channel": dice.normal(0, 0.4, (draws, endings, 2)),
            "owner": dice.normal(0, 0.4, (draws, endings, 3)),
        },
        labels={"channel": ("A", "B"), "owner": ("x", "y", "z")},
        log_scale=np.log(20) + dice.normal(0, 0.2, (draws, endings, 2)),
        log_shape=np.log(1.6) + dice.normal(0, 0.1, (draws, endings)),
    )
    owner, channel = np.tile(np.arange(3), 2), np.repeat(np.arange(2), 3)
    inside = OpenProspects(
        months=dice.integers(0, MONTHS, 60),
        codes={"channel": dice.integers(0, 2, 60), "owner": dice.integers(0, 3, 60)},
        watched=np.sort(dice.choice([1.0, 15.0, 40.0, 90.0, 600.0], 60)),
        count=dice.integers(1, 5, 60),
        amount=np.full(60, np.nan),
    )
    mix = Mix(
        {"channel": channel, "owner": owner},
        channel,
        np.array([0.2, 0.3, 0.5, 0.6, 0.3, 0.1]),
        ("A", "B"),
        np.array([0.7, 0.3]),
    )
    return replace(plain, posterior=posterior, inside=inside, mix=mix)


@pytest.mark.parametrize("lost", [None, 0.4])
def test_average_shares_are_the_posterior_s_own(lost: float | None) -> None:
    some = varied(lost=lost)
    months = np.array([0, 5, some.month_now, some.month_now + 3, 500])
    one_by_one = [some.posterior.shares(np.full(6, month), some.mix.codes)[:, :, 0] for month in months]
    expected = some.mix.average(np.stack(one_by_one, axis=2))
    np.testing.assert_allclose(kernels.average_shares(some, months), expected, rtol=1e-12)


def test_shares_hold_at_the_edge_of_floating_point() -> None:
    some = varied()
    steep = replace(some.posterior, levels=np.full_like(some.posterior.levels, 800.0))
    shares = kernels.average_shares(replace(some, posterior=steep), np.array([0]))
    assert np.isfinite(shares).all()
    assert shares.max() <= 1.0


def test_odds_are_bayes_for_every_entry_and_draw() -> None:
    some = varied()
    posterior, inside = some.posterior, some.inside
    odds, seen = kernels.odds_of_moving(posterior, inside, LagTable(posterior))
    share = posterior.shares(inside.months, inside.codes)
    ages = posterior.clock.ages(inside.watched)
    moved = posterior.lag_cdf(ages, inside.codes["channel"], 0)
    lost = posterior.lag_cdf(inside.watched, inside.codes["channel"], 1)
    expected = share[:, :, 0] / (1 - share[:, :, 0] * moved - share[:, :, 1] * lost)
    np.testing.assert_allclose(seen, moved, atol=3e-4)
    alive = (expected * (1 - moved)).max(axis=0) > 1e-6
    assert alive.any()
    assert not alive.all()
    np.testing.assert_allclose(odds[:, alive], expected[:, alive], rtol=3e-3)
    assert (odds * (1 - seen))[:, ~alive].max() < 1e-4


@pytest.mark.parametrize("family", ["gamma", "weibull", "lognormal"])
def test_groups_of_open_prospects_add_up_to_their_entries(family: str) -> None:
    some = varied(family)
    ahead = np.cumsum(np.full((40, 9), 7.0), axis=1) - 7.0
    table = LagTable(some.posterior)
    odds, _ = kernels.odds_of_moving(some.posterior, some.inside, table)
    ages, channel = some.posterior.clock.ages(some.inside.watched), some.inside.codes["channel"]
    before, after = (some.posterior.lag_cdf(ages + ahead[:, h, None], channel) for h in (0, 8))
    flow = (after - before) * (odds * some.inside.count)
    expected = np.stack([flow[:, channel == code].sum(axis=1) for code in (0, 1)], axis=1)
    for most in (4_000_000, 900, 1):  # in one part, in several, entry by entry
        got, entries = np.zeros_like(expected), 0
        for part in kernels.open_groups(some, table, most):
            scale = some.posterior.lag_scale(part.channel)
            moves = part.odds * (table.cdf(part.watched + ahead[:, -1:], scale) - part.before) * part.count
            entries += part.count.sum()
            for code in (0, 1):
                got[:, code] += moves[:, part.channel == code].sum(axis=1)
        np.testing.assert_allclose(got, expected, atol=0.02)
        assert 0 < entries <= some.inside.count.sum()


def test_who_is_left_out_would_not_have_moved() -> None:
    some = varied(lost=0.4)
    kept = kernels.still_moving(some.posterior, some.inside)
    assert 0 < len(kept.months) < len(some.inside.months)
    gone = some.inside.watched > kept.watched.max()
    odds, seen = kernels.odds_of_moving(some.posterior, some.inside, LagTable(some.posterior))
    assert (odds * (1 - seen))[:, gone].max() < 1e-6
    assert gone.sum() == len(some.inside.months) - len(kept.months)


def test_nobody_is_left_out_where_everyone_moves_on_in_the_end() -> None:
    certain = stage(share=1 - 1e-12, inside=[Open(300.0)], draws=3)
    assert len(kernels.still_moving(certain.posterior, certain.inside).months) == 1


def test_a_lag_from_mid_block_ends_where_its_distribution_says() -> None:
    some = stage(mean=15.0, shape=1.0, draws=2)
    kernel = kernels.entering_lags(some, kernels.steady(10), 0, ("Web",))
    expected = np.diff(1 - np.exp(-(7 * np.arange(1, 11) - 3.5) / 15.0), prepend=0.0)
    np.testing.assert_allclose(kernel[0, 0], expected, rtol=1e-9)
    np.testing.assert_allclose(
        kernels.entering_lags(some, kernels.steady(10), 4, ("Web",))[0, 0], expected[:6]
    )


def test_chaining_keeps_all_that_fits() -> None:
    first, second = rng().dirichlet(np.ones(30), (2, 3))
    first, second = first[:, None], second[:, None] if second.ndim == 2 else second
    long = np.concatenate([first, np.zeros_like(first)], axis=-1)
    other = np.concatenate([second, np.zeros_like(second)], axis=-1)
    out = kernels.chained(long, other)
    np.testing.assert_allclose(out.sum(axis=-1), 1.0)
    mean = (out * np.arange(60)).sum(axis=-1)
    parts = [(kernel * np.arange(60)).sum(axis=-1) for kernel in (long, other)]
    np.testing.assert_allclose(mean, parts[0] + parts[1])


def test_thinning_keeps_the_draws_it_keeps() -> None:
    some = varied(draws=40)
    some = replace(
        some, posterior=replace(some.posterior, clock=replace(clock(), pace=np.ones((40, MONTHS))))
    )
    thin = kernels.thinned(some, 4)
    assert thin.posterior.draws == 10
    months = np.array([3])
    np.testing.assert_array_equal(
        kernels.average_shares(thin, months), kernels.average_shares(some, months)[::4]
    )
    assert thin.posterior.clock.ages(np.array([5.0])).shape == (10, 1)
