"""The plan's numbers as an answer: views, and the sentences that go with them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.goals import Goal
from unslump.business.wording import chance, money, quantity
from unslump.estimates.revenue import RevenueEngine
from unslump.planning.assignment.ahead import Ahead
from unslump.planning.assignment.aims import Objective
from unslump.planning.assignment.answer import (
    ChannelWorth,
    HoursLine,
    PlanResult,
    PlanView,
    SpendLine,
    WorthView,
)
from unslump.planning.assignment.changes import changes_between
from unslump.planning.assignment.decision import Decision
from unslump.planning.assignment.limits import FARTHEST
from unslump.planning.assignment.replay import Replayed
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.scenarios import Scenarios
from unslump.planning.assignment.solving import Found
from unslump.planning.bottleneck import worth_of_next
from unslump.planning.learnt import Learnt
from unslump.planning.ranges import range_of
from unslump.planning.verdict import GoalView, Range

__all__ = ["result_of", "worth_view"]

Array = NDArray[np.float64]

_NOTHING_KNOWN = (
    "This history cannot say who should do what: it shows neither what hours and money bring nor how much "
    "selling time a lead takes."
)
_NOTHING = 0.005  # worth of an hour, in money, below which it is none
_CRUMB = 0.05  # hours in a month that are not shown
_LITTLE = 0.005  # a gain below this share of what there is is none


def result_of(
    learnt: Learnt,
    company: Company,
    ahead: Ahead,
    goal: Goal | None,
    objective: Objective,
    wanted: float,
    found: Found,
    today: tuple[Decision, Replayed],
    plan: tuple[Decision, Replayed],
    better: bool,
    rules: tuple[Rule, ...],
) -> PlanResult:
    """The whole answer."""
    currency = company.currency
    worth = worth_view(ahead.scenarios, today[0], currency)
    changes = changes_between(ahead, today[0], plan[0], currency)
    return PlanResult(
        objective=objective.value,
        goal=None if goal is None else GoalView.of(goal, currency),
        as_of=learnt.engine.as_of,
        start=ahead.start,
        end=ahead.end,
        currency=currency,
        sentence=_sentence(
            objective,
            wanted,
            goal,
            currency,
            today[1],
            plan[1],
            plan[0],
            better,
            changes,
            _compared(ahead, today[0]),
        )
        if _anything_known(ahead)
        else _NOTHING_KNOWN,
        gap=found.gap if np.isfinite(found.gap) else None,
        better=better,
        interrupted=found.interrupted,
        seconds=found.seconds,
        today=_view(ahead, *today),
        plan=_view(ahead, *plan),
        changes=changes,
        worth=worth,
        worth_in_plan=worth_view(ahead.scenarios, plan[0], currency),
        rules=list(dict.fromkeys(rule.text for rule in rules if not rule.firm)),
        notes=_notes(learnt.engine, ahead, found, objective),
    )


def _view(ahead: Ahead, decision: Decision, replayed: Replayed) -> PlanView:
    scenarios = ahead.scenarios
    hours = [
        HoursLine(
            person=person,
            function="marketing",
            channel=channel,
            period=first,
            hours=round(float(decision.marketing[p, c, m]), 2),
        )
        for p, person in enumerate(scenarios.people)
        for c, channel in enumerate(scenarios.channels)
        for m, first in enumerate(ahead.months)
        if decision.marketing[p, c, m] > _CRUMB
    ]
    hours += [
        HoursLine(
            person=person,
            function="sales",
            channel=None,
            period=first,
            hours=round(float(decision.sales[p, m]), 2),
        )
        for p, person in enumerate(scenarios.people)
        for m, first in enumerate(ahead.months)
        if decision.sales[p, m] > _CRUMB
    ]
    return PlanView(
        margin=range_of(replayed.margin),
        margin_mean=float(replayed.margin.mean()),
        inside=range_of(replayed.inside),
        probability=replayed.probability,
        expected=None if replayed.reached is None else range_of(replayed.reached),
        leads=replayed.leads,
        followed_up=replayed.followed,
        money=float(decision.spend.sum()),
        hours=hours,
        spend=[
            SpendLine(channel=channel, period=first, amount=round(float(decision.spend[c, m]), 2))
            for c, channel in enumerate(scenarios.channels)
            for m, first in enumerate(ahead.months)
            if decision.spend[c, m] > 0.5
        ],
    )


def worth_view(scenarios: Scenarios, decision: Decision, currency: str) -> WorthView:
    """What the next hour and the next unit of money bring, with the sentence that says it."""
    units = worth_of_next(scenarios, decision)
    marketing, sales = (
        None if draws is None else range_of(draws) for draws in (units.marketing_hour, units.sales_hour)
    )
    channels = [ChannelWorth(channel=name, worth=range_of(draws)) for name, draws in units.money.items()]
    channels.sort(key=lambda channel: -channel.worth.p50)
    return WorthView(
        marketing_hour=marketing,
        sales_hour=sales,
        money=channels,
        sentence=_worth_sentence(
            marketing, sales, channels, units.marketing_hour, units.sales_hour, currency
        ),
    )


def _worth_sentence(
    marketing: Range | None,
    sales: Range | None,
    channels: list[ChannelWorth],
    marketing_draws: Array | None,
    sales_draws: Array | None,
    currency: str,
) -> str:
    nothing = [worth for worth in (marketing, sales) if worth is not None and abs(worth.p90) >= _NOTHING]
    if not nothing:
        said = "What one more hour is worth cannot be said: the history does not show what hours bring."
    elif marketing is None or sales is None or marketing_draws is None or sales_draws is None:
        missing = "marketing" if marketing is None else "sales"
        said = f"Nobody works on {missing}, so what an hour of it is worth cannot be told."
    else:
        first = float((marketing_draws > sales_draws).mean())
        stronger = "marketing" if first >= 0.5 else "sales"
        sure = max(first, 1.0 - first)
        m, s = float(marketing_draws.mean()), float(sales_draws.mean())
        high, low = (m, s) if stronger == "marketing" else (s, m)
        other = "sales" if stronger == "marketing" else "marketing"
        if sure < 0.65:
            said = (
                "The next hour is worth about as much in either function: some "
                f"{money(m, currency)} in marketing, {money(s, currency)} in sales."
            )
        else:
            said = (
                f"The next hour is worth more in {stronger}: some {money(high, currency)}, against "
                f"{money(low, currency)} in {other} (sure to {chance(sure).removeprefix('about ')})."
            )
    if channels:
        best = channels[0]
        said += (
            f" The next {currency} brings most on {best.channel}: {best.worth.p50:.2f} back "
            f"({best.worth.p10:.2f} to {best.worth.p90:.2f})."
        )
    return said


def _sentence(
    objective: Objective,
    wanted: float,
    goal: Goal | None,
    currency: str,
    before: Replayed,
    after: Replayed,
    plan: Decision,
    better: bool,
    changes: list[str],
    compared: str,
) -> str:
    if not better or not changes:
        return "No better assignment than today's was found: hours and money are where they bring most."
    if objective is Objective.MARGIN:
        gain = float(after.margin.mean() - before.margin.mean())
        share = gain / max(abs(float(before.margin.mean())), 1e-9)
        said = (
            f"The plan's leads should bring {money(float(after.margin.mean()), currency)} of margin, "
            f"{money(gain, currency)} ({share:.0%}) more than {compared}"
        )
        if share < _LITTLE:
            said = (
                "Today's assignment is as good as any: the best plan found brings "
                f"{money(gain, currency)} more"
            )
        if goal is not None and after.probability is not None and before.probability is not None:
            said += (
                f"; the chance of {goal.name} goes from {_plain(before.probability)} to "
                f"{_plain(after.probability)}"
            )
        return said + "."
    if goal is None or after.probability is None:
        return "Without a goal there is no chance of it."
    target = f"{goal.name} ({quantity(goal.amount, goal.measure.value, currency)})"
    if objective is Objective.PROBABILITY:
        return (
            f"The best chance of {target} with this money is {_plain(after.probability)}; with today's "
            f"assignment it is {_plain(before.probability or 0.0)}."
        )
    spent = float(plan.spend.sum())
    met = "" if after.probability >= wanted else f", short of the {wanted:.0%} asked for"
    return (
        f"The cheapest way found to {target} spends {money(spent, currency)} and reaches it with "
        f"{_plain(after.probability)}{met}; today's assignment has {_plain(before.probability or 0.0)}."
    )


def _compared(ahead: Ahead, today: Decision) -> str:
    """Today's assignment, or what is left of it when the budget is below what is spent today."""
    cut = today.spend.sum() < 0.999 * ahead.today.spend.sum()
    return "today's hours with as little money" if cut else "today's assignment"


