"""The quick way through a stage against the plain one: the same distribution, and nobody lost or made up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.outlook import plain_moves
from tests.outlook.engines import MONTHS, Open, even_clock, rng, stage
from unslump.estimates.revenue import EngineStage
from unslump.history.journey import OpenProspects
from unslump.outlook.kernels import steady
from unslump.outlook.moves import Entering, move_inside, single_moves

KINDS = 40  # draws with parameters and a clock of their own
EACH = 300  # futures of each
WEEKS = 7
CHANNELS = ("B", "A", "C")  # the stage knows A and B; C is new to it


def varied(family: str = "gamma") -> tuple[EngineStage, np.ndarray]:
    """A stage and a clock of KINDS different draws, each of them EACH times."""
    dice = rng(3)
    plain = stage(
        "lead", family=family, lost=0.3, draws=KINDS * EACH, channels=("A", "B"), weights=(0.7, 0.3)
    )

    def each(values: np.ndarray) -> np.ndarray:
        return np.repeat(values, EACH, axis=0)

    posterior = replace(
        plain.posterior,
        levels=each(dice.normal(0.3, 0.5, (KINDS, *plain.posterior.levels.shape[1:]))),
        effects={"channel": each(dice.normal(0, 0.4, (KINDS, 2, 2)))},
        log_scale=each(np.log(15) + dice.normal(0, 0.3, (KINDS, 2, 2))),
        log_shape=each(dice.normal(0.2, 0.4, (KINDS, 2))),
    )
    pace = dice.lognormal(0.0, 0.6, (KINDS, WEEKS))
    pace[::4, 2:4] = 0.0  # in some, the clock stands still for a fortnight
    pace[0] = 0.0
    ahead = each(np.concatenate([np.zeros((KINDS, 1)), 7.0 * np.cumsum(pace, axis=1)], axis=1))
    entries = OpenProspects(
        months=dice.integers(0, MONTHS, 9),
        codes={"channel": dice.integers(0, 2, 9)},
        watched=dice.choice([0.5, 6.0, 20.0, 70.0], 9),
        count=dice.integers(1, 5, 9),
        amount=np.full(9, np.nan),
    )
    return replace(plain, posterior=posterior, inside=entries), ahead


def entering_flow(mean: float, dice: np.random.Generator) -> np.ndarray:
    """Counts with a mean of their own for each kind of draw, channel and week."""
    means = mean * rng(9).uniform(0.0, 2.0, (KINDS, len(CHANNELS), WEEKS))
    return dice.poisson(np.repeat(means, EACH, axis=0))


def entered(
    some: EngineStage,
    channels: tuple[str, ...],
    ahead: np.ndarray,
    closing: np.ndarray | None = None,
    *,
    flow: np.ndarray,
    dice: np.random.Generator,
) -> np.ndarray:
    return Entering(some, channels, ahead, closing).move(flow, np.ones(flow.shape[:2]), dice)


def opened(
    some: EngineStage, channels: tuple[str, ...], ahead: np.ndarray, dice: np.random.Generator
) -> np.ndarray:
    return move_inside(some, channels, ahead, np.ones((len(ahead), len(channels))), dice)


def same(quick: np.ndarray, plain: np.ndarray) -> None:
    """Means, variances and covariances within four standard errors; columns are what is counted.

    Draws of a kind are alike, so their common mean is taken out, and compared by itself.
    """
    means = [values.reshape(KINDS, EACH, -1).mean(axis=1) for values in (quick, plain)]
    variances = [values.reshape(KINDS, EACH, -1).var(axis=1) for values in (quick, plain)]
    z = (means[0] - means[1]) / np.sqrt((variances[0] + variances[1]) / EACH + 1e-12)
    assert np.abs(z.sum(axis=0) / np.sqrt(KINDS)).max() < 4.0
    assert np.abs(z).max() < 5.5  # hundreds of them
    assert (z**2).mean() == pytest.approx(1.0, abs=5 * np.sqrt(2.0 / z.size) + 0.15)
    products = []
    for values in (quick, plain):
        rest = values.reshape(KINDS, EACH, -1)
        rest = (rest - rest.mean(axis=1, keepdims=True)).reshape(KINDS * EACH, -1)
        products.append(rest[:, :, None] * rest[:, None, :])
    mean = products[0].mean(axis=0) - products[1].mean(axis=0)
    error = np.sqrt(sum(product.var(axis=0) for product in products) / (KINDS * EACH))
    assert np.abs(mean / np.maximum(error, 1e-9)).max() < 4.0


def views(moved: np.ndarray) -> list[np.ndarray]:
    """By week, by channel, and every channel's first and second half."""
    halves = np.stack([moved[:, :, :3].sum(axis=2), moved[:, :, 3:].sum(axis=2)], axis=2)
    return [moved.sum(axis=1), moved.sum(axis=2), halves.reshape(len(moved), -1)]


