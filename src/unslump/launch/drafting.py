"""A first charter, from who works on what: to be edited by the people it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from unslump.business.functions import Function
from unslump.business.wording import day, money
from unslump.launch.assigned import Assigned, ranked
from unslump.launch.campaign import CampaignPlan
from unslump.launch.charter import Agreement, Charter, Duty, FunctionCharter
from unslump.launch.expected import Expected

__all__ = ["draft_charter"]

MARKETING, SALES = Function.MARKETING, Function.SALES


def draft_charter(
    campaign: CampaignPlan, assigned: Assigned, agreement: Agreement, expected: Expected | None, currency: str
) -> Charter:
    """Who does what for a campaign.

    Accountable is who gives the function the largest part of a week; responsible is everyone who works on
    it; the other function's accountable one is consulted where the two meet, else informed. Hours are those
    that the agreed leads take, shared out as the people's time on the function is.
    """
    people = {function: ranked(assigned, function) for function in Function}
    head = {function: people[function][:1] for function in Function}
    duties = {
        MARKETING: _marketing(campaign, people, head, currency),
        SALES: _sales(campaign, people, head),
    }
    parts = {
        function: FunctionCharter(
            duties=[
                Duty(what=what, responsible=who, accountable=head[function], consulted=asked, informed=told)
                for what, who, asked, told in duties[function]
            ],
            hours=_hours(campaign, assigned, agreement, expected, function),
        )
        for function in Function
    }
    return Charter(
        campaign=campaign.name,
        marketing=parts[MARKETING],
        sales=parts[SALES],
        agreement=agreement,
        basis=f"drafted from {assigned.words}",
        on=assigned.source,
    )


Row = tuple[str, list[str], list[str], list[str]]  # what, responsible, consulted, informed
People = Mapping[Function, list[str]]


def _marketing(campaign: CampaignPlan, people: People, head: People, currency: str) -> list[Row]:
    finders, sellers = people[MARKETING], people[SALES]
    seller = _without(head[SALES], finders)
    told = _without(sellers, [*finders, *seller])
    whom = f"to {campaign.segment}" if campaign.segment else "to the target market"
    said = f"“{campaign.message}”" if campaign.message else "a message"
    through = f" through {campaign.channel}" if campaign.channel else ""
    within = "" if campaign.budget is None else f", within {money(campaign.budget, currency)}"
    return [
        (f"Say {said} {whom}{through}, in words that prospects use", finders, seller, told),
        (f"Run it from {day(campaign.start)} to {day(campaign.end)}{within}", finders, [], seller),
        ("Hand over the leads agreed on, each within a working day", finders, [], _without(sellers, finders)),
        (f"Write the campaign's name, “{campaign.name}”, and the channel on every lead", finders, [], seller),
    ]


def _sales(campaign: CampaignPlan, people: People, head: People) -> list[Row]:
    sellers, finders = people[SALES], people[MARKETING]
    finder = _without(head[MARKETING], sellers)
    offer = campaign.offer or "what answers it"
    return [
        ("Answer each lead as soon as is agreed", sellers, [], finder),
        ("Follow each lead up as often and as long as is agreed", sellers, [], finder),
        (f"Find the need, and offer {offer} or say that it does not fit", sellers, finder, []),
        (
            "Close: an order that says what is delivered by when, for which payment due when",
            sellers,
            [],
            finder,
        ),
        (
            "Say once a week why leads were lost, and what prospects ask for",
            sellers,
            [],
            _without(finders, sellers),
        ),
    ]


def _without(names: Sequence[str], out: Sequence[str]) -> list[str]:
    return [name for name in names if name not in out]


def _hours(
    campaign: CampaignPlan,
    assigned: Assigned,
    agreement: Agreement,
    expected: Expected | None,
    function: Function,
) -> dict[str, float]:
    """Hours a week that the agreed leads take, shared out as the people's hours on the function are."""
    if expected is None or agreement.leads is None:
        return {}
    per_lead = expected.marketing_hours if function is MARKETING else expected.sales_hours
    there = assigned.hours[function]
    total = sum(there.values())
    if per_lead is None or total <= 0:
        return {}
    needed = float(np.mean(per_lead)) * agreement.leads / campaign.weeks
    return {name: round(needed * hours / total, 1) for name, hours in there.items()}
