"""The response: calibrated on its own model, like the arrivals at the usual, and honest without data."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import chi2

from tests.estimates.response_worlds import response_world
from unslump.estimates.arrivals import SEASON_SD, fit_arrivals, harmonics
from unslump.estimates.response import fit_response
from unslump.estimates.response_search import draw_response
from unslump.history.response_weeks import ResponseWeeks
from unslump.history.weekly import WeeklyCounts

MONDAY = date(2024, 1, 1)


def panel(counts, spend=None, hours=None, **more):
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    spend = np.zeros_like(counts) if spend is None else np.atleast_2d(spend)
    names = tuple(f"C{number}" for number in range(len(spend)))
    return ResponseWeeks(names, MONDAY, counts, np.ones(counts.shape[1]), spend, hours, **more)


def swinging(weeks, rng):
    """Spend that is halved and doubled in turns of some weeks, so that it teaches."""
    return 100.0 * 2.0 ** rng.choice([-1.0, 0.0, 1.0], size=weeks // 4 + 1).repeat(4)[:weeks]


@pytest.fixture(scope="module")
def taught():
    """A channel with much to learn from: 60 leads a week, spend that swings."""
    rng = np.random.default_rng(5)
    spend = swinging(130, rng)
    carried = np.empty(130)
    last = 200.0
    for week in range(130):
        last = carried[week] = spend[week] + 0.5 * last
    counts = rng.poisson(24.0 + 36.0 * (carried / 200.0) ** 0.5)
    weeks = panel(counts, spend)
    return weeks, fit_response(weeks, np.random.default_rng(6), 1000)


def test_a_telling_history_is_learnt_from(taught):
    _, posterior = taught
    assert posterior.basis["C0"].startswith("spend only")
    truth = 36.0 / 60.0 * 0.5  # elasticity at the usual
    elasticity = (posterior.driven * posterior.alpha)[:, 0]
    low, high = np.quantile(elasticity, [0.025, 0.975])
    assert low < truth < high
    assert high - low < 0.25
    assert np.quantile(posterior.decay[:, 0], 0.05) < 0.5 < np.quantile(posterior.decay[:, 0], 0.95)
    assert posterior.data["decay"][0] > 0.5


def test_halving_the_spend_is_foreseen(taught):
    _, posterior = taught
    spend = np.full((1, 13), 50.0)
    low, high = np.quantile(posterior.means(spend, np.zeros((1, 13)))[:, 0, -1], [0.025, 0.975])
    assert low < 24.0 + 36.0 * np.sqrt(0.5) < high


def test_means_are_the_formula(taught):
    _, posterior = taught
    spend = np.random.default_rng(7).uniform(20, 200, (1, 6))
    means = posterior.means(spend, np.zeros((1, 6)))
    draw = 17
    last = posterior.adstock_now[draw, 0]
    for week in range(6):
        last = spend[0, week] + posterior.decay[draw, 0] * last
        driven = posterior.scale[draw, 0] * last ** posterior.alpha[draw, 0]
        expected = posterior.season(6)[draw, week] * (posterior.base[draw, 0] + driven)
        assert means[draw, 0, week] == pytest.approx(expected)


def test_seasons_of_different_length_agree(taught):
    _, posterior = taught
    np.testing.assert_array_equal(posterior.season(30)[:, :9], posterior.season(9))
    with pytest.raises(ValueError, match="208"):
        posterior.season(209)


@pytest.mark.parametrize("weeks", [60, 130])
def test_at_the_usual_it_foresees_what_the_arrivals_do(weeks):
    rng = np.random.default_rng(8)
    counts = rng.poisson(np.array([[12.0], [4.0]]), (2, weeks))
    spend = 100.0 * np.exp(0.3 * rng.standard_normal((2, weeks)))
    hours = 20.0 * np.exp(0.1 * rng.standard_normal(weeks))
    response = fit_response(panel(counts, spend, hours), np.random.default_rng(9), 1000)
    arrivals = fit_arrivals(
        WeeklyCounts(("C0", "C1"), MONDAY, counts, np.ones(weeks)), np.random.default_rng(9), 1000
    )
    ahead = response.means(
        *(np.repeat(usual[:, None], 13, axis=1) for usual in (response.usual_spend, response.usual_hours))
    )
    peer = arrivals.means(response.first_week, 13, np.random.default_rng(10))
    for found, expected in zip(ahead.sum(axis=2).T, peer.sum(axis=2).T, strict=True):
        assert abs(found.mean() - expected.mean()) < 0.5 * expected.std()
        assert 0.6 < found.std() / expected.std() < 1.6


def test_without_spend_and_hours_there_is_the_base_rate_alone():
    counts = np.random.default_rng(11).poisson(9.0, (1, 40))
    posterior = fit_response(panel(counts), np.random.default_rng(12), 500)
    assert posterior.basis["C0"].startswith("base rate only")
    assert not posterior.scale.any()
    means = posterior.means(np.array([[1e6] * 4]), np.array([[1e6] * 4]))
    assert np.median(means[:, 0, 0]) == pytest.approx(9.0, rel=0.2)
    assert all(not share.any() for share in posterior.data.values())


def test_one_channel_may_have_spend_and_another_hours_alone():
    rng = np.random.default_rng(13)
    spend = np.stack([100.0 * np.exp(0.3 * rng.standard_normal(60)), np.zeros(60)])
    posterior = fit_response(
        panel(rng.poisson(8.0, (2, 60)), spend, np.full(60, 30.0)), np.random.default_rng(14), 500
    )
    assert [posterior.basis[name] for name in ("C0", "C1")] == [
        "spend and hours", "hours only: no spend recorded",
    ]  # fmt: skip
    assert not posterior.alpha[:, 1].any()
    assert (posterior.beta[:, 1] > 0).all()
    assert posterior.usual_hours.sum() == pytest.approx(30.0)
    more = posterior.means(np.array([[100.0] * 3, [500.0] * 3]), np.full((2, 3), 30.0))
    same = posterior.means(np.array([[100.0] * 3, [0.0] * 3]), np.full((2, 3), 30.0))
    np.testing.assert_array_equal(more, same)  # spend on a channel that never had any is not known to work


@pytest.mark.parametrize(
    ("counts", "spend", "hours"),
    [
        (np.zeros((2, 40)), np.full((2, 40), 50.0), None),  # money that brought nothing
        (np.array([[3.0]]), np.array([[10.0]]), None),  # one week
        (np.array([[3.0, 4.0]]), np.array([[10.0, 0.0]]), np.array([0.0, 5.0])),
        (np.zeros((0, 10)), np.zeros((0, 10)), np.ones(10)),  # no channel
        (np.full((1, 60), 2.0), np.where(np.arange(60) == 30, 5e3, 0.0)[None], None),  # one fair
        (np.full((1, 60), 5e4), np.linspace(1e6, 2e6, 60)[None], np.full(60, 1e4)),
        (np.full((1, 60), 5.0), np.where(np.arange(60) < 30, 100.0, 0.0)[None], None),  # given up
    ],
)
def test_odd_histories_have_an_answer(counts, spend, hours):
    posterior = fit_response(
        panel(counts, spend, hours) if len(counts) else nothing(), np.random.default_rng(1), 100
    )
    usual = (np.repeat(each[:, None], 5, axis=1) for each in (posterior.usual_spend, posterior.usual_hours))
    means = posterior.means(*usual)
    assert means.shape == (100, len(counts), 5)
    assert np.isfinite(means).all()


def nothing():
    return ResponseWeeks((), MONDAY, np.zeros((0, 10)), np.ones(10), np.zeros((0, 10)), np.ones(10))


def test_steady_spend_teaches_nothing_and_says_so():
    """With spend that never moved, the posterior of the elasticity is the prior."""
    counts = np.random.default_rng(15).poisson(20.0, (1, 90))
    posterior = fit_response(panel(counts, np.full((1, 90), 80.0)), np.random.default_rng(16), 1000)
    for name in ("alpha", "decay", "money"):
        assert posterior.data[name][0] < 0.12
    elasticity = (posterior.driven * posterior.alpha)[:, 0]
    assert np.quantile(elasticity, 0.9) - np.quantile(elasticity, 0.1) > 0.25


def test_more_always_helps_less():
    rng = np.random.default_rng(17)
    weeks = panel(
        rng.poisson(15.0, (1, 60)), 90.0 * np.exp(0.4 * rng.standard_normal((1, 60))), np.full(60, 10.0)
    )
    posterior = fit_response(weeks, np.random.default_rng(18), 300)
    grid = np.array([10.0, 20.0, 40.0, 80.0, 160.0])
    leads = np.stack([posterior.steady(np.array([money]), np.array([money / 8])) for money in grid])
    slopes = np.diff(leads, axis=0) / np.diff(grid)[:, None, None]
    assert (slopes > 0).all()
    assert (np.diff(slopes, axis=0) < 1e-12).all()


def test_the_same_generator_gives_the_same_draws():
    rng = np.random.default_rng(19)
    weeks = panel(rng.poisson(5.0, (2, 50)), rng.uniform(50, 150, (2, 50)))
    one, other = (fit_response(weeks, np.random.default_rng(20), 200) for _ in range(2))
    np.testing.assert_array_equal(one.scale, other.scale)
    np.testing.assert_array_equal(one.drift, other.drift)


def test_only_the_last_four_years_count():
    rng = np.random.default_rng(21)
    counts, spend = rng.poisson(5.0, (1, 260)), rng.uniform(50, 150, (1, 260))
    whole = panel(counts, spend)
    posterior = fit_response(whole, np.random.default_rng(22), 100)
    late = replace(whole.last(208), first_week=date.fromordinal(MONDAY.toordinal() + 7 * 52))
    np.testing.assert_array_equal(posterior.base, fit_response(late, np.random.default_rng(22), 100).base)


@pytest.mark.slow
@pytest.mark.parametrize(("weeks", "with_season"), [(78, False), (120, True)])
def test_truth_ranks_evenly_among_the_draws(weeks, with_season):
    """Simulation-based calibration (Talts et al. 2018) of every parameter, and of the marginal return."""
    season = harmonics(0.0, weeks)
    ranks = {}
    for world in range(40):
        rng = np.random.default_rng([23, weeks, world])
        made = response_world(rng, 4, weeks, season=season if with_season else None, season_sd=SEASON_SD)
        found = draw_response(
            made.counts, np.ones(weeks), made.drivers, season, SEASON_SD if with_season else 1e-4, rng, 500
        )
        for at, (truth, drawn) in enumerate(zip(made.truth, found.values, strict=True)):
            shown = {name: (truth[name][0, 0], drawn[name][:, 0]) for name in truth}
            shown["level"] = (made.level[at, -1], found.level[:, at])
            shown["marginal"] = (
                made.level[at, -1] + np.log(truth["driven"] * truth["alpha"])[0, 0],
                found.level[:, at] + np.log(drawn["driven"] * drawn["alpha"])[:, 0],
            )
            for name, (true, draws) in shown.items():
                ranks.setdefault(name, []).append((draws < true).mean())
    for name, found in ranks.items():
        seen, _ = np.histogram(found, bins=8, range=(0.0, 1.0))
        expected = len(found) / 8
        assert chi2.sf(((seen - expected) ** 2 / expected).sum(), 7) > 1e-3, (name, seen)
        assert 0.67 < (np.abs(np.array(found) - 0.5) < 0.4).mean() < 0.93, name  # ± 3 standard errors
