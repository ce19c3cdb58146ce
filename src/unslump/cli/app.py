"""The commands, in the order in which one meets them."""

from __future__ import annotations

from typing import Annotated

import typer

from unslump.cli import (
    asking,
    bringing,
    campaign,
    channels,
    desk,
    diagnose,
    orders,
    people,
    planning,
    serve,
    slump,
    starting,
    stories,
    watching,
)

__all__ = ["app"]

app = typer.Typer(
    name="unslump",
    rich_markup_mode=None,  # drawing help in boxes would cost a quarter of a second
    pretty_exceptions_enable=False,
    add_completion=False,
    epilog="First steps: unslump demo -w demo, or unslump init -w DIR and unslump import -w DIR FILE...",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"unslump {version('unslump')}")
        raise typer.Exit


@app.callback()
def _unslump(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Is this sales goal supported by the marketing and the selling time behind it?"""


starting.add_init(app)
bringing.add_import(app)
bringing.add_undo(app)
asking.add_readiness(app)
asking.add_check(app)
asking.add_backtest(app)
people.add_people(app)
channels.add_channels(app)
planning.add_plan(app)
planning.add_hire(app)
watching.add_watch(app)
diagnose.add_diagnose(app)
slump.add_outlook(app)
campaign.add_campaign(app)
desk.add_needs(app)
desk.add_match(app)
desk.add_route(app)
orders.add_orders(app)
stories.add_story(app)
asking.add_report(app)
starting.add_demo(app)
serve.add_serve(app)
serve.add_account(app)
