"""Slump: alarms, streams, what took the money and what would mend it, the months ahead and what if."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from unslump.errors import QuestionError
from unslump.report import outlook_chart, outlook_view, streams_chart, waterfall_chart
from unslump.slump.diagnosis_answer import DiagnosisResult
from unslump.slump.outlook_answer import OutlookResult
from unslump.slump.watch_answer import WatchResult
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.dates import day
from unslump.web.answers.shelf import Shown
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.web.pages.slump_wishes import MOST_LINES, chosen_lines, written_lines

if TYPE_CHECKING:
    from unslump.report.drawing import Picture

__all__ = ["router"]

router = APIRouter()
_CHOICES = (
    "spend_on", "spend_change", "leaver", "leaver_on", "hire", "hire_from", "hire_hours", "win_rate"
)  # fmt: skip
_WINDOW = ("start", "end", "baseline")
_MONTHS = ("3", "6", "9", "12")


@dataclass
class _Wanted:
    """What the address asks for, as typed; `window` and `outlook` are what can be asked of the shelf."""

    typed: dict[str, str]
    what: list[str]
    window: dict[str, str] = field(default_factory=dict)
    outlook: dict[str, Any] = field(default_factory=dict)
    window_error: QuestionError | None = None
    what_error: QuestionError | None = None


@router.get("/slump")
def slump(request: Request) -> Response:
    """Everything about a slump, for any window and any what-ifs that the address names."""
    who = asking(request)
    shelf = who.house.shelf
    if shelf.basis() == EMPTY:
        return page(who, "slump_empty.html.j2", "slump", dict)
    wanted = _wanted(request)
    watch = shelf.take("watch", now=now())
    diagnosis = shelf.take("diagnose", wanted.window, by=who.who.name, now=now())
    outlook = shelf.take("outlook", wanted.outlook, by=who.who.name, now=now())
    busy = watch.waiting or diagnosis.waiting or outlook.waiting
    wrong = wanted.window_error or wanted.what_error
    return page(
        who, "slump.html.j2", "slump",
        lambda: _shown(who, wanted, watch, diagnosis, outlook),
        key=None if busy or wrong else (watch.key, diagnosis.key, outlook.key, str(request.url.query)),
        status=422 if wrong else 200,
    )  # fmt: skip


@router.get("/slump/what-if")
def what_if(request: Request) -> Response:
    """Turn what was chosen into lines, and show the months ahead with them."""
    asking(request)
    asked = request.query_params
    lines = [*asked.getlist("what"), *chosen_lines({key: asked.get(key, "") for key in _CHOICES})]
    told = [("what", line) for line in "\n".join(lines).splitlines() if line.strip()]
    kept = [(key, asked[key]) for key in (*_WINDOW, "months") if asked.get(key)]
    address = urlencode([(key, value[:250]) for key, value in (*kept, *told[: MOST_LINES + 1])])
    return RedirectResponse(f"/slump?{address}#outlook", 303)


def _wanted(request: Request) -> _Wanted:
    asked = request.query_params
    typed = {key: asked.get(key, "")[:40] for key in (*_WINDOW, "months")}
    wanted = _Wanted(typed, asked.getlist("what")[: MOST_LINES + 1])
    try:
        days = {key: day(typed[key]) for key in _WINDOW}
        wanted.window = {key: each.isoformat() for key, each in days.items() if each is not None}
    except QuestionError as error:
        wanted.window_error = error
    try:
        wanted.what = written_lines(wanted.what)
        wanted.outlook = {"what_ifs": wanted.what} if wanted.what else {}
    except QuestionError as error:
        wanted.what_error = error
    if typed["months"] in _MONTHS and typed["months"] != "6":
        wanted.outlook["months"] = int(typed["months"])
    return wanted


def _shown(who: Asking, wanted: _Wanted, watch: Shown, diagnosis: Shown, outlook: Shown) -> dict[str, Any]:
    company = who.house.workspace.company
    return {
        "wanted": wanted,
        "watch": watch,
        "diagnosis": diagnosis,
        "outlook": outlook,
        "months": _MONTHS,
        "share": outlook_view.share,
        "points": outlook_view.points,
        "people": [each.name for each in company.people if each.left is None] if company else [],
        "channels": [each.name for each in company.channels] if company else [],
        "streams": _picture(who, watch, WatchResult, streams_chart.streams_page),
        "waterfall": _picture(who, diagnosis, DiagnosisResult, waterfall_chart.waterfall),
        "fan": _picture(who, outlook, OutlookResult, outlook_chart.slump_fan),
    }


def _picture(who: Asking, shown: Shown, kind: type[Any], draw: Callable[[Any], Picture | None]) -> Any:
    """Drawn once for an answer, whoever looks."""
    if not isinstance(shown.result, kind):
        return None
    return who.house.drawn.of((draw.__name__, shown.number), lambda: draw(shown.result))
