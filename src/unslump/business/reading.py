"""From the text of company.yaml to a Company, with every mistake found on the way.

First the text becomes a tree (yaml_tree), then the shape is read (company_shape), then what only
shows between values is checked here: days in order, hats within a week, one meaning a spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from unslump.business.company import Company
from unslump.business.company_shape import COMPANY, NAMED_SECTIONS
from unslump.business.functions import Effort, Function
from unslump.business.goals import Budget, Goal, Measure
from unslump.business.kinds import Notes
from unslump.business.market import Campaign, Channel, Message, Need, Offer, Segment
from unslump.business.naming import fold
from unslump.business.people import FULL_WEEK_HOURS, Person
from unslump.business.shape import Written, key_form, spellings
from unslump.business.yaml_tree import Node, read_tree
from unslump.errors import CompanyError, Mistake, QuestionError

__all__ = ["company_of_tree", "read_company"]

Made = TypeVar("Made")


def read_company(text: str, file: str) -> Company:
    """The company described by `text`; CompanyError with every mistake, in the order of their lines."""
    return company_of_tree(read_tree(text.removeprefix("\ufeff"), file), file)


def company_of_tree(tree: Node | None, file: str) -> Company:
    """The company described by a tree; CompanyError with every mistake."""
    if tree is None or tree.is_empty:
        raise CompanyError([Mistake(file, 1, "the file", "is empty", "at least company: and currency:")])
    notes = Notes(file, _names(tree))
    top = COMPANY.read_at(1, tree, "", notes)
    company = _company(top, notes) if top is not None else None
    if company is None or notes.mistakes:
        raise CompanyError(sorted(notes.mistakes, key=lambda mistake: mistake.line))
    return company


def _names(tree: Node) -> Mapping[str, Mapping[str, str]]:
    sections = {key_form(entry.key.text or ""): entry.value for entry in tree.entries or ()}
    return {key: dict(spellings(node)) for key, node in sections.items() if key in NAMED_SECTIONS}


def _company(top: Written, notes: Notes) -> Company | None:
    functions = top.get("functions")
    activities = _activities(functions, notes)
    _check_rules(top, notes)
    _check_emails(top, notes)
    _check_rates(top, notes)
    if notes.mistakes:
        return None

    def each(section: str, make: Callable[[str, Written], Made]) -> tuple[Made, ...]:
        return tuple(make(name, written) for name, written in (top.get(section) or {}).items())

    return Company(
        name=top.get("company"),
        currency=top.get("currency"),
        rates=top.get("rates") or {},
        people=each("people", _person),
        segments=each("segments", _segment),
        needs=each("needs", _need),
        offers=each("offers", _offer),
        messages=each("messages", _message),
        channels=each("channels", _channel),
        campaigns=each("campaigns", _campaign),
        goals=each("goals", _goal),
        budgets=tuple(_budget(written) for written in top.get("budgets") or ()),
        effort=_effort(functions),
        activities=activities,
    )


def _person(name: str, written: Written) -> Person:
    return Person(
        name,
        email=written.get("email"),
        aliases=written.get("also") or (),
        hats=written.get("hats") or {},
        hours_per_week=written.get("hours", FULL_WEEK_HOURS),
        cost_per_hour=written.get("cost"),
        skills=written.get("skills") or {},
        started=written.get("started"),
        left=written.get("left"),
        ramp_weeks=written.get("ramp"),
    )


def _market(written: Written) -> dict[str, Any]:
    return {"aliases": written.get("also") or (), "about": written.get("about")}


def _segment(name: str, written: Written) -> Segment:
    return Segment(name, **_market(written))


def _need(name: str, written: Written) -> Need:
    return Need(name, **_market(written), segments=written.get("segments") or ())


def _offer(name: str, written: Written) -> Offer:
    return Offer(
        name,
        **_market(written),
        price=written.get("price"),
        margin=written.get("margin"),
        needs=written.get("needs") or (),
        segments=written.get("segments") or (),
        regions=written.get("regions") or (),
        available_from=written.get("available from"),
        available_until=written.get("available until"),
        per_month=written.get("per month"),
    )


def _message(name: str, written: Written) -> Message:
    return Message(name, **_market(written), offer=written.get("offer"), segment=written.get("segment"))


def _channel(name: str, written: Written) -> Channel:
    limits = {"min_spend": written.get("min spend"), "max_spend": written.get("max spend")}
    return Channel(name, **_market(written), **limits)


def _campaign(name: str, written: Written) -> Campaign:
    keys = ("channel", "message", "offer", "segment", "start", "end", "budget", "leads", "goal")
    return Campaign(name, **_market(written), **{key: written.get(key) for key in keys})


def _goal(name: str, written: Written) -> Goal:
    measure = written.get("measure", Measure.BOOKINGS)
    segments = written.get("segments") or ()
    return Goal(name, written.get("amount", 1.0), measure, written.get("period"), segments)


def _budget(written: Written) -> Budget:
    return Budget(written.get("period"), written.get("amount"), written.get("channel"))


def _effort(functions: Written | None) -> Effort:
    marketing, sales = _of_function(functions, "marketing"), _of_function(functions, "sales")
    return Effort(
        marketing_hours_per_lead=marketing.get("hours per lead"),
        sales_hours_per_lead=sales.get("hours per lead"),
        sales_hours_per_deal=sales.get("hours per deal"),
    )


def _of_function(functions: Written | None, name: str) -> Written:
    found = functions.get(name) if functions is not None else None
    return found if isinstance(found, Written) else Written(1, name)


# Rules between keys of one record: section, keys that must agree, the key to mend, what would be right.
_RULES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("people", ("hats",), "hats", "shares that add up to at most 100%"),
    ("people", ("started", "left"), "left", "a day on or after started"),
    ("channels", ("min spend", "max spend"), "max spend", "at least min spend"),
    ("offers", ("available from", "available until"), "available until", "a day on or after available from"),
    ("campaigns", ("start", "end"), "end", "a day on or after start"),
    ("goals", ("period",), "period", "a period that ends after the day it starts"),
)


def _check_rules(top: Written, notes: Notes) -> None:
    makers = {
        "people": _person,
        "offers": _offer,
        "channels": _channel,
        "campaigns": _campaign,
        "goals": _goal,
    }
    for section, keys, mend, right in _RULES:
        for name, written in (top.get(section) or {}).items():
            if not all(key in written.values for key in keys):
                continue
            try:
                makers[section](name, written.only(keys))
            except QuestionError as error:
                where = f"{written.where}.{mend}"
                notes.wrong(written.line_of(mend), where, f"cannot be: {error.message}", right)


def _activities(functions: Written | None, notes: Notes) -> dict[str, Function]:
    activities: dict[str, Function] = {}
    for function in Function:
        written = _of_function(functions, function)
        for kind in written.get("activities") or ():
            taken = activities.setdefault(fold(kind), function)
            if taken is not function:
                wrong = f"has {kind!r}, which is also under {taken}"
                notes.wrong(
                    written.line_of("activities"),
                    f"{written.where}.activities",
                    wrong,
                    "each kind under one function",
                )
    return activities


def _check_emails(top: Written, notes: Notes) -> None:
    people: Mapping[str, Written] = top.get("people") or {}
    owners = {
        fold(word): name for name, written in people.items() for word in (name, *(written.get("also") or ()))
    }
    for name, written in people.items():
        email = written.get("email")
        if email is None:
            continue
        owner = owners.setdefault(fold(email), name)
        if owner != name:
            where = f"{written.where}.email"
            notes.wrong(
                written.line_of("email"), where, f"is {email}, which already means {owner}", "another e-mail"
            )


def _check_rates(top: Written, notes: Notes) -> None:
    currency, rates = top.get("currency"), top.get("rates") or {}
    rate = rates.get(currency)
    if rate is not None and rate != 1:
        where = f"rates.{currency}"
        notes.wrong(
            top.line_of("rates"), where, f"is {rate:g}, but {currency} is the company's own currency", "1"
        )
