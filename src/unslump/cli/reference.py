"""The pages of docs/reference that the program writes itself, so that they cannot lag behind.

`python -m unslump.cli.reference docs/reference` writes them; a test keeps them current.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

from unslump.cli import main
from unslump.cli.app import app
from unslump.history.tables import TABLES, Table

__all__ = ["command_names", "reference_pages"]

_COMMANDS = """\
# Commands

This is what `unslump COMMAND --help` prints. `-w DIR` may be left out in the company's own folder,
or where UNSLUMP_WORKSPACE names it. What `--json` prints is described in [JSON](json.md).
"""


_TABLES = """\
# Tables

What every export is turned into, and the names a [mapping](../guides/your-own-data.md) uses on its
left side. **Bold** columns are required; a row whose key is known already is updated.
"""


def reference_pages() -> dict[str, str]:
    """File name → text of each page."""
    return {"commands.md": _commands(), "tables.md": _tables()}


def _commands() -> str:
    return _COMMANDS + "".join(
        f"\n## unslump {name}\n\n```text\n{_help(name)}```\n" for name in command_names()
    )


def command_names() -> list[str]:
    """Every command as it is typed; those of a group ("orders deliver") after its own name.

    >>> command_names()[0]
    'init'
    """
    names = [command.name or "" for command in app.registered_commands]
    for group in app.registered_groups:
        inside = group.typer_instance.registered_commands if group.typer_instance else []
        names += [group.name or "", *(f"{group.name} {command.name}" for command in inside)]
    return names


def _tables() -> str:
    return _TABLES + "".join(_table(table) for table in TABLES.values())


def _table(table: Table) -> str:
    rows = "".join(
        f"| {f'**{column.name}**' if column.required else column.name} | {column.kind} | {column.meaning} |\n"
        for column in table.columns
    )
    key = ", ".join(table.key)
    head = "| column | read as | meaning |\n|---|---|---|\n"
    return f"\n## {table.name}\n\n{table.meaning[0].upper()}{table.meaning[1:]}. Key: {key}.\n\n{head}{rows}"


def _help(name: str) -> str:
    """As on a terminal of 80 columns."""
    told, before = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(told):
            main([*name.split(), "--help"])
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    return told.getvalue()


if __name__ == "__main__":
    for name, page in reference_pages().items():
        (Path(sys.argv[1]) / name).write_text(page, encoding="utf-8")
