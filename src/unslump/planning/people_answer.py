"""The answer to "who is good at what, and who wears which hat?", as data: JSON, terminal and picture.

Skills are multipliers: 1.2 finds a fifth more leads an hour, or wins a fifth more often, than the
average colleague.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = [
    "BothView",
    "FocusLossView",
    "HatsView",
    "HoursView",
    "PeopleResult",
    "PersonView",
    "SkillVerdict",
    "SkillView",
]

SkillVerdict = Literal[
    "better than most", "like the others", "weaker than most", "not enough data yet", "nothing to judge by"
]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class SkillView(_View):
    """One skill against the average colleague's: 80 % range and middle.

    `data` is how much of the answer is data (0..1), the rest is prior: what is usual among colleagues.
    `verdict` is "not enough data yet" below a half, unless better or weaker is beyond doubt (95 %). It is
    "nothing to judge by" when the history compares the person with nobody; then the range is that of any
    colleague.
    """

    p10: float
    p50: float
    p90: float
    better_than_median: float | None  # P(better than the team's median); None: nothing to judge by
    data: float
    verdict: SkillVerdict


class HatsView(_View):
    """Hats by function: as company.yaml states them (share of the week), and as they are worn.

    `in_fact` holds the functions worn, each with its share of the logged work, or null where only
    finds and wins tell of it; null when nothing does.
    """

    stated: dict[str, float] | None
    in_fact: dict[str, float | None] | None
    basis: str


class HoursView(_View):
    """Logged hours a week by function, over the last half year."""

    marketing: float
    sales: float


class PersonView(_View):
    """One person. Counts are over the whole history up to `as_of`."""

    name: str
    hats: HatsView
    finder: SkillView
    closer: SkillView
    leads_found: int | None  # None: finders are not recorded on leads
    leads_owned: int
    deals_owned: int
    deals_won: int
    won_deals_found: int
    days_to_win: float | None  # median from the lead to the win of the deals closed
    hours: HoursView | None
    notes: list[str]


class BothView(_View):
    """Someone who wears both hats in fact, and what came of each.

    The months (of four weeks) are those with won deals found only, closed only, and both.
    """

    name: str
    won_deals_found: int
    deals_won: int
    found_and_closed: int
    days_to_win: float | None
    months_finding: int
    months_closing: int
    months_both: int
    words: str


class FocusLossView(_View):
    """Share of hours lost in a week with both hats, and what that rests on."""

    p10: float
    p50: float
    p90: float
    data: float
    basis: str


class PeopleResult(_View):
    """Who finds, who closes, who does both. `sentence` is the whole answer in one sentence."""

    as_of: date
    sentence: str
    people: list[PersonView]
    both: list[BothView]
    focus_loss: FocusLossView
    cannot_know: list[str]
