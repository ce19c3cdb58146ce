"""The priors say what their docstring says, and their densities are those of their draws."""

import numpy as np
import pytest
from scipy.stats import beta as beta_distribution

from unslump.estimates.response_priors import DriverShape, ResponsePrior

BOTH = DriverShape(spend=True, hours=True)


@pytest.mark.parametrize(
    "drivers",
    [
        (BOTH,),
        (DriverShape(spend=True, hours=False),),
        (DriverShape(spend=False, hours=True),),
        (BOTH, BOTH, DriverShape(spend=False, hours=True)),
    ],
)
def test_draws_keep_the_limits_and_have_the_variances_told(drivers):
    prior = ResponsePrior(drivers)
    values = prior.values(prior.sample(np.random.default_rng(1), 40_000))
    assert (values["driven"].sum(axis=1) <= 1).all()
    assert (values["alpha"] + values["beta"] <= 1).all()
    assert ((values["decay"] >= 0) & (values["decay"] < 1)).all()
    for name, variance in prior.variances().items():
        np.testing.assert_allclose(values[name].var(axis=0), variance, rtol=0.05, atol=1e-12)
    for power in ("alpha", "beta"):
        there = values[power].any(axis=0)
        logs = np.log((values["driven"] * values[power])[:, there]).var(axis=0)
        np.testing.assert_allclose(prior.log_elasticity_variance(power)[there], logs, rtol=0.05)
        assert not prior.log_elasticity_variance(power)[~there].any()


def test_the_elasticity_is_where_the_docstring_puts_it():
    prior = ResponsePrior((BOTH,))
    values = prior.values(prior.sample(np.random.default_rng(2), 40_000))
    elasticity = (values["driven"] * values["alpha"])[:, 0]
    assert elasticity.mean() == pytest.approx(0.19, abs=0.005)
    np.testing.assert_allclose(np.quantile(elasticity, [0.1, 0.9]), [0.05, 0.36], atol=0.01)


def test_the_density_is_the_beta_s_with_its_jacobian():
    prior = ResponsePrior((DriverShape(spend=False, hours=True),))
    phi = np.random.default_rng(3).normal(size=(7, prior.size))
    driven, slope = (1.0 / (1.0 + np.exp(-phi[:, column])) for column in range(2))
    direct = beta_distribution(2, 2).logpdf(driven) + beta_distribution(3, 5).logpdf(slope)
    direct += np.log(driven * (1 - driven)) + np.log(slope * (1 - slope))
    np.testing.assert_allclose(prior.log_density(phi), direct)


def test_importance_weights_between_two_draws_of_the_prior_are_right():
    """∫ density = 1 over φ, by weighing draws of something else."""
    prior = ResponsePrior((BOTH,))
    rng = np.random.default_rng(4)
    phi = 2.0 * rng.standard_t(5, (200_000, prior.size))
    from scipy.stats import t

    log_other = (t(5).logpdf(phi / 2.0) - np.log(2.0)).sum(axis=1)
    assert np.exp(prior.log_density(phi) - log_other).mean() == pytest.approx(1.0, abs=0.05)
