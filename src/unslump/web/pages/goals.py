"""Goals: each with its verdict; setting one shows what it demands, and what could be promised, before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, QueryParams

from unslump.business.goals import PERIOD_FORMS, Goal, Measure, Period
from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.history.readiness import Readiness
from unslump.planning.promise import PromiseResult
from unslump.planning.verdict import CheckResult
from unslump.report.lead_charts import leads_by_month
from unslump.report.promise_chart import promise_curve
from unslump.report.steps import NEED_MEANS, lane_steps
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.shelf import Shown
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter()
_LONGEST = 200
_NOTHING = Shown(None, fresh=True)


@dataclass(frozen=True)
class Typed:
    """A goal as it was typed; `was` is the goal's name in company.yaml, "" for a new one."""

    name: str = ""
    period: str = ""
    amount: str = ""
    measure: str = "bookings"
    segments: tuple[str, ...] = ()
    was: str = ""

    @property
    def goal(self) -> Goal:
        """The goal it is. Raises QuestionError when it is none."""
        goal = Goal.parse(self.name or self.period, self.period, self.amount.replace(" ", ""), self.measure)
        return replace(goal, segments=self.segments)


def _typed(sent: QueryParams | FormData) -> Typed:
    def text(key: str) -> str:
        return str(sent.get(key, ""))[:_LONGEST].strip()

    segments = tuple(str(each)[:_LONGEST] for each in sent.getlist("segment")[:100])
    measure = text("measure") or "bookings"
    return Typed(text("name"), text("period"), text("amount"), measure, segments, text("was"))


def _of(goal: Goal) -> Typed:
    amount = f"{goal.amount:.0f}" if goal.amount == round(goal.amount) else f"{goal.amount!r}"
    return Typed(goal.name, str(goal.period), amount, goal.measure.value, goal.segments, goal.name)


@router.get("/goals")
def goals(request: Request) -> Response:
    """Every goal with its verdict and its chance."""
    who = asking(request)
    company, shelf = who.house.workspace.company, who.house.shelf
    ready = _NOTHING if shelf.basis() == EMPTY else shelf.take("readiness", now=now())
    last = ready.result.observed_until if isinstance(ready.result, Readiness) else None
    listed = sorted(company.goals if company else (), key=lambda goal: (goal.end, goal.start, goal.name))
    shown = [(goal, _check_of(who, goal, last)) for goal in listed]
    waiting = any(check.waiting for _, check in shown) or ready.waiting
    return page(
        who, "goals.html.j2", "goals",
        lambda: {
            "goals": shown,
            "last": last,
            "has_company": company is not None,
            "currency": company.currency if company else "",
        },
        key=None if waiting else (who.house.workspace.company_seen, last, *(c.key for _, c in shown)),
    )  # fmt: skip


def _check_of(who: Asking, goal: Goal, last: date | None) -> Shown:
    """The verdict on a goal that company.yaml names; nothing is asked about one that is over."""
    if who.house.shelf.basis() == EMPTY or (last is not None and goal.end <= last):
        return _NOTHING
    return who.house.shelf.take("check", {"goal": goal.name}, now=now())


@router.get("/goals/set")
def set_goal(request: Request) -> Response:
    """The form for a goal, with what it demands."""
    who = asking(request)
    typed, company = _typed(request.query_params), who.house.workspace.company
    if typed.was and company is not None and not typed.period:
        typed = _of(company.goal(typed.was))
    return _form(who, typed)


def _form(who: Asking, typed: Typed, error: QuestionError | None = None, theirs: bool = False) -> Response:
    """The form with what was typed; `theirs` shows company.yaml's own beside it."""
    workspace, shelf = who.house.workspace, who.house.shelf
    company, seen = workspace.company, workspace.company_seen
    check = promised = _NOTHING
    goal: Goal | None = None
    if error is None and typed.period:
        try:
            Period.parse(typed.period)
            goal = typed.goal if typed.amount else None
        except QuestionError as found:
            error = found
    if shelf.basis() != EMPTY and typed.period and error is None:
        meant = {"period": typed.period, "measure": typed.measure}
        promised = shelf.take("promise", meant, by=who.who.name, now=now())
        if goal is not None:
            check = shelf.take("check", _question(goal, who), by=who.who.name, now=now())
    stands = None
    if theirs and company is not None:
        stands = next((each for each in company.goals if each.name == (typed.was or typed.name)), None)
    busy = check.waiting or promised.waiting or error is not None
    return page(
        who, "goal.html.j2", "goals",
        lambda: {
            "typed": typed, "goal": goal, "error": error, "theirs": theirs, "stands": stands, "seen": seen,
            "has_company": company is not None,
            "segments": [segment.name for segment in company.segments] if company else [],
            "measures": [(measure.value, measure.meaning) for measure in Measure],
            "forms": PERIOD_FORMS,
            "check": check, "promised": promised,
            "currency": company.currency if company else "",
        } | _pictures(check.result, promised.result, goal),
        key=None if busy else (typed, seen, check.key, promised.key),
        status=422 if error is not None else 200,
    )  # fmt: skip


def _question(goal: Goal, who: Asking) -> dict[str, Any]:
    """How the check is asked for: by name where company.yaml has the goal just so."""
    company = who.house.workspace.company
    if company is not None and goal in company.goals:
        return {"goal": goal.name}
    return {"period": str(goal.period), "amount": goal.amount, "measure": goal.measure.value}


def _pictures(check: object, promised: object, goal: Goal | None) -> dict[str, Any]:
    judged = check if isinstance(check, CheckResult) else None
    curve = None
    if isinstance(promised, PromiseResult):
        amount = None if goal is None else goal.amount
        curve = promise_curve(promised, amount, judged.probability if judged else None)
    return {
        "r": judged,
        "steps": [step for lane in lane_steps(judged).values() for step in lane] if judged else [],
        "need_means": NEED_MEANS,
        "months": leads_by_month(judged) if judged else None,
        "curve": curve,
    }


@router.post("/goals/save")
async def save(request: Request) -> Response:
    """Write a goal into company.yaml."""
    who = asking(request)
    form = await who.form(Act.GOALS)
    typed = _typed(form)
    workspace = who.house.workspace
    try:
        if not typed.name:
            raise QuestionError("A goal needs a name.", hint="One that you will know it by.")
        goal = typed.goal
        _refuse_over(who, goal)
        workspace.set_goal(goal, was=typed.was or None, seen=str(form.get("seen") or ""))
    except ChangedMeanwhile as changed:
        return _form(who, typed, QuestionError(changed.message, hint=changed.hint), theirs=True)
    except QuestionError as error:
        return _form(who, typed, error)
    who.house.shelf.changed()
    who.house.note(who.who.name, "set the goal", f"{goal.name}: {goal.amount:g} {goal.measure} {goal.period}")
    return RedirectResponse("/goals?said=saved", 303)


def _refuse_over(who: Asking, goal: Goal) -> None:
    if who.house.shelf.basis() == EMPTY:
        return
    from unslump.planning.support import refuse_ended

    ready = who.house.shelf.take("readiness", now=now()).result
    if isinstance(ready, Readiness):
        refuse_ended(goal, ready.observed_until)


@router.post("/goals/remove")
async def remove(request: Request) -> Response:
    """Take a goal out of company.yaml."""
    who = asking(request)
    form = await who.form(Act.GOALS)
    name = str(form.get("name") or "")[:_LONGEST]
    who.house.workspace.remove_goal(name, seen=str(form.get("seen") or ""))
    who.house.shelf.changed()
    who.house.note(who.who.name, "removed the goal", name)
    return RedirectResponse("/goals?said=saved", 303)
