"""Everything a plan reads: the engine, people's skills, and what spend and hours bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unslump.business.company import functions_said
from unslump.errors import QuestionError
from unslump.estimates.response import ResponsePosterior, fit_response
from unslump.estimates.revenue import RevenueEngine
from unslump.estimates.skills import SkillPosterior
from unslump.history.journey import read_journey
from unslump.history.names import company_spelling
from unslump.history.response_weeks import read_response_weeks
from unslump.outlook.backtest import learn
from unslump.planning.people import learn_skills

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["Learnt", "learn_all"]


@dataclass(frozen=True)
class Learnt:
    """What the history taught: the engine, people's skills, and what spend and hours bring."""

    engine: RevenueEngine
    skills: SkillPosterior
    response: ResponsePosterior


def learn_all(
    snapshot: Snapshot,
    company: Company | None,
    rng: np.random.Generator,
    draws: int = 1000,
    engine: RevenueEngine | None = None,
) -> Learnt:
    """Learn from a snapshot. The same history and generator: the same draws.

    `engine` is the snapshot's engine, where it has been learnt already.

    Raises QuestionError when neither leads nor the opening of deals is recorded.
    """
    names = company_spelling(snapshot, company)
    engine = engine or learn(snapshot, company, rng, draws)
    journey = read_journey(snapshot, names)
    arrivals = journey.stages[0].arrivals if journey.stages else None
    if arrivals is None:
        raise QuestionError(
            "the history holds no leads and no open deals, only wins: nothing says what work brings",
            hint="Import leads, or deals with the day on which they were opened.",
        )
    skills, _ = learn_skills(snapshot, company, engine, rng)
    worth = dict(zip(skills.people, np.exp(skills.finder).mean(axis=0), strict=True))
    weeks = read_response_weeks(snapshot, arrivals, names, functions_said(company), worth)
    return Learnt(engine, skills, fit_response(weeks, rng, engine.draws))
