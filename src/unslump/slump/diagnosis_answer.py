"""A window's shortfall, split by cause and by function, as data: what JSON, report and terminal show."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "Amount",
    "Blame",
    "Cause",
    "DiagnosedWindow",
    "DiagnosisResult",
    "FunctionShare",
    "Sawtooth",
]

Blame = Literal["marketing", "sales", "split roles", "neither (the market)"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Amount(_View):
    """An amount with its 80 % range. The middle is the mean of the draws, so that amounts add up."""

    p10: float
    p50: float
    p90: float


class DiagnosedWindow(_View):
    """The first and the last day that are looked at."""

    start: date
    end: date


class Cause(_View):
    """One cause.

    `amount` is what it took from the bookings (below zero: what it added); the middles of all causes
    add up to the shortfall. `probability` is that of a real change rather than chance; None for the
    remainder, which is chance and whatever no other cause explains. `evidence` is what the history
    shows, `action` what would mend it ("" where nothing needs mending, or nothing is known).
    """

    name: str
    function: Blame
    amount: Amount
    probability: float | None
    evidence: str
    action: str


class FunctionShare(_View):
    """The causes of one function together."""

    function: Blame
    amount: Amount


class Sawtooth(_View):
    """People in two hats who turn by turns to deals and to prospecting; `since` the latest turn to deals."""

    people: list[str]
    since: date
    words: str


class DiagnosisResult(_View):
    """Expected against actual, and why.

    `baseline` is the day from which on things may have changed: what is expected was learnt from what
    was known the day before. `measure` is "bookings" (won amounts in `currency`), or "deals" where no
    amounts are recorded. `shortfall` = expected.p50 − actual = the sum of the causes' middles.
    """

    as_of: date
    sentence: str
    window: DiagnosedWindow
    baseline: date
    measure: Literal["bookings", "deals"]
    currency: str
    expected: Amount
    actual: float
    shortfall: float
    causes: list[Cause]
    by_function: list[FunctionShare]
    sawtooth: Sawtooth | None
    cannot_say: list[str]
