"""`unslump orders`: what is owed, by whom, since when."""

from __future__ import annotations

import typer

__all__ = ["add_orders"]


def add_orders(app: typer.Typer) -> None:
    """Not yet a command."""
