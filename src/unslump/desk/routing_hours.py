"""The hours sellers have left, and what a lead takes of them.

    free = hours on sales in the period (hats, contract, ramp, what two hats cost)
           − period / cycle × (open deals × hours a deal + leads kept × hours a lead)
           − leads accepted × hours a lead

Work begun is spread evenly over the cycle, the mean time from a lead to its win. Hours a lead and a deal
are company.yaml's, else what the history's activities come to for a lead (effort.py), which then stands for
a deal too; without either `ASSUMED` hours, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function, function_of_activity
from unslump.business.wording import number
from unslump.estimates.effort import fit_effort
from unslump.history.names import company_spelling
from unslump.history.workload import read_workload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unslump.business.company import Company
    from unslump.desk.learnt import Learnt
    from unslump.desk.routing_pool import Pool
    from unslump.history.snapshot import Snapshot

__all__ = ["ASSUMED", "SellingHours", "Work", "hours_left", "work_of"]

Array = NDArray[np.float64]

ASSUMED = 3.0  # hours a lead where nothing at all is known: two calls and an offer
_DRAWS = 200


@dataclass(frozen=True, slots=True)
class Work:
    """Hours a new lead and a deal take, and where the figures come from."""

    lead: float
    deal: float
    basis: str


@dataclass(frozen=True)
class SellingHours:
    """Hours of each seller in the period: all of them, those spoken for, those left; arrays (sellers,)."""

    start: date
    end: date
    whole: Array
    committed: Array
    free: Array


def work_of(snapshot: Snapshot, learnt: Learnt, company: Company | None, rng: np.random.Generator) -> Work:
    """What a lead and a deal take."""
    stated = company.effort if company else None
    per_lead = stated.sales_hours_per_lead if stated else None
    per_deal = stated.sales_hours_per_deal if stated else None
    if per_lead is not None:
        deal = per_deal if per_deal is not None else per_lead
        return Work(
            per_lead, deal, f"{number(per_lead)} hours a lead and {number(deal)} a deal, as company.yaml says"
        )
    functions = company.activities if company else {}
    workload = read_workload(
        snapshot, company_spelling(snapshot, company), lambda kind: function_of_activity(kind, functions)
    )
    share = float(learnt.frame.in_deal.mean())
    if stated is None:
        from unslump.business.functions import Effort

        stated = Effort()
    rate = fit_effort(workload, stated, np.full(_DRAWS, share), rng, _DRAWS).hours[Function.SALES]
    if rate.draws is None:
        return Work(ASSUMED, ASSUMED, f"{number(ASSUMED)} hours a lead are assumed: {rate.basis}")
    hours = float(rate.draws.mean())
    return Work(hours, hours, f"{number(hours)} hours a lead: {rate.basis}")


def hours_left(
    company: Company, sellers: Sequence[str], learnt: Learnt, pool: Pool, work: Work, weeks: int
) -> SellingHours:
    """The sellers' hours in the `weeks` after the last known day."""
    start = learnt.frame.as_of + timedelta(days=1)
    end = start + timedelta(days=7 * weeks - 1)
    people = {person.name: person for person in company.people}
    whole = np.array([people[name].hours(Function.SALES, start, end) for name in sellers])
    part = min(7.0 * weeks / learnt.ripeness.cycle_days, 1.0)
    taken = np.bincount(list(pool.accepted.values()), minlength=len(sellers)) if pool.accepted else 0.0
    committed = part * (work.deal * pool.deals + work.lead * pool.kept) + work.lead * taken
    return SellingHours(start, end, whole, committed, np.maximum(whole - committed, 0.0))
