"""The search against brute force, its bound against everything, and rules against what it finds."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tests.planning.assignment.companies import budget, company, today
from unslump.errors import QuestionError
from unslump.planning.assignment.aims import Aim, Objective
from unslump.planning.assignment.clash import clashing
from unslump.planning.assignment.decision import Decision, outcome_of
from unslump.planning.assignment.program import Program
from unslump.planning.assignment.recourse import best_worth
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.solving import find_best


def net(scenarios, decision):
    """Mean worth less money, leads followed up as well as can be."""
    return float(best_worth(scenarios, decision).mean() - decision.spend.sum())


def every_decision(scenarios, money, steps):
    """All splits of the hours of two people and of the money on a grid, one period, two channels."""
    parts = np.linspace(0.0, 1.0, steps)
    weeks = [
        (a, b, c) for a, b, c in product(parts, repeat=3) if abs(a + b + c - 1.0) < 1e-9
    ]  # channel 1, channel 2, sales
    for first, second in product(weeks, repeat=2):
        marketing = np.array([first[:2], second[:2]])[:, :, None] * scenarios.capacity[:, None, :]
        sales = np.array([[first[2]], [second[2]]]) * scenarios.capacity
        for share, spent in product(parts, (0.0, 0.5, 1.0)):
            spend = np.array([[share], [1 - share]]) * money * spent
            yield Decision(marketing, sales, spend)


@pytest.mark.parametrize("seed", range(3))
def test_no_decision_on_a_fine_grid_is_better(seed):
    scenarios = company(seed, scenarios=1, people=2, weeks=(4,), spread=0.0, slack=0.8)
    now = today(scenarios, seed)
    money = float(now.spend.sum())
    found = find_best(Program(scenarios, budget(scenarios, now)), now, gap=0.001)
    best = max(outcome_of(scenarios, each).net(each).mean() for each in every_decision(scenarios, money, 7))
    assert found.worth >= 0.999 * best
    assert found.bound >= best - 1e-6
    assert found.gap <= 0.002


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_holds_for_whatever_keeps_the_rules(seed):
    scenarios = company(seed, people=4, slack=0.8)
    now = today(scenarios, seed)
    found = find_best(Program(scenarios, budget(scenarios, now)), now)
    assert found.gap <= 0.01
    assert found.worth == pytest.approx(net(scenarios, found.decision), rel=0.002)
    rng = np.random.default_rng(seed)
    for _ in range(200):
        parts = rng.dirichlet(np.full(3, 0.5), (4, scenarios.periods))
        hats = rng.random((4, scenarios.periods))
        parts[hats < 0.4, 2] = 0.0
        parts[hats > 0.7, :2] = 0.0
        share = rng.dirichlet(np.ones(2), scenarios.periods).T
        guess = Decision(
            marketing=np.moveaxis(parts[:, :, :2], 2, 1) * scenarios.capacity[:, None, :],
            sales=parts[:, :, 2] * scenarios.capacity,
            spend=share * now.spend.sum(axis=0),
        )
        assert net(scenarios, guess) <= found.bound + 1e-6 * abs(found.bound)


@pytest.mark.parametrize("seed", range(4))
def test_a_plan_is_never_worse_than_today_s_assignment(seed):
    scenarios = company(seed, people=5, channels=3, slack=0.6)
    now = today(scenarios, seed)
    found = find_best(Program(scenarios, budget(scenarios, now)), now, gap=0.05)
    assert found.worth >= outcome_of(scenarios, now).net(now).mean()


def test_hours_and_rules_are_kept():
    scenarios = company(5, people=4)
    now = today(scenarios, 5)
    stays = np.zeros_like(now.marketing)
    stays[0] = 1.0
    enough = np.zeros_like(now.sales)
    enough[1, 0] = 1.0
    rules = [
        *budget(scenarios, now),
        Rule("A stays in sales", marketing=stays, low=0.0, high=0.0),
        Rule("B sells ten hours a week in the first month", sales=enough, low=40.0, high=40.0),
    ]
    found = find_best(Program(scenarios, rules), now).decision
    assert (found.hours <= scenarios.capacity + 1e-6).all()
    assert found.marketing[0].sum() == pytest.approx(0.0, abs=1e-6)
    assert found.sales[1, 0] == pytest.approx(40.0)
    assert all(rule.kept_by(found) for rule in rules)


def test_rules_that_clash_are_named_and_no_others():
    scenarios = company(6)
    now = today(scenarios, 6)
    spend = np.zeros_like(now.spend)
    spend[0, 0] = 1.0
    rules = [
        *budget(scenarios, now),
        Rule("Channel 1 gets a fortune", spend=spend, low=1e6),
        Rule("B sells a little", sales=np.eye(3)[:, [1]] * np.ones((1, 2)), low=1.0),
    ]
    assert set(clashing(scenarios, rules)) == {"budget 0", "Channel 1 gets a fortune"}
    with pytest.raises(QuestionError):
        find_best(Program(scenarios, rules), now)
    assert clashing(scenarios, rules[:2]) == ()


@pytest.mark.parametrize("seed", range(3))
def test_the_best_chance_is_at_least_that_of_the_most_margin(seed):
    scenarios = company(seed, scenarios=16, people=3, weeks=(4,))
    scenarios = replace(scenarios, certain=np.random.default_rng(seed).normal(0, 3000, 16))
    now = today(scenarios, seed)
    rules = budget(scenarios, now)
    amount = float(np.quantile(best_worth(scenarios, now), 0.6)) * 1.1
    rich = find_best(Program(scenarios, rules), now).decision
    sure = find_best(Program(scenarios, rules, Aim(Objective.PROBABILITY, amount)), now, seconds=15)
    reached = (best_worth(scenarios, sure.decision) >= 0.999 * amount).mean()
    assert reached >= (best_worth(scenarios, rich) >= amount).mean()
    assert reached <= sure.bound + 1e-9


def test_the_cheapest_way_costs_less_than_all_money_and_still_reaches_the_goal():
    scenarios = company(1, scenarios=12, people=3, weeks=(4,))
    now = today(scenarios, 1)
    rules = budget(scenarios, now)
    likely = find_best(Program(scenarios, rules, Aim(Objective.PROBABILITY, 1.0)), now, seconds=5).decision
    amount = float(np.quantile(best_worth(scenarios, likely), 0.2)) * 0.9
    aim = Aim(Objective.CHEAPEST, amount, chance=0.75)
    found = find_best(Program(scenarios, rules, aim), likely, seconds=15)
    assert (best_worth(scenarios, found.decision) >= 0.999 * amount).mean() >= 0.75
    assert found.decision.spend.sum() < likely.spend.sum()


def test_ctrl_c_gives_the_best_so_far():
    scenarios = company(2, people=6, channels=4, weeks=(4, 4, 5))
    now = today(scenarios, 2)

    def interrupt(_text, _share):
        if interrupt.calls > 3:
            raise KeyboardInterrupt
        interrupt.calls += 1

    interrupt.calls = 0
    found = find_best(Program(scenarios, budget(scenarios, now)), now, gap=0.0, progress=interrupt)
    assert found.interrupted
    assert found.worth >= outcome_of(scenarios, now).net(now).mean()


def test_a_function_to_be_learnt_is_begun_at_once_or_not_at_all():
    scenarios = company(4, people=4, weeks=(4, 4, 5), slack=0.5)
    able = scenarios.able.copy()
    able[0, 0], able[1, 1] = (0.1, 0.5, 0.9), (0.1, 0.5, 0.9)
    scenarios = replace(scenarios, able=able)
    now = today(scenarios, 4)
    found = find_best(Program(scenarios, budget(scenarios, now)), now).decision
    for hours, person in ((found.marketing[0].sum(axis=0), 0), (found.sales[1], 1)):
        share = hours / scenarios.capacity[person]
        assert (share[1:] <= share[:-1] + 1e-6).all()
