"""A charter as a form: what was ticked and typed, read as a charter, and written back into the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from unslump.business.functions import Function
from unslump.errors import QuestionError
from unslump.launch.charter import Agreement, Charter, Duty, FunctionCharter
from unslump.web.pages.campaign_form import number_in

__all__ = ["BLANK", "ROLES", "charter_of"]

ROLES = ("accountable", "responsible", "consulted", "informed")
BLANK = 1
"""Empty duties at the end of each function's, to be filled."""
_MOST_DUTIES = 60
_WEEK = 168.0

Sent = Mapping[str, Sequence[str]]


def charter_of(sent: Sent, before: Charter) -> Charter:
    """The charter that a form says: `before` with what was ticked and typed.

    Fields are called marketing.0.what, marketing.0.accountable (a name for each tick), marketing.hours.NAME,
    and by the agreement's keys. A duty whose text is empty is left out. Raises QuestionError.
    """

    def one(key: str) -> str:
        found = sent.get(key) or [""]
        return found[0].strip()

    try:
        return Charter(
            campaign=before.campaign,
            marketing=_part(Function.MARKETING, sent, before.marketing),
            sales=_part(Function.SALES, sent, before.sales),
            agreement=_agreement({key: one(key) for key in Agreement.model_fields}, before.agreement),
            basis=before.basis,
            on=before.on,
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"])
        raise QuestionError(
            f"The charter cannot be written like this: {where} is {str(first['input'])[:60]!r}, but "
            f"{first['msg'][0].lower()}{first['msg'][1:]}."
        ) from error


def _part(function: Function, sent: Sent, before: FunctionCharter) -> FunctionCharter:
    duties = []
    for number in range(_MOST_DUTIES):
        what = " ".join((sent.get(f"{function}.{number}.what") or [""])[0].split())
        if what:
            was = before.duties[number] if number < len(before.duties) else None
            named = {
                role: _in_order(sent.get(f"{function}.{number}.{role}") or (), getattr(was, role, ()))
                for role in ROLES
            }
            duties.append(Duty(what=what, **named))
    hours = {}
    start = f"{function}.hours."
    for key in sent:
        if key.startswith(start):
            value = number_in({"hours": sent[key][0]}, "hours", "hours a week")
            if value is not None and not 0 <= value <= _WEEK:
                raise QuestionError(
                    f"{key.removeprefix(start)} cannot give {value:g} hours a week.",
                    hint="Write hours from 0 to 168.",
                )
            if value:
                hours[key.removeprefix(start)] = value
    return FunctionCharter(duties=duties, hours=hours)


def _in_order(ticked: Sequence[str], before: Sequence[str]) -> list[str]:
    """The names that were ticked, those that stood there already as they stood."""
    return [name for name in before if name in ticked] + [name for name in ticked if name not in before]


def _agreement(typed: Mapping[str, str], before: Agreement) -> Agreement:
    def number(key: str) -> float | None:
        return number_in(typed, key, key.replace("_", " "))

    def share(key: str) -> float | None:
        percent = number(key)
        return None if percent is None else percent / 100.0

    touches = number("touches")
    if touches is not None and touches != int(touches):
        raise QuestionError(f"{touches:g} is no number of attempts.", hint="Write a whole number.")
    answer_share = share("answer_share")
    return Agreement(
        leads=number("leads"),
        lead_is=typed["lead_is"],
        deal_share=share("deal_share"),
        answer_within_hours=number("answer_within_hours"),
        answer_share=before.answer_share if answer_share is None else answer_share,
        touches=None if touches is None else int(touches),
        days_between=number("days_between"),
        follow_weeks=number("follow_weeks"),
        basis=before.basis,
    )
