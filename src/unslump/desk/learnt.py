"""What the desk has learnt from a history: its leads, their needs, and who wins what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from unslump.desk.lead_frame import LeadFrame, read_leads
from unslump.desk.needs_known import KnownNeeds, needs_of
from unslump.desk.win_model import WinModel, fit_wins
from unslump.desk.win_ripeness import Ripeness, ripeness_of
from unslump.errors import QuestionError
from unslump.history.names import company_spelling
from unslump.history.prospects import deals_in_full

if TYPE_CHECKING:
    import numpy as np

    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["Learnt", "learn", "row_of_lead"]


@dataclass(frozen=True)
class Learnt:
    """Everything the desk's answers are made from. `taken` counts the wins of this month by offer."""

    company: Company | None
    frame: LeadFrame
    needs: KnownNeeds
    ripeness: Ripeness
    model: WinModel
    taken: Mapping[str, int]

    def row_of(self, lead: str) -> int:
        """The place of a lead by its id, or by its name if only one has it; QuestionError otherwise."""
        return row_of_lead(self.frame, lead)


def row_of_lead(frame: LeadFrame, lead: str) -> int:
    """The place of a lead in a frame, by its id or by a name that only it has; QuestionError otherwise."""
    asked = lead.strip()
    for column in (frame.ids, frame.names):
        found = pc.indices_nonzero(pc.equal(column.cast(pa.string()), asked)).to_pylist()
        if len(found) == 1:
            return int(found[0])
        if found:
            ids = ", ".join(frame.ids[row].as_py() for row in found[:5])
            raise QuestionError(f"{len(found):,} leads are called {asked!r}: {ids}.", hint="Give the id.")
    last = ", ".join(frame.ids[-3:].to_pylist())
    raise QuestionError(
        f"There is no lead {asked!r} in this history (up to {frame.as_of}).",
        hint=f"Give the CRM's id of a lead, or its name. The latest leads: {last}.",
    )


def learn(
    snapshot: Snapshot,
    company: Company | None,
    picked: Mapping[str, tuple[str, ...]],
    rng: np.random.Generator,
) -> Learnt:
    """Learn from a snapshot and the picks of needs (lead id → needs). Raises NoHistory without leads."""
    frame = read_leads(snapshot, company)
    needs = needs_of(frame, company, picked)
    ripeness = ripeness_of(frame, snapshot, company, rng)
    model = fit_wins(frame, ripeness, needs.weight, needs.names, company, rng)
    return Learnt(company, frame, needs, ripeness, model, _taken(snapshot, company))


def _taken(snapshot: Snapshot, company: Company | None) -> Mapping[str, int]:
    """How many of each offer were sold in the calendar month of the last known day."""
    first = snapshot.observed_until.replace(day=1)
    deals = deals_in_full(snapshot)
    won = deals.filter((deals.outcome == "won") & (deals.closed >= ibis.date(first.isoformat())))
    named = company_spelling(snapshot, company)["offer"]
    counted: Counter[str] = Counter()
    for row in won.group_by("offer").aggregate(sold=ibis._.count()).to_pyarrow().to_pylist():
        counted[named(row["offer"]) if row["offer"] else ""] += row["sold"]
    return counted