@pytest.mark.parametrize("family", ["gamma", "weibull", "lognormal"])
@pytest.mark.parametrize("mean", [0.7, 18.0, 300.0])  # coins, binomials, crowds
def test_who_enters_moves_on_as_in_the_plain_way(family: str, mean: float) -> None:
    some, ahead = varied(family)
    flow = entering_flow(mean, rng(5))
    quick = entered(some, CHANNELS, ahead, flow=flow, dice=rng(6))
    plain = plain_moves.entering(some, CHANNELS, ahead, flow, rng(7))
    # The same prospects enter: what is left is chance in moving.
    expected = plain_moves.entering(some, CHANNELS, ahead, 1000 * flow, rng(8)) / 1000.0
    for one, other, usual in zip(views(quick), views(plain), views(expected), strict=True):
        same(one - usual, other - usual)


@pytest.mark.parametrize("family", ["gamma", "weibull"])
@pytest.mark.parametrize("times", [1, 40, 4000])
def test_who_is_inside_moves_on_as_in_the_plain_way(family: str, times: int) -> None:
    some, ahead = varied(family)
    some = replace(some, inside=replace(some.inside, count=some.inside.count * times))
    # Of one channel and age, entries share their mean chance: here each pair is one entry.
    _, first = np.unique(
        np.stack([some.inside.codes["channel"], some.inside.watched]), axis=1, return_index=True
    )
    rows = np.sort(first)
    some = replace(
        some,
        inside=OpenProspects(
            some.inside.months[rows],
            {"channel": some.inside.codes["channel"][rows]},
            some.inside.watched[rows],
            some.inside.count[rows],
            some.inside.amount[rows],
        ),
    )
    quick = opened(some, CHANNELS, ahead, rng(6))
    plain = plain_moves.inside(some, CHANNELS, ahead, rng(7))
    for one, other in zip(views(quick), views(plain), strict=True):
        if times < 1000:
            same(one, other)
        else:  # the table errs by up to 2e-4, which shows among thousands
            error = 2e-4 * some.inside.count.sum()
            assert one.mean(axis=0) == pytest.approx(other.mean(axis=0), rel=2e-3, abs=error)
            assert one.var(axis=0) == pytest.approx(other.var(axis=0), rel=0.05, abs=error)


