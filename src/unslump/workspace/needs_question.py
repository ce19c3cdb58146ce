"""Which needs come, and one lead's needs: a workspace's answers, and what is written down about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.desk.learnt import Learnt
    from unslump.desk.needs_answer import LeadNeeds, NeedsResult
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records

__all__ = ["learnt_from", "needs_of_lead", "needs_question", "pick_for_lead", "write_pick"]


def learnt_from(snapshot: Snapshot, company: Company | None, records: Records, seed: int) -> Learnt:
    """What the desk learns from a snapshot and the picks as they stand."""
    import numpy as np

    from unslump.desk.learnt import learn
    from unslump.desk.needs_kept import picked_needs

    with records.reading() as connection:
        picked = picked_needs(connection)
    return learn(snapshot, company, picked, np.random.default_rng(seed))


def needs_question(snapshot: Snapshot, company: Company | None, records: Records, seed: int) -> NeedsResult:
    """The needs that come. Raises NoHistory without leads."""
    from unslump.desk.needs import needs_that_come

    return needs_that_come(learnt_from(snapshot, company, records, seed))


def needs_of_lead(
    snapshot: Snapshot, company: Company | None, records: Records, seed: int, lead: str
) -> LeadNeeds:
    """One lead's needs. Raises QuestionError when there is no such lead."""
    from unslump.desk.needs import lead_needs
    from unslump.desk.needs_kept import KIND
    from unslump.records.kept import current

    learnt = learnt_from(snapshot, company, records, seed)
    row = learnt.row_of(lead)
    with records.reading() as connection:
        kept = current(connection, KIND, learnt.frame.ids[row].as_py())
    return lead_needs(learnt, row, kept)


def pick_for_lead(
    snapshot: Snapshot,
    company: Company | None,
    records: Records,
    seed: int,
    lead: str,
    needs: Sequence[str],
    *,
    by: str,
    now: datetime,
    seen: int | None,
) -> LeadNeeds:
    """Write a lead's needs as `write_pick` does, and tell them as they stand then."""
    lead_id = write_pick(snapshot, company, records, lead, needs, by=by, now=now, seen=seen)
    return needs_of_lead(snapshot, company, records, seed, lead_id)


def write_pick(
    snapshot: Snapshot,
    company: Company | None,
    records: Records,
    lead: str,
    needs: Sequence[str],
    *,
    by: str,
    now: datetime,
    seen: int | None,
) -> str:
    """Write a lead's needs in place of those picked before; none at all takes the pick back. Its id.

    `seen` is the version the writer had in front of them; None: the one that stands now. Raises
    QuestionError for a need or lead that does not exist, ChangedMeanwhile when another wrote in between.
    """
    from unslump.desk.lead_frame import read_leads
    from unslump.desk.learnt import row_of_lead
    from unslump.desk.needs_kept import named_needs, pick_needs, seen_version, unpick_needs

    frame = read_leads(snapshot, company)
    lead_id: str = frame.ids[row_of_lead(frame, lead)].as_py()
    named = named_needs(company, needs) if needs else ()
    with records.writing() as connection:
        stands = seen_version(connection, lead_id)
        before = stands if seen is None else seen
        if named:
            pick_needs(connection, lead_id, named, seen=before, by=by, at=now)
        elif stands or seen:
            unpick_needs(connection, lead_id, seen=before, by=by, at=now)
        else:
            raise QuestionError(f"No need is picked for lead {lead_id}, so there is nothing to take back.")
    return lead_id
