"""Assigns well: margin realised in generated companies' own truth, against other ways to assign.

Every way sees the same history and the same estimates, has the same people, hours and money, and plans
26 weeks; each assignment is then lived through in the company's truth (bench/realised.py).

    today          hats, hours and money as they are
    proportional   money and marketing hours by channel as the margin the channel's leads brought
    greedy         money to the channel with the best average return until it has three times its usual,
                   then the next; whoever wears both hats goes where an average hour brought more
    SLSQP, money   as PyMC-Marketing's optimiser does it: SciPy's SLSQP on the money by channel under
                   the learnt response curves, hats as they are
    SLSQP, both    the same on money, channel shares of the marketing hours, and everybody's hats
    the plan       unslump plan
    known          the same optimiser, given the truth instead of estimates: what knowing all would bring

    python -m bench assignment
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from bench.realised import company_of, margin_of, weekly
from bench.table import BenchTable
from bench.worlds import reporting_world, write_history
from unslump.business.company import Company
from unslump.demo.spec import ChannelSpec
from unslump.demo.world import World
from unslump.planning.assignment.ahead import BUSY, Ahead, look_ahead, with_typical
from unslump.planning.assignment.choosing import spread_out
from unslump.planning.assignment.decision import Decision, outcome_of
from unslump.planning.assignment.limits import FARTHEST, budget_rules, channel_rules
from unslump.planning.assignment.planner import Asking, best_decision
from unslump.planning.assignment.program import Program
from unslump.planning.assignment.scenarios import Scenarios
from unslump.planning.assignment.solving import find_best
from unslump.planning.learnt import Learnt, learn_all

__all__ = ["quick", "run"]

Array = NDArray[np.float64]

WORLDS, WEEKS = 40, 26
WAYS = ("today", "proportional", "greedy", "SLSQP, money", "SLSQP, both", "the plan", "known")
_DRAWS = 500


@dataclass(frozen=True)
class Result:
    """One company: realised margin by way, seconds and proven gap of the plan, gap with perfect knowledge."""

    seed: int
    two_hats: int
    margin: dict[str, float]
    seconds: float
    gap: float
    known_gap: float


def run() -> list[BenchTable]:
    """Forty companies of the reporting family."""
    return _tables(_measure(range(WORLDS)))


def quick() -> list[BenchTable]:
    """Two."""
    return _tables(_measure(range(2)))


def _measure(seeds: range) -> list[Result]:
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(measure, seeds))


def measure(seed: int) -> Result:
    """Assign in every way in one company, and live through each."""
    world = reporting_world(seed, 2_000)
    company = company_of(world)
    with tempfile.TemporaryDirectory() as folder:
        snapshot = write_history(world, Path(folder) / "company").snapshot(world.end)
        learnt = learn_all(snapshot, company, np.random.default_rng(seed), _DRAWS)
    start = world.end + timedelta(days=1)
    asking = Asking(end=world.end + timedelta(weeks=WEEKS))
    ahead = look_ahead(learnt, company, start, asking.end, None)
    began = time.perf_counter()
    plan, found = best_decision(learnt, company, ahead, asking, np.random.default_rng(seed))
    seconds = time.perf_counter() - began
    mean = with_typical(ahead.scenarios.only(_few(ahead)), ahead.today)
    known, known_gap = _known(world, ahead, company)
    decisions = {
        "today": ahead.today,
        "proportional": _proportional(mean, ahead.today),
        "greedy": _greedy(learnt, mean, ahead.today),
        "SLSQP, money": _slsqp(mean, ahead.today, hats=False),
        "SLSQP, both": _slsqp(mean, ahead.today, hats=True),
        "the plan": plan,
        "known": known,
    }
    margin = {
        way: margin_of(world, weekly(decision, ahead.month_of, ahead.scenarios.channels, world))
        for way, decision in decisions.items()
    }
    two_hats = sum(person.wears_both_hats for person in company.people)
    return Result(seed, two_hats, margin, seconds, found.gap, known_gap)


def _few(ahead: Ahead) -> NDArray[np.int64]:
    return spread_out(outcome_of(ahead.scenarios, ahead.today).worth, 16, np.random.default_rng(1))


def _proportional(scenarios: Scenarios, today: Decision) -> Decision:
    """Money and marketing hours by channel as what the channel's leads are worth."""
    leads = outcome_of(scenarios, today).leads
    worth = (leads * scenarios.value).sum(axis=2).mean(axis=0)
    share = worth / worth.sum()
    spends = today.spend.sum(axis=1) > 0
    money = np.where(spends, share, 0.0) / max(share[spends].sum(), 1e-12)
    return replace(
        today,
        spend=money[:, None] * today.spend.sum(axis=0),
        marketing=share[:, None] * today.marketing.sum(axis=1)[:, None, :],
    )


