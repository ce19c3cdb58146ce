"""What the posterior of a stage must and must not say."""

from dataclasses import replace

import numpy as np
import pytest

from bench.calibration import calibrate
from bench.stages import generate
from tests.estimates.stages import plain_truth, small_stage
from unslump.estimates import conversion
from unslump.estimates.conversion import fit_stage

MONTHS = 12


def fitted(truth, leads, seed=0, last_day=None, **more):
    rng = np.random.default_rng(seed)
    cohorts, _ = generate(rng, truth, leads, last_day)
    return fit_stage(cohorts, rng, draws=400, **more), cohorts


def share_now(posterior, channel=0, month=MONTHS - 1):
    codes = {"channel": np.array([channel])}
    return posterior.shares(np.array([month]), codes)[:, 0, 0]


def interval(draws, level=0.98):
    return np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])


def test_the_truth_is_recovered_from_many_leads():
    truth = plain_truth(share=0.2, lag_days=40.0, channels=(0.6, 0.0, -0.6), lost=True)
    posterior, _ = fitted(truth, 8000)
    assert posterior.family.name == "lognormal"
    for channel, effect in enumerate((0.6, 0.0, -0.6)):
        odds = np.exp(truth.levels[:, -1] + np.array([effect, 0.0]))
        low, high = interval(share_now(posterior, channel))
        assert low < odds[0] / (1 + odds.sum()) < high
        assert high - low < 0.25
    for ending in (0, 1):
        median = np.exp(posterior.lag_scale(np.array([0]), ending)[:, 0])
        low, high = interval(median)
        assert low < 40.0 < high < 60.0


def test_cutting_a_history_short_invents_no_slump():
    """Leads of the last months have hardly closed: the naive rate falls, the level must not."""
    truth = plain_truth(share=0.25, lag_days=60.0)
    posterior, cohorts = fitted(truth, 3000, seed=4)
    table = cohorts.month_table()
    naive = table[:, 1] / table[:, 0]
    assert naive[-2:].mean() < 0.35 * naive[:4].mean()
    early, late = (share_now(posterior, month=m) for m in (2, MONTHS - 1))
    low, high = interval(late - early, 0.9)
    assert low < 0.0 < high
    assert np.median(late) > 0.7 * np.median(early)


def test_what_is_not_known_yet_is_wider_than_what_is():
    posterior, _ = fitted(plain_truth(share=0.25, lag_days=60.0), 3000, seed=4)
    width = [np.diff(interval(posterior.levels[:, m, 0]))[0] for m in (3, MONTHS - 1, MONTHS + 11)]
    assert width[0] < width[1] < width[2]


def test_a_channel_with_one_lucky_lead_stays_near_the_average():
    truth = plain_truth(share=0.1, lag_days=10.0, channels=(0.0, 0.0, 0.0))
    rng = np.random.default_rng(5)
    cohorts, _ = generate(rng, truth, 900)
    # Keep one won lead of channel 2 and nothing else of it.
    theirs = cohorts.codes["channel"] == 2
    keep = ~theirs[cohorts.ended[0]]
    first = np.flatnonzero(~keep & (cohorts.ended[1] == 0))[0]
    keep[first] = True
    ended = tuple(column[keep] for column in cohorts.ended)
    ended[3][np.flatnonzero(np.flatnonzero(keep) == first)[0]] = 1
    still = tuple(column[~theirs[cohorts.still_open[0]]] for column in cohorts.still_open)
    one = replace(cohorts, ended=ended, ended_months=cohorts.ended_months[keep], still_open=still)
    posterior = fit_stage(one, rng, draws=600)
    lucky, usual = share_now(posterior, 2).mean(), share_now(posterior, 0).mean()
    assert lucky < usual + 0.12
    assert share_now(posterior, 2).std() > 1.5 * share_now(posterior, 0).std()


def test_a_fast_month_is_not_mistaken_for_better_leads():
    """Twice the pace in the last month: level must hold, and the pace must show it."""
    truth = plain_truth(share=0.25, lag_days=60.0, pace={MONTHS - 1: 2.0})
    posterior, _ = fitted(truth, 6000, seed=6)
    assert posterior.clock.pace[:, -1].mean() > 1.3
    low, high = interval(share_now(posterior))
    assert low < 0.25 < high


def test_nothing_recorded_returns_the_prior():
    cohorts, _ = small_stage(1, months=6, leads=50)
    empty = np.zeros(0, dtype=np.int64)
    nothing = replace(cohorts, ended=(empty,) * 4, ended_months=empty, still_open=(empty,) * 3)
    posterior = fit_stage(nothing, np.random.default_rng(2), draws=2000)
    mean, sd = conversion.LEVEL_PRIOR
    assert posterior.levels[:, 0, 0].mean() == pytest.approx(mean, abs=0.2)
    assert posterior.levels[:, 0, 0].std() == pytest.approx(sd, rel=0.1)
    mean, sd = conversion.SCALE_PRIOR
    assert posterior.log_scale[:, 0].mean() == pytest.approx(mean, abs=0.15)
    assert posterior.log_scale[:, 0, 0].std() == pytest.approx(sd, rel=0.15)


def test_the_share_ahead_is_held_level_on_average():
    posterior, _ = fitted(plain_truth(share=0.1, lag_days=20.0), 600, seed=7)
    now = share_now(posterior).mean()
    ahead = share_now(posterior, month=MONTHS + 11).mean()
    assert ahead == pytest.approx(now, abs=0.03)


def test_shares_of_all_endings_and_never_make_one():
    cohorts, _ = small_stage(8, labels={"channel": 3, "owner": 2})
    posterior = fit_stage(cohorts, np.random.default_rng(0), draws=50)
    codes = {"channel": np.array([0, 2]), "owner": np.array([1, 0])}
    shares = posterior.shares(np.array([0, 7]), codes)
    assert shares.shape == (50, 2, 2)
    assert (shares > 0).all()
    assert (shares.sum(axis=2) < 1).all()
    eta = posterior.levels[:, 7] + posterior.effects["channel"][:, :, 2] + posterior.effects["owner"][:, :, 0]
    odds = np.exp(eta)
    np.testing.assert_allclose(shares[:, 1], odds / (1 + odds.sum(axis=1, keepdims=True)), rtol=1e-9)


def test_same_seed_same_posterior():
    cohorts, _ = small_stage(9)
    one, two = (fit_stage(cohorts, np.random.default_rng(1), draws=50) for _ in range(2))
    np.testing.assert_array_equal(one.levels, two.levels)
    np.testing.assert_array_equal(one.clock.pace, two.clock.pace)


@pytest.mark.slow
def test_wins_of_open_leads_are_foretold():
    """Over 40 generated stages, what the open leads bring in 13 weeks falls inside as often as said."""
    found = calibrate(300, range(40), seed=123)
    assert found.coverage("wins of open leads in 13 weeks", 0.8) >= 0.65
    assert found.coverage("wins of open leads in 13 weeks", 0.95) >= 0.85
