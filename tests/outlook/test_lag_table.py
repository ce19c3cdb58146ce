"""The tabled lag against the families' own formulas, and its inverse against itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.outlook.engines import rng, stage
from unslump.estimates.conversion import StagePosterior
from unslump.outlook.lag_table import LagTable


@pytest.mark.parametrize("shape", [0.6, 1.0, 2.0, 8.0])
def test_the_table_is_the_incomplete_gamma_function(shape: float) -> None:
    posterior: StagePosterior = stage(mean=25.0, shape=shape, draws=3).posterior
    days = np.concatenate([[-5.0, 0.0], np.geomspace(0.01, 2000, 5000)])[None, :]
    scale = posterior.lag_scale(np.zeros(1, dtype=np.int64))
    exact = posterior.family.cdf(days, scale, posterior.log_shape[:, :1])
    np.testing.assert_allclose(LagTable(posterior).cdf(days, scale), exact, atol=5e-4)
    assert LagTable(posterior).cdf(np.full((3, 1), LagTable(posterior).reach), scale).min() > 1 - 1e-4


def test_a_draw_looks_up_its_own_row() -> None:
    plain = stage(draws=4).posterior
    shapes = np.log(np.array([0.7, 1.5, 3.0, 9.0]))
    posterior = replace(plain, log_shape=shapes[:, None])
    days = rng().uniform(0, 100, (4, 5, 6))
    exact = posterior.family.cdf(days, np.full((4, 5, 1), np.log(30.0)), shapes[:, None, None])
    table = LagTable(posterior)
    np.testing.assert_allclose(table.cdf(days, np.full((4, 5, 1), np.log(30.0))), exact, atol=5e-4)


def spread_out(draws: int = 60, family: str = "gamma") -> StagePosterior:
    """Draws whose shapes lie anywhere, as a prior's may."""
    plain = stage(family=family, draws=draws).posterior
    return replace(plain, log_shape=rng(4).normal(0.0, 0.6, (draws, 1)))


def test_rows_between_worked_out_shapes_err_no_more() -> None:
    posterior = spread_out()
    days = np.tile(np.geomspace(0.01, 2000, 3000), (60, 1))
    exact = posterior.family.cdf(days, np.log(30.0), posterior.log_shape)
    np.testing.assert_allclose(
        LagTable(posterior).cdf(days, np.full((60, 1), np.log(30.0))), exact, atol=5e-4
    )


def test_chosen_rows_are_those_of_their_draws() -> None:
    posterior, draw = spread_out(), np.array([7, 7, 59, 0])
    days, scale = rng().uniform(0, 100, (60, 5)), np.full((60, 1), np.log(30.0))
    table = LagTable(posterior)
    np.testing.assert_array_equal(table.cdf(days[draw], scale[draw], draw), table.cdf(days, scale)[draw])


@pytest.mark.parametrize("family", ["gamma", "weibull", "lognormal"])
def test_the_quantile_undoes_the_look_up(family: str) -> None:
    posterior = spread_out(family=family)
    table, draw = LagTable(posterior), np.repeat(np.arange(60), 50)
    share, scale = rng().uniform(2e-5, 1 - 2e-5, 3000), np.log(rng(2).uniform(5, 90, 3000))
    lag = table.quantile(share, scale, draw)
    np.testing.assert_allclose(table.cdf(lag[:, None], scale[:, None], draw)[:, 0], share, atol=1e-9)
    exact = posterior.family.cdf(lag, scale, posterior.log_shape[draw, 0])
    np.testing.assert_allclose(exact, share, atol=5e-4)


def test_the_quantile_stays_in_its_row_at_either_end() -> None:
    posterior = spread_out(3)
    draw = np.arange(3)
    ends = [LagTable(posterior).quantile(np.full(3, share), np.zeros(3), draw) for share in (0.0, 1.0)]
    low, high = (
        posterior.family.quantile(np.array(p), 0.0, posterior.log_shape[:, 0]) for p in (1e-5, 1 - 1e-5)
    )
    np.testing.assert_allclose(ends[0], low, rtol=0.02)
    np.testing.assert_allclose(ends[1], high, rtol=0.02)


def test_draws_of_one_shape_are_tabled_once() -> None:
    posterior = stage(shape=1.3, draws=5).posterior
    days = np.tile(np.array([[0.0, 3.0, 40.0]]), (5, 1))
    found = LagTable(posterior).cdf(days, np.full((5, 1), np.log(30.0)))
    assert (found == found[0]).all()
