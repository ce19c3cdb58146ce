"""The company as its owner describes it: people and hats, market, goals, money, and what the words mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from unslump.business.functions import Effort, Function, function_of_activity
from unslump.business.goals import Budget, Goal, Period
from unslump.business.market import Campaign, Channel, Message, Need, Offer, Segment
from unslump.business.naming import Item, fold, index_by_name, nearest
from unslump.business.people import FOCUS_LOSS_PRIOR, Person
from unslump.errors import QuestionError

__all__ = ["Company", "functions_said"]


@dataclass(frozen=True, slots=True)
class Company:
    """What company.yaml says, with every reference and rule already checked.

    `rates` holds the worth of one unit of another currency in the company's own; `activities`
    the company's own words for what marketing and sales do.

    >>> company = Company.from_yaml("company: Brightline\\ncurrency: EUR\\nrates: {USD: 0.92}")
    >>> company.to_currency(100, "usd")
    92.0
    """

    name: str
    currency: str
    rates: Mapping[str, float] = field(default_factory=dict, hash=False)
    people: tuple[Person, ...] = ()
    segments: tuple[Segment, ...] = ()
    needs: tuple[Need, ...] = ()
    offers: tuple[Offer, ...] = ()
    messages: tuple[Message, ...] = ()
    channels: tuple[Channel, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    goals: tuple[Goal, ...] = ()
    budgets: tuple[Budget, ...] = ()
    effort: Effort = field(default_factory=Effort)
    activities: Mapping[str, Function] = field(default_factory=dict, hash=False)

    @classmethod
    def from_yaml(cls, text: str, file: str = "company.yaml") -> Company:
        """Read the text of company.yaml; `file` is the name used in mistakes.

        Raises CompanyError with every mistake at once, each with its line.
        """
        from unslump.business.reading import read_company

        return read_company(text, file)

    def to_yaml(self, original: str = "") -> str:
        """The text of company.yaml for this company: `original` with only what differs rewritten.

        Comments, order, spacing and notation of everything untouched stay byte for byte. Without
        an original the file is written from scratch. Raises CompanyError when the original has
        mistakes, QuestionError when the company cannot be written in a file that reads the same.
        """
        from unslump.business.writing import write_company

        return write_company(self, original)

    def goal(self, name: str) -> Goal:
        """The goal called `name`, whatever its case; QuestionError with the nearest known one."""
        found = {fold(goal.name): goal for goal in self.goals}.get(fold(name))
        if found:
            return found
        names = [goal.name for goal in self.goals]
        if not names:
            raise QuestionError(
                f"there is no goal {name!r}: company.yaml has no goals",
                hint="Add one under goals: or give a period and an amount.",
            )
        close = nearest(name, names)
        guess = f"Did you mean {close}? " if close else ""
        raise QuestionError(f"there is no goal {name!r}", hint=f"{guess}Known goals: {', '.join(names)}.")

    def person_named(self, raw: str) -> Person | None:
        """The person whose name, e-mail, other spelling or id is `raw`; None when nobody is."""
        key = fold(raw)
        by_email = {fold(person.email): person for person in self.people if person.email}
        return index_by_name(self.people).get(key) or by_email.get(key)

    def channel_named(self, raw: str) -> str:
        """The company's name for the channel an export calls `raw`; `raw` itself when unknown."""
        return _canonical(self.channels, raw)

    def segment_named(self, raw: str) -> str:
        """The company's name for the segment an export calls `raw`; `raw` itself when unknown."""
        return _canonical(self.segments, raw)

    def offer_named(self, raw: str) -> str:
        """The company's name for the offer an export calls `raw`; `raw` itself when unknown."""
        return _canonical(self.offers, raw)

    def need_named(self, raw: str) -> str:
        """The company's name for the need someone calls `raw`; `raw` itself when unknown."""
        return _canonical(self.needs, raw)

    def message_named(self, raw: str) -> str:
        """The company's name for the message an export calls `raw`; `raw` itself when unknown."""
        return _canonical(self.messages, raw)

    def function_of(self, activity_kind: str) -> Function | None:
        """Which function an activity belongs to; None when its kind does not say."""
        return function_of_activity(activity_kind, self.activities)

    def hours_available(
        self, function: Function, start: date, end: date, focus_loss: float = FOCUS_LOSS_PRIOR
    ) -> float | None:
        """Productive hours on `function` of everyone together, both days included.

        None when no people are described: that is not knowing, not zero.
        """
        if not self.people:
            return None
        return sum(person.hours(function, start, end, focus_loss) for person in self.people)

    def budget_for(self, start: date, end: date, channel: str | None = None) -> float | None:
        """Money written down for the days from start to end, each budget spread evenly over its days.

        Budgets add up: one without a channel is money of its own, free for any channel, and counts
        in the total only. None when no budget touches those days. With a channel, only that
        channel's lines count. A campaign's budget is part of its channel's and is not added.
        """
        asked = Period(start, end)
        wanted = None if channel is None else fold(self.channel_named(channel))
        parts = [
            budget.within(asked)
            for budget in self.budgets
            if budget.period.overlap_days(asked)
            and (wanted is None or (budget.channel is not None and fold(budget.channel) == wanted))
        ]
        return sum(parts) if parts else None

    def to_currency(self, amount: float, currency: str) -> float:
        """`amount` of another currency in the company's own; QuestionError when the rate is missing."""
        code = currency.strip().upper()
        if code == self.currency:
            return amount
        if code not in self.rates:
            raise QuestionError(
                f"there is no rate for {code}: what one {code} is in {self.currency} is not known",
                hint=f"Add it to company.yaml, as  rates: {{{code}: 0.92}}",
            )
        return amount * self.rates[code]


def functions_said(company: Company | None) -> Callable[[str], Function | None]:
    """What tells an activity's function by its kind; without a company nothing does."""
    return company.function_of if company else lambda _kind: None


def _canonical(items: Sequence[Item], raw: str) -> str:
    found = index_by_name(items).get(fold(raw))
    return found.name if found else raw
