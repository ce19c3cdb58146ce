"""Who should take which open lead, as data: what JSON and terminal show."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.planning.verdict import Range

__all__ = ["Accepted", "Fairness", "LeadLeft", "LeadRoute", "RouteResult", "SellerShare"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class LeadRoute(_View):
    """One lead proposed for one seller.

    `owner` is who has it now (None: nobody who can sell), `waiting` days since it came, `margin` the margin
    to be expected, as the routing was solved with, `expected` the range it may have with the uncertainty of
    P(win), and its median, `win` P(win). `next_best` is the seller who would
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
    margin: float
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
    """One seller's part.

    `expected` is the sum of its leads' `margin`, `hour_worth` what one more hour would bring, `best` how many
    leads of the best quarter there are among them.
    """

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

    `answer` is whether the routing is fair by the best leads, and `sentence` that with why. `gini` is that of
    the expected margin per free hour (0: all the same). `even_split` is what the same leads would bring
    shared out by free hours alone; `gain` what the proposal brings beyond it: the sum of both is the
    proposal's `margin`. `favoured` names who gets far more of the best leads than their part of the hours,
    and why.
    """

    answer: Literal["yes", "no", "cannot say"]
    sentence: str
    gini: float
    most_per_hour: float
    least_per_hour: float
    best_leads: int
    even_split: float
    gain: float
    favoured: tuple[str, ...]


class RouteResult(_View):
    """`unslump route`: a proposal; nothing is assigned before it is accepted.

    `done` says what was just accepted or taken back, "" for a proposal. `margin` is the margin to be
    expected of the routes, the sum of theirs and of the sellers'; `expected` the range it may have, and its
    median. `gap` is the proven distance to the best possible, as a share of the margin.
    """

    done: str = ""
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
    margin: float
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
