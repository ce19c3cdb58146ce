"""Says whether a sales goal is supported by the marketing and the selling time behind it.

The same questions as on the command line, from Python:

    import unslump

    workspace = unslump.open("my-company")
    workspace.import_files(["contacts.csv", "deals.csv"])
    print(workspace.check(goal="2026-Q3").sentence)

Importing this costs nothing: what an answer needs is loaded when it is asked for.
"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from unslump.workspace import Workspace

__all__ = ["make_demo", "open"]


def open(directory: str | PathLike[str] = ".", database_url: str | None = None) -> Workspace:  # noqa: A001
    """The workspace in `directory`; nothing is read or written before it is asked something.

    `database_url` names the database of the records, else UNSLUMP_DATABASE_URL does, else it is
    unslump.db in the folder.

    >>> open("my-company").directory.name
    'my-company'
    """
    from unslump.workspace import Workspace

    return Workspace(directory, database_url, page=_page)


def make_demo(directory: str | PathLike[str], seed: int = 7) -> Workspace:
    """Write the demo company into `directory`, import its exports, and return the workspace.

    The same seed makes the same company. Raises QuestionError when another company lives there,
    StoreError when the disk refuses.
    """
    from pathlib import Path

    from unslump.demo.exports import write_demo
    from unslump.workspace import morning_after

    made = write_demo(Path(directory), seed)
    workspace = open(directory)
    workspace.import_files(made.exports, now=morning_after(made.last_day))
    return workspace


def _page(*asked: Any) -> str:
    """The report's page; drawing is loaded only when a report is wanted."""
    from unslump.report.page import render_page

    return render_page(*asked)
