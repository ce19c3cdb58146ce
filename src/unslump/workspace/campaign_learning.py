"""What the history says of a campaign to come: learnt once, for its charter, its gate and its launch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from unslump.errors import NoHistory, QuestionError
from unslump.workspace.asking import SEED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from unslump.business.company import Company
    from unslump.business.goals import Goal
    from unslump.estimates.response import ResponsePosterior
    from unslump.history.snapshot import Snapshot
    from unslump.launch.campaign import CampaignPlan
    from unslump.launch.expected import Expected
    from unslump.launch.keeping import CampaignRecord
    from unslump.workspace.launch_questions import LaunchQuestions

__all__ = ["Learning", "learn_for"]


@dataclass(frozen=True)
class Learning:
    """What is None the history does not hold, or cannot say."""

    snapshot: Snapshot | None
    response: ResponsePosterior | None
    expected: Expected | None
    ratio: NDArray[np.float64] | None


def learn_for(
    asked: LaunchQuestions,
    company: Company,
    plan: CampaignPlan,
    goal: Goal | None,
    records: list[CampaignRecord],
    as_of: date | None,
    progress: Callable[[str, float], None] | None = None,
) -> Learning:
    """Learn from the history, and from the campaigns that were reviewed.

    A history without leads, or none at all, leaves it all unsaid: a campaign may be a company's first.
    """
    import numpy as np

    from unslump.launch.expected import expect
    from unslump.launch.keeping import past_promises
    from unslump.launch.learnt import next_ratio
    from unslump.planning.learnt import learn_all

    if progress:
        progress("learning from the history", 0.0)
    try:
        snapshot = asked._snapshot(as_of)
    except NoHistory:
        return Learning(None, None, None, None)
    rng = np.random.default_rng(SEED)
    try:
        engine, left = asked._engines.of(snapshot, company, SEED)
        response = learn_all(snapshot, company, left, engine=engine).response
    except QuestionError:
        return Learning(snapshot, None, None, None)
    expected = expect(plan, engine, response, goal, company.currency, rng)
    others = [record for record in records if record.plan.name != plan.name]
    ratio = next_ratio(past_promises(others), rng, engine.draws)
    return Learning(snapshot, response, expected, ratio)
