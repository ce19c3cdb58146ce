"""What came of a campaign: a workspace's answer, kept for the next one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.business.wording import day
from unslump.errors import QuestionError
from unslump.launch.keeping import keep_review, read_campaign_record

if TYPE_CHECKING:
    from unslump.launch.review import ReviewResult
    from unslump.workspace.launch_questions import LaunchQuestions

__all__ = ["review"]


def review(
    asked: LaunchQuestions, name: str, as_of: date | None, seed: int, *, by: str, now: datetime
) -> ReviewResult:
    """Hold it to its promises, and keep what was found. Raises QuestionError or NoHistory."""
    import numpy as np

    from unslump.launch.review import review_campaign

    with asked.records.reading() as connection:
        record = read_campaign_record(connection, name)
    plan = record.plan
    snapshot = asked._snapshot(as_of)
    if record.launch is None:
        raise QuestionError(
            f"{plan.name} was never launched: nothing was promised.",
            hint=f"Launch a campaign before it starts: unslump campaign launch {plan.name!r}",
        )
    if snapshot.observed_until <= plan.end:
        raise QuestionError(
            f"{plan.name} runs until {day(plan.end)}, the history to {day(snapshot.observed_until)}.",
            hint="Import what came since, or ask again when it is over.",
        )
    result = review_campaign(record, snapshot, np.random.default_rng(seed), asked.currency())
    # A look back as of an earlier day teaches nothing that the newest does not.
    if as_of is None:
        with asked.records.writing() as connection:
            keep_review(connection, plan.name, result.figures, by=by, at=now)
    return result
