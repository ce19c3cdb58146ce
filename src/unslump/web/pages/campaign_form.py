"""A campaign's form: what stands in it, and what was wished for with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unslump.errors import QuestionError
from unslump.launch.campaign import CampaignPlan, Wishes, in_company_file
from unslump.web.answers.dates import day

if TYPE_CHECKING:
    from unslump.business.company import Company

__all__ = ["empty_form", "form_of", "number_in", "typed_form", "wishes_of"]

_WORDS = ("about", "message", "offer", "segment", "channel", "goal")
_FIELDS = ("name", *_WORDS, "start", "end", "budget", "leads")
_LONGEST = 2_000


def empty_form(company: Company | None, name: str) -> dict[str, str]:
    """A form for a new campaign, with what company.yaml says of one called `name`."""
    written = in_company_file(company, name) if company and name else None
    return {key: _said(getattr(written, key, None)) for key in _FIELDS} | {"name": name}


def form_of(plan: CampaignPlan) -> dict[str, str]:
    """A form filled with a campaign.

    >>> from datetime import date
    >>> form_of(CampaignPlan(name="Fair", start=date(2026, 9, 1), end=date(2026, 9, 30)))["start"]
    '2026-09-01'
    """
    return {key: _said(getattr(plan, key)) for key in _FIELDS}


def typed_form(sent: Mapping[str, str]) -> dict[str, str]:
    """What was typed, whatever it is."""
    return {key: sent.get(key, "").strip()[: _LONGEST + 1] for key in _FIELDS}


def wishes_of(typed: Mapping[str, str], *, change: bool) -> Wishes:
    """What a form asks for. In a change an empty field takes away what stood there.

    Raises QuestionError for what is no day, no number, or too long.
    """
    for key in _FIELDS:
        if len(typed[key]) > (120 if key == "name" else _LONGEST):
            raise QuestionError(f"The campaign's {key} is too long.", hint="Write it shorter.")
    if not typed["name"]:
        raise QuestionError("The campaign has no name.", hint="Give it one.")
    words = {key: typed[key] or None for key in _WORDS}
    return Wishes(
        **words,
        start=day(typed["start"]),
        end=day(typed["end"]),
        budget=number_in(typed, "budget", "money"),
        leads=number_in(typed, "leads", "leads"),
        cleared=frozenset(key for key in (*_WORDS, "budget", "leads") if change and not typed[key]),
    )


def number_in(typed: Mapping[str, str], key: str, what: str) -> float | None:
    """The number in a field; None for an empty one. Raises QuestionError for anything else.

    >>> number_in({"leads": "1500"}, "leads", "leads"), number_in({"leads": ""}, "leads", "leads")
    (1500.0, None)
    """
    text = typed.get(key, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise QuestionError(
            f"{text[:40]!r} is no number of {what}.",
            hint="Write it with digits and a point alone: 1500 or 2.5.",
        ) from error
    if not abs(value) < 1e15:
        raise QuestionError(f"{text[:40]} is no number of {what} that can be.", hint="Write a smaller one.")
    return value


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)