def _anything_known(ahead: Ahead) -> bool:
    """Whether the history shows that hours or money bring any leads, or how much time they take."""
    return bool((ahead.scenarios.scale > 0).any() or (ahead.scenarios.hours_per_lead > 0).any())


def _plain(probability: float) -> str:
    return chance(probability).removeprefix("about ")


def _notes(engine: RevenueEngine, ahead: Ahead, found: Found, objective: Objective) -> list[str]:
    notes = []
    if not ahead.margin_known:
        notes.append(
            "company.yaml gives no offer a margin, so all of a won amount counts as margin: write "
            "margin: 40% to an offer to see what is left."
        )
    if not bool((ahead.scenarios.hours_per_lead > 0).any()):
        notes.append(
            "How many selling hours a lead takes is not known, so nobody is taken to be short of them: write "
            "functions: {sales: {hours per lead: 2}} into company.yaml, or import activities with durations."
        )
    flat = [
        name
        for index, name in enumerate(ahead.scenarios.channels)
        if not (ahead.scenarios.alpha[:, index] > 0).any()
    ]
    if flat:
        notes.append(
            f"No money is recorded for {', '.join(flat)}: what more of it would bring there cannot be said."
        )
    notes.append(
        f"No channel gets more than {FARTHEST:g} times its usual money: of more the history says nothing."
    )
    notes.append("People are paid either way, so their pay is in neither margin.")
    if found.interrupted:
        notes.append("The search was stopped before its end; this is the best plan so far.")
    if objective is not Objective.MARGIN and found.gap > 0.05:
        notes.append(
            "That no plan is better was not proven for this objective; the gap says how much is open."
        )
    return notes
