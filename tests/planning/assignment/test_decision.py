"""What a decision brings, against a plain loop over people, channels and months."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.planning.assignment.companies import company, today
from unslump.planning.assignment.decision import outcome_of
from unslump.planning.assignment.recourse import best_worth


def by_hand(scenarios, decision, s):
    """Worth of one scenario, step by step."""
    people, channels, periods = len(scenarios.people), len(scenarios.channels), scenarios.periods
    worth, left = float(scenarios.certain[s]), float(scenarios.waiting[s])
    order = sorted(range(people), key=lambda p: -scenarios.closer[s, p])
    for m in range(periods):
        both = [
            decision.marketing[p, :, m].sum() > 1e-6 and decision.sales[p, m] > 1e-6 for p in range(people)
        ]
        keeps = [1 - scenarios.focus_loss[s] if both[p] else 1.0 for p in range(people)]
        arriving = 0.0
        for c in range(channels):
            effort = sum(
                scenarios.finder[s, p] * keeps[p] * scenarios.able[p, 0, m] * decision.marketing[p, c, m]
                for p in range(people)
            )
            stock = scenarios.left_over[s, c, m] + sum(
                scenarios.carry[s, c, m, n] * decision.spend[c, n] / scenarios.weeks[n]
                for n in range(periods)
            )
            leads = (
                scenarios.base[s, c, m]
                + scenarios.scale[s, c, m]
                * stock ** scenarios.alpha[s, c]
                * (effort / scenarios.weeks[m]) ** scenarios.beta[s, c]
            )
            worth += (scenarios.value[s, c, m] - scenarios.typical[s, m]) * leads
            arriving += leads
        queue = arriving + left
        for p in order:
            able = keeps[p] * scenarios.able[p, 1, m] * decision.sales[p, m] / scenarios.hours_per_lead[s]
            taken = min(able, queue)
            queue -= taken
            worth += scenarios.typical[s, m] * scenarios.closer[s, p] * taken
        left = queue * scenarios.kept[m]
    return worth


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("slack", [0.5, 2.0])
def test_the_worth_of_a_decision_is_what_a_loop_says(seed, slack):
    scenarios = company(seed, slack=slack)
    learning = np.random.default_rng(seed).uniform(0.3, 1.0, scenarios.able.shape)
    scenarios = replace(scenarios, able=learning)
    decision = today(scenarios, seed)
    found = outcome_of(scenarios, decision).worth
    assert found == pytest.approx([by_hand(scenarios, decision, s) for s in range(scenarios.count)])


@pytest.mark.parametrize("seed", range(4))
def test_who_follows_up_can_be_chosen_better_but_never_worse(seed):
    scenarios = company(seed, slack=0.7)
    decision = today(scenarios, seed)
    first = outcome_of(scenarios, decision)
    shared = outcome_of(scenarios, decision, shared=True)
    assert (best_worth(scenarios, decision) >= first.worth - 1e-6).all()
    assert (first.worth >= shared.worth - 1e-9).all()
    assert first.followed.sum() == pytest.approx(shared.followed.sum())


def test_without_a_shortage_of_time_every_lead_is_followed_up():
    scenarios = replace(company(1), hours_per_lead=np.zeros(6))
    outcome = outcome_of(scenarios, today(scenarios, 1))
    assert outcome.waiting == pytest.approx(0.0)
    assert outcome.followed.sum(axis=1) == pytest.approx(outcome.leads.sum(axis=1))


def test_two_hats_cost_hours_in_both_functions():
    scenarios = company(2, slack=0.5)
    split = today(scenarios, 2, both=3)
    none_lost = replace(scenarios, focus_loss=np.zeros(6))
    assert (outcome_of(scenarios, split).leads < outcome_of(none_lost, split).leads).all()
    assert outcome_of(scenarios, split).followed.sum() < outcome_of(none_lost, split).followed.sum()


def test_money_of_a_month_still_works_in_the_next():
    scenarios = company(3)
    decision = today(scenarios, 3)
    more = decision.spend.copy()
    more[:, 0] *= 2
    before, after = (
        outcome_of(scenarios, decision).leads,
        outcome_of(scenarios, replace(decision, spend=more)).leads,
    )
    assert (after[:, :, 0] > before[:, :, 0]).all()
    assert (after[:, :, 1] > before[:, :, 1]).all()
    assert (after - before)[:, :, 0].sum() > (after - before)[:, :, 1].sum()
