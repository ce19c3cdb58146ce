"""The questions at the desk: needs, matching, routing, orders."""

from __future__ import annotations

from unslump.workspace.questions import Questions

__all__ = ["DeskQuestions"]


class DeskQuestions(Questions):
    """What they are asked of is a workspace."""
