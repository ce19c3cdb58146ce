"""The questions that are worked out in the background, by name: what each asks of a workspace.

`run` gets the workspace, the arguments (JSON values) and what to call with (step, share done); it returns a
result whose JSON is kept. `standard` ones are asked after every change of the history or of company.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

    from unslump.workspace import Workspace

__all__ = ["QUESTIONS", "Question", "standard_questions"]

Progress = Callable[[str, float], None]
Arguments = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One question. `model` imports the result's class; a smaller `priority` is worked out first."""

    run: Callable[[Workspace, Arguments, Progress], BaseModel]
    model: Callable[[], type[BaseModel]]
    priority: int
    standard: bool = True


def _check(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    if "amount" in given:
        return workspace.check(
            period=given["period"], amount=given["amount"], measure=given.get("measure", "bookings")
        )
    return workspace.check(given.get("goal"))


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
    return workspace.plan(
        given.get("goal"),
        horizon=given.get("horizon"),
        objective=given.get("objective", "margin"),
        probability=given.get("probability", 0.8),
        locks=tuple(given.get("locks", ())),
        budget=given.get("budget"),
        progress=progress,
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
    )


def _hire_model() -> type[BaseModel]:
    from unslump.planning.hiring_answer import HireResult

    return HireResult


def _watch(workspace: Workspace, given: Arguments, progress: Progress) -> BaseModel:
    return workspace.watch(false_alarms=given.get("false_alarms", 1.0), progress=progress)


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


QUESTIONS: dict[str, Question] = {
    "readiness": Question(_readiness, _readiness_model, 1),
    "check": Question(_check, _check_model, 2),
    "watch": Question(_watch, _watch_model, 3),
    "people": Question(_people, _people_model, 4),
    "channels": Question(_channels, _channels_model, 5),
    "outlook": Question(_outlook, _outlook_model, 6),
    "plan": Question(_plan, _plan_model, 7),
    "diagnose": Question(_diagnose, _diagnose_model, 8),
    "hire": Question(_hire, _hire_model, 9),
}


def standard_questions(workspace: Workspace) -> list[tuple[str, dict[str, Any]]]:
    """What is asked after every change: each question once, and the check for every goal."""
    company = workspace.company
    asked: list[tuple[str, dict[str, Any]]] = [
        (name, {}) for name, question in QUESTIONS.items() if question.standard
    ]
    return asked + [("check", {"goal": goal.name}) for goal in (company.goals if company else ())]
