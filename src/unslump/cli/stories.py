"""`unslump story`: war stories, to write, to find and to share."""

from __future__ import annotations

import typer

__all__ = ["add_story"]


def add_story(app: typer.Typer) -> None:
    """Not yet a command."""
