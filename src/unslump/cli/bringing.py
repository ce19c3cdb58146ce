"""Bringing the history in, and taking the last import back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from unslump.cli.face import Face
from unslump.cli.options import AsJson, Where, example

__all__ = ["add_import", "add_undo"]

Here = Path()
# Said here and not taken from the history's own list: help must not load it. A test compares.
TableName = StrEnum(
    "TableName",
    ["people", "leads", "deals", "stage_changes", "activities", "spend", "orders"],
    module=__name__,
)


class DayOrder(StrEnum):
    """Which way 03/04/2026 runs."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class DecimalMark(StrEnum):
    """Which mark 1.234 has its cents after."""

    POINT = "."
    COMMA = ","


def add_import(app: typer.Typer) -> None:
    """`unslump import`."""
    examples = example(
        "unslump import contacts.csv deals.csv",
        "unslump import --dates dmy --map mapping.yaml leads.xlsx",
    )
    app.command("import", epilog=examples)(_import)


def add_undo(app: typer.Typer) -> None:
    """`unslump undo`."""
    app.command("undo", epilog=example("unslump undo -w brightline"))(_undo)


def _import(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="CSV, Excel (.xlsx) or Parquet.", show_default=False),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--map", metavar="YAML", help="How to read the columns; see mapping.yaml once proposed."
        ),
    ] = None,
    save_map: Annotated[
        Path | None,
        typer.Option("--save-map", metavar="YAML", help="Where to keep a proposed mapping."),
    ] = None,
    table: Annotated[
        TableName | None, typer.Option("--table", help="What the files hold, when it cannot be told.")
    ] = None,
    dates: Annotated[
        DayOrder | None, typer.Option("--dates", help="How dates run that can be read two ways.")
    ] = None,
    decimal: Annotated[DecimalMark | None, typer.Option("--decimal", help="The mark before cents.")] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="CODE", help="The currency of amounts that do not say theirs."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="All or nothing: one bad row, and nothing is imported.")
    ] = False,
    workspace: Where = Here,
    as_json: AsJson = False,
) -> None:
    """Bring CRM exports into the history.

    Contacts or leads, deals, activities, spend, orders: as CSV, Excel or Parquet.

    HubSpot, Salesforce, Pipedrive, Zoho and Odoo are recognised; for anything else a mapping is
    proposed, shown and saved. Good rows are kept, bad ones go to rejected.csv with their reason.
    Importing a newer export updates what is there; the same one again changes nothing.
    """
    import unslump
    from unslump.cli.views import print_import

    face = Face(as_json)
    with face.waiting("importing") as waiting:
        report = unslump.open(workspace).import_files(
            files,
            mapping=mapping,
            save_mapping_to=save_map,
            table=table.value if table else None,
            dates=dates.value if dates else None,
            decimal=decimal.value if decimal else None,
            currency=currency,
            strict=strict,
            progress=waiting.step,
        )
    face.show(report, lambda console: print_import(report, workspace, console))


def _undo(workspace: Where = Here, as_json: AsJson = False) -> None:
    """Take the last import back.

    The history is again what it was before it. Repeated, it goes back import by import.
    """
    import unslump
    from unslump.cli.results import Undone, VersionView
    from unslump.cli.views import print_undone

    undone, current = unslump.open(workspace).undo()
    result = Undone(undone=VersionView.of(undone), current=VersionView.of(current) if current else None)
    Face(as_json).show(result, lambda console: print_undone(result, console))
