"""What an import did, as data: what the terminal, `--json` and the tests read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

__all__ = ["FileReport", "ImportReport", "Links", "Progress"]

Progress = Callable[[str, float], None]
"""Called with what is being done and how far the whole import is, 0 to 1."""


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class FileReport(_View):
    """One file (or sheet) and one table it fills; `table` is None for a file of no use here."""

    file: str
    origin: str  # "HubSpot deals", "saved mapping", "proposed mapping"
    table: str | None
    columns: dict[str, str] = {}  # canonical column → where it comes from
    not_used: list[str] = []  # headers nothing was read from
    rows_read: int = 0
    rows_new: int = 0
    rows_changed: int = 0
    rows_unchanged: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0  # empty, deleted in the CRM, or not of this kind
    rows_repeated: int = 0  # the same row again
    notes: list[str] = []


class Links(_View):
    """How the rows of a table found the row they came from."""

    table: str  # whose rows are linked: deals, orders, activities
    to: str  # the table they are linked to
    by_id: int = 0
    by_email: int = 0
    by_name: int = 0
    unlinked: int = 0  # say where they came from, but nothing of that id, e-mail or name is known
    silent: int = 0  # do not say where they came from

    @property
    def linked(self) -> int:
        """Rows that are linked, one way or another."""
        return self.by_id + self.by_email + self.by_name


class ImportReport(_View):
    """The whole import. `changed` is False when the files brought nothing that was not known."""

    files: list[FileReport]
    links: list[Links]
    changed: bool
    version_before: int | None
    version_after: int | None
    rejected: Path | None  # rejected.csv, when rows were rejected
    mapping: str = ""  # the mapping proposed for files of no known origin, as YAML
    mapping_saved: Path | None = None
    warnings: list[str] = []

    @property
    def rows_rejected(self) -> int:
        """Rejected rows of all files."""
        return sum(file.rows_rejected for file in self.files)
