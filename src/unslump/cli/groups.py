"""Commands that hold commands: `unslump campaign new`, `unslump orders pay` and the like."""

from __future__ import annotations

import typer

__all__ = ["group_of"]


def group_of(app: typer.Typer, name: str, about: str) -> typer.Typer:
    """A group under the app; asked alone, it shows what it holds."""
    group = typer.Typer(rich_markup_mode=None, help=about)

    @group.callback(invoke_without_command=True, help=about)
    def _alone(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    app.add_typer(group, name=name)
    return group
