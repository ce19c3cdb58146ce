"""The chain against what needs no chain: integrals, closed forms, and a plain Metropolis walk."""

from dataclasses import dataclass

import numpy as np
import pytest

from tests.estimates.stages import small_stage
from unslump.estimates.clock import Timeline
from unslump.estimates.conversion import LAG_FACTOR, layout_for
from unslump.estimates.gibbs import draw_posterior
from unslump.estimates.lag import FAMILIES
from unslump.estimates.laplace import Fit, fit_spreads, precision_matrix, precisions_of
from unslump.estimates.layout import Block
from unslump.estimates.mixture_cure import Likelihood
from unslump.estimates.spreads import Spread
from unslump.history.ages import EDGES, WATCHED


@dataclass
class Normals:
    """y_i ~ Normal(u_i, sd²)."""

    y: np.ndarray
    sd: float
    cost: int = 1

    def value(self, u):
        return float(-0.5 * ((self.y - u) ** 2).sum() / self.sd**2)

    def derivatives(self, u):
        return (self.y - u) / self.sd**2, -np.eye(len(u)) / self.sd**2


@dataclass
class Binomials:
    """wins_i ~ Binomial(n_i, 1 / (1 + exp(−u_i)))."""

    wins: np.ndarray
    n: np.ndarray
    cost: int = 1

    def value(self, u):
        return float((self.wins * u - self.n * np.logaddexp(0.0, u)).sum())

    def derivatives(self, u):
        p = 1.0 / (1.0 + np.exp(-u))
        return self.wins - self.n * p, -np.diag(self.n * p * (1.0 - p))


def run(model, spread, size, draws=20_000, seed=0):
    blocks = [Block("u", 0, size, spread="s")]
    fit = fit_spreads(model, blocks, {"s": spread}, np.zeros(size))
    return draw_posterior(model, blocks, {"s": spread}, fit, draws, np.random.default_rng(seed), rounds=5000)


@pytest.mark.parametrize("sd", [0.05, 1.0])
def test_the_spread_of_normals_is_that_of_the_integral(sd):
    y = np.array([0.5, -0.3, 0.9, 0.1, -0.8])
    _, sigmas = run(Normals(y, sd), Spread("s", 3.0, 0.3), len(y))
    sigma = np.exp(np.linspace(np.log(0.01), np.log(20.0), 4000))
    variance = sigma**2 + sd**2
    log_density = -0.5 * len(y) * np.log(variance) - 0.5 * (y @ y) / variance
    log_density += [Spread("s", 3.0, 0.3).log_prior(s**-2) for s in sigma]  # density of log σ
    weight = np.exp(log_density - log_density.max())
    cumulative = np.cumsum(weight) / weight.sum()
    for level in (0.1, 0.5, 0.9):
        true = sigma[np.searchsorted(cumulative, level)]
        assert np.quantile(sigmas["s"], level) == pytest.approx(true, rel=0.07)


def test_few_trials_give_the_skewed_posterior_and_not_its_normal_picture():
    wins, n = np.array([0.0, 1.0, 0.0]), np.array([6.0, 9.0, 2.0])
    model = Binomials(wins, n)
    drawn = np.concatenate([run(model, Spread("s", 5.0, 0.8), 3, seed=seed)[0] for seed in range(4)])
    # By integration: σ on a grid, each u_i on a grid given σ.
    u = np.linspace(-16, 10, 1500)
    sigma = np.exp(np.linspace(np.log(0.1), np.log(20), 300))
    likelihood = np.exp(wins[:, None] * u - n[:, None] * np.logaddexp(0.0, u))  # 3 × u
    prior = np.exp(-0.5 * (u[None, :] / sigma[:, None]) ** 2) / sigma[:, None]
    evidence = prior @ likelihood.T  # σ × 3
    log_prior = np.array([Spread("s", 5.0, 0.8).log_prior(s**-2) for s in sigma])
    weight = np.exp(log_prior) * evidence.prod(axis=1)
    others = weight / evidence[:, 0]
    density = (others[:, None] * prior * likelihood[0]).sum(axis=0)
    cumulative = np.cumsum(density) / density.sum()
    for level, close in ((0.05, 0.2), (0.5, 0.05), (0.95, 0.05)):
        true = u[np.searchsorted(cumulative, level)]
        assert np.quantile(drawn[:, 0], level) == pytest.approx(true, abs=close)
    median, low, high = (np.quantile(drawn[:, 0], level) for level in (0.5, 0.05, 0.95))
    assert median - low > 1.5 * (high - median)  # a normal picture has both sides alike


