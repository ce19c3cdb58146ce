"""Small made-up companies for the assignment, as scenarios."""

from __future__ import annotations

import numpy as np

from unslump.planning.assignment.decision import Decision
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.scenarios import Scenarios


def company(
    seed: int,
    *,
    scenarios: int = 6,
    people: int = 3,
    channels: int = 2,
    weeks: tuple[int, ...] = (4, 5),
    slack: float = 1.0,
    spread: float = 0.2,
) -> Scenarios:
    """People of many skills; about as many selling hours, at half of everyone's time, as `slack` says."""
    rng = np.random.default_rng(seed)
    periods = len(weeks)
    length = np.array(weeks)
    capacity = np.outer(rng.uniform(20, 40, people), length)
    shape = (scenarios, channels)
    alpha, beta = rng.uniform(0.15, 0.45, shape), rng.uniform(0.15, 0.45, shape)
    decay = rng.uniform(0.2, 0.7, shape)
    money = usual_money(seed, channels)
    base = rng.uniform(0.5, 2, channels)[None, :, None] * rng.lognormal(0, spread, (*shape, 1)) * length
    driven = rng.uniform(1, 5, channels)
    effort = capacity.sum(axis=0)[0] / length[0] / 2 / channels
    scale = driven / ((money / (1 - decay)) ** alpha * effort**beta) * rng.lognormal(0, spread, shape)
    month = np.repeat(np.arange(periods), length)
    later = np.arange(len(month))[:, None] - np.arange(len(month))[None, :]
    kernel = np.where(later >= 0, decay[:, :, None, None] ** np.maximum(later, 0), 0.0)
    inside = (month[:, None] == np.arange(periods)).astype(float)
    past = (money / (1 - decay))[:, :, None] * decay[:, :, None] ** np.arange(1, len(month) + 1)
    leads = float((base[:, :, 0].sum(axis=1) / length[0]).mean() + driven.sum())
    hours = capacity.sum(axis=0)[0] / length[0] / 2 / leads / slack * rng.lognormal(0, spread / 2, scenarios)
    value = rng.uniform(300, 1500, channels)[None, :, None] * rng.lognormal(0, spread, (scenarios, 1, 1))
    value = value * np.ones(periods)
    return Scenarios(
        people=tuple("ABCDEFGHIJ"[:people]),
        channels=tuple(f"Channel {c + 1}" for c in range(channels)),
        weeks=length,
        capacity=capacity,
        base=base,
        scale=scale[:, :, None] * length,
        alpha=alpha,
        beta=beta,
        left_over=past @ (inside / length),
        carry=np.einsum("dctu,tm,un->dcmn", kernel, inside / length, inside),
        able=np.ones((people, 2, periods)),
        finder=rng.lognormal(0, 0.35, people) * rng.lognormal(0, spread, (scenarios, people)),
        closer=rng.lognormal(0, 0.3, people) * rng.lognormal(0, spread, (scenarios, people)),
        focus_loss=rng.beta(8, 32, scenarios),
        hours_per_lead=hours,
        waiting=np.zeros(scenarios),
        kept=np.full(periods, 0.44),
        value=value,
        typical=value.mean(axis=1),
        certain=np.zeros(scenarios),
    )


def usual_money(seed: int, channels: int) -> np.ndarray:
    """Money a week by channel."""
    return np.random.default_rng([seed, 1]).uniform(100, 900, channels)


def today(scenarios: Scenarios, seed: int, both: int = 2) -> Decision:
    """The first `both` people split their week evenly, the others alternate between the functions."""
    people, channels = len(scenarios.people), len(scenarios.channels)
    share = np.array([0.5 if p < both else float(p % 2) for p in range(people)])
    marketing = share[:, None, None] * scenarios.capacity[:, None, :] / channels
    return Decision(
        marketing=np.broadcast_to(marketing, (people, channels, scenarios.periods)).copy(),
        sales=(1 - share)[:, None] * scenarios.capacity,
        spend=usual_money(seed, channels)[:, None] * scenarios.weeks,
    )


def budget(scenarios: Scenarios, decision: Decision, times: float = 1.0) -> list[Rule]:
    """As much money in each month as `decision` spends, or `times` as much."""
    rules = []
    for period in range(scenarios.periods):
        weight = np.zeros_like(decision.spend)
        weight[:, period] = 1.0
        rules.append(
            Rule(f"budget {period}", spend=weight, high=times * float(decision.spend[:, period].sum()))
        )
    return rules
