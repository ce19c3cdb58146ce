import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma, lognorm, weibull_min

from unslump.estimates.lag import FAMILIES, log_interval

EVERY = pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
PEERS = {
    "weibull": lambda scale, shape: weibull_min(shape, scale=scale),
    "gamma": lambda scale, shape: gamma(shape, scale=scale / shape),
    "lognormal": lambda scale, shape: lognorm(1.0 / shape, scale=scale),
}


@EVERY
@pytest.mark.parametrize(("scale", "shape"), [(30.0, 1.0), (5.0, 0.6), (80.0, 2.5)])
def test_cdf_is_that_of_the_textbook(family, scale, shape):
    days = np.array([0.01, 1.0, 5.0, 20.0, 60.0, 200.0])
    found = family.cdf(days, np.log(scale), np.log(shape))
    np.testing.assert_allclose(found, PEERS[family.name](scale, shape).cdf(days), rtol=1e-9, atol=1e-14)


@EVERY
def test_quantile_undoes_cdf(family):
    share = np.linspace(0.001, 0.999, 41)
    days = family.quantile(share, np.log(40.0), np.array(0.4))
    np.testing.assert_allclose(family.cdf(days, np.log(40.0), np.array(0.4)), share, rtol=1e-8)


@EVERY
def test_nothing_has_ended_before_the_first_day(family):
    assert family.cdf(np.array([-5.0, 0.0]), np.log(10.0), np.array(0.0)).tolist() == [0.0, 0.0]


@EVERY
def test_density_and_score_integrate_to_the_survival(family):
    log_shape = np.array(0.3)
    y = np.array([-2.0, -0.5, 0.0, 0.6])
    for point in y:
        tail, _ = quad(
            lambda v: float(np.exp(family.density(np.array(v), log_shape)[0])), point, 8.0, epsabs=1e-12
        )
        assert tail == pytest.approx(float(np.exp(family.formula(np.array(point), log_shape))), rel=1e-7)
    h = 1e-6
    slope = (family.density(y + h, log_shape)[0] - family.density(y - h, log_shape)[0]) / (2 * h)
    np.testing.assert_allclose(family.density(y, log_shape)[1], slope, rtol=1e-6, atol=1e-8)


@EVERY
def test_interval_is_the_difference_of_survivals(family):
    low, high = np.array([0.0, 3.0, 14.0, 100.0]), np.array([1.0, 7.0, 15.0, 110.0])
    direct = family.cdf(high, np.log(30.0), np.array(0.2)) - family.cdf(low, np.log(30.0), np.array(0.2))
    found = log_interval(family, low, high, np.log(30.0), np.array(0.2))
    np.testing.assert_allclose(np.exp(found), direct, rtol=1e-9)


@EVERY
def test_interval_keeps_its_digits_where_the_difference_has_none(family):
    low, high = np.array([900.0]), np.array([900.5])
    found = log_interval(family, low, high, np.log(10.0), np.array(0.0))
    middle = (
        family.density(np.log(np.array([900.25]) / 10.0), np.array(0.0))[0] - np.log(900.25) + np.log(0.5)
    )
    assert found == pytest.approx(np.maximum(middle, -700.0), rel=1e-3)


@EVERY
def test_interval_derivatives_are_those_of_its_value(family):
    low, high = np.array([0.0, 2.0, 14.0, 60.0, 300.0]), np.array([1.0, 3.0, 21.0, 67.0, 307.0])
    scale, shape, h = np.full(5, np.log(25.0)), 0.3, 1e-4
    d = family.interval_derivatives(low, high, scale, shape)

    def value(a, b, k):
        return log_interval(family, low * np.exp(a), high * np.exp(b), scale, np.array(shape + k))

    np.testing.assert_allclose(d.value, value(0, 0, 0), rtol=1e-12)
    for name, step in (("low", (h, 0, 0)), ("high", (0, h, 0)), ("shape", (0, 0, h))):
        back = tuple(-x for x in step)
        numeric = (value(*step) - value(*back)) / (2 * h)
        np.testing.assert_allclose(getattr(d, name), numeric, rtol=2e-4, atol=2e-4, err_msg=name)


@EVERY
def test_intervals_and_survival_make_one(family):
    edges = np.concatenate([np.arange(14.0), 14.0 + 7.0 * np.arange(100)])
    parts = np.exp(log_interval(family, edges[:-1], edges[1:], np.log(50.0), np.array(-0.2)))
    rest = np.exp(family.log_survival(edges[-1:], np.log(50.0), np.array(-0.2)))
    assert parts.sum() + rest[0] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("shape", [0.2, 1.0, 6.0])
def test_many_points_of_a_gamma_are_those_of_few(shape):
    """Beyond some thousand points the incomplete gamma function is interpolated."""
    days = np.exp(np.random.default_rng(0).uniform(-11.0, 5.0, 4000))
    family, log_shape = FAMILIES["gamma"], np.array(np.log(shape))
    many = family.log_survival(days, np.array(0.0), log_shape)
    few = np.concatenate([family.log_survival(part, np.array(0.0), log_shape) for part in np.split(days, 8)])
    np.testing.assert_allclose(many, few, rtol=1e-6, atol=1e-9)
