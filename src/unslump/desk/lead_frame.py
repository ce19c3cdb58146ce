"""The leads of a history as arrays: how each came, what became of it, and what was written about it.

One entry a lead, in order of arrival, with its first deal beside it. Labels carry the company's own
names. Nothing here walks through leads one by one: labels are settled once for each spelling.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from unslump.business.naming import fold
from unslump.errors import NoHistory
from unslump.history.cohorts import MISSING, Canonical, recode
from unslump.history.names import company_spelling
from unslump.history.prospect_weeks import LOST, NEVER, OPEN, REPLY_DAYS, WON
from unslump.history.prospects import deals_in_full

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["FACTORS", "LOST", "MISSING", "NEVER", "OPEN", "WON", "LeadFrame", "read_leads"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]

FACTORS = ("channel", "segment", "region", "message", "owner", "offer")


@dataclass(frozen=True)
class LeadFrame:
    """Arrays (leads,), in order of arrival.

    Attributes:
        as_of: the last day that is known.
        ids, names, notes, budget, need: text, null where nothing is written.
        started, ended: days; `ended` is NaT for who is open.
        outcome: WON, LOST or OPEN, of the lead with its first deal.
        in_deal: whether a deal was opened.
        reply: first reply as an index into REPLY_DAYS, or one more for later; NEVER without any.
        amount: the deal's amount, NaN where unknown.
        labels, codes: factor → labels in order of frequency, and each lead's code.
        has_replies: whether first replies are recorded at all.
    """

    as_of: date
    ids: pa.Array
    names: pa.Array
    need: pa.Array
    notes: pa.Array
    budget: pa.Array
    started: Days
    ended: Days
    outcome: Ints
    in_deal: Bools
    reply: Ints
    amount: Array
    labels: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, Ints]
    has_replies: bool

    def __len__(self) -> int:
        return len(self.started)

    @property
    def age(self) -> Ints:
        """Whole days since each lead came, up to its end or the last known day."""
        last = np.where(np.isnat(self.ended), np.datetime64(self.as_of), self.ended)
        return np.asarray(np.maximum((last - self.started).astype(np.int64), 0))

    def label(self, factor: str, row: int) -> str | None:
        """A lead's label; None where it has none."""
        found = self.labels[factor][self.codes[factor][row]]
        return None if found == MISSING else found

    def known(self, factor: str) -> Bools:
        """Which leads have a label of that factor."""
        labels = self.labels[factor]
        if MISSING not in labels:
            return np.ones(len(self), dtype=bool)
        return np.asarray(self.codes[factor] != labels.index(MISSING))


def read_leads(snapshot: Snapshot, company: Company | None) -> LeadFrame:
    """Every lead of a snapshot. Raises NoHistory when it has none."""
    if not snapshot.has("leads"):
        raise NoHistory(
            "There are no leads in this history, and needs, offers and sellers are matched to leads.",
            hint="Bring in an export of your leads or contacts: unslump import FILE…",
        )
    table = _joined(snapshot).to_pyarrow().combine_chunks()
    spelling = dict(company_spelling(snapshot, company))
    spelling["message"] = _spelling(table["message"], company.message_named if company else str)
    spelling["region"] = _spelling(table["region"], _region_of(company))
    ones = np.ones(table.num_rows, dtype=np.int64)
    coded = {factor: recode(_chunk(table[factor]), ones, spelling[factor]) for factor in FACTORS}
    ended = _days(table["ended"])
    ending = table["ending"].fill_null("").to_numpy(zero_copy_only=False)
    waited = (_days(table["replied"]) - _days(table["started"])).astype(np.int64)
    reply = np.searchsorted(np.array(REPLY_DAYS), waited, side="right")
    replied = table["replied"].is_valid().to_numpy(zero_copy_only=False)
    return LeadFrame(
        as_of=snapshot.observed_until,
        ids=_chunk(table["lead_id"]),
        names=_chunk(table["name"]),
        need=_chunk(table["need"]),
        notes=_chunk(table["notes"]),
        budget=_chunk(table["budget"]),
        started=_days(table["started"]),
        ended=ended,
        outcome=np.where(np.isnat(ended), OPEN, np.where(ending == "won", WON, LOST)),
        in_deal=table["deal_day"].is_valid().to_numpy(zero_copy_only=False),
        reply=np.where(replied, reply, NEVER),
        amount=table["amount"].to_numpy(zero_copy_only=False).astype(float),
        labels={factor: labels for factor, (labels, _) in coded.items()},
        codes={factor: codes for factor, (_, codes) in coded.items()},
        has_replies=bool(replied.any()),
    )


def _joined(snapshot: Snapshot) -> ibis.Table:
    deals = deals_in_full(snapshot)
    first = deals.filter(deals.from_lead == 1)
    closed = first.outcome.isin(["won", "lost"]) & first.closed.notnull()
    first = first.select(
        "amount",
        deal_lead=first.lead_id,
        deal_day=first.started,
        deal_end=ibis.ifelse(closed, first.closed, ibis.null("date")),
        deal_ending=ibis.ifelse(closed, first.outcome, ibis.null("string")),
        deal_owner=first.owner,
        deal_offer=first.offer,
        deal_segment=first.segment,
    )
    leads = snapshot.table("leads")
    joined = leads.left_join(first, leads.lead_id == first.deal_lead)
    given_up = ibis.ifelse(joined.deal_day.isnull(), joined.lost_at.date(), ibis.null("date"))
    rows = joined.select(
        "lead_id", "name", "need", "notes", "budget", "channel", "region", "message", "amount", "deal_day",
        segment=ibis.coalesce(joined.segment, joined.deal_segment),
        owner=ibis.coalesce(joined.deal_owner, joined.owner),
        offer=ibis.coalesce(joined.deal_offer, joined.offer),
        started=joined.created_at.date(),
        replied=joined.first_response_at.date(),
        ended=ibis.coalesce(joined.deal_end, given_up),
        ending=ibis.coalesce(
            joined.deal_ending, ibis.ifelse(given_up.notnull(), "lost", ibis.null("string"))
        ),
    )  # fmt: skip
    return rows.order_by(["started", "lead_id"])


def _days(column: pa.ChunkedArray) -> Days:
    days = pc.cast(column, pa.date32()).to_numpy(zero_copy_only=False)
    return np.asarray(days.astype("datetime64[D]"))


def _chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _spelling(column: pa.ChunkedArray, named: Canonical) -> Canonical:
    """The commonest spelling of labels that differ by case or spaces alone, or the company's own."""
    counted: dict[str, Counter[str]] = {}
    for entry in column.drop_null().value_counts().to_pylist():
        counted.setdefault(fold(entry["values"]), Counter())[" ".join(entry["values"].split())] = entry[
            "counts"
        ]
    commonest = {key: min(given, key=lambda one: (-given[one], one)) for key, given in counted.items()}
    return lambda raw: named(commonest.get(fold(raw), raw))


def _region_of(company: Company | None) -> Canonical:
    """The company's spelling of a region, as its offers name it."""
    offers = company.offers if company else ()
    known = {fold(region): region for offer in offers for region in offer.regions}
    return lambda raw: known.get(fold(raw), raw)
