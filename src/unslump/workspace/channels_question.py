"""What a lead costs by channel: a workspace's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business import wording
from unslump.errors import QuestionError
from unslump.workspace.asking import beginning

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.planning.channel_answer import ChannelsResult
    from unslump.workspace.engines import Engines

__all__ = ["channels_of"]


def channels_of(
    snapshot: Snapshot, company: Company | None, engines: Engines, currency: str, seed: int
) -> ChannelsResult:
    """Learn from the snapshot and cost its channels. The same history and seed: the same answer.

    Raises QuestionError when neither leads nor the opening of deals is recorded, or nothing was yet.
    """
    from unslump.planning.channel_costs import channel_costs
    from unslump.planning.learnt import learn_all

    if beginning(snapshot) is None:
        raise QuestionError(
            f"By {wording.day(snapshot.as_of)} the history had neither leads nor deals: nothing says what a "
            "lead costs.",
            hint="Ask as of a later day with --as-of, or import leads or deals.",
        )
    engine, rng = engines.of(snapshot, company, seed)
    learnt = learn_all(snapshot, company, rng, engine=engine)
    return channel_costs(learnt.engine, learnt.response, company, currency)
