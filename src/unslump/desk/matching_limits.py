"""Why an offer is out of the question for a lead, whatever its chance: the hard limits, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from unslump.business.market import Offer
from unslump.business.wording import count, day, money, month

__all__ = ["Asked", "limit_of"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the lead that an offer is weighed for; None: not known, which limits nothing."""

    day: date
    needs: Sequence[str]
    segment: str | None
    region: str | None
    budget: float | None
    currency: str


def limit_of(offer: Offer, asked: Asked, price: float, taken: Mapping[str, int]) -> str | None:
    """Why the offer cannot be made; None when it can. `taken` counts this month's wins by offer.

    >>> asked = Asked(date(2026, 6, 1), ["Less scrap"], None, "Spain", None, "EUR")
    >>> limit_of(Offer("Set", needs=("Less scrap",), regions=("Germany",)), asked, 1.0, {})
    'it is delivered in Germany only, and the prospect is in Spain'
    """
    if not offer.deliverable_on(asked.day):
        if offer.available_from and asked.day < offer.available_from:
            return f"it is available from {day(offer.available_from)} only"
        return f"it was available until {day(offer.available_until or asked.day)}"
    sold = taken.get(offer.name, 0)
    if offer.per_month is not None and sold + 1 > offer.per_month:
        most = count(offer.per_month, "can", "can").split(" ")[0]
        return f"{most} a month can be delivered, and {sold:,} are sold in {month(asked.day)} already"
    if asked.budget is not None and price > asked.budget:
        return (
            f"it costs {money(price, asked.currency)}, and the prospect would pay at most "
            f"{money(asked.budget, asked.currency)}"
        )
    if asked.region is not None and not offer.delivered_in(asked.region):
        return f"it is delivered in {_listed(offer.regions)} only, and the prospect is in {asked.region}"
    if asked.segment is not None and offer.segments and asked.segment not in offer.segments:
        return f"it is for {_listed(offer.segments)}, and the prospect is in {asked.segment}"
    if asked.needs and not any(offer.meets(need) for need in asked.needs):
        return f"it does not answer the need, {_listed(asked.needs)}"
    return None


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