def _greedy(learnt: Learnt, scenarios: Scenarios, today: Decision) -> Decision:
    """Best average return first; two hats become the one whose average hour brought more."""
    outcome = outcome_of(scenarios, today, shared=True)
    worth = (outcome.leads * scenarios.value).sum(axis=2).mean(axis=0)
    spent = today.spend.sum(axis=1)
    order = np.argsort(-worth / np.maximum(spent, 1e-9))
    spend = np.zeros_like(today.spend)
    for period in range(scenarios.periods):
        left = today.spend[:, period].sum()
        for channel in order:
            spend[channel, period] = min(left, FARTHEST * today.spend[channel, period])
            left -= spend[channel, period]
    by_hour = {
        "marketing": worth.sum() / max(today.marketing.sum(), 1e-9),
        "sales": float(outcome.worth.mean()) / max(today.sales.sum(), 1e-9),
    }
    marketing, sales = today.marketing.copy(), today.sales.copy()
    for person in np.flatnonzero(today.both.any(axis=1)):
        hours = today.hours[person]
        if by_hour["marketing"] >= by_hour["sales"]:
            usual = today.marketing[person] / np.maximum(today.marketing[person].sum(axis=0), 1e-12)
            marketing[person], sales[person] = usual * hours, 0.0
        else:
            marketing[person], sales[person] = 0.0, hours
    return Decision(marketing, sales, spend)


def _slsqp(scenarios: Scenarios, today: Decision, *, hats: bool) -> Decision:
    """SciPy's SLSQP from today's assignment, constant over the months as a budget optimiser has it."""
    people, channels = len(scenarios.people), len(scenarios.channels)
    usual = today.spend.sum(axis=1)
    month = today.spend / np.maximum(usual[:, None], 1e-12)
    hours = today.hours
    share_now = today.marketing.sum(axis=1) / np.maximum(hours, 1e-12)
    split_now = today.marketing.sum(axis=(0, 2)) / max(today.marketing.sum(), 1e-12)
    size = max(float(outcome_of(scenarios, today).worth.mean()), 1.0)

    def decision(x: Array) -> Decision:
        spend = x[:channels, None] * usual.sum() * month.mean(axis=0)
        if not hats:
            return replace(today, spend=spend)
        finds = x[channels : channels + people, None]
        split = x[channels + people :] / max(x[channels + people :].sum(), 1e-9)
        return Decision((finds * hours)[:, None, :] * split[:, None], (1.0 - finds) * hours, spend)

    def worse(x: Array) -> float:
        tried = decision(np.maximum(x, 0.0))
        return -float(outcome_of(scenarios, tried, shared=True).net(tried).mean()) / size

    start = usual / max(usual.sum(), 1e-12)
    bounds = [(0.0, FARTHEST * share) for share in start]
    if hats:
        start = np.concatenate([start, share_now.mean(axis=1), split_now])
        bounds += [(0.0, 1.0)] * people + [(1e-3, 1.0)] * channels
    money: dict[str, object] = {"type": "ineq", "fun": lambda x: 1.0 - x[:channels].sum()}
    found = minimize(
        worse,
        start,
        method="SLSQP",
        bounds=bounds,
        constraints=[money],
        options={"maxiter": 200, "ftol": 1e-7},
    )
    best = decision(np.clip(found.x, 0.0, None))
    return best if worse(found.x) <= worse(start) else today


def _known(world: World, ahead: Ahead, company: Company) -> tuple[Decision, float]:
    """The optimiser with the truth for its only scenario."""
    truth = _truth(world, ahead)
    rules = (*budget_rules(ahead, company, None), *channel_rules(ahead, company))
    found = find_best(Program(truth, rules), ahead.today, gap=0.005, seconds=60.0)
    return found.decision, found.gap


