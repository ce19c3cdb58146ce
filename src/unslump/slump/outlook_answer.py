"""The months ahead as data: what JSON, report and terminal show.

Amounts are in the measure: money for bookings, delivered and paid, a number of deals for deals.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from unslump.planning.verdict import GoalView

__all__ = ["ChangedMonth", "OutlookMonth", "OutlookResult", "PastMonth", "Spread"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Spread(_View):
    """Where outcomes lie: 8 of 10 from p10 to p90, half of them from p25 to p75."""

    mean: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float


class ChangedMonth(_View):
    """A month with the what-ifs. `difference` is their P(slump) less today's; `change` that of the
    trailing quarter's means."""

    mean: float
    p10: float
    p50: float
    p90: float
    trailing: Spread
    slump_probability: float
    difference: float
    change: float


class OutlookMonth(_View):
    """One calendar month, what is known of it already included.

    `trailing` is the 13 weeks from `trailing_from` to the month's last day; `pace` and
    `trailing_pace` what the goal asks of either, `slump_below` the share of the latter under which
    it is a slump.
    """

    month: date
    last_day: date
    mean: float
    p10: float
    p50: float
    p90: float
    trailing_from: date
    trailing: Spread
    pace: float
    trailing_pace: float
    slump_below: float
    slump_probability: float
    what_if: ChangedMonth | None


class PastMonth(_View):
    """A month that is over: what it brought, and the 13 weeks to its end (None: the history is younger)."""

    month: date
    last_day: date
    amount: float
    trailing: float | None
    trailing_pace: float


class OutlookResult(_View):
    """The months ahead. `sentence` is the whole answer in one sentence.

    `slump_probability` is P(at least one of the months ends in a slump), `what_if_probability` the
    same with the what-ifs. `now` is what the last 13 weeks of the history brought, `now_share` its
    share of the pace.
    """

    as_of: date
    observed_until: date
    goal: GoalView | None
    measure: Literal["deals", "bookings", "delivered", "paid"]
    currency: str
    share: float
    sentence: str
    now: float
    now_share: float | None
    slump_probability: float
    what_ifs: list[str]
    what_if_probability: float | None
    months: list[OutlookMonth]
    past: list[PastMonth]
    notes: list[str]