def test_single_deals_close_in_the_weeks_of_the_plain_way() -> None:
    some, ahead = varied()
    entries = replace(some.inside, count=np.ones(9, dtype=np.int64), amount=np.arange(9.0))
    some = replace(some, inside=entries)
    draw, day, amount = single_moves(some, ahead, rng(6))
    assert set(amount) == set(range(9))
    at = draw * WEEKS + (day // 7).astype(np.int64)
    quick = np.bincount(at, minlength=len(ahead) * WEEKS).reshape(-1, WEEKS)
    same(quick, plain_moves.inside(some, CHANNELS, ahead, rng(7)).sum(axis=1))
    # Nobody closes twice.
    assert np.bincount(draw * 9 + amount.astype(np.int64)).max() == 1


def test_a_course_s_closers_act_by_the_week_of_entering() -> None:
    some, ahead = varied()
    closing = np.repeat(rng(4).uniform(0.0, 4.0, (KINDS, WEEKS)), EACH, axis=0)
    flow = entering_flow(6.0, rng(5))
    quick = entered(some, CHANNELS, ahead, closing, flow=flow, dice=rng(6))
    plain = plain_moves.entering(some, CHANNELS, ahead, flow, rng(7), closing)
    usual = plain_moves.entering(some, CHANNELS, ahead, 1000 * flow, rng(8), closing) / 1000.0
    same((quick - usual).sum(axis=1), (plain - usual).sum(axis=1))


@pytest.mark.parametrize("mean", [2.0, 200.0])
def test_a_toss_on_the_way_in_or_out_leaves_the_same(mean: float) -> None:
    some, ahead = varied()
    times = np.repeat(rng(4).uniform(0.1, 1.0, (KINDS, len(CHANNELS))), EACH, axis=0)
    flow = entering_flow(mean, rng(5))
    quick = Entering(some, CHANNELS, ahead).move(flow, times, rng(6))
    plain = rng(8).binomial(plain_moves.entering(some, CHANNELS, ahead, flow, rng(7)), times[:, :, None])
    for one, other in zip(views(quick), views(plain), strict=True):
        same(one, other)
    quick = move_inside(some, CHANNELS, ahead, times, rng(6))
    plain = rng(8).binomial(opened(some, CHANNELS, ahead, rng(7)), times[:, :, None])
    for one, other in zip(views(quick), views(plain), strict=True):
        same(one, other)


@pytest.mark.parametrize("count", [0, 1, 50, 1_000_000])
def test_nobody_is_made_up_or_comes_out_before_going_in(count: int) -> None:
    some = stage("lead", share=0.999999, mean=9.0, channels=("A", "B"), draws=50)
    flow = np.full((50, 2, 9), count, dtype=np.int64)
    moved = entered(some, ("A", "B"), np.tile(steady(9), (50, 1)), flow=flow, dice=rng())
    assert (moved >= 0).all()
    assert (moved.cumsum(axis=2) <= flow.cumsum(axis=2)).all()
    assert (moved.sum() > 0) == (count > 0)


def test_a_million_in_one_cell_fall_as_the_lag_says() -> None:
    some = stage("lead", share=0.4, mean=20.0, shape=1.0, draws=3)
    flow = np.zeros((3, 1, 10), dtype=np.int64)
    flow[:, 0, 2] = 1_000_000
    flow[1, 0, 5] = 3  # and a few beside them
    moved = entered(some, ("Web",), np.tile(steady(10), (3, 1)), flow=flow, dice=rng())
    gone = np.diff(0.4 * -np.expm1(-(7.0 * np.arange(1, 9) - 3.5) / 20.0), prepend=0.0)
    assert moved[:, 0, :2].sum() == 0
    z = (moved[:, 0, 2:] - 1e6 * gone) / np.sqrt(1e6 * gone * (1 - gone))
    # Up to the table's 2e-4 of all those who move on.
    assert np.abs(z[[0, 2]]).max() < 4.0 + 2e-4 * 4e5 / np.sqrt(1e6 * gone.min())


@pytest.mark.parametrize("count", [3, 100_000])
def test_nobody_moves_where_no_share_does_and_all_do_where_all_do(count: int) -> None:
    none = stage("lead", share=1e-13, mean=1.0, draws=4)
    every = stage("lead", share=1.0 - 1e-13, mean=0.5, draws=4)
    flow = np.full((4, 1, 12), count, dtype=np.int64)
    ahead = np.tile(steady(12), (4, 1))
    assert entered(none, ("Web",), ahead, flow=flow, dice=rng()).sum() == 0
    moved = entered(every, ("Web",), ahead, flow=flow, dice=rng())
    assert moved[:, :, :-1].sum() >= flow[:, :, :-2].sum()


def test_on_a_clock_that_stands_still_nobody_moves() -> None:
    some = stage("lead", share=0.9, mean=5.0, pace=even_clock(0.0), inside=[Open(3.0, count=40)], draws=20)
    still = np.zeros((20, 9))
    flow = np.full((20, 1, 8), 30, dtype=np.int64)
    assert entered(some, ("Web",), still, flow=flow, dice=rng()).sum() == 0
    assert opened(some, ("Web",), still, rng()).sum() == 0
    assert len(single_moves(some, still, rng())[0]) == 0


def test_one_week_is_enough() -> None:
    some = stage("lead", share=0.999, mean=1.0, shape=1.0, inside=[Open(2.0, count=5)], draws=2000)
    ahead = np.tile(steady(1), (2000, 1))
    flow = np.full((2000, 1, 1), 4, dtype=np.int64)
    moved = entered(some, ("Web",), ahead, flow=flow, dice=rng())
    assert moved.mean() == pytest.approx(4 * 0.999 * (1 - np.exp(-3.5)), rel=0.01)
    assert opened(some, ("Web",), ahead, rng()).mean() == pytest.approx(5 * (1 - np.exp(-7.0)), rel=0.02)


def test_the_same_generator_moves_the_same() -> None:
    some, ahead = varied()
    for mean in (2.0, 200.0):
        flow = entering_flow(mean, rng(5))
        one, again = (entered(some, CHANNELS, ahead, flow=flow, dice=rng(6)) for _ in range(2))
        np.testing.assert_array_equal(one, again)


def test_a_lag_of_nothing_at_all_ends_where_it_began() -> None:
    some = stage("lead", share=0.9, shape=0.001, draws=200)  # most such lags are 0 in floating point
    ahead = np.tile(
        np.array([0.0, 7.0, 7.0, 7.0, 14.0]), (200, 1)
    )  # nothing moves from the 8th day to the 21st
    flow = np.zeros((200, 1, 4), dtype=np.int64)
    flow[:, :, 2] = 5
    moved = entered(some, ("Web",), ahead, flow=flow, dice=rng())
    assert moved[:, :, :2].sum() == 0
    assert moved.sum() > 0.7 * flow.sum()
