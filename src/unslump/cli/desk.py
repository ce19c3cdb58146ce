"""`unslump needs`, `unslump match`, `unslump route`: needs, offers and sellers."""

from __future__ import annotations

import typer

__all__ = ["add_match", "add_needs", "add_route"]


def add_needs(app: typer.Typer) -> None:
    """Not yet a command."""


def add_match(app: typer.Typer) -> None:
    """Not yet a command."""


def add_route(app: typer.Typer) -> None:
    """Not yet a command."""
