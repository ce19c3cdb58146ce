"""`unslump watch`: fit for a person, and for cron."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unslump.cli.codes import ALARMED
from unslump.cli.face import Face
from unslump.cli.options import AsJson, AsOf, Where, day_of, example

if TYPE_CHECKING:
    from unslump.workspace.messengers import Messenger

__all__ = ["add_watch"]

Here = Path()


def add_watch(app: typer.Typer) -> None:
    """`unslump watch`."""
    examples = example(
        "unslump watch",
        "unslump watch --false-alarms 0.5",
        "unslump watch -w /srv/firm --mail owner@example.com --json   (daily, from cron)",
    )
    app.command("watch", epilog=examples)(_watch)


def _watch(
    false_alarms: Annotated[
        float | None,
        typer.Option(
            "--false-alarms",
            metavar="NUMBER",
            help="How many a healthy company may hear in two years; by default what the web app's settings "
            "say, else 1.",
            show_default=False,
        ),
    ] = None,
    mail: Annotated[
        list[str] | None,
        typer.Option(
            "--mail",
            metavar="ADDRESS",
            help="Tell this address when an alarm starts and when it is over, each once. The mail server is "
            "set by UNSLUMP_SMTP_HOST, _PORT, _SECURITY, _USER, _PASSWORD and _FROM.",
        ),
    ] = None,
    webhook: Annotated[
        list[str] | None,
        typer.Option(
            "--webhook",
            metavar="URL",
            envvar="UNSLUMP_WEBHOOK",
            show_envvar=False,
            help="POST the same as JSON; also from UNSLUMP_WEBHOOK.",
        ),
    ] = None,
    as_of: AsOf = None,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> int:
    """Say whether a slump is on its way.

    Every stream the history holds (leads, spend, hours, answers, wins by their age, deal size …) is
    judged week by week beside what was expected. An alarm says since when, whose function, what it
    costs and what to look at first. The exit code is 1 while an alarm is on, 0 when all is quiet.
    """
    import unslump
    from unslump.report.watch_view import print_watch
    from unslump.workspace.messengers import mail_to, webhook_to

    face, day = Face(as_json), day_of(as_of)
    messengers: list[Messenger] = [mail_to(address) for address in mail or ()]
    messengers += [webhook_to(url) for url in webhook or ()]
    opened = unslump.open(workspace)
    with face.waiting("reading the streams") as waiting:
        result = opened.watch(day, false_alarms=false_alarms, progress=waiting.step)
    face.show(result, lambda console: print_watch(result, console))
    if messengers:
        for words in opened.tell(result, messengers, now=datetime.now(UTC)):
            face.aside(f"told {words}")
    return ALARMED if result.active else 0
