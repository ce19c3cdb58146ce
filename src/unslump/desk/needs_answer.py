"""Which needs come and how they are won, as data: what JSON and terminal show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.planning.verdict import Range

__all__ = ["ForeignNotes", "LeadNeeds", "NeedSeen", "NeedsResult", "Proposal", "Where"]

Trend = Literal["more", "fewer", "steady", "too few to say"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Where(_View):
    """A label (segment, channel, message) and how many of the need's leads have it, also proposed ones."""

    label: str
    leads: float


class NeedSeen(_View):
    """One need.

    `picked` are leads for which somebody picked it here, `in_history` those whose export says so,
    `proposed` what the notes propose: a sum of probabilities. `lately` and `before` count all three in
    the last 13 weeks and the 13 before. `won`, `lost` and `open` count picks and history only.
    `win_share` is P(win) of a lead that comes today and has this need: learnt with open leads taken as
    open; None when too little is known. `answered_by` are offers that answer it.
    """

    need: str
    in_company: bool
    picked: int
    in_history: int
    proposed: float
    lately: float
    before: float
    trend: Trend
    won: int
    lost: int
    open: int
    win_share: Range | None
    segments: tuple[Where, ...]
    channels: tuple[Where, ...]
    messages: tuple[Where, ...]
    answered_by: tuple[str, ...]

    @property
    def only_proposed(self) -> bool:
        """Whether all that is known of it are proposals from notes."""
        return self.proposed > 0 and not self.picked + self.in_history


class ForeignNotes(_View):
    """Leads whose notes are in a language that the needs are not described in."""

    language: str
    leads: int


class NeedsResult(_View):
    """`unslump needs`: which needs come, from where, how they are won, and what answers them.

    `without` counts leads without any need: `empty` have no notes, `silent` notes that do not say,
    `foreign` notes in another language. `unanswered` are needs that come and that no offer answers,
    `idle_offers` offers that answer no need that comes.
    """

    sentence: str
    as_of: date
    leads: int
    known: int
    proposed: int
    without: int
    empty: int
    silent: int
    foreign: tuple[ForeignNotes, ...]
    learnt_from: int
    needs: tuple[NeedSeen, ...]
    unanswered: tuple[str, ...]
    idle_offers: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def has_notes(self) -> bool:
        """Whether any lead without a recorded need has notes."""
        return self.empty < self.proposed + self.without


class Proposal(_View):
    """A need that a lead's notes speak of, how likely, and the words that say so."""

    need: str
    probability: float
    words: tuple[str, ...]


class LeadNeeds(_View):
    """`unslump needs --lead L-17`: one lead's needs, and who says so.

    `source` is "picked" (here), "history" (the export), "proposed" (the notes) or "not known". `version`
    is that of the pick, 0 without one; `by` and `at` tell who picked and when. `why` says why nothing is
    proposed.
    """

    lead: str
    name: str | None
    needs: tuple[str, ...]
    source: Literal["picked", "history", "proposed", "not known"]
    proposals: tuple[Proposal, ...]
    notes: str | None
    why: str
    version: int
    by: str | None
    at: datetime | None
