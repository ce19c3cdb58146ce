"""`unslump campaign`: before a campaign starts, and after it ended."""

from __future__ import annotations

import typer

__all__ = ["add_campaign"]


def add_campaign(app: typer.Typer) -> None:
    """Not yet a command."""
