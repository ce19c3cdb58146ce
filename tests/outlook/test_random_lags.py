"""Lags at random against the families' own distributions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tests.outlook.engines import rng, stage
from unslump.outlook.random_lags import RandomLags


@pytest.mark.parametrize("family", ["gamma", "weibull", "lognormal"])
@pytest.mark.parametrize("shape", [0.4, 1.0, 3.0])
def test_a_lag_s_own_quantile_is_even(family: str, shape: float) -> None:
    plain = stage(family=family, channels=("A", "B"), draws=3).posterior
    posterior = replace(
        plain,
        log_shape=np.log(shape) + np.array([[0.0], [0.5], [1.0]]),
        log_scale=np.log(20.0) + rng().normal(0, 1, (3, 1, 2)),
    )
    draw, channel = np.repeat(np.arange(3), 20_000), np.tile(np.arange(2), 30_000)
    lag = RandomLags(posterior).sample(draw, channel, rng())
    share = posterior.family.cdf(lag, posterior.log_scale[draw, 0, channel], posterior.log_shape[draw, 0])
    for mine in (share[(draw == d) & (channel == c)] for d in range(3) for c in range(2)):
        assert stats.kstest(mine, "uniform").pvalue > 1e-4


def test_a_stage_without_channels_has_one_scale() -> None:
    plain = stage(channels=("A", "B"), draws=2).posterior
    posterior = replace(plain, log_scale=plain.log_scale[:, :, :1] + np.array([0.0, 9.0])[:, None, None])
    lags = RandomLags(posterior).sample(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), rng())
    assert lags[2:].min() > 20 * lags[:2].max()
