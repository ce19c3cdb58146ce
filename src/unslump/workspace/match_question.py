"""Which offer fits a lead: a workspace's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.workspace.needs_question import learnt_from

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.desk.matching_answer import MatchResult
    from unslump.history.snapshot import Snapshot
    from unslump.records.database import Records

__all__ = ["match_question"]


def match_question(
    snapshot: Snapshot,
    company: Company | None,
    records: Records,
    seed: int,
    currency: str,
    lead: str,
    seller: str | None,
) -> MatchResult:
    """The offers for a lead. `seller` None: its owner, if that is someone who can sell.

    Raises QuestionError when there is no such lead, or no such seller.
    """
    from unslump.desk.matching import match_lead
    from unslump.desk.routing_sellers import seller_named, sellers_on

    learnt = learnt_from(snapshot, company, records, seed)
    row = learnt.row_of(lead)
    named: str | None
    if seller is not None:
        named = seller_named(company, learnt.frame, seller, learnt.frame.as_of)
    else:
        owner = learnt.frame.label("owner", row)
        named = owner if owner in sellers_on(company, learnt.frame, learnt.frame.as_of) else None
    return match_lead(learnt, row, currency, named)
