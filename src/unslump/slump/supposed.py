"""From what-ifs in words to what they change, refused where the history cannot tell what they would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.wording import day, percent
from unslump.errors import QuestionError
from unslump.estimates.revenue import RevenueEngine
from unslump.planning.hiring import ROLES
from unslump.planning.learnt import Learnt
from unslump.planning.named import Named
from unslump.slump.altered import alter, only_wins
from unslump.slump.outlook import WhatIfs, end_of_outlook, end_of_simulation
from unslump.slump.what_if import Hire, Hours, Leaver, Spend, WhatIf, WinRate, read_what_ifs

__all__ = ["refuse_unknown", "suppose"]

_MOST_TIMES = 2.0  # the win rate, all what-ifs together
_LITTLE = 0.2  # share of data in an answer below which it is said to be mostly belief


def suppose(
    texts: Sequence[str],
    months: int,
    engine: RevenueEngine,
    company: Company | None,
    learn: Callable[[], Learnt],
) -> WhatIfs:
    """What the words change in the next `months`, and what is worth saying about it.

    `learn` gives what is known of people's skills and of what money and hours bring; it is asked
    only when more than the win rate changes. Raises QuestionError for words that cannot be read and
    changes the history says nothing about.
    """
    first, last = engine.observed_until + timedelta(days=1), end_of_outlook(engine, months)
    named = None
    learnt = None
    if company is not None and not all(text.strip().lower().startswith("win") for text in texts):
        learnt = learn()
        staff = tuple(p.name for p in company.people if p.left is None or p.left >= first)
        named = Named(staff, learnt.response.channels, company)
    what_ifs = read_what_ifs(texts, named, first, last)
    _refuse_impossible(engine, what_ifs)
    altered = only_wins(what_ifs)
    if altered is None:
        if learnt is None or company is None:  # pragma: no cover - reading has refused it
            raise QuestionError("nothing is known of people or money", hint="Make one with unslump init.")
        refuse_unknown(learnt, company, what_ifs)
        altered = alter(learnt, company, what_ifs, end_of_simulation(engine, months))
    return WhatIfs(tuple(texts), altered, tuple(_notes(learnt, company, what_ifs)))


def _refuse_impossible(engine: RevenueEngine, what_ifs: Sequence[WhatIf]) -> None:
    times = float(np.prod([each.factor for each in what_ifs if isinstance(each, WinRate)]))
    won = float(engine.stages[-1].new_shares(0)[:, :, 0].mean()) if engine.stages else 0.0
    most = min(_MOST_TIMES, 0.99 / won if won > 0 else _MOST_TIMES)
    if times > most + 1e-9:
        raise QuestionError(
            f"a win rate {times:.3g} times as high"
            + (f", when about {percent(won)} of what reaches the last stage is won" if won > 0 else ""),
            hint=f"Write at most +{np.floor(100 * (most - 1)):g} %.",
        )


def refuse_unknown(learnt: Learnt, company: Company, what_ifs: Sequence[WhatIf]) -> None:
    """Raise QuestionError for a change of which the history says nothing at all."""
    response = learnt.response
    for each in what_ifs:
        if isinstance(each, Spend):
            spent = response.usual_spend if each.channel is None else response.usual_spend[each.channel]
            if float(np.sum(spent)) <= 0.0:
                where = "" if each.channel is None else f" on {response.channels[each.channel]}"
                paid = [
                    name
                    for name, money in zip(response.channels, response.usual_spend, strict=True)
                    if money > 0
                ]
                raise QuestionError(
                    f"the what-if {each.text!r} changes money, and none was spent{where} in the last 13 "
                    "weeks",
                    hint=f"Money was spent on {', '.join(paid)}." if paid else "Import what was spent.",
                )
        elif isinstance(each, Hours | Leaver | Hire):
            touched = _touched(company, learnt, each)
            known = {function for function in touched if _told(learnt, function)}
            if not touched:
                raise QuestionError(
                    f"the what-if {each.text!r}: company.yaml gives them no hours of marketing or sales",
                    hint="Name the function, as “Ana 10 hours sales”, or write hats: into company.yaml.",
                )
            if touched and not known:
                raise QuestionError(
                    f"the what-if {each.text!r} changes {' and '.join(sorted(touched))} hours, and this "
                    "history does not tell what they do",
                    hint=" ".join(_TOLD_BY[function] for function in sorted(touched)),
                )


_TOLD_BY = {
    Function.MARKETING: "Import activities with hours whose kinds belong to marketing.",
    Function.SALES: "Write functions: {sales: {hours per lead: 2}} into company.yaml.",
}


def _told(learnt: Learnt, function: Function) -> bool:
    """Whether anything says what an hour of a function does."""
    if function is Function.SALES:
        return learnt.engine.effort.hours[Function.SALES].draws is not None
    return float(learnt.response.usual_hours.sum()) > 0.0 and bool((learnt.response.beta > 0).any())


def _touched(company: Company, learnt: Learnt, each: Hours | Leaver | Hire) -> set[Function]:
    """The functions whose hours change."""
    if isinstance(each, Hire):
        return set(ROLES[each.role])
    first = learnt.engine.observed_until + timedelta(days=1)
    staff = [person for person in company.people if person.left is None or person.left >= first]
    hats = {function for function, part in staff[each.person].hats.items() if part > 0}
    if isinstance(each, Leaver) or each.total is not None:
        return hats
    return {*each.set_to, *each.share}


def _notes(learnt: Learnt | None, company: Company | None, what_ifs: Sequence[WhatIf]) -> list[str]:
    notes = ["Both futures rest on the same random numbers: what differs is the what-if."]
    if any(isinstance(each, WinRate) for each in what_ifs):
        notes.append("The win rate changes for everything that is still to be decided, open deals included.")
    if learnt is None or company is None or only_wins(what_ifs) is not None:
        return notes
    notes.append(
        "Leads start from what check expects; the what-if changes them by the factor that the response to "
        "money and hours gives, today's assignment and the changed one compared in every draw."
    )
    notes += _spend_notes(learnt, what_ifs)
    people = [each for each in what_ifs if isinstance(each, Hours | Leaver | Hire)]
    touched = {function for each in people for function in _touched(company, learnt, each)}
    notes += [
        f"What hours of {function} do is not known from this history, and is left out. {_TOLD_BY[function]}"
        for function in sorted(touched)
        if not _told(learnt, function)
    ]
    if Function.MARKETING in touched and _told(learnt, Function.MARKETING):
        notes += _belief(learnt, "hours", range(len(learnt.response.channels)), "marketing hours move")
    for each in people:
        if isinstance(each, Hire):
            notes.append(
                f"The hire starts on {day(each.start)}, is fully productive 22 weeks later, and as good as "
                "the average colleague with all the spread there is among colleagues."
            )
    return notes


def _spend_notes(learnt: Learnt, what_ifs: Sequence[WhatIf]) -> list[str]:
    changed: set[int] = set()
    for each in what_ifs:
        if isinstance(each, Spend):
            changed |= (
                {each.channel} if each.channel is not None else set(range(len(learnt.response.channels)))
            )
    paid = [channel for channel in sorted(changed) if learnt.response.usual_spend[channel] > 0]
    return _belief(learnt, "money", paid, "money moves") if paid else []


def _belief(learnt: Learnt, what: str, channels: Sequence[int], said: str) -> list[str]:
    """Said where how much something moves leads is mostly belief."""
    known = learnt.response.data[what][list(channels)]
    if float(known.mean()) >= _LITTLE:
        return []
    return [
        f"How much {said} leads is mostly what is usual elsewhere, hardly this history's own: it hardly ever "
        "varied. The ranges hold that doubt."
    ]
