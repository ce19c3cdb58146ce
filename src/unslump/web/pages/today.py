"""Today: the answer on the first screen: supported or not, the next action, the two lanes, any alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from unslump.planning.verdict import CheckResult
from unslump.records import answers
from unslump.report import charts
from unslump.report.lanes import narrow_layout, wide_layout
from unslump.report.steps import NEED_MEANS, lane_steps
from unslump.slump.watch_answer import WatchResult
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now

if TYPE_CHECKING:
    from unslump.planning.assignment.answer import PlanResult

__all__ = ["router"]

router = APIRouter()


@router.get("/")
def today(request: Request) -> Response:
    """The answer on the first screen."""
    who = asking(request)
    shelf = who.house.shelf
    if shelf.basis() == EMPTY:
        return page(who, "first.html.j2", "today", lambda: _first_steps(who))
    shelf.prepare(now=now())
    check = shelf.take("check", now=now())
    watch = shelf.take("watch", now=now())
    plan = shelf.take("plan", now=now())
    busy = check.waiting or watch.waiting or plan.waiting
    return page(
        who, "today.html.j2", "today",
        lambda: {
            "check": check,
            "watch": watch,
            "plan": plan,
            "alarm": _alarm(watch.result),
            "action": _next_action(check.result, watch.result, plan.result),
        }
        | (_lanes(check.result) if isinstance(check.result, CheckResult) else {}),
        key=None if busy else (check.key, watch.key, plan.key),
    )  # fmt: skip


def _first_steps(who: Asking) -> dict[str, Any]:
    """What is there already on the way from nothing to a verdict."""
    with who.house.workspace.records.reading() as connection:
        making = answers.newest_of(connection, "demo")
    return {
        "has_company": who.house.workspace.company is not None,
        "making": making if making is not None and not making.is_over else None,
        "may": who.who.may(Act.IMPORT),
    }


def _lanes(result: CheckResult) -> dict[str, Any]:
    steps = lane_steps(result)
    return {
        "r": result,
        "layouts": [wide_layout(steps), narrow_layout(steps)],
        "lane_rows": [step for lane in steps.values() for step in lane],
        "need_means": NEED_MEANS,
        "outlook": charts.outlook_fan(result),
    }


def _alarm(result: object) -> str:
    """What is said of an alarm that is on; "" when all is quiet or nothing was watched."""
    return result.sentence if isinstance(result, WatchResult) and result.active else ""


def _next_action(check: object, watch: object, plan: PlanResult | Any) -> str:
    """The one thing to do next: what an alarm says to look at, else the plan's first change, or a reason."""
    if isinstance(watch, WatchResult) and watch.active:
        on = [alarm for alarm in watch.alarms if alarm.active and alarm.look_first]
        if on:
            return str(on[0].look_first[0])
    if plan is not None and plan.better and plan.changes:
        return str(plan.changes[0])
    if isinstance(check, CheckResult) and check.verdict != "supported" and check.reasons:
        return str(check.reasons[0])
    return ""
