"""What a campaign would bring: leads for its money, wins of these leads, and the hours they take.

    leads   = response(usual spend + campaign's) - response(usual spend), over the campaign's weeks
              or money ÷ cost of a lead, where the channel's response to money is not known
    wins    = leads × P(won ever) of the channel
    hours   = leads × hours a lead takes of each function

each times what earlier campaigns taught about promises and deliveries (`learnt`). The response is of money
spent as it usually is; a campaign is one case more, so a belief about how far cases differ is always in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.business.goals import Goal, Measure
from unslump.business.wording import money
from unslump.estimates.response import MOST_WEEKS_AHEAD, ResponsePosterior
from unslump.estimates.revenue import RevenueEngine
from unslump.launch.campaign import CampaignPlan
from unslump.planning.lead_value import share_by_age

__all__ = ["Expected", "expect"]

Array = NDArray[np.float64]

_LONGEST_DAYS = 730
_SPREAD_OF_COSTS = 0.5  # sd of log cost between channels, where the channel has none of its own


@dataclass(frozen=True)
class Expected:
    """Draws of what a campaign brings; None: nothing in the history says.

    Attributes:
        leads: over the campaign's life, before what earlier campaigns taught: (draws,).
        basis: what that rests on.
        win_share: P(a lead of it is ever won): (draws,).
        deal_share: P(a lead of it becomes a deal): (draws,), None where leads are not deals' beginning.
        sales_hours, marketing_hours: hours a lead takes: (draws,).
        in_time: the part of its wins that come by the goal's end, leads spread evenly; None without goal.
        follow_weeks: the age by which nine in ten wins have come.
    """

    leads: Array | None
    basis: str
    win_share: Array | None
    deal_share: Array | None
    sales_hours: Array | None
    marketing_hours: Array | None
    in_time: float | None
    follow_weeks: float | None


def expect(
    campaign: CampaignPlan,
    engine: RevenueEngine,
    response: ResponsePosterior | None,
    goal: Goal | None,
    currency: str,
    rng: np.random.Generator,
) -> Expected:
    """Work out what the campaign would bring. The same engine and generator: the same answer."""
    leads, basis = _leads(campaign, engine, response, currency, rng)
    effort = engine.effort.hours
    win = deal = None
    in_time = follow = None
    if engine.stages:
        channels = engine.stages[0].mix.channels
        win = _of_channel(engine.onward_share(), channels, campaign.channel, engine)
        if len(engine.stages) > 1:
            deal = _of_channel(engine.stages[0].new_shares(0)[:, :, 0], channels, campaign.channel, engine)
        follow, in_time = _timing(campaign, engine, goal)
    return Expected(
        leads=leads,
        basis=basis,
        win_share=win,
        deal_share=deal,
        sales_hours=effort[Function.SALES].draws,
        marketing_hours=effort[Function.MARKETING].draws,
        in_time=in_time,
        follow_weeks=follow,
    )


def _leads(
    campaign: CampaignPlan,
    engine: RevenueEngine,
    response: ResponsePosterior | None,
    currency: str,
    rng: np.random.Generator,
) -> tuple[Array | None, str]:
    budget = campaign.budget or 0.0
    if budget <= 0:
        return None, "the campaign has no budget, and the history says only what money brings"
    name = campaign.channel
    if (
        response is not None
        and name in response.channels
        and response.usual_spend[response.channels.index(name)] > 0
    ):
        found = _more_leads(campaign, response, budget)
        if found is not None:
            return found, f"what {money(budget, currency)} more brings on {name}, as spending has so far"
    cost = engine.effort.cost_by_channel.get(name or "")
    if cost is not None:
        return budget / np.maximum(cost, 1e-9), f"the usual money a lead has cost on {name}"
    costs = np.array([np.median(draws) for draws in engine.effort.cost_by_channel.values()])
    costs = costs[costs > 0]
    if not len(costs):
        return None, "no money is recorded on any channel that brought leads"
    logs = np.log(costs)
    # Shrunk variance: the spread that was seen and the one believed, each channel counting once.
    seen = float(((logs - logs.mean()) ** 2).sum())
    sd = float(np.sqrt((seen + _SPREAD_OF_COSTS**2) / max(len(logs), 1)))
    drawn = np.exp(logs.mean() + sd * np.sqrt(1 + 1 / len(logs)) * rng.standard_normal(engine.draws))
    where = f"{name} has no history" if name else "no channel is named"
    return budget / drawn, f"{where}: what a lead costs on the other channels, which is a guess"


def _more_leads(campaign: CampaignPlan, response: ResponsePosterior, budget: float) -> Array | None:
    """Leads that the budget brings on top of the usual spend, its money spread evenly over its days."""
    last = (campaign.end - response.first_week).days
    weeks = ceil((last + 1) / 7)
    if weeks < 1 or weeks > MOST_WEEKS_AHEAD:
        return None
    # Money goes on working for a while after it is spent.
    weeks = min(weeks + 8, MOST_WEEKS_AHEAD)
    index = response.channels.index(campaign.channel or "")
    days = [response.first_week + timedelta(days=d) for d in range(7 * weeks)]
    running = np.array([campaign.start <= each <= campaign.end for each in days], dtype=float)
    share = running.reshape(weeks, 7).sum(axis=1)
    if share.sum() == 0:
        return None
    usual, hours = response.usual(weeks)
    more = usual.copy()
    more[index] += budget * share / share.sum()
    gained = response.means(more, hours)[:, index] - response.means(usual, hours)[:, index]
    return np.asarray(gained.sum(axis=1))


def _of_channel(
    by_channel: Array, channels: tuple[str, ...], name: str | None, engine: RevenueEngine
) -> Array:
    """Draws of one channel; the usual mix of all where the history does not know it."""
    if name in channels:
        return by_channel[:, channels.index(name)]
    return by_channel @ engine.stages[0].mix.channel_weight


def _timing(
    campaign: CampaignPlan, engine: RevenueEngine, goal: Goal | None
) -> tuple[float | None, float | None]:
    """(weeks until nine in ten wins have come, the part of the wins that come by the goal's end)."""
    by_age = _share_by_age(campaign, engine, Measure.DEALS)
    late = np.flatnonzero(by_age >= 0.9 * by_age[-1])
    follow = float(late[0]) / 7 if len(late) else None
    if goal is None:
        return follow, None
    by_age = _share_by_age(campaign, engine, goal.measure)
    days = [campaign.start + timedelta(days=d) for d in range(campaign.period.days)]
    ages = np.array([(goal.end - each).days for each in days])
    inside = np.where(ages >= 0, by_age[np.clip(ages, 0, len(by_age) - 1)], 0.0)
    return follow, float(inside.mean())


def _share_by_age(campaign: CampaignPlan, engine: RevenueEngine, measure: Measure) -> Array:
    """The part of a lead's wins (deliveries, payments) that has come by each day of its age: (days,)."""
    channels = engine.stages[0].mix.channels
    by_age = share_by_age(engine, measure, _LONGEST_DAYS)
    known = campaign.channel in channels
    return np.asarray(by_age[channels.index(campaign.channel or "")] if known else by_age.mean(axis=0))
