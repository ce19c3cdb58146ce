import numpy as np
import pytest

from unslump.business.functions import Effort, Function
from unslump.estimates.effort import fit_effort
from unslump.history.workload import Workload


def workload(leads, hours=None, spend=None, by_channel=None):
    leads = np.asarray(leads, dtype=float)
    return Workload(len(leads), leads, hours, by_channel or {}, spend)


def fit(work, stated=None, share=None, draws=4000):
    share = np.full(draws, 0.5) if share is None else share
    return fit_effort(work, stated or Effort(), share, np.random.default_rng(0), draws)


def test_hours_a_lead_takes_are_the_ratio_of_sums():
    leads = np.array([4.0, 8, 6, 5, 7, 9] * 4)
    found = fit(workload(leads, {Function.SALES: 3.0 * leads}))
    assert found.hours[Function.SALES].draws == pytest.approx(np.full(4000, 3.0))
    assert found.hours[Function.MARKETING].draws is None


def test_the_bootstrap_has_the_spread_of_the_ratio():
    rng = np.random.default_rng(1)
    leads = rng.poisson(10, 26) + 1.0
    hours = 2.0 * leads + rng.normal(0, 4, 26)
    drawn = fit(workload(leads, {Function.SALES: hours})).hours[Function.SALES].draws
    ratio = hours.sum() / leads.sum()
    delta = np.sqrt(((hours - ratio * leads) ** 2).sum()) / leads.sum()  # the delta method
    assert drawn.mean() == pytest.approx(ratio, rel=0.02)
    assert drawn.std() == pytest.approx(delta, rel=0.15)


def test_hours_stated_are_taken_as_stated():
    stated = Effort(sales_hours_per_lead=1.0, sales_hours_per_deal=4.0)
    share = np.linspace(0.1, 0.9, 4000)
    found = fit(workload(np.ones(26)), stated, share)
    np.testing.assert_allclose(found.hours[Function.SALES].draws, 1.0 + 4.0 * share)
    assert "company.yaml" in found.hours[Function.SALES].basis


def test_few_leads_or_no_spend_say_so():
    found = fit(workload(np.array([1.0, 0, 2]), {Function.SALES: np.ones(3)}))
    assert found.hours[Function.SALES].draws is None
    assert "too few leads" in found.hours[Function.SALES].basis
    assert (found.cost.draws, found.cost.basis) == (None, "no spend is recorded")


def test_money_a_lead_by_channel():
    by_channel = {"Web": np.full(26, 2.0), "Fair": np.array([1.0] + [0.0] * 25)}
    spend = {"Web": np.full(26, 50.0), "Fair": np.full(26, 10.0)}
    found = fit(workload(np.full(26, 2.0), None, spend, by_channel))
    assert found.cost_by_channel.keys() == {"Web"}
    np.testing.assert_allclose(found.cost_by_channel["Web"], 25.0)
    np.testing.assert_allclose(found.cost.draws, 30.0)


def test_no_leads_at_all():
    found = fit(workload(np.zeros(26), {Function.SALES: np.ones(26)}, {"Web": np.ones(26)}))
    assert found.cost.draws is None
    assert found.cost_by_channel == {}
