"""Which offer fits a lead, as data: what JSON and terminal show."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.desk.needs_answer import Proposal
from unslump.planning.verdict import Range

__all__ = ["Excluded", "MatchResult", "OfferChance", "Reason"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Reason(_View):
    """Why a chance is higher or lower than the average lead's: words, and the factor on the odds."""

    words: str
    odds: float


class OfferChance(_View):
    """An offer that can be made.

    `win` is P(win), of an open lead from today on. `left` is price × margin, `expected` P(win) × left with
    the uncertainty of P. `basis` says what stands in for a price or margin that is not written down.
    `answers` are the lead's needs that it answers.
    """

    offer: str
    win: Range
    price: float
    margin: float
    left: float
    expected: Range
    basis: str
    answers: tuple[str, ...]
    reasons: tuple[Reason, ...]


class Excluded(_View):
    """An offer that cannot be made to this lead, and why."""

    offer: str
    why: str


class MatchResult(_View):
    """`unslump match`: the offers for one lead, best first.

    `fit` is false when nothing fits; `no_fit` says why then. `seller` is for whom the chances are told,
    None for the sellers' usual mix. `need_source` says who says what the lead needs.
    """

    sentence: str
    as_of: date
    lead: str
    name: str | None
    state: Literal["open", "won", "lost"]
    days: int
    segment: str | None
    channel: str | None
    region: str | None
    budget: str | None
    owner: str | None
    seller: str | None
    needs: tuple[str, ...]
    need_source: Literal["picked", "history", "proposed", "not known"]
    proposals: tuple[Proposal, ...]
    fit: bool
    no_fit: str
    offers: tuple[OfferChance, ...]
    excluded: tuple[Excluded, ...]
    notes: tuple[str, ...]
    currency: str
