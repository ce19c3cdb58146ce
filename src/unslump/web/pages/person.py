"""One person: both skills, the hats on paper and in fact, the hours, what the plan has them do."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from unslump.business.functions import Function
from unslump.business.naming import fold
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.people_answer import PeopleResult, PersonView
from unslump.report.people_chart import people_skills
from unslump.report.people_view import MARKS
from unslump.report.plan_view import hours_by_person, weeks_of
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.shelf import Shown
from unslump.web.asking import asking
from unslump.web.drawing import page
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter()
_NOTHING = Shown(None, fresh=True)


@router.get("/people/{name:path}")
def person(request: Request, name: str) -> Response:
    """A person's own page; a page with a word where nobody is called so."""
    who = asking(request)
    shelf = who.house.shelf
    company = who.house.workspace.company
    empty = shelf.basis() == EMPTY
    people = _NOTHING if empty else shelf.take("people", now=now())
    plan = _NOTHING if empty else shelf.take("plan", now=now())
    seen = _seen(people.result, name)
    stated = company.person_named(seen.name if seen else name) if company else None
    if seen is None and stated is not None:
        seen = _seen(people.result, stated.name)
    if seen is None and stated is None and not people.waiting:
        return page(
            who, "oops.html.j2", "people",
            lambda: {"message": f"Nobody is called {name[:80]}.", "hint": "", "mistakes": []}, status=404,
        )  # fmt: skip
    called = seen.name if seen else stated.name if stated else name[:80]
    busy = people.waiting or plan.waiting
    return page(
        who, "person.html.j2", "people",
        lambda: {
            "called": called, "seen": seen, "stated": stated, "people": people, "plan": plan,
            "functions": [function.value for function in Function],
            "picture": _picture(people.result, seen), "marks": MARKS,
            "both": _both(people.result, called), "week": _weeks(plan.result, called),
            "currency": company.currency if company else "",
        },
        key=None if busy else (called, people.key, plan.key, stated),
    )  # fmt: skip


def _seen(result: object, name: str) -> PersonView | None:
    """The person of that name in the history's answer."""
    people = result.people if isinstance(result, PeopleResult) else []
    return next((each for each in people if fold(each.name) == fold(name)), None)


def _picture(result: object, seen: PersonView | None) -> object:
    if not isinstance(result, PeopleResult) or seen is None:
        return None
    return people_skills(result.model_copy(update={"people": [seen]}))


def _both(result: object, name: str) -> object:
    both = result.both if isinstance(result, PeopleResult) else []
    return next((each for each in both if each.name == name), None)


def _weeks(result: object, name: str) -> list[tuple[str, float, float]]:
    """(function, hours a week today, in the plan) of a person the plan knows."""
    if not isinstance(result, PlanResult):
        return []
    weeks = weeks_of(result)
    today, plan = hours_by_person(result.today).get(name), hours_by_person(result.plan).get(name)
    if today is None and plan is None:
        return []
    return [
        (each.value, (today or {}).get(each.value, 0.0) / weeks, (plan or {}).get(each.value, 0.0) / weeks)
        for each in Function
    ]
