"""Who finds, who closes, who does both: a workspace's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.planning.people_answer import PeopleResult
    from unslump.workspace.engines import Engines

__all__ = ["people_of"]


def people_of(snapshot: Snapshot, company: Company | None, engines: Engines, seed: int) -> PeopleResult:
    """Learn from the snapshot and describe its people. The same history and seed: the same answer."""
    from unslump.history.names import company_spelling
    from unslump.history.people_wins import read_wins
    from unslump.planning.people import describe_people, learn_skills

    engine, rng = engines.of(snapshot, company, seed)
    skills, weeks = learn_skills(snapshot, company, engine, rng)
    wins = read_wins(snapshot, company_spelling(snapshot, company))
    return describe_people(engine, skills, weeks, wins, company)
