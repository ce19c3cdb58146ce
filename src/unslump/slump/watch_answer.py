"""What the watch says, as data: what JSON, report and terminal show."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["AlarmView", "CostView", "Marked", "SilentOn", "StreamView", "WatchResult"]

FunctionName = Literal["marketing", "sales", "split roles", "market"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class CostView(_View):
    """Money lost by a day: 80 % range and middle."""

    p10: float
    p50: float
    p90: float
    currency: str
    by: date


class AlarmView(_View):
    """One alarm.

    `since` is the Monday of the week in which it began, `raised` the Monday on which it was first heard,
    `over` the Monday on which it ended (null while `active`); `recovered` is null while it is on, else
    whether things are better, or have become usual. `ratio` is what came beside what was expected.
    `probability` that it is more than chance. `cost` is what is lost in bookings by its `by` if nothing is
    done, or
    was, when it is over; money held up for deliveries and payments; null when no deal has an amount.
    `shows_in_bookings_by` is the Monday by whose week half of each week's loss has reached bookings; null:
    it does not. `bookings_fell` is the first Monday since it was heard on which the 13 weeks before had
    brought less than 80 % of the 13 weeks before it was heard; null: not so far. `also_seen_in` are other
    streams that bear it out.
    """

    since: date
    raised: date
    over: date | None
    active: bool
    recovered: bool | None
    stream: str
    function: FunctionName
    ratio: float
    probability: float
    cost: CostView | None
    shows_in_bookings_by: date | None
    bookings_fell: date | None
    look_first: list[str]
    also_seen_in: list[str]
    sentence: str


class Marked(_View):
    """Where a stream's own alarm lies: Mondays; `over` null while it is on."""

    since: date
    raised: date
    over: date | None


class StreamView(_View):
    """A stream week by week: what was expected (80 % range) and what came (null: not judged)."""

    stream: str
    kind: str
    of: str
    function: Literal["marketing", "sales"]
    unit: str
    worse: Literal["less", "more"]
    first_week: date
    expected: list[float]
    low: list[float]
    high: list[float]
    actual: list[float | None]
    alarms: list[Marked]


class SilentOn(_View):
    """What is not watched, or not all of it, and why."""

    stream: str
    why: str


class WatchResult(_View):
    """The whole answer; `sentence` says it in one.

    Weeks are judged from `watched_from` to `judged_until`, the last whole week; `false_alarms` says how
    many a healthy company would hear. `alarms` are those that are on, then those that are over.
    """

    as_of: date
    watched_from: date | None
    judged_until: date | None
    sentence: str
    false_alarms: str
    currency: str
    alarms: list[AlarmView]
    streams: list[StreamView]
    silent_on: list[SilentOn]

    @property
    def active(self) -> list[AlarmView]:
        """The alarms that are on."""
        return [alarm for alarm in self.alarms if alarm.active]
