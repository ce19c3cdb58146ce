"""Who should take which open lead, and what was accepted: a workspace's answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from unslump.errors import QuestionError
from unslump.workspace.needs_question import learnt_from

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.desk.routing_answer import RouteResult
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records

__all__ = [
    "accept_all",
    "accept_lead",
    "accepted_all_words",
    "accepted_words",
    "route_question",
    "withdraw_lead",
]


def route_question(
    snapshot: Snapshot,
    company: Company | None,
    records: Records,
    seed: int,
    currency: str,
    *,
    weeks: int,
    everything: bool,
) -> RouteResult:
    """Propose who takes which lead. Raises QuestionError without anybody who can sell."""
    import numpy as np

    from unslump.desk.routing import route_leads
    from unslump.desk.routing_hours import work_of
    from unslump.desk.routing_kept import accepted_now

    if weeks < 1 or weeks > 8:
        raise QuestionError(f"{weeks} weeks are asked for.", hint="Leads are shared out for 1 to 8 weeks.")
    learnt = learnt_from(snapshot, company, records, seed)
    with records.reading() as connection:
        kept = accepted_now(connection)
    work = work_of(snapshot, learnt, company, np.random.default_rng(seed + 1))
    return route_leads(learnt, kept, work, currency, weeks=weeks, everything=everything)


def accept_lead(
    snapshot: Snapshot,
    company: Company | None,
    records: Records,
    lead: str,
    seller: str | None,
    proposal: RouteResult | None,
    *,
    by: str,
    now: datetime,
    seen: int | None,
) -> str:
    """Write that a seller takes a lead; returns the lead's id.

    `seller` None: whom `proposal` names. Raises QuestionError for a lead that is unknown or closed, a seller
    who left or has no sales hat on the day of `now`, or a lead the proposal names nobody for;
    ChangedMeanwhile when another wrote since version `seen` (None: the one that stands).
    """
    from unslump.desk.lead_frame import OPEN, read_leads
    from unslump.desk.learnt import row_of_lead
    from unslump.desk.routing_kept import Assignment, accept, standing
    from unslump.desk.routing_sellers import seller_named

    frame = read_leads(snapshot, company)
    row = row_of_lead(frame, lead)
    lead_id: str = frame.ids[row].as_py()
    if frame.outcome[row] != OPEN:
        raise QuestionError(f"Lead {lead_id} is closed already: there is nothing to assign.")
    route = next((each for each in proposal.routes if each.lead == lead_id), None) if proposal else None
    if seller is None and route is None:
        raise QuestionError(
            f"The routing proposes nobody for lead {lead_id}.", hint="Say who takes it: --to NAME"
        )
    wanted = seller if seller is not None else (route.seller if route else "")
    # Who is gone by now cannot take a lead, however old the history is.
    named = seller_named(company, frame, wanted, max(now.date(), frame.as_of))
    offer = route.offer if route and route.seller == named else None
    with records.writing() as connection:
        before = standing(connection, lead_id) if seen is None else seen
        accept(connection, lead_id, Assignment(seller=named, offer=offer), seen=before, by=by, at=now)
    return lead_id


def accepted_words(records: Records, result: RouteResult, lead: str) -> str:
    """Who has an accepted lead now, and who said so; `result` is the routing since then."""
    from unslump.desk.routing_kept import Assignment, accepted_now

    with records.reading() as connection:
        kept = accepted_now(connection)[lead]
    name = next((each.name for each in result.accepted if each.lead == lead and each.name), None)
    who = f"Lead {lead} ({name})" if name else f"Lead {lead}"
    return f"{who} is {Assignment.model_validate(kept.body).seller}'s now, accepted by {kept.by}."


def accepted_all_words(proposal: RouteResult, given: int, by: str) -> str:
    """To whom everything of a proposal went, and who said so."""
    from collections import Counter

    from unslump.business.wording import things

    if not given:
        return "Nothing was proposed, so nothing was accepted."
    leads = Counter(route.seller for route in proposal.routes)
    parts = ", ".join(f"{seller} {count:,}" for seller, count in leads.most_common())
    verb = "is" if given == 1 else "are"
    return f"{things(given, 'lead', 'leads')} {verb} given now, accepted by {by}: {parts}."


def accept_all(
    snapshot: Snapshot,
    company: Company | None,
    records: Records,
    proposal: RouteResult,
    *,
    by: str,
    now: datetime,
) -> int:
    """Write every lead of a proposal, all or none; returns how many. Raises as `accept_lead`."""
    from unslump.desk.lead_frame import read_leads
    from unslump.desk.routing_kept import Assignment, accept, standing
    from unslump.desk.routing_sellers import seller_named

    frame = read_leads(snapshot, company)
    for seller in dict.fromkeys(route.seller for route in proposal.routes):
        seller_named(company, frame, seller, max(now.date(), frame.as_of))
    with records.writing() as connection:
        for route in proposal.routes:
            assignment = Assignment(seller=route.seller, offer=route.offer)
            accept(connection, route.lead, assignment, seen=standing(connection, route.lead), by=by, at=now)
    return len(proposal.routes)


def withdraw_lead(records: Records, lead: str, *, by: str, now: datetime, seen: int | None) -> None:
    """Take an accepted assignment back. Raises QuestionError when none stands."""
    from unslump.desk.routing_kept import standing, withdraw

    with records.writing() as connection:
        stands = standing(connection, lead)
        if not stands:
            raise QuestionError(f"Nothing was accepted for lead {lead!r}.")
        withdraw(connection, lead, seen=stands if seen is None else seen, by=by, at=now)
