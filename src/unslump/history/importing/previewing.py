"""What an import would take from where, with samples: looked at before anything is imported."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from unslump.errors import ImportFailed
from unslump.history.importing.choosing import Chosen, choose
from unslump.history.importing.engine import connect
from unslump.history.importing.mapping import mapping_text
from unslump.history.importing.mapping_file import read_mapping
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Settings

__all__ = ["ColumnPreview", "FilePreview", "ImportPreview", "preview_files"]

_SAMPLES = 3
_LONGEST = 60


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class ColumnPreview(_View):
    """A canonical column, the headers it is read from, and the first values that stand there."""

    column: str
    meaning: str
    headers: list[str]
    samples: list[str]


class FilePreview(_View):
    """One sheet and one table it would fill; `table` None: of no use. `error` is why it cannot be read."""

    file: str
    origin: str
    table: str | None
    proposed: bool
    columns: list[ColumnPreview]
    not_used: list[str]
    notes: list[str]
    error: str = ""
    hint: str = ""


class ImportPreview(_View):
    """What each file is taken for; `mapping` is the proposed one as YAML, to be edited and given back."""

    files: list[FilePreview]
    mapping: str


def preview_files(
    files: Sequence[Path], *, mapping: Path | None = None, table: str | None = None
) -> ImportPreview:
    """Look at files. What is wrong with one is told in its preview; nothing is raised for a file.

    Raises CompanyError for mistakes in the mapping.
    """
    entries = read_mapping(mapping) if mapping else []
    seen: list[FilePreview] = []
    proposals = []
    with tempfile.TemporaryDirectory(prefix="unslump-") as place:
        folder = Path(place)
        with closing(connect(folder)) as connection:
            bench = Workbench(connection, folder)
            for path in files:
                try:
                    found = list(choose(bench, path, entries, table, Settings()))
                    seen += [_preview(bench, path, one) for one in found]
                    proposals += [
                        dataclasses.replace(
                            one.proposal,
                            not_used=tuple(one.sheet.not_used(one.recipe.positions if one.recipe else ())),
                        )
                        for one in found
                        if one.proposal
                    ]
                except ImportFailed as error:
                    seen.append(
                        FilePreview(
                            file=path.name, origin="", table=None, proposed=False, columns=[], not_used=[],
                            notes=[], error=error.message, hint=error.hint,
                        )
                    )  # fmt: skip
    return ImportPreview(files=seen, mapping=mapping_text(proposals) if proposals else "")


def _preview(bench: Workbench, path: Path, one: Chosen) -> FilePreview:
    recipe = one.recipe
    if recipe is None:
        return FilePreview(
            file=path.name, origin=one.layout.origin, table=None, proposed=False, columns=[],
            not_used=list(one.sheet.headers), notes=list(one.notes),
        )  # fmt: skip
    rows = bench.connection.execute(f"SELECT * FROM {one.sheet.relation} LIMIT 200").fetchall()  # noqa: S608  a name made here
    columns = []
    for name, pick in recipe.picks.items():
        places = pick.all_positions
        values = (row[at] for row in rows for at in places if at < len(row))
        filled = dict.fromkeys(str(value).strip()[:_LONGEST] for value in values if value is not None)
        columns.append(
            ColumnPreview(
                column=name,
                meaning=recipe.table.column(name).meaning,
                headers=[one.sheet.headers[at] for at in places],
                samples=[value for value in filled if value][:_SAMPLES],
            )
        )
    return FilePreview(
        file=path.name, origin=recipe.origin, table=recipe.table.name, proposed=one.proposal is not None,
        columns=columns, not_used=one.sheet.not_used(recipe.positions), notes=list(one.notes),
    )  # fmt: skip
