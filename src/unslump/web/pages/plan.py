"""The plan: today beside it, what would change its mind, and the versions that were accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import QueryParams

from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.planning.assignment.answer import PlanResult
from unslump.records import answers
from unslump.report import plan_chart
from unslump.report.plan_compare import compare_plans
from unslump.report.plan_view import brings, how_near
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.numbers import number_typed
from unslump.web.answers.shelf import Shown
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.workspace.plan_question import OBJECTIVES
from unslump.workspace.plan_versions import AcceptedPlan

__all__ = ["router"]

router = APIRouter()
_LONGEST, _LOCKS = 200, 40
_NOTHING = Shown(None, fresh=True)


@dataclass(frozen=True)
class _Wanted:
    """What is asked of the plan, as typed; "" is what company.yaml says. `again` asks a stopped one anew."""

    goal: str = ""
    objective: str = "margin"
    probability: str = "80"
    own_budget: bool = False
    budget: str = ""
    own_weeks: bool = False
    weeks: str = ""
    locks: str = ""
    again: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """How the question is asked: only what differs from the plain page. Raises QuestionError."""
        if self.objective not in OBJECTIVES:
            raise QuestionError(
                f"{self.objective!r} is no objective.", hint=f"Choose from {', '.join(OBJECTIVES)}."
            )
        given: dict[str, Any] = {}
        if self.goal:
            given["goal"] = self.goal
        if self.objective != "margin":
            given["objective"] = self.objective
        if self.objective == "cheapest":
            percent = number_typed(self.probability, "probability in %", 1, 99)
            given["probability"] = 0.8 if percent is None else percent / 100
        if self.own_budget:
            budget = number_typed(self.budget, "money a month", 0, 1e12)
            if budget is not None:
                given["budget"] = budget
        if self.own_weeks:
            weeks = number_typed(self.weeks, "weeks", 1, 104)
            if weeks is not None:
                given["horizon"] = f"{weeks:.0f}"
        locks = [line.strip() for line in self.locks.splitlines() if line.strip()]
        if len(locks) > _LOCKS or any(len(lock) > _LONGEST for lock in locks):
            raise QuestionError(
                "These are too many locks, or too long ones.",
                hint=f"Up to {_LOCKS} lines of up to {_LONGEST} letters.",
            )
        if locks:
            given["locks"] = locks
        if self.again:
            given["again"] = self.again
        return given


def _wanted(sent: QueryParams) -> _Wanted:
    def text(key: str, otherwise: str = "") -> str:
        return sent.get(key, otherwise)[:_LONGEST].strip()

    return _Wanted(
        goal=text("goal"),
        objective=text("objective", "margin") or "margin",
        probability=text("probability", "80"),
        own_budget=text("money") == "own",
        budget=text("budget"),
        own_weeks=text("time") == "own",
        weeks=text("weeks"),
        locks=sent.get("locks", "")[: _LOCKS * (_LONGEST + 2)].replace("\r\n", "\n"),
        again=text("again")[:8],
    )


@router.get("/plan")
def plan(request: Request) -> Response:
    """Today beside the plan."""
    who = asking(request)
    wanted, error, given = _wanted(request.query_params), None, {}
    house = who.house
    empty = house.shelf.basis() == EMPTY
    shown = _NOTHING
    try:
        given = wanted.arguments
        if not empty:
            shown = house.shelf.take("plan", given, by=who.who.name, now=now())
    except QuestionError as found:
        error = found
    company = house.workspace.company
    goals = [goal.name for goal in company.goals] if company else []
    last = house.workspace.accepted_plan()
    newest = last.version if last else 0
    back = f"/plan?{request.url.query}" if request.url.query else "/plan"
    return page(
        who, "plan.html.j2", "plan",
        lambda: {
            "shown": shown, "wanted": wanted, "error": error, "empty": empty, "goals": goals,
            "objectives": OBJECTIVES, "back": back, "newest": newest,
            "currency": company.currency if company else "", "asked": given,
            "versions": _versions(who, newest),
        } | _shown(shown.result),
        key=None if shown.waiting or error else (shown.key, wanted, newest, tuple(goals), empty),
        status=422 if error else 200,
    )  # fmt: skip


def _shown(result: object) -> dict[str, Any]:
    if not isinstance(result, PlanResult):
        return {"r": None, "most": 20_000}
    spent = [result.today.money, result.plan.money]
    months = max(((result.end - result.start).days + 1) / 30.4, 0.5)
    return {
        "r": result,
        "brings": brings(result),
        "near": how_near(result),
        "weeks": plan_chart.weeks_side_by_side(result),
        "money": plan_chart.money_side_by_side(result),
        "next_hour": plan_chart.worth_of_hours(result),
        "next_money": plan_chart.worth_of_money(result),
        "most": _round_up(3.0 * max(spent) / months),
    }


def _round_up(amount: float) -> int:
    """A round end for a slider, above the amount."""
    step = 10 ** max(len(f"{amount:.0f}") - 1, 2)
    return int((amount // step + 1) * step)


def _versions(who: Asking, newest: int) -> list[AcceptedPlan]:
    """Accepted versions never change: they are read again only when there is another."""
    found: list[AcceptedPlan] = who.house.drawn.of(
        ("accepted plans", newest), who.house.workspace.accepted_plans
    )
    return found


@router.post("/plan/accept")
async def accept(request: Request) -> Response:
    """Write the plan that was seen down as the accepted one."""
    who = asking(request)
    form = await who.form(Act.PLAN)
    number, seen = str(form.get("answer") or ""), str(form.get("seen") or "")
    if not (number.isdecimal() and seen.isdecimal() and len(number) < 10 and len(seen) < 10):
        raise QuestionError("This form is not whole.", hint="Reload the page, and accept again.")
    workspace = who.house.workspace
    with workspace.records.reading() as connection:
        asked = answers.by_id(connection, int(number))
    if asked is None or asked.question != "plan" or asked.state != "done" or asked.body is None:
        raise QuestionError("That plan is no longer there.", hint="Reload the page, and accept again.")
    mine, note = PlanResult.model_validate_json(asked.body), str(form.get("note") or "")
    try:
        written = workspace.accept_plan(
            mine, asked.arguments, seen=int(seen), by=who.who.name, at=now(), note=note
        )
    except ChangedMeanwhile:
        theirs = workspace.accepted_plan()
        if theirs is None:
            raise
        return _both(who, theirs, mine, asked.id, note)
    who.house.note(who.who.name, "accepted the plan", f"version {written.version}")
    return RedirectResponse(f"/plan/versions?second={written.version}&said=saved", 303)


def _both(who: Asking, theirs: AcceptedPlan, mine: PlanResult, number: int, note: str) -> Response:
    """Another plan was accepted in between: theirs beside the one that was to be accepted."""
    return page(
        who, "plan_conflict.html.j2", "plan",
        lambda: {
            "theirs": theirs, "mine": mine, "number": number, "note": note,
            "compared": compare_plans(theirs.plan, mine),
        },
        status=422,
    )  # fmt: skip


@router.get("/plan/versions")
def versions(request: Request) -> Response:
    """The accepted plans, and two of them side by side."""
    who = asking(request)
    last = who.house.workspace.accepted_plan()
    found = _versions(who, last.version if last else 0)
    known = {each.version: each for each in found}
    numbers = sorted(known)
    asked = request.query_params
    second = _chosen(asked.get("second", ""), numbers, numbers[-1] if numbers else 0)
    first = _chosen(asked.get("first", ""), numbers, max((n for n in numbers if n < second), default=second))
    one, other = known.get(first), known.get(second)
    return page(
        who, "plan_versions.html.j2", "plan",
        lambda: {
            "versions": list(reversed(found)), "one": one, "other": other,
            "compared": compare_plans(one.plan, other.plan) if one and other else None,
        },
        key=("versions", len(found), first, second),
    )  # fmt: skip


def _chosen(text: str, numbers: list[int], otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) in numbers else otherwise
