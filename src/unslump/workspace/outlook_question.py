"""The months ahead: a workspace's answer, and which what-ifs its history can speak to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.business.goals import Goal
    from unslump.history.snapshot import Snapshot
    from unslump.slump.outlook_answer import OutlookResult
    from unslump.workspace.engines import Engines

__all__ = ["outlook_for"]


def outlook_for(
    snapshot: Snapshot,
    company: Company | None,
    engines: Engines,
    seed: int,
    *,
    goal: Goal | None,
    months: int,
    share: float,
    what_ifs: Sequence[str],
    currency: str,
) -> OutlookResult:
    """Learn from the snapshot and look ahead. The same history, question and seed: the same answer.

    Raises QuestionError for what cannot be asked or cannot be said.
    """
    import numpy as np

    from unslump.history.readiness import readiness
    from unslump.planning.learnt import learn_all
    from unslump.slump.outlook import look_out, refuse_odd
    from unslump.slump.supposed import suppose

    refuse_odd(months, share)
    blocks = readiness(snapshot, company).at_level("blocks")
    if blocks:
        raise QuestionError(
            f"the history cannot say what the months ahead bring: {blocks[0].text}", hint=blocks[0].mend
        )
    engine, rng = engines.of(snapshot, company, seed)
    supposed = None
    if what_ifs:
        supposed = suppose(
            what_ifs, months, engine, company, lambda: learn_all(snapshot, company, rng, engine=engine)
        )
    return look_out(
        engine,
        company,
        goal,
        np.random.default_rng(seed),
        months=months,
        share=share,
        currency=currency,
        what_ifs=supposed,
    )