def _truth(world: World, ahead: Ahead) -> Scenarios:
    """The company's parameters as one scenario; waiting costs and segments at their means."""
    spec, true = world.spec, world.truth
    month, weeks = ahead.month_of, ahead.scenarios.weeks
    inside = (month[:, None] == np.arange(len(weeks))).astype(float)
    future = slice(spec.weeks, spec.weeks + len(month))
    level = (true.calendar.season * true.arrivals.drift)[future] @ inside
    names = [channel.name for channel in spec.channels]
    place = [names.index(name) if name in names else None for name in ahead.scenarios.channels]

    def of(field: Callable[[ChannelSpec], float], missing: float = 0.0) -> Array:
        return np.array([missing if at is None else field(spec.channels[at]) for at in place])

    decay = of(lambda channel: channel.adstock)
    later = np.arange(len(month))[:, None] - np.arange(len(month))[None, :]
    kernel = np.where(later >= 0, decay[:, None, None] ** np.maximum(later, 0), 0.0)
    now = np.array([0.0 if at is None else true.arrivals.adstock[spec.weeks - 1, at] for at in place])
    past = now[:, None] * decay[:, None] ** np.arange(1, len(month) + 1)
    recent = true.leads.week >= spec.weeks - 26
    value = np.array([_value(world, at, recent) for at in place])
    closer = np.exp(true.effects.closer)
    hours = ahead.today.sales.sum(axis=1)
    closer = closer / (closer @ hours / hours.sum()) if hours.sum() > 0 else closer
    scenarios = replace(
        ahead.scenarios.only(np.zeros(1, dtype=np.int64)),
        base=(of(lambda channel: channel.base)[:, None] * level)[None],
        scale=(of(lambda channel: channel.scale)[:, None] * level)[None],
        alpha=of(lambda channel: channel.alpha)[None],
        beta=of(lambda channel: channel.beta)[None],
        left_over=(past @ (inside / weeks))[None],
        carry=np.einsum("ctu,tm,un->cmn", kernel, inside / weeks, inside)[None],
        able=np.ones_like(ahead.scenarios.able),
        finder=true.effects.finder[None],
        closer=closer[None],
        focus_loss=np.array([spec.focus_loss]),
        hours_per_lead=np.array([spec.hours_per_lead / BUSY]),
        value=np.broadcast_to(value[:, None], (len(place), len(weeks)))[None].copy(),
    )
    return with_typical(scenarios, ahead.today)


def _value(world: World, channel: int | None, recent: NDArray[np.bool_]) -> float:
    """Mean worth of a lead of a channel that is answered promptly, with today's sellers."""
    if channel is None:
        return 0.0
    true, spec = world.truth, world.spec
    mine = recent & (true.leads.channel == channel) & (true.leads.owner >= 0)
    if not mine.any():
        mine = true.leads.channel == channel
    chance = expit(
        true.effects.level[true.calendar.month_of(true.leads.created_at[mine])]
        + true.effects.channel[channel]
        + true.effects.segment[true.leads.segment[mine]]
        + true.effects.offer[true.leads.offer[mine]]
        + true.effects.closer[true.leads.owner[mine]]
        - spec.response_cost * np.log1p(spec.response_hours / 24.0)
    )
    return float((chance * true.sales.amount[mine]).mean())


def _tables(results: list[Result]) -> list[BenchTable]:
    rows = []
    for name, some in (
        ("all", results),
        ("somebody wears two hats", [r for r in results if r.two_hats]),
        ("nobody does", [r for r in results if not r.two_hats]),
    ):
        if not some:
            continue
        known = np.array([r.margin["known"] for r in some])
        cells = [name, str(len(some))]
        for way in WAYS:
            part = np.array([r.margin[way] for r in some]) / known
            cells.append(f"{np.median(part):.3f}")
        rows.append(cells)
    two = [r for r in results if r.two_hats] or results
    peers = [way for way in WAYS if way not in ("the plan", "known")]
    medians = {way: np.median([r.margin["the plan"] / r.margin[way] for r in two]) for way in peers}
    best = min(medians, key=lambda way: medians[way])
    below = [r for r in results if r.margin["the plan"] < r.margin["today"]]
    worst = min(r.margin["the plan"] / r.margin["today"] for r in results)
    notes = [
        f"Where somebody wears two hats the plan realises {medians[best]:.3f} times the margin of the best "
        f"peer, {best} (median of the companies; aim 1.10). "
        + "; ".join(f"{way} {value:.3f}" for way, value in medians.items())
        + ".",
        f"Below today's in {len(below)} of {len(results)} companies (aim: none); the worst is {worst:.3f} "
        "of it.",
        f"Proven gap of the plan on its scenarios: median {np.median([r.gap for r in results]):.2%}, largest "
        f"{max(r.gap for r in results):.2%}; with perfect knowledge "
        f"{np.median([r.known_gap for r in results]):.2%} and {max(r.known_gap for r in results):.2%}.",
        f"Seconds to plan, learning left out: median {np.median([r.seconds for r in results]):.1f}, longest "
        f"{max(r.seconds for r in results):.1f}.",
    ]
    header = ["companies", "how many", *WAYS]
    return [
        BenchTable(
            "Assigns well",
            f"Margin realised in {WEEKS} weeks of the company's own truth, as a share of what perfect "
            "knowledge realises (median). Wanted: 1.10 times the best peer where people wear two hats, "
            "never below today's.",
            header,
            rows,
            notes,
            "python -m bench assignment",
        )
    ]
