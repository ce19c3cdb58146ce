"""From a question to a plan: rules, the search, both assignments through the simulation, and words."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.business.wording import chance
from unslump.errors import QuestionError
from unslump.planning.assignment.ahead import Ahead, look_ahead, margin_share, with_typical
from unslump.planning.assignment.aims import Aim, Objective
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.assignment.choosing import spread_out
from unslump.planning.assignment.clash import clashing
from unslump.planning.assignment.decision import Decision, outcome_of
from unslump.planning.assignment.limits import budget_rules, channel_rules
from unslump.planning.assignment.locks import read_locks
from unslump.planning.assignment.program import Program
from unslump.planning.assignment.recourse import best_worth
from unslump.planning.assignment.replay import Replayed, replay
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.scenarios import Scenarios
from unslump.planning.assignment.solving import Found, Progress, find_best
from unslump.planning.assignment.tidying import tidied
from unslump.planning.assignment.words import result_of
from unslump.planning.learnt import Learnt

__all__ = ["Asking", "best_decision", "make_plan"]

Array = NDArray[np.float64]

_SCENARIOS = {Objective.MARGIN: 16, Objective.CHEAPEST: 32, Objective.PROBABILITY: 32}


@dataclass(frozen=True)
class Asking:
    """What is asked of a plan.

    `budget` is money a month (None: company.yaml's budgets, else what is spent today), `chance` the
    P(goal) that CHEAPEST must reach, `seconds` how long the search may take.
    """

    end: date
    goal: Goal | None = None
    objective: Objective = Objective.MARGIN
    chance: float = 0.8
    locks: Sequence[str] = ()
    budget: float | None = None
    seconds: float = 30.0


def make_plan(
    learnt: Learnt,
    company: Company,
    asking: Asking,
    rng: np.random.Generator,
    progress: Progress | None = None,
) -> PlanResult:
    """The best plan for what is asked, beside today's assignment.

    Raises QuestionError: no people, no leads in the history, no amounts, an unknown name in a lock,
    rules that clash, an objective about a goal without one.
    """
    _refuse(asking)
    start = learnt.engine.observed_until + timedelta(days=1)
    ahead = look_ahead(learnt, company, start, asking.end, asking.goal)
    rules = _rules(ahead, company, asking)
    today = _within_budget(ahead, company, asking)
    share, _ = margin_share(learnt.engine, company)
    seed = int(rng.integers(2**31))

    def run(decision: Decision) -> Replayed:
        return replay(learnt, ahead, decision, asking.goal, share, np.random.default_rng(seed))

    if progress:
        progress("running today's assignment forward", 0.0)
    before = run(today)
    found = _search(ahead, rules, today, before, asking, rng, progress)
    decision = found.decision
    if asking.objective is Objective.MARGIN:
        decision = tidied(ahead.scenarios, decision, rules)
    after = run(decision)
    if asking.objective is Objective.CHEAPEST and not found.interrupted:
        # The few scenarios may have been kind: ask for as much more as the simulation fell short by.
        short = asking.chance - (after.probability or 0.0)
        if 0.0 < short < 1.0 - asking.chance:
            surer = replace(asking, chance=min(asking.chance + short, 0.99))
            with suppress(QuestionError):  # no plan is surer on these scenarios: then the first one stays
                found = _search(ahead, rules, today, before, surer, rng, progress)
                decision, after = found.decision, run(found.decision)
    better = _is_better(asking.objective, before, after, today, decision, asking)
    if not better and all(rule.kept_by(today) for rule in rules):
        decision, after = today, before
    return result_of(
        learnt, company, ahead, asking.goal, asking.objective, asking.chance, found,
        (today, before), (decision, after), better, rules,
    )  # fmt: skip


def best_decision(
    learnt: Learnt, company: Company, ahead: Ahead, asking: Asking, rng: np.random.Generator
) -> tuple[Decision, Found]:
    """The plan for the most margin alone, without its words; today's assignment where none is better."""
    rules = _rules(ahead, company, asking)
    today = _within_budget(ahead, company, asking)
    found = _most_margin(ahead, rules, today, asking, rng, None)
    decision = tidied(ahead.scenarios, found.decision, rules)
    share, _ = margin_share(learnt.engine, company)
    seed = int(rng.integers(2**31))
    before, after = (
        float(replay(learnt, ahead, each, None, share, np.random.default_rng(seed)).margin.mean())
        for each in (today, decision)
    )
    return (decision if after > before else today), found


def _rules(ahead: Ahead, company: Company, asking: Asking) -> tuple[Rule, ...]:
    rules = (
        *budget_rules(ahead, company, asking.budget),
        *channel_rules(ahead, company),
        *read_locks(asking.locks, ahead, company),
    )
    clash = clashing(ahead.scenarios, rules)
    if clash:
        raise QuestionError(
            "no plan keeps all of these: " + "; ".join(clash), hint="Lift or loosen one of them."
        )
    return rules


def _most_margin(
    ahead: Ahead,
    rules: Sequence[Rule],
    today: Decision,
    asking: Asking,
    rng: np.random.Generator,
    progress: Progress | None,
) -> Found:
    worth = outcome_of(ahead.scenarios, today).worth
    chosen = spread_out(worth, _SCENARIOS[Objective.MARGIN], rng)
    scenarios = with_typical(ahead.scenarios.only(chosen), today)
    return find_best(Program(scenarios, rules), today, seconds=asking.seconds, progress=progress)


def _refuse(asking: Asking) -> None:
    if asking.objective is not Objective.MARGIN and asking.goal is None:
        raise QuestionError(
            f"the objective {asking.objective} is about a goal, and there is none in the plan's time",
            hint="Write one under goals: in company.yaml, name it with --goal, or plan for margin.",
        )
    if not 0.0 < asking.chance < 1.0:
        raise QuestionError(
            f"a chance of {asking.chance:g} is none", hint="Give one between 0 and 1, as 0.8."
        )
    if asking.budget is not None and asking.budget < 0:
        raise QuestionError("a budget below nothing", hint="Give money a month, from 0 on.")


def _within_budget(ahead: Ahead, company: Company, asking: Asking) -> Decision:
    """Today's assignment, its money cut evenly to the budget of each month where it is over."""
    spend = ahead.today.spend.copy()
    for month, rule in enumerate(budget_rules(ahead, company, asking.budget)):
        spent = float(spend[:, month].sum())
        if spent > rule.high:
            spend[:, month] *= rule.high / spent
    return replace(ahead.today, spend=spend)


def _search(
    ahead: Ahead,
    rules: Sequence[Rule],
    today: Decision,
    before: Replayed,
    asking: Asking,
    rng: np.random.Generator,
    progress: Progress | None,
) -> Found:
    count = _SCENARIOS[asking.objective]
    if asking.objective is Objective.MARGIN:
        return _most_margin(ahead, rules, today, asking, rng, progress)
    scenarios = _for_goal(ahead, today, before)
    scenarios = scenarios.only(spread_out(before.reached, count, rng))  # type: ignore[arg-type]
    amount = asking.goal.amount  # type: ignore[union-attr]
    likeliest = find_best(
        Program(scenarios, rules, Aim(Objective.PROBABILITY, amount)),
        today,
        seconds=asking.seconds / (1.0 if asking.objective is Objective.PROBABILITY else 2.0),
        progress=progress,
    )
    if asking.objective is Objective.PROBABILITY:
        return likeliest
    highest = float((_reached(scenarios, likeliest.decision, amount)).mean())
    if highest < asking.chance:
        raise QuestionError(
            f"no plan found within these limits reaches the goal with {chance(asking.chance)}; the highest "
            f"chance found is {chance(highest)}",
            hint="Ask for less certainty (--probability), a later goal or a larger --budget; "
            "--objective probability shows the plan with the highest chance.",
        )
    return find_best(
        Program(scenarios, rules, Aim(Objective.CHEAPEST, amount, asking.chance)),
        likeliest.decision,
        seconds=asking.seconds / 2.0,
        progress=progress,
    )


def _reached(scenarios: Scenarios, decision: Decision, amount: float) -> Array:
    return np.asarray(best_worth(scenarios, decision) >= amount * (1.0 - 1e-3), dtype=float)


def _for_goal(ahead: Ahead, today: Decision, before: Replayed) -> Scenarios:
    """Scenarios valued in the goal's measure; today's assignment brings in each what it was seen to bring."""
    if ahead.inside is None or before.reached is None:
        raise QuestionError(
            "nothing of what the goal is measured in is recorded", hint="Set it in deals or in bookings."
        )
    scenarios = with_typical(replace(ahead.scenarios, value=ahead.inside), today)
    return replace(scenarios, certain=before.reached - outcome_of(scenarios, today, shared=True).worth)


def _is_better(
    objective: Objective,
    before: Replayed,
    after: Replayed,
    today: Decision,
    plan: Decision,
    asking: Asking,
) -> bool:
    if objective is Objective.MARGIN:
        return float(after.margin.mean()) > float(before.margin.mean())
    if objective is Objective.PROBABILITY:
        return (after.probability or 0.0) > (before.probability or 0.0)
    enough = (before.probability or 0.0) >= asking.chance
    return not enough or plan.spend.sum() < today.spend.sum()
