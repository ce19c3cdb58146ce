"""A company that never was, with everything known about it.

    spec ─► people ─► arrivals ─► leads ─► selling ─► endings ─► orders ─► tables
            hours     spend       owner    answers    won/lost   money     as a CRM would know them

Every stage is vectorised over leads; only weeks and people are walked through one by one. What
the product may see is `World.tables`; what it is scored against is `World.truth`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from unslump.demo.activities import Activities, record
from unslump.demo.arrivals import Arrivals, arrive
from unslump.demo.calendar import Calendar
from unslump.demo.effects import Effects, draw_effects
from unslump.demo.endings import Endings, end
from unslump.demo.leads import Leads, single_leads
from unslump.demo.ledger import complete, known
from unslump.demo.orders import Sales, sell
from unslump.demo.people import Team, staff
from unslump.demo.selling import Answers, answer
from unslump.demo.spec import WorldSpec
from unslump.demo.streams import Streams

__all__ = ["Measure", "Truth", "World", "simulate"]

Measure = Literal["deals", "bookings", "delivered", "paid"]


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that made the company what it is. Groups are in the order of the spec."""

    calendar: Calendar
    effects: Effects  # of channels, segments, offers, people, months
    team: Team  # hours by week, person and function
    arrivals: Arrivals  # expected leads by week and channel, and what they come from
    leads: Leads
    answers: Answers
    endings: Endings  # each lead's win probability, final ending and dates
    sales: Sales  # amounts and orders


@dataclass(frozen=True)
class World:
    """A simulated company: its spec, its truth, and the tables a CRM would hold."""

    spec: WorldSpec
    truth: Truth
    streams: Streams

    @property
    def end(self) -> date:
        """The last observed day."""
        return self.spec.end

    @cached_property
    def activities(self) -> Activities:
        """What people did; worked out when first asked for."""
        truth = self.truth
        return record(self.spec, truth.calendar, truth.team, truth.leads, truth.endings, self.streams)

    @cached_property
    def complete(self) -> dict[str, pa.Table]:
        """The canonical tables with every event, also those after `end`."""
        truth = self.truth
        return complete(
            self.spec,
            truth.calendar,
            truth.arrivals,
            truth.leads,
            truth.endings,
            truth.sales,
            self.activities,
            self.streams,
        )

    def tables(self, as_of: date | None = None) -> dict[str, pa.Table]:
        """The canonical tables as known at the end of `as_of`; without a date, of the last observed day."""
        return known(self.complete, self.end if as_of is None else as_of)

    def realised(self, measure: Measure, start: date, end: date) -> float:
        """What truly comes about from `start` to `end`, both included: deals in number, the rest in money.

        Raises ValueError past the horizon, where leads are no longer simulated.
        """
        if end > self.spec.horizon:
            raise ValueError(f"{end} lies after {self.spec.horizon}, the last simulated day")
        sales = self.truth.sales
        times: NDArray[np.datetime64] = {
            "deals": sales.ordered_at,
            "bookings": sales.ordered_at,
            "delivered": sales.delivered_at,
            "paid": sales.paid_at,
        }[measure]
        inside = (times >= np.datetime64(start)) & (times < np.datetime64(end + timedelta(days=1)))
        return float(inside.sum() if measure == "deals" else sales.amount[sales.lead][inside].sum())


def simulate(spec: WorldSpec, rng: np.random.Generator) -> World:
    """The company `spec` describes, lived through once.

    >>> from unslump.demo.spec import ChannelSpec, Hat, PersonSpec
    >>> ann = PersonSpec("Ann", (Hat(0, marketing=0.5, sales=0.5),))
    >>> spec = WorldSpec(people=(ann,), channels=(ChannelSpec("Web", base=5),))
    >>> world = simulate(spec, np.random.default_rng(1))
    >>> world.end.isoformat(), world.tables()["leads"].num_rows > 400
    ('2025-12-28', True)
    """
    streams = Streams(rng)
    calendar = Calendar.of(spec)
    effects = draw_effects(spec, len(calendar.months), streams)
    team = staff(spec)
    arrivals = arrive(spec, calendar, team, effects, streams)
    leads = single_leads(spec, calendar, team, effects, arrivals, streams)
    answers = answer(spec, team, leads, streams)
    endings = end(spec, calendar, effects, leads, answers, streams)
    sales = sell(spec, effects, leads, endings, streams)
    return World(
        spec=spec,
        truth=Truth(calendar, effects, team, arrivals, leads, answers, endings, sales),
        streams=streams,
    )
