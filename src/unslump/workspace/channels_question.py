"""What a lead costs by channel: a workspace's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.planning.channel_answer import ChannelsResult

__all__ = ["channels_of"]


def channels_of(snapshot: Snapshot, company: Company | None, currency: str, seed: int) -> ChannelsResult:
    """Learn from the snapshot and cost its channels. The same history and seed: the same answer.

    Raises QuestionError when neither leads nor the opening of deals is recorded.
    """
    import numpy as np

    from unslump.planning.channel_costs import channel_costs
    from unslump.planning.learnt import learn_all

    learnt = learn_all(snapshot, company, np.random.default_rng(seed))
    return channel_costs(learnt.engine, learnt.response, company, currency)
