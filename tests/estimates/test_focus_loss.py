"""Focus loss: the prior without data, the truth with it, and wide habits believed less."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, norm

from tests.estimates.test_marketing_hours import history, steady
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.estimates.focus_loss import LoggedShare, fit_focus_loss, logged_shares, loss_draws

COMPANY = Company.from_yaml("""\
company: B
currency: EUR
people:
  Person 0: {hats: {marketing: 100%}, hours: 40}
  Person 1: {hats: {marketing: 50%, sales: 50%}, hours: 40}
""")


def shares(loss: float, *, one: int, both: int, habits: float = 0.0, seed: int = 1) -> list[LoggedShare]:
    rng = np.random.default_rng(seed)
    people = [(n, n >= one) for n in range(one + both)]
    return [
        LoggedShare(
            f"P{n}",
            Function.MARKETING,
            two,
            float(-0.2 + two * np.log1p(-loss) + habits * rng.standard_normal()),
        )
        for n, two in people
    ]


def test_nothing_known_is_the_prior() -> None:
    draws = loss_draws([], np.random.default_rng(1), 20_000)
    np.testing.assert_allclose(
        np.quantile(draws, [0.1, 0.5, 0.9]), beta(4, 16).ppf([0.1, 0.5, 0.9]), atol=0.006
    )
    assert draws.mean() == pytest.approx(0.20, abs=0.005)
    alone = fit_focus_loss(history(np.ones((2, 1, 40))), None, None, np.random.default_rng(1), 20_000)
    assert alone.data < 0.05
    assert "Weinberg" in alone.basis


@pytest.mark.parametrize("loss", [0.05, 0.35])
def test_even_habits_tell_the_loss(loss: float) -> None:
    draws = loss_draws(shares(loss, one=4, both=4), np.random.default_rng(1), 4_000)
    assert draws.mean() == pytest.approx(loss, abs=0.04)
    assert draws.std() < 0.6 * beta(4, 16).std()


def test_where_everyone_logs_differently_the_prior_stays() -> None:
    draws = loss_draws(shares(0.5, one=2, both=2, habits=0.8), np.random.default_rng(1), 4_000)
    assert draws.std() > 0.75 * beta(4, 16).std()


def test_only_people_in_both_hats_tell_next_to_nothing() -> None:
    draws = loss_draws(shares(0.5, one=0, both=3), np.random.default_rng(1), 4_000)
    assert draws.std() > 0.85 * beta(4, 16).std()


def test_the_grid_is_the_integral() -> None:
    """Two people, one in each hat: the difference is Normal(log(1 − loss), 2τ² + noise), τ integrated."""
    two = shares(0.4, one=1, both=1)
    away = two[1].log_share - two[0].log_share
    tau = np.geomspace(1e-3, 10, 4_000)
    prior = tau**-1.0 * np.exp(-0.5 * 0.1**2 / tau**2) * tau  # of log τ, on a geometric grid: dτ = τ d log τ
    losses = np.linspace(0.005, 0.795, 300)
    like = np.array(
        [
            (norm.pdf(away, np.log1p(-x), np.sqrt(2 * tau**2 + 2 * 0.02**2)) * prior / tau).sum()
            for x in losses
        ]
    )
    posterior = like * beta(4, 16).pdf(losses)
    expected = (losses * posterior).sum() / posterior.sum()
    draws = loss_draws(two, np.random.default_rng(1), 20_000)
    assert draws.mean() == pytest.approx(expected, abs=0.01)


def test_hours_meant_are_contract_times_hat() -> None:
    found = np.ones((2, 1, 40))
    marketing, sales = steady(40, 16), steady(0, 16)
    got = logged_shares(history(found, marketing, sales), COMPANY)
    by_key = {(share.person, share.function, share.both): share.log_share for share in got}
    assert by_key[("Person 0", Function.MARKETING, False)] == pytest.approx(0.0, abs=1e-9)
    assert by_key[("Person 1", Function.MARKETING, True)] == pytest.approx(np.log(0.8))
    assert by_key[("Person 1", Function.SALES, True)] == pytest.approx(np.log(0.8))


def test_weeks_in_one_hat_of_a_person_who_now_wears_both() -> None:
    marketing, sales = steady(40, 40), steady(0, 0)
    marketing[1, 20:] = sales[1, 20:] = 16.0
    got = logged_shares(history(np.ones((2, 1, 40)), marketing, sales), COMPANY)
    by_key = {(share.person, share.function, share.both): share.log_share for share in got}
    assert by_key[("Person 1", Function.MARKETING, False)] == pytest.approx(0.0, abs=1e-9)
    assert by_key[("Person 1", Function.MARKETING, True)] == pytest.approx(np.log(0.8))
    loss = fit_focus_loss(history(np.ones((2, 1, 40)), marketing, sales), COMPANY, None,
                          np.random.default_rng(1), 4_000)  # fmt: skip
    assert loss.data > 0.3
    assert loss.draws.mean() == pytest.approx(0.2, abs=0.03)


def test_less_an_hour_adds_to_hours_lost() -> None:
    weeks = history(np.ones((2, 1, 40)))
    plain = fit_focus_loss(weeks, None, None, np.random.default_rng(1), 8_000)
    turned = fit_focus_loss(weeks, None, np.full(8_000, np.log(0.9)), np.random.default_rng(1), 8_000)
    np.testing.assert_allclose(1 - turned.draws, 0.9 * (1 - plain.draws))
