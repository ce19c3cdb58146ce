"""Who should take which open lead, as data: what JSON and terminal show."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from unslump.planning.verdict import Range

__all__ = ["Accepted", "Fairness", "LeadLeft", "LeadRoute", "RouteResult", "SellerShare"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class LeadRoute(_View):
    """One lead proposed for one seller.

    `owner` is who has it now (None: nobody who can sell), `waiting` days since it came, `expected` the
    margin to be expected with the uncertainty of P(win), `win` P(win). `next_best` is the seller who would
    bring the most after this one, whatever their hours, and `loses` what the lead loses with them: below
    zero when they would bring more, and their hours bring more elsewhere. `reason` says why this seller.
    """

    lead: str
    name: str | None
    seller: str
    owner: str | None
    waiting: int
    offer: str
    win: Range
    expected: Range
    next_best: str | None
    loses: float | None
    reason: str


class LeadLeft(_View):
    """A lead nobody gets: what it would bring with the best seller, and after waiting a period."""

    lead: str
    name: str | None
    waiting: int
    why: str
    best_seller: str | None
    expected: float
    after_waiting: float


class Accepted(_View):
    """An assignment that was accepted and stands."""

    lead: str
    name: str | None
    seller: str
    by: str
    at: datetime
    version: int


class SellerShare(_View):
    """One seller's part: `hour_worth` is what one more hour would bring, `best` leads of the best quarter."""

    seller: str
    hours: float
    committed: float
    free: float
    used: float
    leads: int
    expected: float
    best: int
    hour_worth: float


class Fairness(_View):
    """How evenly leads and margin are spread.

    `gini` is that of the expected margin per free hour (0: all the same). `even_split` is what the same
    leads would bring shared out by free hours alone; `gain` what the proposal brings beyond it. `favoured`
    names who gets far more of the best leads than their part of the hours, and why.
    """

    gini: float
    most_per_hour: float
    least_per_hour: float
    best_leads: int
    even_split: float
    gain: float
    favoured: tuple[str, ...]


class RouteResult(_View):
    """`unslump route`: a proposal; nothing is assigned before it is accepted.

    `gap` is the proven distance to the best possible, as a share of the margin.
    """

    sentence: str
    as_of: date
    start: date
    end: date
    currency: str
    pool: int
    unowned: int
    unanswered: int
    kept: int
    asleep: int
    expected: Range
    gap: float
    hours_per_lead: float
    hours_basis: str
    routes: tuple[LeadRoute, ...]
    left: tuple[LeadLeft, ...]
    accepted: tuple[Accepted, ...]
    sellers: tuple[SellerShare, ...]
    fairness: Fairness
    notes: tuple[str, ...]
