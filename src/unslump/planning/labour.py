"""What people's hours cost: marketing hours a week and their price, and the price of a sales hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unslump.business.company import Company
from unslump.business.functions import Function

__all__ = ["Labour", "labour_of"]


@dataclass(frozen=True, slots=True)
class Labour:
    """Paid hours of one function a week on a day, and what one costs; None: not known.

    Hours are those people are paid for: the hat's share of the contract, ramp and focus loss not taken
    off. `unpriced` are people with such hours whose cost is not written down; they count at the
    others' mean.
    """

    hours: float | None
    cost_per_hour: float | None
    unpriced: tuple[str, ...] = ()


def labour_of(company: Company | None, function: Function, day: date) -> Labour:
    """The labour company.yaml gives to a function on `day`."""
    if company is None or not company.people:
        return Labour(None, None)
    working = [
        (person, person.hours_per_week * person.hats.get(function, 0.0))
        for person in company.people
        if person.works_on(day) and person.hats.get(function, 0.0) > 0
    ]
    hours = sum(worked for _, worked in working)
    priced = [
        (person.cost_per_hour, worked) for person, worked in working if person.cost_per_hour is not None
    ]
    known = sum(worked for _, worked in priced)
    rate = sum(cost * worked for cost, worked in priced) / known if known > 0 else None
    unpriced = tuple(person.name for person, _ in working if person.cost_per_hour is None)
    return Labour(hours, rate, unpriced)
