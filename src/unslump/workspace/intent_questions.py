"""What a workspace is asked about intentions: goals to set, plans to accept, candidates to judge."""

from __future__ import annotations

from unslump.workspace.candidates import CandidateCards
from unslump.workspace.goal_writing import GoalWriting
from unslump.workspace.plan_versions import PlanVersions

__all__ = ["IntentQuestions"]


class IntentQuestions(GoalWriting, PlanVersions, CandidateCards):
    """What they are asked of is a workspace."""
