"""A campaign as it is meant: one message to one segment through one channel, for a goal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from unslump.business.company import Company
from unslump.business.goals import Period
from unslump.business.market import Campaign
from unslump.business.naming import Item, fold, index_by_name, nearest
from unslump.business.wording import day
from unslump.errors import QuestionError, StoreError

__all__ = ["CampaignPlan", "Wishes", "in_company_file", "plan_campaign", "read_plan"]

_LONGEST_DAYS = 3 * 366


class CampaignPlan(BaseModel):
    """What is going to be said to whom through what, when, for how much, and what it is to bring.

    `budget` is money over its whole life, `leads` how many it is to bring (None: the engine says what it
    would bring), `goal` the name of a goal in company.yaml.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    about: str | None = None
    message: str | None = None
    offer: str | None = None
    segment: str | None = None
    channel: str | None = None
    start: date
    end: date
    budget: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    leads: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    goal: str | None = None
    aliases: list[str] = Field(default_factory=list)

    @property
    def period(self) -> Period:
        """The days on which it runs."""
        return Period(self.start, self.end)

    @property
    def weeks(self) -> float:
        """How long it runs."""
        return self.period.days / 7

    def is_meant_by(self, label: str) -> bool:
        """Whether a label in an export is this campaign's name, or another spelling of it."""
        return fold(label) in {fold(each) for each in (self.name, *self.aliases)}


class Wishes(BaseModel):
    """What was asked for; None where company.yaml, or nobody, says it.

    `cleared` are keys that shall say nothing any more, whatever stood there before.
    """

    model_config = ConfigDict(frozen=True)

    about: str | None = None
    message: str | None = None
    offer: str | None = None
    segment: str | None = None
    channel: str | None = None
    start: date | None = None
    end: date | None = None
    budget: float | None = None
    leads: float | None = None
    goal: str | None = None
    cleared: frozenset[str] = frozenset()


def in_company_file(company: Company, name: str) -> Campaign | None:
    """The campaign of that name in company.yaml."""
    return index_by_name(company.campaigns).get(fold(name))


def plan_campaign(
    name: str, wishes: Wishes, company: Company, before: CampaignPlan | None = None
) -> CampaignPlan:
    """Put a campaign together: what is wished, else what stood `before`, else what company.yaml says.

    The message says offer and segment where nothing else does. Raises QuestionError with everything that
    is wrong at once.
    """
    name = " ".join(name.split())
    written = in_company_file(company, name)
    wrong: list[str] = []

    def of(key: str) -> object:
        if key in wishes.cleared:
            return None
        for source in (wishes, before, written):
            value = getattr(source, key, None)
            if value is not None:
                return value
        return None

    message = _known("message", of("message"), company.messages, wrong)
    offer = _known("offer", of("offer") or (message and message.offer), company.offers, wrong)
    segment = _known("segment", of("segment") or (message and message.segment), company.segments, wrong)
    channel = _known("channel", of("channel"), company.channels, wrong)
    if message and offer and message.offer and fold(message.offer) != fold(offer.name):
        wrong.append(
            f"the message {message.name} is about {message.offer}, and the campaign offers {offer.name}"
        )
    if message and segment and message.segment and fold(message.segment) != fold(segment.name):
        wrong.append(
            f"the message {message.name} speaks to {message.segment}, and the campaign is for {segment.name}"
        )
    goal = of("goal")
    if goal is not None:
        try:
            goal = company.goal(str(goal)).name
        except QuestionError as error:
            wrong.append(f"{error.message}. {error.hint}".strip())
    start, end = of("start"), of("end")
    wrong += _days_wrong(start, end)
    if wrong:
        listing = "\n".join(f"  - {each}" for each in wrong)
        raise QuestionError(f"The campaign {name!r} cannot be written like this:\n{listing}")
    values = {
        "name": written.name if written else name,
        "about": of("about"),
        "message": message and message.name,
        "offer": offer and offer.name,
        "segment": segment and segment.name,
        "channel": channel and channel.name,
        "start": start,
        "end": end,
        "budget": of("budget"),
        "leads": of("leads"),
        "goal": goal,
        "aliases": list(written.aliases) if written else [],
    }
    try:
        return CampaignPlan.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise QuestionError(
            f"The campaign {name!r} cannot be written like this: {where} is {first.get('input')!r}, "
            f"but {first['msg'][0].lower()}{first['msg'][1:]}."
        ) from error


def read_plan(body: object) -> CampaignPlan:
    """The campaign a record holds. Raises StoreError when it holds something else."""
    try:
        return CampaignPlan.model_validate(body)
    except ValidationError as error:
        raise StoreError(
            "A campaign in the records cannot be read: it was written by another version of unslump.",
            hint="Upgrade unslump, or write the campaign again under another name.",
        ) from error


def _known(noun: str, wanted: object, things: Sequence[Item], wrong: list[str]) -> Item | None:
    if wanted is None:
        return None
    found = index_by_name(things).get(fold(str(wanted)))
    if found is None:
        names = [thing.name for thing in things]
        close = nearest(str(wanted), names)
        if not names:
            said = f"company.yaml has no {noun}s: add it there"
        else:
            said = f"did you mean {close}?" if close else f"known are {', '.join(names)}"
        wrong.append(f"there is no {noun} {str(wanted)!r} in company.yaml; {said}")
    return found


def _days_wrong(start: object, end: object) -> list[str]:
    if not isinstance(start, date) or not isinstance(end, date):
        missing = " and ".join(
            option for option, value in (("--from", start), ("--to", end)) if not isinstance(value, date)
        )
        return [f"its days are not known: give {missing}"]
    if end < start:
        return [f"it ends on {day(end)}, before it starts on {day(start)}"]
    if (end - start).days > _LONGEST_DAYS:
        return [f"it would run from {day(start)} to {day(end)}: a campaign takes three years at most"]
    return []
