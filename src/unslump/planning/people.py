"""Who is good at what, who wears which hat, and what two hats cost: the answer from its draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from unslump.business.company import functions_said
from unslump.business.people import Level, Person, Skill
from unslump.business.wording import number
from unslump.estimates.revenue import RevenueEngine
from unslump.estimates.skills import SkillPosterior, fit_skills
from unslump.history.names import company_spelling
from unslump.history.people_weeks import PeopleWeeks, read_people_weeks
from unslump.history.people_wins import Wins
from unslump.planning.hats import hats_of, hours_of, months_of, moved_between, unlike_stated
from unslump.planning.people_answer import (
    BothView,
    FocusLossView,
    PeopleResult,
    PersonView,
    SkillVerdict,
    SkillView,
)
from unslump.planning.people_words import both_words, cannot_know, people_sentence
from unslump.planning.ranges import range_of

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["ENOUGH_DATA", "describe_people", "learn_skills"]

Array = NDArray[np.float64]

ENOUGH_DATA = 0.5  # below, what is usual among colleagues weighs more than what this one did
_CLEAR = 0.8  # P(better than the median) from which on it is said
_BEYOND_DOUBT = 0.95  # said even when how much better is wide open, as of someone who won all of ten
_WELL = (Level.GOOD, Level.STRONG)


def learn_skills(
    snapshot: Snapshot, company: Company | None, engine: RevenueEngine, rng: np.random.Generator
) -> tuple[SkillPosterior, PeopleWeeks]:
    """Skills of everyone in the snapshot and in company.yaml, and the counts they rest on."""
    known = tuple(person.name for person in company.people) if company else ()
    kinds = functions_said(company)
    weeks = read_people_weeks(snapshot, company_spelling(snapshot, company), kinds, known)
    return fit_skills(engine, weeks, company, rng), weeks


def describe_people(
    engine: RevenueEngine, skills: SkillPosterior, weeks: PeopleWeeks, wins: Wins, company: Company | None
) -> PeopleResult:
    """The whole answer. `weeks` and `wins` are of the snapshot the others were learnt from."""
    stated = {person.name: person for person in company.people} if company else {}
    team_chance = _team_chance(engine)
    views = [
        _person(index, skills, weeks, wins, stated.get(name), team_chance)
        for index, name in enumerate(weeks.people)
    ]
    both = [
        _both(view, index, weeks, wins)
        for index, view in enumerate(views)
        if view.hats.in_fact is not None and len(view.hats.in_fact) == 2
    ]
    loss = range_of(skills.focus_loss)
    focus_loss = FocusLossView(
        p10=loss.p10, p50=loss.p50, p90=loss.p90, data=skills.focus_loss_data, basis=skills.focus_loss_basis
    )
    return PeopleResult(
        as_of=engine.as_of,
        sentence=people_sentence(views, both, focus_loss),
        people=views,
        both=both,
        focus_loss=focus_loss,
        cannot_know=cannot_know(weeks, skills),
    )


def _team_chance(engine: RevenueEngine) -> Array | None:
    """P(a usual lead is ever won): draws; None without stages."""
    if not engine.stages:
        return None
    return np.clip(engine.onward_share() @ engine.stages[0].mix.channel_weight, 1e-6, 1 - 1e-6)


def _person(
    index: int,
    skills: SkillPosterior,
    weeks: PeopleWeeks,
    wins: Wins,
    stated: Person | None,
    team_chance: Array | None,
) -> PersonView:
    name = weeks.people[index]
    mine = wins.of(name)
    shift = skills.closer[:, index]
    times = np.exp(shift) if team_chance is None else expit(logit(team_chance) + shift) / team_chance
    finder = _skill(
        skills.finder, skills.finder_judged, index, np.exp(skills.finder[:, index]), skills.finder_data
    )
    closer = _skill(skills.closer, skills.closer_judged, index, times, skills.closer_data)
    hats = hats_of(weeks, index, stated)
    notes = [
        note
        for note in (
            unlike_stated(hats),
            "" if stated else "not in company.yaml",
            _silent(name, skills),
            _thought(stated, Skill.FINDER, finder),
            _thought(stated, Skill.CLOSER, closer),
        )
        if note
    ]
    return PersonView(
        name=name,
        hats=hats,
        finder=finder,
        closer=closer,
        leads_found=int(weeks.found[index].sum()) if weeks.found_on == "leads" else None,
        leads_owned=int(weeks.leads_owned[index].sum()),
        deals_owned=int(weeks.deals_owned[index].sum()),
        deals_won=mine.closed,
        won_deals_found=mine.found,
        days_to_win=mine.days,
        hours=hours_of(weeks, index),
        notes=notes,
    )


def _skill(all_draws: Array, judged: NDArray[np.bool_], index: int, times: Array, data: Array) -> SkillView:
    ends = range_of(times)
    better = None
    verdict: SkillVerdict = "nothing to judge by"
    if judged[index]:
        median = np.median(all_draws[:, judged], axis=1)
        mine = all_draws[:, index]
        better = float(np.mean(mine > median) + 0.5 * np.mean(mine == median))
        verdict = _verdict(better, float(data[index]))
    return SkillView(
        p10=ends.p10, p50=ends.p50, p90=ends.p90, better_than_median=better, data=float(data[index]),
        verdict=verdict,
    )  # fmt: skip


def _verdict(better: float, data: float) -> SkillVerdict:
    if data < ENOUGH_DATA and 1 - _BEYOND_DOUBT < better < _BEYOND_DOUBT:
        return "not enough data yet"
    if better >= _CLEAR:
        return "better than most"
    return "weaker than most" if better <= 1 - _CLEAR else "like the others"


def _silent(name: str, skills: SkillPosterior) -> str:
    return "logs marketing hours but is never named as a finder" if name in skills.silent else ""


def _thought(stated: Person | None, skill: Skill, view: SkillView) -> str:
    """Where the owner's opinion and the history clearly disagree."""
    level = stated.level(skill) if stated else Level.UNKNOWN
    against = (level in _WELL and view.verdict == "weaker than most") or (
        level is Level.WEAK and view.verdict == "better than most"
    )
    if not against:
        return ""
    return f"a {level} {skill} by company.yaml, {view.verdict} by the history ({number(view.p50)} ×)"


def _both(view: PersonView, index: int, weeks: PeopleWeeks, wins: Wins) -> BothView:
    mine = wins.of(view.name)
    finding, closing, together = months_of(weeks, index)
    return BothView(
        name=view.name,
        won_deals_found=mine.found,
        deals_won=mine.closed,
        found_and_closed=mine.alone,
        days_to_win=mine.days,
        months_finding=finding,
        months_closing=closing,
        months_both=together,
        words=both_words(view, mine, (finding, closing, together), moved_between(weeks, index)),
    )
