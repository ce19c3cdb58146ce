from dataclasses import replace

import numpy as np
import pytest

from tests.estimates.stages import small_stage
from unslump.estimates.clock import Timeline
from unslump.estimates.conversion import LAG_FACTOR, layout_for
from unslump.estimates.lag import FAMILIES, log_interval
from unslump.estimates.mixture_cure import Likelihood
from unslump.history.ages import EDGES, WATCHED


def likelihood(cohorts, family, silent=0):
    layout, _ = layout_for(cohorts)
    timeline = Timeline(cohorts.first_month, cohorts.as_of, cohorts.n_months, silent)
    return Likelihood(cohorts, layout, LAG_FACTOR, FAMILIES[family], timeline), layout


def somewhere(layout, seed):
    """Random parameters, the paces far from steady."""
    rng = np.random.default_rng(seed)
    u = 0.4 * rng.standard_normal(layout.size)
    for block in layout.blocks:
        if block.name.endswith("/level"):
            u[block.slice] -= 1.0
        if block.name.endswith("/scale"):
            u[block.slice] += 3.2
    return u


@pytest.mark.parametrize("endings", [1, 2])
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [1, 2])
def test_gradient_and_hessian_against_finite_differences(family, endings, seed):
    cohorts, _ = small_stage(seed, months=5, endings=endings, leads=250)
    model, layout = likelihood(cohorts, family)
    u = somewhere(layout, seed)
    gradient, hessian = model.derivatives(u)
    h = 1e-5
    steps = h * np.eye(layout.size)
    slope = np.array([(model.value(u + e) - model.value(u - e)) / (2 * h) for e in steps])
    curve = np.array([(model.derivatives(u + e)[0] - model.derivatives(u - e)[0]) / (2 * h) for e in steps])
    np.testing.assert_allclose(gradient, slope, atol=1e-4 * np.abs(gradient).max())
    np.testing.assert_allclose(hessian, curve, atol=3e-3 * np.abs(hessian).max())
    np.testing.assert_allclose(hessian, hessian.T, atol=1e-8 * np.abs(hessian).max())


def test_value_is_that_of_the_formula_lead_by_lead():
    cohorts, _ = small_stage(3, months=4, leads=150)
    _, layout = likelihood(cohorts, "weibull")
    u = somewhere(layout, 3)
    for block in layout.blocks:
        if block.name == "pace":
            u[block.slice] = 0.0  # on a steady clock, so that ages are calendar days
    family = FAMILIES["weibull"]
    at = {block.name: u[block.slice] for block in layout.blocks}

    def odds(cell, ending):
        value = at[f"{ending}/level"][cohorts.months[cell]]
        for factor in cohorts.labels:
            if f"{ending}/{factor}" in at:
                value = value + at[f"{ending}/{factor}"][cohorts.codes[factor][cell]]
        return np.exp(value)

    def lag(cell, ending):
        channel = cohorts.codes["channel"][cell]
        return at[f"{ending}/scale"] + at[f"{ending}/scale by channel"][channel], at[f"{ending}/shape"]

    total = 0.0
    for cell, ending, age_bin, count in zip(*cohorts.ended, strict=True):
        every = [odds(cell, name) for name in cohorts.endings]
        share = every[ending] / (1.0 + sum(every))
        scale, shape = lag(cell, cohorts.endings[ending])
        # Windows are cut at the ends of months: compare where they are a day wide.
        if ending == 0 and EDGES[age_bin + 1] - EDGES[age_bin] > 1:
            continue
        inside = log_interval(family, EDGES[age_bin], EDGES[age_bin + 1], scale, shape)
        total += count * float(np.log(share) + inside[0])
    for cell, age_bin, count in zip(*cohorts.still_open, strict=True):
        every = [odds(cell, name) for name in cohorts.endings]
        gone = sum(
            odd / (1.0 + sum(every)) * family.cdf(WATCHED[age_bin], *lag(cell, name))
            for odd, name in zip(every, cohorts.endings, strict=True)
        )
        total += count * float(np.log1p(-gone)[0])
    daily = np.concatenate([cohorts.ended[2] < 14]) | (cohorts.ended[1] > 0)
    thinned = _only(cohorts, daily)
    assert likelihood(thinned, "weibull")[0].value(u) == pytest.approx(total, rel=1e-9)


def _only(cohorts, rows):
    ended = tuple(column[rows] for column in cohorts.ended)
    return replace(cohorts, ended=ended, ended_months=cohorts.ended_months[rows])


def test_a_prospect_ends_one_way_or_stays_open():
    """Over all ways one prospect can look on a day, the probabilities make one."""
    cohorts, _ = small_stage(5, months=3, leads=60, labels={"channel": 2})
    one = np.array([0])
    u, total = None, 0.0
    days = (cohorts.as_of - cohorts.first_month).days
    age = days - 10  # begun on some day of the first month
    last_bin = int(np.searchsorted(EDGES, age, side="right")) - 1
    empty = tuple(np.zeros(0, dtype=np.int64) for _ in range(4))
    outcomes = [
        replace(cohorts, ended=empty, ended_months=empty[0], still_open=(one, np.array([last_bin]), one + 1))
    ]
    outcomes += [
        replace(
            cohorts,
            ended=(one, one + 1, np.array([b]), one + 1),
            ended_months=one,
            still_open=(one[:0], one[:0], one[:0]),
        )
        for b in range(last_bin + 1)
    ]
    for outcome in outcomes:
        model, layout = likelihood(outcome, "gamma")
        if u is None:
            u = somewhere(layout, 5)
        total += np.exp(model.value(u))
    # The rest is the other ending, which the clock measures: its probability by the formula.
    model, layout = likelihood(cohorts, "gamma")
    at = {block.name: u[block.slice] for block in layout.blocks}
    cell_month, channel = cohorts.months[0], cohorts.codes["channel"][0]
    eta = [at[f"{e}/level"][cell_month] + at[f"{e}/channel"][channel] for e in cohorts.endings]
    share = np.exp(eta[0]) / (1 + np.exp(eta[0]) + np.exp(eta[1]))
    business = model.waiting.on_clock
    timeline = Timeline(cohorts.first_month, cohorts.as_of, cohorts.n_months)
    overlap = timeline.overlap(timeline.today - WATCHED[last_bin], np.array(timeline.today))
    days_on_clock = overlap @ np.exp(at["pace"])
    assert business.overlap.shape[1] == cohorts.n_months
    moved = share * FAMILIES["gamma"].cdf(
        days_on_clock, at["moved/scale"] + at["moved/scale by channel"][channel], at["moved/shape"]
    )
    # The lost are cut to the last whole bin, the open ones to its middle.
    at_edge = FAMILIES["gamma"].cdf(
        np.array([EDGES[last_bin + 1], WATCHED[last_bin]]),
        at["lost/scale"] + at["lost/scale by channel"][channel],
        at["lost/shape"],
    )
    lost_share = np.exp(eta[1]) / (1 + np.exp(eta[0]) + np.exp(eta[1]))
    assert total + float(moved[0]) == pytest.approx(
        1.0 + lost_share * float(at_edge[0] - at_edge[1]), abs=1e-9
    )
