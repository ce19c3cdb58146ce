"""The streams that are watched: what each is, whose function it is, and what it is likely to come from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from unslump.slump.bars import Bar

__all__ = ["FOLLOWED", "SHARES", "Family", "Judged", "Owner", "Stream", "Watched", "leads_to"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]


FOLLOWED = 53
"""Weeks of the longest window that is followed once an alarm is on."""


class Owner(StrEnum):
    """Whose a cause is."""

    MARKETING = "marketing"
    SALES = "sales"
    SPLIT = "split roles"
    MARKET = "market"


class Family(StrEnum):
    """Kinds of streams, leading ones first."""

    LEADS = "leads"
    SPEND = "spend"
    MARKETING_HOURS = "marketing hours"
    CHANNEL = "leads of a channel"
    SELLING_HOURS = "selling hours"
    REPLY = "first response"
    FOLLOW_UP = "follow-up"
    QUALIFIED = "qualification"
    WINS = "win rate of new leads"
    CLOSING = "wins given the age of the pipeline"
    CYCLE = "cycle length"
    SIZE = "deal size"
    DELIVERY = "deliveries overdue"
    PAYMENT = "payments overdue"


SHARES: dict[Family, float] = {
    Family.LEADS: 0.30,
    Family.SPEND: 0.04,
    Family.MARKETING_HOURS: 0.04,
    Family.CHANNEL: 0.06,
    Family.SELLING_HOURS: 0.02,
    Family.REPLY: 0.03,
    Family.FOLLOW_UP: 0.04,
    Family.QUALIFIED: 0.03,
    Family.WINS: 0.30,
    Family.CLOSING: 0.04,
    Family.CYCLE: 0.03,
    Family.SIZE: 0.05,
    Family.DELIVERY: 0.01,
    Family.PAYMENT: 0.01,
}
"""The part of the allowed false alarms each family may use; what a history does not hold is shared out."""

_LEADS_TO: dict[Family, tuple[Family, ...]] = {
    Family.SPEND: (Family.CHANNEL, Family.LEADS),
    Family.MARKETING_HOURS: (Family.CHANNEL, Family.LEADS),
    Family.CHANNEL: (Family.LEADS,),
    Family.SELLING_HOURS: (Family.REPLY, Family.FOLLOW_UP, Family.CLOSING),
    Family.REPLY: (Family.FOLLOW_UP, Family.QUALIFIED, Family.WINS, Family.CLOSING),
    Family.FOLLOW_UP: (Family.QUALIFIED, Family.WINS, Family.CLOSING, Family.CYCLE),
    Family.QUALIFIED: (Family.WINS, Family.CLOSING),
    Family.CYCLE: (Family.WINS, Family.CLOSING),
    Family.WINS: (Family.CLOSING,),
    Family.CLOSING: (Family.WINS,),
}


def leads_to(cause: Family, effect: Family) -> bool:
    """Whether trouble in one family shows in another sooner or later.

    Fewer leads also take fewer selling hours, but what follows from few selling hours does not follow.

    >>> leads_to(Family.SPEND, Family.LEADS), leads_to(Family.LEADS, Family.SPEND)
    (True, False)
    """
    if (cause, effect) == (Family.LEADS, Family.SELLING_HOURS):
        return True
    reached, frontier = set[Family](), {cause}
    while frontier:
        frontier = {after for one in frontier for after in _LEADS_TO.get(one, ())} - reached
        reached |= frontier
    return effect in reached


@dataclass(frozen=True)
class Stream:
    """What a stream is.

    `of` is the channel or person it belongs to ("" for all), `unit` what its weekly values count,
    `bad` −1 where less is worse and +1 where more is, `delay` the weeks before a week can be judged.
    """

    family: Family
    title: str
    unit: str
    bad: int = -1
    of: str = ""
    delay: int = 0

    @property
    def key(self) -> str:
        """A name of its own."""
        return f"{self.family.value}: {self.of}" if self.of else self.family.value


@dataclass(frozen=True)
class Judged:
    """The scores of a stream from week `first` on: weeks × window lengths, and what they rest on.

    `observed` and `expected` are sums over the windows; `line` (3 × weeks) what each single week was
    expected to bring: middle, low and high (80 %); `seen` what it brought (NaN: not judged). `level` is
    what a unit of `offset` was expected to bring in each week from the panel's first, `offset` likewise;
    None where a week's expectation does not hang on a level.
    """

    first: int
    score: Array
    observed: Array
    expected: Array
    bar: Bar
    line: Array
    seen: Array
    level: Array | None = None
    offset: Array | None = None

    def line_at(self, week: int, since: int | None = None) -> Array:
        """What week `week` was expected to bring: (3,); as things were before `since`, if given."""
        line = self.line[:, week - self.first]
        if since is None or self.level is None or self.offset is None:
            return line
        usual = float(self.level[max(since, 0)] * self.offset[week])
        return np.asarray(line * (usual / line[0] if line[0] > 0 else 1.0))


class Watched(Protocol):
    """A stream that can be judged."""

    @property
    def stream(self) -> Stream:
        """What it is."""

    def judge(self, anchor: int, until: int, hidden: Bools, scale: Array, rng: np.random.Generator) -> Judged:
        """Judge the weeks anchor … until − 1 from what was learnt before the anchor.

        `hidden` (weeks,) marks weeks of a slump that is over: they teach nothing and are not judged.
        `scale` (weeks,) is what is usual now, beside what was usual before a slump that stayed.
        """
