"""The charter's editor: who answers for what, hours, and what the two functions owe each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from unslump.business.functions import Function
from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.launch.charter import Agreement, Charter
from unslump.report.campaign_view import agreement_lines
from unslump.web.accounts.rights import Act
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.campaigns import here
from unslump.web.pages.charter_form import BLANK, ROLES, charter_of

__all__ = ["router"]

router = APIRouter()
_FEW = frozenset(str(number) for number in range(60))
_SHARES = ("deal_share", "answer_share")
_NUMBERS = (
    "leads", "deal_share", "answer_within_hours", "answer_share", "touches", "days_between", "follow_weeks"
)  # fmt: skip


@router.get("/campaigns/charter")
def editor(request: Request) -> Response:
    """The charter, to be edited."""
    who = asking(request)
    who.require(Act.CAMPAIGNS)
    view = here(who, request.query_params.get("name", ""))
    return _editor(who, view, _sent(_written(view)), view.charter_written.version)


@router.post("/campaigns/charter")
async def save(request: Request) -> Response:
    """Write it down over the version that was seen; where there is a newer one, show both."""
    who = asking(request)
    form = await who.form(Act.CAMPAIGNS)
    sent: dict[str, list[str]] = {}
    for key, value in form.multi_items():
        sent.setdefault(key, []).append(str(value))
    view = here(who, sent.get("name", [""])[0])
    raw = sent.get("seen", [""])[0]
    seen = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
    try:
        charter = charter_of(sent, _written(view))
        note = sent.get("note", [""])[0].strip()[:400]
        who.house.workspace.write_charter(charter, seen=seen, by=who.who.name, now=now(), note=note)
    except ChangedMeanwhile as error:
        theirs = here(who, view.campaign.name)
        return _editor(who, theirs, sent, theirs.charter_written.version, error=error, clash=True)
    except QuestionError as error:
        return _editor(who, view, sent, seen, error=error)
    who.house.note(who.who.name, "changed the charter", view.campaign.name)
    return RedirectResponse(f"/campaigns/one?name={quote(view.campaign.name)}&said=saved#charter", 303)


def _written(view: Any) -> Charter:
    if view.charter is None:
        raise QuestionError(
            f"{view.campaign.name} has no charter yet.", hint="Have it drafted on the campaign's page."
        )
    charter: Charter = view.charter
    return charter


def _editor(
    who: Asking,
    view: Any,
    sent: Mapping[str, Sequence[str]],
    seen: int,
    *,
    error: QuestionError | ChangedMeanwhile | None = None,
    clash: bool = False,
) -> Response:
    company = who.house.workspace.company
    people = [each.name for each in company.people] if company else []
    named = [name for key, names in sent.items() if key.endswith(ROLES) for name in names]
    return page(
        who, "charter.html.j2", "campaigns",
        lambda: {
            "v": view,
            "seen": seen,
            "error": error,
            "theirs": view.charter if clash else None,
            "people": list(dict.fromkeys([*people, *named])),
            "roles": ROLES,
            "functions": list(Function),
            "duties": {function: _numbers(function, sent) for function in Function},
            "numbers": _NUMBERS,
            "one": lambda key: (sent.get(key) or [""])[0],
            "many": lambda key: sent.get(key) or [],
            "agreement_lines": agreement_lines,
        },
        status=409 if clash else 422 if error else 200,
    )  # fmt: skip


def _numbers(function: Function, sent: Mapping[str, Sequence[str]]) -> list[int]:
    """The numbers of a function's duties in the form, and of those still empty."""
    used = [
        int(key.split(".")[1])
        for key in sent
        if key.startswith(f"{function}.") and key.endswith(".what") and key.split(".")[1] in _FEW
    ]
    used = sorted(number for number in used if sent[f"{function}.{number}.what"][0].strip())
    first = used[-1] + 1 if used else 0
    return used + list(range(first, first + BLANK))


def _sent(charter: Charter) -> dict[str, list[str]]:
    """A charter as its form would send it."""
    sent: dict[str, list[str]] = {}
    for function in Function:
        part = charter.of(function)
        for number, duty in enumerate(part.duties):
            sent[f"{function}.{number}.what"] = [duty.what]
            for role in ROLES:
                sent[f"{function}.{number}.{role}"] = list(getattr(duty, role))
        for name, hours in part.hours.items():
            sent[f"{function}.hours.{name}"] = [f"{hours:.12g}"]
    return sent | _agreed(charter.agreement)


def _agreed(agreement: Agreement) -> dict[str, list[str]]:
    out = {"lead_is": [agreement.lead_is]}
    for key in _NUMBERS:
        value = getattr(agreement, key)
        if value is not None:
            out[key] = [f"{100 * value if key in _SHARES else value:.12g}"]
    return out
