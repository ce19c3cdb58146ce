"""The questions before a campaign starts, and after it ended: charter, gate, launch, review."""

from __future__ import annotations

from unslump.workspace.questions import Questions

__all__ = ["LaunchQuestions"]


class LaunchQuestions(Questions):
    """What they are asked of is a workspace."""
