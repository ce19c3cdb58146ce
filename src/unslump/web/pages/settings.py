"""Settings: company.yaml as text with every mistake at its line, and how many false alarms are allowed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from unslump.errors import ChangedMeanwhile, CompanyError, QuestionError
from unslump.web.accounts.rights import Act
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.campaign_form import number_in
from unslump.workspace.company_editing import read_company_text, save_company_text
from unslump.workspace.company_writing import company_seen

__all__ = ["router"]

router = APIRouter()
_NONE = "none"


@router.get("/settings")
def settings(request: Request) -> Response:
    """company.yaml as it stands, and the alarms."""
    who = asking(request)
    directory = who.house.workspace.directory
    seen = company_seen(directory)
    return _page(who, read_company_text(directory), seen)


@router.post("/settings/company")
async def save(request: Request) -> Response:
    """Write company.yaml, once all of it is right; until then show every mistake beside what was typed."""
    who = asking(request)
    form = await who.form(Act.COMPANY)
    text, seen = str(form.get("text") or ""), str(form.get("seen") or "")
    directory = who.house.workspace.directory
    try:
        save_company_text(directory, text, seen)
    except CompanyError as error:
        return _page(who, text, seen, mistakes=_at_lines(error, text), status=422)
    except ChangedMeanwhile as error:
        theirs = read_company_text(directory)
        return _page(who, text, company_seen(directory), error=error, theirs=theirs, status=409)
    except QuestionError as error:
        return _page(who, text, seen, error=error, status=422)
    who.house.shelf.changed()
    who.house.note(who.who.name, "changed company.yaml", "")
    return RedirectResponse("/settings?said=saved", 303)


@router.post("/settings/start")
async def start(request: Request) -> Response:
    """Write a first company.yaml, to be filled in."""
    who = asking(request)
    form = await who.form(Act.COMPANY)
    name = " ".join(str(form.get("company") or "").split())[:120]
    currency = str(form.get("currency") or "EUR").strip().upper()[:10]
    who.house.workspace.init(name or None, currency, today=now().date())
    who.house.shelf.changed()
    who.house.note(who.who.name, "began company.yaml", name)
    return RedirectResponse("/settings?said=saved", 303)


@router.post("/settings/alarms")
async def alarms(request: Request) -> Response:
    """Say how many false alarms are put up with."""
    who = asking(request)
    form = await who.form(Act.COMPANY)
    typed, raw = str(form.get("false_alarms") or ""), str(form.get("seen") or "0")
    seen = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
    workspace = who.house.workspace
    directory = workspace.directory
    try:
        number = number_in({"n": typed}, "n", "false alarms")
        if number is None:
            raise QuestionError("No number was given.", hint="1 is usual.")
        workspace.set_alarm_rule(number, seen=seen, by=who.who.name, now=now())
    except (QuestionError, ChangedMeanwhile) as error:
        status = 409 if isinstance(error, ChangedMeanwhile) else 422
        return _page(who, read_company_text(directory), company_seen(directory), alarm_error=error,
                     alarms_typed=typed[:30], status=status)  # fmt: skip
    who.house.shelf.changed()
    who.house.note(who.who.name, "changed the alarms", f"{number:g} false alarms in two years")
    return RedirectResponse("/settings?said=saved#alarms", 303)


def _page(who: Asking, text: str, seen: str, *, status: int = 200, **more: Any) -> Response:
    rule, version = who.house.workspace.alarm_rule()
    shown = {
        "text": text,
        "seen": seen,
        "there": seen != _NONE,
        "mistakes": (),
        "error": None,
        "theirs": None,
        "alarm_error": None,
        "alarms_typed": f"{rule.false_alarms:g}",
        "alarms_seen": version,
        "may": who.who.may(Act.COMPANY),
        "folder": who.house.workspace.directory.resolve().name,
        "may_accounts": who.who.may(Act.ACCOUNTS),
    } | more
    return page(who, "settings.html.j2", "settings", lambda: shown, status=status)


def _at_lines(error: CompanyError, text: str) -> list[dict[str, Any]]:
    """Every mistake with the line it is on."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [
        {
            "line": each.line,
            "says": f"{each.where} {each.wrong}" + (f"; expected {each.right}" if each.right else ""),
            "there": lines[each.line - 1][:200] if 0 < each.line <= len(lines) else "",
        }
        for each in error.mistakes
    ]