@pytest.mark.slow
def test_steps_of_a_walk_are_student_t():
    """Against importance sampling from the prior of three levels, likelihood normal."""
    y, sd = np.array([0.0, 0.1, 2.5]), 0.3
    model, spread = Normals(y, sd), Spread("s", 4.0, 0.3)
    blocks = [Block("level", 0, 3, spread="s", mean=0.0, sd=1.0, walk=True)]
    fit = fit_spreads(model, blocks, {"s": spread}, np.zeros(3))
    drawn, sigmas = draw_posterior(
        model, blocks, {"s": spread}, fit, 40_000, np.random.default_rng(3), rounds=10_000
    )
    rng = np.random.default_rng(4)
    many = 2_000_000
    sigma = 0.3 * np.sqrt(4.0 / rng.chisquare(4.0, many))
    level = np.cumsum(
        np.stack([rng.standard_normal(many), *(sigma * rng.standard_t(4.0, many) for _ in range(2))]), axis=0
    )
    weight = np.exp(-0.5 * ((level - y[:, None]) ** 2).sum(axis=0) / sd**2)
    for i in range(3):
        mean = np.average(level[i], weights=weight)
        assert drawn[:, i].mean() == pytest.approx(mean, abs=0.03)
        true_sd = np.sqrt(np.average((level[i] - mean) ** 2, weights=weight))
        assert drawn[:, i].std() == pytest.approx(true_sd, rel=0.07)
    log_sigma = np.average(np.log(sigma), weights=weight)
    assert np.log(sigmas["s"]).mean() == pytest.approx(log_sigma, abs=0.06)


@pytest.mark.slow
def test_a_stage_against_a_plain_metropolis_walk():
    """Same density, no gradients, no curvature, no conjugacy: the spreads walk along in logs."""
    cohorts, _ = small_stage(11, leads=60, months=3, endings=1, labels={"channel": 2})
    layout, spreads = layout_for(cohorts)
    timeline = Timeline(cohorts.first_month, cohorts.as_of, cohorts.n_months)
    model = Likelihood(cohorts, layout, LAG_FACTOR, FAMILIES["weibull"], timeline)
    fit = fit_spreads(model, layout.blocks, spreads, np.zeros(layout.size))
    drawn, _ = draw_posterior(model, layout.blocks, spreads, fit, 6000, np.random.default_rng(0), rounds=3000)
    names = list(spreads)
    walk = next(block for block in layout.blocks if block.walk)
    steps = walk.size - 1

    def log_density(state):
        u, logs, log_weights = np.split(state, [layout.size, layout.size + len(names)])
        weights = np.exp(log_weights)
        precisions = {
            name: (float(np.exp(x)), weights if name == walk.spread else np.zeros(0))
            for name, x in zip(names, logs, strict=True)
        }
        Q, mean, half_log_det = precision_matrix(layout.blocks, precisions)
        value = model.value(u) - 0.5 * (u - mean) @ Q @ (u - mean) + half_log_det
        value += sum(spreads[name].log_prior(float(np.exp(x))) for name, x in zip(names, logs, strict=True))
        return value + (2.0 * log_weights - 2.0 * weights).sum()  # Gamma(2, 2), in logs

    rng = np.random.default_rng(1)
    state = np.concatenate([fit.mode, [np.log(spreads[n].precision) for n in names], np.zeros(steps)])
    covariance = np.eye(len(state)) * 0.3
    covariance[: layout.size, : layout.size] = np.linalg.inv(
        precision_matrix(layout.blocks, precisions_of(spreads))[0] - fit.hessian
    )
    root = 1.6 / np.sqrt(len(state)) * np.linalg.cholesky(covariance)
    here, kept = log_density(state), []
    for turn in range(60_000):
        candidate = state + root @ rng.standard_normal(len(state))
        there = log_density(candidate)
        if np.log(rng.random()) < there - here:
            state, here = candidate, there
        if turn > 5000 and turn % 10 == 0:
            kept.append(state[: layout.size])
    walked = np.array(kept)
    for block in layout.blocks:
        if block.spread and not block.walk:
            continue
        for column in range(block.start, block.start + block.size):
            sd = walked[:, column].std()
            assert drawn[:, column].mean() == pytest.approx(walked[:, column].mean(), abs=0.3 * sd), (
                block.name
            )
            assert drawn[:, column].std() == pytest.approx(sd, rel=0.25), block.name


