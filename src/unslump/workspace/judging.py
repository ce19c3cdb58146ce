"""What the history can say of one goal: what a check and a promise both ask first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from unslump.business.company import Company

if TYPE_CHECKING:
    from unslump.business.goals import Goal
    from unslump.history.readiness import Readiness
    from unslump.history.snapshot import Snapshot

__all__ = ["readiness_for"]


def readiness_for(goal: Goal, snapshot: Snapshot, company: Company | None, folder: str) -> Readiness:
    """Readiness for this goal alone: what stands in another goal's way does not matter to it.

    `folder` names the company where no company.yaml does.
    """
    from unslump.history.readiness import readiness

    judged = replace(company, goals=(goal,)) if company else Company(folder, "", goals=(goal,))
    return readiness(snapshot, judged)
