"""The worth of the next hour is the shadow price of a linear program with the hats fixed."""

from __future__ import annotations

from dataclasses import replace

import highspy
import numpy as np
import pytest

from tests.planning.assignment.companies import company, today
from unslump.planning.assignment.program import Program
from unslump.planning.assignment.rules import Rule
from unslump.planning.bottleneck import worth_of_next


def shadow_prices(scenarios, decision):
    """Duals of a program in which every hour and every coin is nailed to the decision's."""
    rules = []
    for p in range(len(scenarios.people)):
        for c in range(len(scenarios.channels)):
            weight = np.zeros_like(decision.marketing)
            weight[p, c, 0] = 1.0
            amount = decision.marketing[p, c, 0]
            rules.append(Rule("m", marketing=weight, low=amount, high=amount))
        weight = np.zeros_like(decision.sales)
        weight[p, 0] = 1.0
        rules.append(Rule("s", sales=weight, low=decision.sales[p, 0], high=decision.sales[p, 0]))
    for c in range(len(scenarios.channels)):
        weight = np.zeros_like(decision.spend)
        weight[c, 0] = 1.0
        rules.append(Rule("x", spend=weight, low=decision.spend[c, 0], high=decision.spend[c, 0]))
    program = Program(scenarios, rules)
    modes = program.blocks["mode"]
    fixed = np.zeros(modes.shape)
    for p in range(len(scenarios.people)):
        sells, finds = decision.sales[p, 0] > 0, decision.marketing[p].sum() > 0
        fixed[p, 0, 2 if sells and finds else 1 if sells else 0] = 1.0
    columns = modes.ravel().astype(np.int32)
    program.solver.changeColsBounds(len(columns), columns, fixed.ravel(), fixed.ravel())
    effort = np.einsum(
        "sp,pm,spm,pcm->scm",
        scenarios.finder,
        scenarios.able[:, 0],
        1 - scenarios.focus_loss[:, None, None] * decision.both,
        decision.marketing,
    )
    program.add_planes(
        scenarios.adstock(decision.spend),
        effort / scenarios.weeks,
        np.ones(scenarios.scale.shape, dtype=bool),
    )
    program.solver.run()
    assert program.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    duals = np.array(program.solver.getSolution().row_dual)
    first = 3 * scenarios.capacity.size + scenarios.capacity.size  # modes' rows, and one hat row each
    return rules, duals[first : first + len(rules)]


@pytest.mark.parametrize(("seed", "slack"), [(0, 0.4), (1, 0.4), (2, 3.0)])
def test_slopes_are_shadow_prices(seed, slack):
    scenarios = company(seed, scenarios=1, weeks=(4,), slack=slack)
    # One kind of lead and of seller: then who follows up what is nobody's choice.
    able = np.random.default_rng(seed).uniform(0.5, 1.0, scenarios.able.shape)
    same = np.broadcast_to(scenarios.typical[:, None, :], scenarios.value.shape)
    scenarios = replace(scenarios, closer=np.ones_like(scenarios.closer), value=same, able=able)
    decision = today(scenarios, seed)
    room = replace(scenarios, capacity=scenarios.capacity * 2)  # so that only the nailed amounts bind
    rules, duals = shadow_prices(room, decision)
    units = worth_of_next(scenarios, decision)
    for kind, draws, amounts in (
        ("m", units.marketing_hour, decision.marketing[:, :, 0].ravel()),
        ("s", units.sales_hour, decision.sales[:, 0]),
    ):
        prices = np.array([dual for rule, dual in zip(rules, duals, strict=True) if rule.text == kind])
        assert float(draws[0]) == pytest.approx(float(prices @ amounts / amounts.sum()), rel=0.02, abs=0.05)
    money = [dual for rule, dual in zip(rules, duals, strict=True) if rule.text == "x"]
    for (_, draws), dual in zip(units.money.items(), money, strict=True):
        assert float(draws[0]) - 1.0 == pytest.approx(dual, rel=0.02, abs=0.02)


def test_where_time_is_short_the_selling_hour_is_worth_more_and_where_not_the_marketing_hour():
    short, long = company(3, slack=0.3), company(3, slack=5.0)
    crowded, idle = worth_of_next(short, today(short, 3)), worth_of_next(long, today(long, 3))
    assert crowded.sales_hour.mean() > crowded.marketing_hour.mean()
    assert idle.marketing_hour.mean() > idle.sales_hour.mean()
    assert idle.sales_hour == pytest.approx(0.0, abs=1e-6)


def test_nobody_in_a_function_is_said_not_guessed():
    scenarios = company(4)
    decision = today(scenarios, 4)
    assert worth_of_next(scenarios, replace(decision, sales=np.zeros_like(decision.sales))).sales_hour is None
