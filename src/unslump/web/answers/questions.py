"""The questions that are worked out in the background, by name: what each asks of a workspace.

`run` gets the workspace, the arguments (JSON values) and what to call with (step, share done); it returns a
result whose JSON is kept. `standard` ones are asked after every change of the history or of company.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from unslump.workspace import Workspace

__all__ = ["QUESTIONS", "Question", "standard_questions"]

Progress = Callable[[str, float], None]
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question. `model` imports the result's class; a smaller `priority` is worked out first.

    `also` are kinds of written documents, beside orders, that its answer depends on.
    """

    run: Callable[[Workspace, Arguments, Progress], BaseModel]
    model: Callable[[], type[BaseModel]]
    priority: int
    standard: bool = True
    also: tuple[str, ...] = ()


def _check(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    if "amount" in given:
        return workspace.check(
            period=given["period"], amount=given["amount"], measure=given.get("measure", "bookings")
        )
    return workspace.check(given.get("goal"))


def _promise(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.promise(given["period"], given.get("measure", "bookings"))


def _promise_model() -> type[BaseModel]:
    from unslump.planning.promise import PromiseResult

    return PromiseResult


def _check_model() -> type[BaseModel]:
    from unslump.planning.verdict import CheckResult

    return CheckResult


def _readiness(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.readiness()


def _readiness_model() -> type[BaseModel]:
    from unslump.history.readiness import Readiness

    return Readiness


def _people(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.people()


def _people_model() -> type[BaseModel]:
    from unslump.planning.people_answer import PeopleResult

    return PeopleResult


def _channels(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.channels()


def _channels_model() -> type[BaseModel]:
    from unslump.planning.channel_answer import ChannelsResult

    return ChannelsResult


def _plan(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    from unslump.web.answers.stopping import best_so_far

    with best_so_far(progress) as told:
        return workspace.plan(
            given.get("goal"),
            horizon=given.get("horizon"),
            objective=given.get("objective", "margin"),
            probability=given.get("probability", 0.8),
            locks=tuple(given.get("locks", ())),
            budget=given.get("budget"),
            progress=told,
        )


def _plan_model() -> type[BaseModel]:
    from unslump.planning.assignment.answer import PlanResult

    return PlanResult


def _hire(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    from unslump.web.answers.dates import day

    return workspace.hire(
        given.get("goal"),
        start=day(given.get("start")),
        hours=given.get("hours", 40.0),
        cost=given.get("cost"),
        ramp_weeks=given.get("ramp_weeks", 22.0),
        candidates=[each.place for each in workspace.candidates() if each.seen in given.get("cards", ())],
    )


def _hire_model() -> type[BaseModel]:
    from unslump.planning.hiring_answer import HireResult

    return HireResult


def _watch(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.watch(false_alarms=given.get("false_alarms"), progress=progress)


def _watch_model() -> type[BaseModel]:
    from unslump.slump.watch_answer import WatchResult

    return WatchResult


def _diagnose(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.diagnose(given.get("start"), given.get("end"), baseline=given.get("baseline"))


def _diagnose_model() -> type[BaseModel]:
    from unslump.slump.diagnosis_answer import DiagnosisResult

    return DiagnosisResult


def _outlook(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.outlook(
        given.get("goal"), months=given.get("months", 6), what_ifs=tuple(given.get("what_ifs", ()))
    )


def _outlook_model() -> type[BaseModel]:
    from unslump.slump.outlook_answer import OutlookResult

    return OutlookResult


def _needs(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.needs()


def _needs_model() -> type[BaseModel]:
    from unslump.desk.needs_answer import NeedsResult

    return NeedsResult


def _lead_needs(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.needs_of(given["lead"])


def _lead_needs_model() -> type[BaseModel]:
    from unslump.desk.needs_answer import LeadNeeds

    return LeadNeeds


def _match(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.match(given["lead"], given.get("seller"))


def _match_model() -> type[BaseModel]:
    from unslump.desk.matching_answer import MatchResult

    return MatchResult


def _route(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.route(weeks=given.get("weeks", 1), everything=given.get("everything", False))


def _route_model() -> type[BaseModel]:
    from unslump.desk.routing_answer import RouteResult

    return RouteResult


def _orders(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.orders()


def _orders_model() -> type[BaseModel]:
    from unslump.desk.order_answer import OrdersResult

    return OrdersResult


def _gate(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.check_campaign(given["name"], progress=progress)


def _gate_model() -> type[BaseModel]:
    from unslump.launch.gate import GateResult

    return GateResult


def _review(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    """As of the history's last day, which looks back and writes nothing."""
    today = workspace.campaigns().as_of
    return workspace.review_campaign(given["name"], today, by="", now=datetime.min)


def _review_model() -> type[BaseModel]:
    from unslump.launch.review import ReviewResult

    return ReviewResult


def _stories_now(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    progress("looking for stories alike", 0.0)
    return workspace.find_stories(given.get("text", ""), kinds=given.get("kinds", ()))


def _stories_now_model() -> type[BaseModel]:
    from unslump.stories.answers import FindResult

    return FindResult


_CAMPAIGN = ("campaign", "charter", "launch")

QUESTIONS: dict[str, Question] = {
    "readiness": Question(_readiness, _readiness_model, 1),
    "check": Question(_check, _check_model, 2),
    "watch": Question(_watch, _watch_model, 3, also=("alarm_rule",)),
    "people": Question(_people, _people_model, 4),
    "channels": Question(_channels, _channels_model, 5),
    "outlook": Question(_outlook, _outlook_model, 6),
    "plan": Question(_plan, _plan_model, 7),
    "diagnose": Question(_diagnose, _diagnose_model, 8, also=("alarm_rule",)),
    "hire": Question(_hire, _hire_model, 9),
    "orders": Question(_orders, _orders_model, 2),
    "route": Question(_route, _route_model, 4, also=("need", "assignment")),
    "needs": Question(_needs, _needs_model, 5, also=("need",)),
    "lead_needs": Question(_lead_needs, _lead_needs_model, 1, standard=False, also=("need",)),
    "match": Question(_match, _match_model, 0, standard=False, also=("need",)),
    "promise": Question(_promise, _promise_model, 2, standard=False),
    "gate": Question(_gate, _gate_model, 0, standard=False, also=(*_CAMPAIGN, "campaign_review")),
    "stories_now": Question(
        _stories_now,
        _stories_now_model,
        1,
        standard=False,
        also=("alarm_rule", "story", "board", "board_entry"),
    ),
    "review": Question(_review, _review_model, 0, standard=False, also=_CAMPAIGN),
}


def standard_questions(workspace: Workspace) -> list[tuple[str, dict[str, Any]]]:
    """What is asked after every change: each question once, and the check for every goal."""
    company = workspace.company
    asked: list[tuple[str, dict[str, Any]]] = [
        (name, {}) for name, question in QUESTIONS.items() if question.standard
    ]
    return asked + [("check", {"goal": goal.name}) for goal in (company.goals if company else ())]
