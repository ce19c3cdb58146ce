"""What an assignment really brings in a generated company: its own truth, run on from today.

Hours and money of the weeks to come are replaced by the assignment's, and the company's mechanisms
do the rest (demo/): arrivals, owners, the queue for selling time, answers that come late. A lead
counts with its true win probability times its amount, whenever it would close.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.demo.arrivals import Arrivals, adstock
from unslump.demo.endings import end
from unslump.demo.leads import single_leads
from unslump.demo.orders import sell
from unslump.demo.people import MARKETING, SALES, Team
from unslump.demo.selling import answer
from unslump.demo.streams import Streams
from unslump.demo.world import World
from unslump.planning.assignment.decision import Decision

__all__ = ["Weekly", "company_of", "margin_of", "weekly"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Weekly:
    """An assignment by week: hours people × channels × weeks and people × weeks, money channels × weeks."""

    marketing: Array
    sales: Array
    spend: Array


def company_of(world: World) -> Company:
    """company.yaml as the owner of the generated company would write it."""
    people = tuple(
        Person(
            person.name,
            hats={
                function: share
                for function, share in (
                    (Function.MARKETING, person.hats[-1].marketing),
                    (Function.SALES, person.hats[-1].sales),
                )
                if share > 0
            },
            hours_per_week=person.hours,
        )
        for person in world.spec.people
    )
    return Company("A generated company", world.spec.currency, people=people)


def weekly(
    decision: Decision, month_of: NDArray[np.int64], channels: tuple[str, ...], world: World
) -> Weekly:
    """A decision by month as hours and money by week, its channels in the order of the world's."""
    weeks = np.bincount(month_of)
    place = {name: index for index, name in enumerate(channels)}
    order = [place.get(channel.name) for channel in world.spec.channels]

    def by_channel(values: Array, axis: int) -> Array:
        moved = np.moveaxis(values, axis, 0)
        return np.moveaxis(
            np.stack([np.zeros_like(moved[0]) if index is None else moved[index] for index in order]), 0, axis
        )

    marketing = by_channel(decision.marketing, 1)
    return Weekly(
        (marketing / weeks)[:, :, month_of],
        (decision.sales / weeks)[:, month_of],
        (by_channel(decision.spend, 0) / weeks)[:, month_of],
    )


def margin_of(world: World, plan: Weekly, repeats: int = 4) -> float:
    """Mean over `repeats` futures of what the leads of the plan's weeks bring, less the money spent."""
    return float(np.mean([_one(world, plan, repeat) for repeat in range(repeats)]))


class _Again(Streams):
    """The world's own habits (who gets whose leads, whom a channel reaches), other luck."""

    def __init__(self, world: World, repeat: int) -> None:
        super().__init__(np.random.default_rng([20_261_124, repeat]))
        self._world = world

    def named(self, name: str) -> np.random.Generator:
        """As in the history where it is a habit, else drawn anew."""
        return self._world.streams.named(name) if name in ("mix", "routing") else super().named(name)


def _one(world: World, plan: Weekly, repeat: int) -> float:
    spec, truth = world.spec, world.truth
    first, count = spec.weeks, plan.sales.shape[1]
    ahead = slice(first, first + count)
    streams = _Again(world, repeat)
    gross = truth.team.gross.copy()
    gross[ahead, :, MARKETING], gross[ahead, :, SALES] = plan.marketing.sum(axis=1).T, plan.sales.T
    both = (gross > 1e-6).all(axis=2)
    kept = np.where(both, 1.0 - spec.focus_loss, 1.0)
    team = Team(gross=gross, productive=gross * kept[:, :, None])
    arrivals = _arrivals(world, plan, kept, ahead, streams)
    leads = single_leads(spec, truth.calendar, team, truth.effects, arrivals, streams)
    answers = answer(spec, team, leads, streams)
    endings = end(spec, truth.calendar, truth.effects, leads, answers, streams)
    sales = sell(spec, truth.effects, leads, endings, streams)
    new = (leads.week >= first) & (leads.week < first + count)
    return float((endings.win_probability * sales.amount)[new].sum() - plan.spend.sum())


def _arrivals(world: World, plan: Weekly, kept: Array, ahead: slice, streams: Streams) -> Arrivals:
    spec, old = world.spec, world.truth.arrivals
    spend, effort = old.spend.copy(), old.effort.copy()
    spend[ahead] = plan.spend.T
    skill = kept[ahead] * world.truth.effects.finder  # weeks × people
    effort[ahead] = np.moveaxis(plan.marketing, 2, 0) * skill[:, :, None]
    carried = adstock(spend, np.array([channel.adstock for channel in spec.channels]))
    alpha, beta, base, scale = (
        np.array([getattr(channel, name) for channel in spec.channels])
        for name in ("alpha", "beta", "base", "scale")
    )
    response = scale * carried**alpha * effort.sum(axis=1) ** beta
    worth = base + response
    level = world.truth.calendar.season * old.drift
    expected = level[:, None] * worth
    expected[: ahead.start] = 0.0  # only what is still to come
    expected[ahead.stop :] = 0.0
    return Arrivals(
        spend=spend,
        adstock=carried,
        effort=effort,
        drift=old.drift,
        driven=np.divide(response, worth, out=np.zeros_like(worth), where=worth > 0),
        expected=expected,
        counts=streams.named("counts").poisson(expected),
    )
