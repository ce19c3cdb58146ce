"""The gate on money and time: the budget is there, it buys what is promised, and in time for the goal."""

from __future__ import annotations

import numpy as np

from unslump.business.wording import chance, count, day, money, number, percent, span
from unslump.estimates.clock import MONTH_DAYS
from unslump.launch.gate import Check, Light, Ready, green

__all__ = ["budget_there", "in_time", "promise_likely"]

_LIKELY, _UNLIKELY = 0.7, 0.3  # that the leads promised come
_MOSTLY, _HARDLY = 0.5, 0.2  # of the wins in time: the rest serves the next goal


def budget_there(ready: Ready) -> list[Check]:
    """The money is written down for those days, and others have not taken it."""
    title, campaign, company = "The budget is there", ready.campaign, ready.company

    def found(light: Light, says: str, mends: str) -> list[Check]:
        return [Check(code="budget", function="marketing", title=title, light=light, says=says, mends=mends)]

    if campaign.budget is None:
        return found(
            "amber", "The campaign has no budget.", "Give one with --budget, 0 where it costs only time."
        )
    if campaign.budget == 0:
        return [green("budget", "marketing", title, "It costs hours and no money.")]
    channel = next((each for each in company.channels if each.name == campaign.channel), None)
    months = max(campaign.period.days / MONTH_DAYS, 1.0)
    if channel is not None and channel.max_spend is not None and campaign.budget / months > channel.max_spend:
        return found(
            "red", f"{money(campaign.budget / months, ready.currency)} a month is more than company.yaml "
            f"allows on {channel.name}: {money(channel.max_spend, ready.currency)}.",
            "Spend less, let it run longer, or raise the channel's max spend.",
        )  # fmt: skip
    written = company.budget_for(campaign.start, campaign.end)
    if written is None:
        return found(
            "red", f"No budget in company.yaml touches {day(campaign.start)} to {day(campaign.end)}.",
            "Write one under budgets, or move the campaign.",
        )  # fmt: skip
    taken = sum(
        (other.campaign.budget or 0.0)
        * other.campaign.period.overlap_days(campaign.period)
        / other.campaign.period.days
        for other in ready.beside
    )
    left = written - taken
    also = f", {money(taken, ready.currency)} of which other campaigns take" if taken else ""
    says = (
        f"It needs {money(campaign.budget, ready.currency)} of the {money(written, ready.currency)} of those "
        f"days{also}"
    )
    if campaign.budget > left:
        return found("red", f"{says}.", "Raise the budget in company.yaml, or spend less.")
    usual = _usual_elsewhere(ready)
    if campaign.budget + usual > left:
        return found(
            "amber", f"{says}; with the {money(usual, ready.currency)} that other channels usually take it "
            "is not enough.", "Take it from a channel that brings less: unslump channels.",
        )  # fmt: skip
    return [green("budget", "marketing", title, f"{says}.")]


def _usual_elsewhere(ready: Ready) -> float:
    """What the other channels would take in those days if they went on as usual."""
    response = ready.response
    if response is None:
        return 0.0
    others = [n for n, name in enumerate(response.channels) if name != ready.campaign.channel]
    return float(response.usual_spend[others].sum() * ready.campaign.weeks)


def promise_likely(ready: Ready) -> list[Check]:
    """P(the campaign brings the leads that marketing owes)."""
    title = "The leads promised"
    owed = ready.charter.agreement.leads if ready.charter else ready.campaign.leads
    expected = ready.expected

    def amber(says: str, mends: str) -> list[Check]:
        return [
            Check(code="promise", function="marketing", title=title, light="amber", says=says, mends=mends)
        ]

    if owed is None:
        return amber(
            "No number of leads is promised.", "Give one with --leads, or write it into the agreement."
        )
    if expected is None or expected.leads is None or ready.ratio is None:
        why = expected.basis if expected else "there is no history"
        return amber(
            f"Whether {count(owed, 'lead', 'leads')} will come cannot be said: {why}.",
            "Start small, and let the review say it for the next one.",
        )
    leads = expected.leads * ready.ratio
    # Leads come by chance around what is to be expected.
    sd = np.sqrt(np.maximum(leads, 1e-9))
    likely = float(np.mean(_above((owed - 0.5 - leads) / sd)))
    low, middle, high = (float(q) for q in np.quantile(leads, [0.1, 0.5, 0.9]))
    says = (
        f"About {count(middle, 'lead', 'leads')} ({span(low, high, '')}) are to be expected: "
        f"{expected.basis}. "
        f"The chance that {number(owed)} come is {chance(likely)}."
    )
    if likely >= _LIKELY:
        return [green("promise", "marketing", title, says)]
    light: Light = "amber" if likely >= _UNLIKELY else "red"
    return [
        Check(
            code="promise", function="marketing", title=title, light=light, says=says,
            mends=f"Promise {count(max(low, 1.0), 'lead', 'leads')}, which 9 in 10 such campaigns bring, or "
            "give it more money or time.",
        )
    ]  # fmt: skip


def in_time(ready: Ready) -> list[Check]:
    """The part of the campaign's wins that come before its goal's end."""
    goal, title = ready.goal, "Wins in time for its goal"
    if goal is None:
        return [
            Check(
                code="in_time", function="both", title=title, light="amber",
                says="The campaign serves no goal that is written down.",
                mends="Name one with --goal.",
            )
        ]  # fmt: skip
    if ready.expected is None or ready.expected.in_time is None:
        return []
    share = ready.expected.in_time
    by = f"by the end of {goal.name}, {day(goal.end)}"
    says = f"{percent(share)} of what it wins comes {by}; the rest comes later."
    light: Light = "green" if share >= _MOSTLY else "amber" if share >= _HARDLY else "red"
    if light == "green":
        return [green("in_time", "both", title, says)]
    return [
        Check(
            code="in_time", function="both", title=title, light=light, says=says,
            mends="Start earlier, or count it towards the goal after.",
        )
    ]  # fmt: skip


def _above(z: np.ndarray) -> np.ndarray:
    from scipy.special import ndtr

    return np.asarray(1.0 - ndtr(z))
