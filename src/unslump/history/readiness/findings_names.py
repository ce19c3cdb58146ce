"""The history beside company.yaml: who and what the one knows and the other does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from unslump.business.wording import count
from unslump.history.readiness.census import Census
from unslump.history.readiness.finding import Finding, blocks, limit

if TYPE_CHECKING:
    from unslump.business.company import Company

__all__ = ["findings"]

_SHOWN = 5


def findings(census: Census, company: Company | None) -> Iterator[Finding]:
    """All of them; none without a company."""
    if company is not None:
        yield from _people(census, company)
        yield from _goals(census, company)


def _people(census: Census, company: Company) -> Iterator[Finding]:
    seen = census.people
    matched = {
        raw: person
        for raw, others in seen.items()
        for person in (company.person_named(name) for name in (raw, *others))
        if person is not None
    }
    strangers = sorted((others or (raw,))[0] for raw, others in seen.items() if raw not in matched)
    if strangers and company.people:
        yield limit(
            "people_not_in_company",
            f"{count(len(strangers), 'person', 'people')} in the history "
            f"{'is' if len(strangers) == 1 else 'are'} not in company.yaml: {_some(strangers)}. Their work "
            "counts, their hours do not.",
            "Add them under people, or their other spelling as an alias of someone who is there.",
        )
    present = {person.name for person in matched.values()}
    absent = sorted(person.name for person in company.people if person.name not in present)
    if absent and seen:
        yield limit(
            "people_not_in_history",
            f"{count(len(absent), 'person', 'people')} in company.yaml never "
            f"{'appears' if len(absent) == 1 else 'appear'} in the history: {_some(absent)}.",
            "Add the CRM's id, e-mail or spelling of the name as an alias, if they are there under another.",
        )


def _goals(census: Census, company: Company) -> Iterator[Finding]:
    in_money = [goal.name for goal in company.goals if goal.measure == "bookings"]
    if in_money and census.deals["won_with_amount"] == 0 and census.orders["with_amount"] == 0:
        yield blocks(
            "goal_needs_amounts",
            f"{_goal(in_money)} in money, and no won deal or order has an amount.",
            "Export the amounts, or ask in deals.",
        )
    for measure in ("delivered", "paid"):
        names = [goal.name for goal in company.goals if goal.measure == measure]
        if names and census.orders[measure] == 0:
            yield blocks(
                f"goal_needs_{measure}",
                f"{_goal(names)} in what is {measure}, and no order says when it was {measure}.",
                f"Import the orders with the day each was {measure}.",
            )


def _goal(names: list[str]) -> str:
    return f"The goal {names[0]} counts" if len(names) == 1 else f"The goals {_some(names)} count"


def _some(names: Iterable[str]) -> str:
    """The first few, and how many more."""
    listed = list(names)
    more = len(listed) - _SHOWN
    return ", ".join(listed[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
