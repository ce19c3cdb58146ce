"""What a hire would bring: by role and hours, and each candidate whose scorecard is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, QueryParams

from unslump.business.people import Skill
from unslump.business.scorecard import ASKS, EVIDENCE, Scorecard
from unslump.errors import ChangedMeanwhile, QuestionError
from unslump.planning.hiring_answer import HireResult
from unslump.report.hire_chart import net_of_hires
from unslump.web.accounts.rights import Act
from unslump.web.answers.basis import EMPTY
from unslump.web.answers.dates import day
from unslump.web.answers.numbers import number_typed
from unslump.web.answers.shelf import Shown
from unslump.web.asking import Asking, asking
from unslump.web.drawing import page
from unslump.web.house import now
from unslump.workspace.candidates import CandidateFile

__all__ = ["router"]

router = APIRouter()
_LONGEST = 200
_KEYS = ("start", "hours", "cost", "ramp")


@dataclass(frozen=True)
class _Card:
    """A scorecard as it was typed: ratings by "finder.work sample"."""

    candidate: str = ""
    hours: str = "40"
    cost: str = ""
    ratings: tuple[tuple[str, str], ...] = ()
    seen: str = ""

    @property
    def card(self) -> Scorecard:
        """The scorecard. Raises QuestionError for what is none."""
        typed = dict(self.ratings)
        ratings: dict[Skill, dict[str, float]] = {skill: {} for skill in Skill}
        for skill in Skill:
            for kind in EVIDENCE:
                rating = number_typed(typed.get(f"{skill.value}.{kind}", ""), kind, 1, 5)
                if rating is not None:
                    ratings[skill][kind] = rating
        hours = number_typed(self.hours, "hours", 0.5, 168)
        cost = number_typed(self.cost, "cost", 0, 1e6)
        return Scorecard(self.candidate, ratings, 40.0 if hours is None else hours, cost)


def _card_typed(form: FormData) -> _Card:
    keys = [f"{skill.value}.{kind}" for skill in Skill for kind in EVIDENCE]
    text = {
        key: str(form.get(key) or "")[:_LONGEST].strip()
        for key in (*keys, "candidate", "hours", "cost", "seen")
    }
    ratings = tuple((key, text[key]) for key in keys)
    return _Card(text["candidate"], text["hours"], text["cost"], ratings, text["seen"])


def _card_of(found: CandidateFile) -> _Card:
    card = found.card
    ratings = tuple(
        (f"{skill.value}.{kind}", f"{rating:g}")
        for skill, rated in card.ratings.items()
        for kind, rating in rated.items()
    )
    cost = "" if card.cost_per_hour is None else f"{card.cost_per_hour:g}"
    return _Card(card.candidate, f"{card.hours_per_week:g}", cost, ratings, found.seen)


@router.get("/people/hire")
def hire(request: Request) -> Response:
    """The hires to choose from."""
    who = asking(request)
    wanted = request.query_params.get("card", "")[:_LONGEST]
    found = next((each for each in _cards(who) if each.card.candidate == wanted), None)
    return _page(who, _Card() if found is None else _card_of(found))


def _cards(who: Asking) -> list[CandidateFile]:
    """The candidates' cards, for who may see what is thought of them."""
    return who.house.workspace.candidates() if who.who.may(Act.PLAN) else []


def _page(
    who: Asking, card: _Card, card_error: QuestionError | None = None, stands: _Card | None = None
) -> Response:
    typed = {key: who.request.query_params.get(key, "")[:_LONGEST].strip() for key in _KEYS}
    cards, error = _cards(who), None
    hired = Shown(None, fresh=True)
    try:
        given = _arguments(who.request.query_params, cards)
        if who.house.shelf.basis() != EMPTY:
            hired = who.house.shelf.take("hire", given, by=who.who.name, now=now())
    except QuestionError as found:
        error = found
    company = who.house.workspace.company
    wrong = error or card_error
    return page(
        who, "hire.html.j2", "people",
        lambda: {
            "hired": hired, "typed": typed, "error": error, "card": card, "card_error": card_error,
            "ratings": dict(card.ratings), "cards": cards, "stands": stands,
            "asks": [(skill, ASKS[skill]) for skill in Skill],
            "currency": company.currency if company else "",
        } | _shown(hired.result),
        key=None if hired.waiting or wrong else (
            hired.key, tuple(typed.values()), card, tuple(each.seen for each in cards)
        ),
        status=422 if wrong else 200,
    )  # fmt: skip


def _arguments(sent: QueryParams, cards: list[CandidateFile]) -> dict[str, Any]:
    """How the question is asked: only what was typed, so that the plain page shows the standard answer."""
    start = sent.get("start", "").strip()
    day(start)
    given = {
        "start": start or None,
        "hours": number_typed(sent.get("hours", ""), "hours a week", 0.5, 168),
        "cost": number_typed(sent.get("cost", ""), "cost of an hour", 0, 1e6),
        "ramp_weeks": number_typed(sent.get("ramp", ""), "weeks of ramp", 0, 260),
        "cards": sorted(each.seen for each in cards) or None,
    }
    return {key: value for key, value in given.items() if value is not None}


def _shown(result: object) -> dict[str, Any]:
    if not isinstance(result, HireResult):
        return {"r": None, "picture": None}
    return {"r": result, "picture": net_of_hires(result)}


@router.post("/people/hire/card")
async def keep(request: Request) -> Response:
    """Keep a candidate's scorecard."""
    who = asking(request)
    typed = _card_typed(await who.form(Act.PLAN))
    try:
        who.house.workspace.keep_candidate(typed.card, seen=typed.seen)
    except ChangedMeanwhile as changed:
        name = " ".join(typed.candidate.split())
        theirs = next((each for each in _cards(who) if each.card.candidate == name), None)
        stands = None if theirs is None else _card_of(theirs)
        again = _Card(typed.candidate, typed.hours, typed.cost, typed.ratings, stands.seen if stands else "")
        return _page(who, again, QuestionError(changed.message, hint=changed.hint), stands)
    except QuestionError as error:
        return _page(who, typed, error)
    who.house.note(who.who.name, "rated the candidate", typed.candidate)
    return RedirectResponse("/people/hire?said=saved", 303)


@router.post("/people/hire/forget")
async def forget(request: Request) -> Response:
    """Remove a candidate's scorecard from the disk."""
    who = asking(request)
    form = await who.form(Act.PLAN)
    candidate = str(form.get("candidate") or "")[:_LONGEST]
    who.house.workspace.forget_candidate(candidate)
    who.house.note(who.who.name, "removed a candidate's card", "")
    return RedirectResponse("/people/hire?said=saved", 303)
