"""Generated companies and their company.yaml, for tests of what is learnt of their people."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.worlds import write_history
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.demo.world import World
from unslump.estimates.revenue import RevenueEngine
from unslump.history.names import company_spelling
from unslump.history.people_weeks import PeopleWeeks, read_people_weeks
from unslump.outlook.backtest import learn

KINDS = dict.fromkeys(("content", "ad", "event", "newsletter"), Function.MARKETING) | dict.fromkeys(
    ("call", "meeting", "follow-up"), Function.SALES
)


def company_of(world: World) -> Company:
    """The people as their owner would write them down, hats as they are worn last."""
    people = []
    for person in world.spec.people:
        hat = person.hats[-1]
        worn = {Function.MARKETING: hat.marketing, Function.SALES: hat.sales}
        hats = {function: share for function, share in worn.items() if share > 0}
        people.append(Person(person.name, hats=hats, hours_per_week=person.hours))
    return Company("Any", "EUR", people=tuple(people), activities=KINDS)


def learnt(
    world: World, folder: Path, company: Company | None, draws: int = 1000
) -> tuple[RevenueEngine, PeopleWeeks]:
    """The engine and the counts by person of the world's observed weeks."""
    snapshot = write_history(world, folder).snapshot()
    spelling = company_spelling(snapshot, company)
    known = tuple(person.name for person in company.people) if company else ()
    engine = learn(snapshot, company, np.random.default_rng(1), draws)
    return engine, read_people_weeks(snapshot, spelling, KINDS.get, known)
