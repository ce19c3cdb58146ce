"""A company as the plain groups of values that company.yaml holds; what is as usual is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Budget, Goal, Measure
from unslump.business.market import Campaign, Channel, Message, Need, Offer, Segment
from unslump.business.notation import InOrder, Plain, day, number, share, words
from unslump.business.people import FULL_WEEK_HOURS, Person, ramp_weeks_prior

__all__ = ["plain_company"]

Given = TypeVar("Given")


def plain_company(company: Company) -> dict[str, Plain]:
    """The company as keys and tokens, in the order of company.yaml."""
    return {"company": words(company.name), "currency": company.currency} | _written(
        rates={code: number(rate) for code, rate in company.rates.items()},
        people=InOrder({person.name: _person(person) for person in company.people}),
        segments=InOrder({segment.name: _market(segment) for segment in company.segments}),
        needs=InOrder({need.name: _need(need) for need in company.needs}),
        offers=InOrder({offer.name: _offer(offer) for offer in company.offers}),
        messages=InOrder({message.name: _message(message) for message in company.messages}),
        channels=InOrder({channel.name: _channel(channel) for channel in company.channels}),
        campaigns=InOrder({campaign.name: _campaign(campaign) for campaign in company.campaigns}),
        functions=_functions(company),
        goals=InOrder({goal.name: _goal(goal) for goal in company.goals}),
        budgets=[_budget(budget) for budget in company.budgets],
    )


def _written(**values: Plain) -> dict[str, Plain]:
    """The values that say something, under keys with spaces."""
    return {key.replace("_", " "): value for key, value in values.items() if value}


def _maybe(token: Callable[[Given], str], value: Given | None) -> str | None:
    return None if value is None else token(value)


def _names(names: Sequence[str]) -> list[str]:
    return [words(name) for name in names]


def _person(person: Person) -> dict[str, Plain]:
    usual_hours = person.hours_per_week == FULL_WEEK_HOURS
    usual_ramp = person.ramp_weeks == ramp_weeks_prior(person.started)
    return _written(
        email=_maybe(words, person.email),
        also=_names(person.aliases),
        hats={str(function): share(part) for function, part in person.hats.items()},
        hours=None if usual_hours else number(person.hours_per_week),
        cost=_maybe(number, person.cost_per_hour),
        skills={str(skill): str(level) for skill, level in person.skills.items()},
        started=_maybe(day, person.started),
        left=_maybe(day, person.left),
        ramp=None if usual_ramp else f"{number(person.ramp_weeks)} weeks",
    )


def _market(thing: Segment | Need | Offer | Message | Channel | Campaign) -> dict[str, Plain]:
    return _written(also=_names(thing.aliases), about=_maybe(words, thing.about))


def _need(need: Need) -> dict[str, Plain]:
    return _market(need) | _written(segments=_names(need.segments))


def _offer(offer: Offer) -> dict[str, Plain]:
    return _market(offer) | _written(
        price=_maybe(number, offer.price),
        margin=_maybe(share, offer.margin),
        needs=_names(offer.needs),
        segments=_names(offer.segments),
        regions=_names(offer.regions),
        available_from=_maybe(day, offer.available_from),
        available_until=_maybe(day, offer.available_until),
        per_month=_maybe(number, offer.per_month),
    )


def _message(message: Message) -> dict[str, Plain]:
    return _market(message) | _written(
        offer=_maybe(words, message.offer), segment=_maybe(words, message.segment)
    )


def _channel(channel: Channel) -> dict[str, Plain]:
    return _market(channel) | _written(
        min_spend=_maybe(number, channel.min_spend), max_spend=_maybe(number, channel.max_spend)
    )


def _campaign(campaign: Campaign) -> dict[str, Plain]:
    return _market(campaign) | _written(
        channel=_maybe(words, campaign.channel),
        message=_maybe(words, campaign.message),
        offer=_maybe(words, campaign.offer),
        segment=_maybe(words, campaign.segment),
        start=_maybe(day, campaign.start),
        end=_maybe(day, campaign.end),
        budget=_maybe(number, campaign.budget),
        leads=_maybe(number, campaign.leads),
        goal=_maybe(words, campaign.goal),
    )


def _goal(goal: Goal) -> dict[str, Plain]:
    usual = goal.measure is Measure.BOOKINGS
    return _written(
        period=str(goal.period),
        amount=number(goal.amount),
        measure=None if usual else str(goal.measure),
        segments=_names(goal.segments),
    )


def _budget(budget: Budget) -> dict[str, Plain]:
    return _written(
        period=str(budget.period), amount=number(budget.amount), channel=_maybe(words, budget.channel)
    )


def _functions(company: Company) -> dict[str, Plain]:
    def kinds(function: Function) -> list[str]:
        return _names([kind for kind, owner in company.activities.items() if owner is function])

    effort = company.effort
    return _written(
        marketing=_written(
            activities=kinds(Function.MARKETING),
            hours_per_lead=_maybe(number, effort.marketing_hours_per_lead),
        ),
        sales=_written(
            activities=kinds(Function.SALES),
            hours_per_lead=_maybe(number, effort.sales_hours_per_lead),
            hours_per_deal=_maybe(number, effort.sales_hours_per_deal),
        ),
    )