def test_share_and_lag_of_one_month_against_a_grid():
    """Level, scale and shape of a stage without groups: three parameters, integrated on a grid."""
    cohorts, _ = small_stage(2, leads=80, months=1, endings=1, labels={}, last_day=25)
    layout, spreads = layout_for(cohorts)
    assert (layout.size, spreads) == (3, {})
    timeline = Timeline(cohorts.first_month, cohorts.as_of, 1)
    model = Likelihood(cohorts, layout, LAG_FACTOR, FAMILIES["weibull"], timeline)
    fit = fit_spreads(model, layout.blocks, spreads, np.array([-1.0, 3.0, 0.0]))
    chains = [
        draw_posterior(model, layout.blocks, {}, fit, 9_000, np.random.default_rng(seed), rounds=1500)[0]
        for seed in range(4)
    ]
    drawn = np.concatenate(chains)
    level, scale, shape = np.meshgrid(
        np.linspace(-7, 6, 60), np.linspace(-1, 8, 80), np.linspace(-1.8, 1.8, 50), indexing="ij"
    )
    share = 1.0 / (1.0 + np.exp(-level))
    family = FAMILIES["weibull"]
    log_density = -0.5 * ((level + 1.5) / 2.0) ** 2 - 0.5 * ((scale - np.log(30)) / 1.2) ** 2
    log_density -= 0.5 * (shape / 0.5) ** 2
    _, _, bins, counts = cohorts.ended
    for b, count in zip(bins, counts, strict=True):
        inside = family.cdf(EDGES[b + 1], scale, shape) - family.cdf(EDGES[b], scale, shape)
        log_density = log_density + count * np.log(np.maximum(share * inside, 1e-300))
    _, bins, counts = cohorts.still_open
    for b, count in zip(bins, counts, strict=True):
        log_density = log_density + count * np.log1p(-share * family.cdf(WATCHED[b], scale, shape))
    weight = np.exp(log_density - log_density.max())
    weight /= weight.sum()
    for column, grid in enumerate((level, scale, shape)):
        mean = (weight * grid).sum()
        sd = np.sqrt((weight * (grid - mean) ** 2).sum())
        assert drawn[:, column].mean() == pytest.approx(mean, abs=0.12 * sd)
        assert drawn[:, column].std() == pytest.approx(sd, rel=0.1)


def test_a_likelihood_that_says_nothing_returns_the_prior():
    spread = Spread("s", 3.0, 0.3)
    blocks = [Block("mean", 0, 1, mean=2.0, sd=0.5), Block("u", 1, 4, spread="s")]
    nothing = Normals(np.zeros(5), 1e9)
    fit = Fit(np.array([2.0, 0, 0, 0, 0]), np.zeros(5), np.zeros((5, 5)), 0.0)
    drawn, sigmas = draw_posterior(
        nothing, blocks, {"s": spread}, fit, 20_000, np.random.default_rng(6), rounds=10_000
    )
    assert drawn[:, 0].mean() == pytest.approx(2.0, abs=0.02)
    assert drawn[:, 0].std() == pytest.approx(0.5, rel=0.03)
    prior = 0.3 * np.sqrt(3.0 / np.random.default_rng(7).chisquare(3.0, 200_000))
    for level in (0.1, 0.5, 0.9):
        assert np.quantile(sigmas["s"], level) == pytest.approx(np.quantile(prior, level), rel=0.08)


def test_the_same_generator_gives_the_same_draws():
    wins, n = np.array([1.0, 2.0]), np.array([10.0, 10.0])
    first, _ = run(Binomials(wins, n), Spread("s", 3.0, 0.3), 2, draws=100, seed=8)
    again, _ = run(Binomials(wins, n), Spread("s", 3.0, 0.3), 2, draws=100, seed=8)
    np.testing.assert_array_equal(first, again)
