"""The first commands one types: init for one's own company, demo to look around."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, Where, example

__all__ = ["add_demo", "add_init"]

Here = Path()


def add_init(app: typer.Typer) -> None:
    """`unslump init`."""
    app.command("init", epilog=example("unslump init -w brightline --name Brightline --currency EUR"))(_init)


def add_demo(app: typer.Typer) -> None:
    """`unslump demo`."""
    app.command("demo", epilog=example("unslump demo -w demo"))(_demo)


def _init(
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="The company's name; by default the folder's."),
    ] = None,
    currency: Annotated[
        str, typer.Option("--currency", metavar="CODE", help="The currency it counts in.")
    ] = "EUR",
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Make a company.yaml to fill in.

    It has the least that works, and every other key explained beside it. A company.yaml that is
    there already is left as it is.
    """
    import unslump
    from unslump.cli.results import Initiated
    from unslump.cli.views import print_initiated

    path = unslump.open(workspace).init(name, currency, today=date.today())
    result = Initiated(company_yaml=path)
    Face(as_json).show(result, lambda console: print_initiated(path, workspace, console))


def _demo(
    workspace: Where = Here,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed makes another history.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Make a company to look around in.

    It is invented: nine people, 24 months, and a slump in it. Its CRM exports are imported, its goal
    is checked, the slump is found, and report.html is written into its folder. Running this again is fine.
    """
    import unslump
    from unslump.cli.results import DemoMade
    from unslump.cli.views import print_demo
    from unslump.demo.exports import write_demo
    from unslump.workspace import morning_after

    face = Face(as_json)
    opened = unslump.open(workspace)
    with face.waiting("inventing two years of a company") as waiting:
        made = write_demo(workspace, seed)
        now = morning_after(made.last_day)
        imported = opened.import_files(made.exports, now=now, progress=waiting.step)
        waiting.step("learning from the history", 0.0)
        ready = opened.readiness()
        answer = opened.check(made.goal)
        waiting.step("watching the streams", 0.0)
        slump = opened.slump()
        waiting.step("planning", 0.0)
        plan = opened.plan_to_show(answer)
        waiting.step("drawing the report", 0.0)
        report = opened.report(workspace / "report.html", result=answer, slump=slump, plan=plan)
    result = DemoMade(
        workspace=workspace,
        company_yaml=made.company,
        exports=list(made.exports),
        imported=imported,
        readiness=ready,
        check=answer,
        watch=slump.watch,
        diagnosis=slump.diagnosis,
        plan=plan,
        report=report,
    )
    face.show(result, lambda console: print_demo(result, console))
