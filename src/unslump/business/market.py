"""The market in the company's words: whom it talks to, what they need, and how they hear of the offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unslump.business.naming import fold
from unslump.errors import QuestionError

__all__ = ["Campaign", "Channel", "Message", "Need", "Offer", "Segment"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A target market: prospects enough alike that one message suits them all."""

    name: str
    aliases: tuple[str, ...] = ()
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What prospects lack, in their own words, and the segments that lack it (none written: any)."""

    name: str
    aliases: tuple[str, ...] = ()
    about: str | None = None
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """What the company would deliver, for which needs, to whom, at what price (company's currency).

    `margin` is the share of the price that is left once it is delivered; None: not written down.
    `regions` are where it can be delivered (none written: anywhere), `available_from` and
    `available_until` its first and last day, `per_month` how many can be delivered in a calendar
    month (None: no limit is known). Raises QuestionError when its last day is before its first.
    """

    name: str
    aliases: tuple[str, ...] = ()
    about: str | None = None
    price: float | None = None
    margin: float | None = None
    needs: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    available_from: date | None = None
    available_until: date | None = None
    per_month: float | None = None

    def __post_init__(self) -> None:
        if self.available_from and self.available_until and self.available_until < self.available_from:
            raise QuestionError(
                f"the offer {self.name} is available until {self.available_until}, "
                f"before it is available from {self.available_from}"
            )

    def meets(self, need: str) -> bool:
        """Whether the offer answers that need."""
        return need in self.needs

    def deliverable_on(self, day: date) -> bool:
        """Whether it is on offer on that day; a missing end means until further notice."""
        begun = self.available_from is None or self.available_from <= day
        return begun and (self.available_until is None or day <= self.available_until)

    def delivered_in(self, region: str) -> bool:
        """Whether it is delivered there, whatever the spelling's case; without regions, anywhere."""
        return not self.regions or fold(region) in {fold(known) for known in self.regions}


@dataclass(frozen=True, slots=True)
class Message:
    """What marketing says about one offer to one segment."""

    name: str
    aliases: tuple[str, ...] = ()
    about: str | None = None
    offer: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A way messages reach a market; `min_spend` and `max_spend` are money a calendar month.

    Raises QuestionError when the least is more than the most.
    """

    name: str
    aliases: tuple[str, ...] = ()
    about: str | None = None
    min_spend: float | None = None
    max_spend: float | None = None

    def __post_init__(self) -> None:
        if self.min_spend is not None and self.max_spend is not None and self.min_spend > self.max_spend:
            raise QuestionError(
                f"{self.name} must get at least {self.min_spend:,.0f} but at most {self.max_spend:,.0f}"
            )

    def allows(self, spend_per_month: float) -> bool:
        """Whether that much money a month is within the limits."""
        return (self.min_spend or 0.0) <= spend_per_month and (
            self.max_spend is None or spend_per_month <= self.max_spend
        )


@dataclass(frozen=True, slots=True)
class Campaign:
    """One message through one channel for a while, with the part of the channel's money it may use.

    `leads` is how many it is to bring, `goal` the name of the goal that it serves.

    Raises QuestionError when it ends before it starts.
    """

    name: str
    aliases: tuple[str, ...] = ()
    about: str | None = None
    channel: str | None = None
    message: str | None = None
    offer: str | None = None
    segment: str | None = None
    start: date | None = None
    end: date | None = None
    budget: float | None = None
    leads: float | None = None
    goal: str | None = None

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise QuestionError(
                f"the campaign {self.name} ends on {self.end}, before it starts on {self.start}"
            )

    def runs_on(self, day: date) -> bool:
        """Whether it runs on that day; a missing end means until further notice."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
