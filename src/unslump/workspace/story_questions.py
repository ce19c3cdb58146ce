"""The questions about war stories: write, find alike, share, subscribe."""

from __future__ import annotations

from unslump.workspace.questions import Questions

__all__ = ["StoryQuestions"]


class StoryQuestions(Questions):
    """What they are asked of is a workspace."""
