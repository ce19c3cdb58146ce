"""The open leads together: who should take which, so that the most margin is to be expected.

    value[l, s] = max over offers that can be made of  P(win | l, offer, s, answered today) × price × margin

Sellers' hours left are the limit (routing_hours.py), the assignment is exact (routing_program.py). Where the
hours are too few for all, a lead that loses by waiting goes before one that does not: what counts is
value − ρ × its value with the same seller a period later, ρ being the part of the leads for which there are
hours. It is a
proposal: nothing is assigned before somebody accepts it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.business.wording import count, day, number, things
from unslump.desk.fairness import best_quarter, fairness_of
from unslump.desk.lead_frame import NEVER
from unslump.desk.matching import expected_margin
from unslump.desk.routing_answer import Accepted, LeadLeft, LeadRoute, RouteResult, SellerShare
from unslump.desk.routing_hours import hours_left
from unslump.desk.routing_kept import Assignment
from unslump.desk.routing_pool import pool_of
from unslump.desk.routing_program import NOBODY, assign
from unslump.desk.routing_sellers import sellers_on
from unslump.desk.routing_values import values_of
from unslump.errors import QuestionError
from unslump.planning.ranges import range_of

if TYPE_CHECKING:
    from unslump.desk.learnt import Learnt
    from unslump.desk.routing_hours import SellingHours, Work
    from unslump.desk.routing_pool import Pool
    from unslump.desk.routing_program import Assigned
    from unslump.desk.routing_values import Values
    from unslump.records.kept import Kept

__all__ = ["route_leads"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_BEGUN = 0.5  # of a lead's hours are left once it was answered
_MOST_RHO = 0.95  # at most so much of a later value counts against giving the lead now
_MOST_LEADS = 3_000


def route_leads(
    learnt: Learnt,
    kept: Mapping[str, Kept],
    work: Work,
    currency: str,
    *,
    weeks: int = 1,
    everything: bool = False,
) -> RouteResult:
    """Propose who takes which lead in the next `weeks`. `kept` is lead id → accepted assignment.

    `everything`: also leads that are being worked on may change hands. Raises QuestionError when
    company.yaml names nobody who can sell.
    """
    company, frame = learnt.company, learnt.frame
    sellers = sellers_on(company, frame, frame.as_of) if company and company.people else ()
    if company is None or not sellers:
        raise QuestionError(
            "company.yaml names nobody who can sell, so there are no hours to share leads among.",
            hint="Write people with their hats and hours: people: {Ana: {hats: {sales: 80%}, hours: 38}}",
        )
    chosen = {lead: Assignment.model_validate(each.body).seller for lead, each in kept.items()}
    pool = pool_of(learnt, sellers, chosen, everything=everything)
    hours = hours_left(company, sellers, learnt, pool, work, weeks)
    values = values_of(learnt, pool.rows[:_MOST_LEADS], sellers, currency, 7 * weeks)
    takes = np.where(frame.reply[values.rows] == NEVER, work.lead, _BEGUN * work.lead)
    rho = min(float(hours.free.sum() / max(takes.sum(), 1e-9)), 1.0)
    waiting_costs = min(rho, _MOST_RHO) * values.later if rho < 1.0 else 0.0
    found = assign(values.value - waiting_costs, takes, hours.free)
    given = np.flatnonzero(found.seller != NOBODY)
    margins = values.margins(given, found.seller[given])
    result = RouteResult(
        sentence="",
        as_of=frame.as_of,
        start=hours.start,
        end=hours.end,
        currency=currency,
        pool=len(values.rows),
        unowned=pool.unowned,
        unanswered=pool.unanswered,
        kept=int(pool.kept.sum()),
        asleep=pool.asleep,
        margin=float(values.value[given, found.seller[given]].sum()),
        expected=range_of(margins.sum(axis=1) if len(given) else np.zeros(1)),
        gap=found.gap,
        hours_per_lead=work.lead,
        hours_basis=work.basis,
        routes=_routes(learnt, pool, values, found, given, margins),
        left=_left(learnt, values, found),
        accepted=_accepted(learnt, pool, sellers, kept),
        sellers=_shares(sellers, values, found, given, takes, hours),
        fairness=fairness_of(
            sellers, values.value[given], found.seller[given], hours.free, _skills(learnt, sellers)
        ),
        notes=_notes(learnt, pool, hours, sellers),
    )
    return result.model_copy(update={"sentence": _sentence(result)})


def _routes(
    learnt: Learnt, pool: Pool, values: Values, found: Assigned, given: Ints, margins: Array
) -> tuple[LeadRoute, ...]:
    frame = learnt.frame
    chances = values.chances(given, found.seller[given])
    made = []
    for at, lead in enumerate(given):  # the leads given: as many as a few people can take in a week
        row, s = int(values.rows[lead]), int(found.seller[lead])
        others = np.where(np.arange(len(values.sellers)) == s, -np.inf, values.value[lead])
        second = int(others.argmax()) if len(others) > 1 and np.isfinite(others.max()) else None
        owner = int(pool.owner[lead])
        made.append(
            LeadRoute(
                lead=frame.ids[row].as_py(),
                name=frame.names[row].as_py(),
                seller=values.sellers[s],
                owner=values.sellers[owner] if owner >= 0 else None,
                waiting=int(frame.age[row]),
                offer=values.offers[values.offer[lead, s]],
                win=range_of(chances[:, at]),
                margin=float(values.value[lead, s]),
                expected=range_of(margins[:, at]),
                next_best=None if second is None else values.sellers[second],
                loses=None if second is None else float(values.value[lead, s] - others[second]),
                reason=_reason(values, found, lead, s, second, owner),
            )
        )
    return tuple(sorted(made, key=lambda route: (-route.margin, route.lead)))


def _reason(values: Values, found: Assigned, lead: int, s: int, second: int | None, owner: int) -> str:
    if second is None:
        return "nobody else can sell"
    if values.value[lead, s] >= values.value[lead, second]:
        return "brings the most with it" + ("; has it already" if owner == s else "")
    return f"{values.sellers[second]} would bring more, and has better leads for those hours"


def _left(learnt: Learnt, values: Values, found: Assigned) -> tuple[LeadLeft, ...]:
    frame, made = learnt.frame, []
    for lead in np.flatnonzero(found.seller == NOBODY):
        row, best = int(values.rows[lead]), int(values.value[lead].argmax())
        fits = bool(np.isfinite(values.value[lead].max()))
        made.append(
            LeadLeft(
                lead=frame.ids[row].as_py(),
                name=frame.names[row].as_py(),
                waiting=int(frame.age[row]),
                why="the hours are out" if fits else "no offer fits",
                best_seller=values.sellers[best] if fits else None,
                expected=float(values.value[lead].max()) if fits else 0.0,
                after_waiting=float(values.later[lead, best]) if fits else 0.0,
            )
        )
    return tuple(sorted(made, key=lambda left: (-left.expected, left.lead)))


def _accepted(
    learnt: Learnt, pool: Pool, sellers: Sequence[str], kept: Mapping[str, Kept]
) -> tuple[Accepted, ...]:
    made = []
    for row, seller in pool.accepted.items():
        lead = learnt.frame.ids[row].as_py()
        each = kept[lead]
        made.append(
            Accepted(
                lead=lead, name=learnt.frame.names[row].as_py(), seller=sellers[seller],
                by=each.by, at=each.at, version=each.version,
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda each: each.lead))


def _shares(
    sellers: Sequence[str], values: Values, found: Assigned, given: Ints, takes: Array, hours: SellingHours
) -> tuple[SellerShare, ...]:
    seller = found.seller[given]
    size = len(sellers)
    got = values.value[given, seller] if len(given) else np.zeros(0)
    best = best_quarter(values.value[given]) if len(given) else np.zeros(0, dtype=bool)
    leads = np.bincount(seller, minlength=size)
    margin = np.bincount(seller, weights=got, minlength=size)
    used = np.bincount(seller, weights=takes[given], minlength=size)
    mine = np.bincount(seller[best], minlength=size)
    return tuple(
        SellerShare(
            seller=name, hours=float(hours.whole[s]), committed=float(hours.committed[s]),
            free=float(hours.free[s]), used=float(used[s]), leads=int(leads[s]), expected=float(margin[s]),
            best=int(mine[s]), hour_worth=float(found.hour_worth[s]),
        )
        for s, name in enumerate(sellers)
    )  # fmt: skip


def _skills(learnt: Learnt, sellers: Sequence[str]) -> Array:
    """Odds of a win of each seller against the usual mix, everything else alike."""
    design, middle = learnt.model.design, learnt.model.middle
    effect = middle[design.columns["owner"]]
    usual = float(design.usual["owner"] @ effect)
    labels = design.labels["owner"]
    return np.array(
        [np.exp(effect[labels.index(name)] - usual) if name in labels else 1.0 for name in sellers]
    )


def _notes(learnt: Learnt, pool: Pool, hours: SellingHours, sellers: Sequence[str]) -> tuple[str, ...]:
    notes = [
        f"{name} has no hours left: {number(hours.committed[s])} are spoken for, of {number(hours.whole[s])}."
        for s, name in enumerate(sellers)
        if hours.free[s] <= 0
    ]
    if len(pool.lapsed):
        ids = ", ".join(learnt.frame.ids[int(row)].as_py() for row in pool.lapsed[:5])
        notes.append(f"Accepted for people who cannot sell any more, and routed again: {ids}.")
    if len(pool.rows) > _MOST_LEADS:
        notes.append(f"Only the first {_MOST_LEADS:,} of {len(pool.rows):,} leads to be given are looked at.")
    if not learnt.frame.has_replies:
        notes.append("The history records no first replies: what waiting costs is the prior, not learnt.")
    return tuple(notes)


def _sentence(result: RouteResult) -> str:
    if not result.pool:
        kept = things(result.kept, "open lead", "open leads")
        return f"No lead waits for a seller: {kept} are being worked on."
    if not result.routes:
        return f"None of {count(result.pool, 'lead', 'leads')} can be given to a seller."
    amount = expected_margin(result.expected, result.currency, result.margin)
    said = (
        f"{len(result.routes):,} of {count(result.pool, 'open lead', 'open leads')} find a seller until "
        f"{day(result.end)}; a margin of {amount} is to be expected of them."
    )
    hours = sum(left.why == "the hours are out" for left in result.left)
    return said + (f" For {things(hours, 'lead', 'leads')} the hours are out." if hours else "")
