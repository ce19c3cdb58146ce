"""What each file is: as its mapping says, as its headers tell, or as a proposal has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from unslump.history.importing.mapping import Entry, absent_headers, layout_of, matching
from unslump.history.importing.proposing import propose
from unslump.history.importing.reading import Workbench, open_file
from unslump.history.importing.recipe import Recipe, Settings, recipe
from unslump.history.importing.recognising import recognise
from unslump.history.importing.sheets import Sheet
from unslump.history.sources import Layout

__all__ = ["Chosen", "choose"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One sheet and the recipe for one table; `recipe` is None for a file of no use here."""

    path: Path
    sheet: Sheet
    layout: Layout
    recipe: Recipe | None = None
    proposal: Entry | None = None
    notes: tuple[str, ...] = ()


def choose(
    bench: Workbench, path: Path, entries: Sequence[Entry], table: str | None, settings: Settings
) -> Iterator[Chosen]:
    """The recipes for a file: several when it has several sheets, or fills several tables.

    Raises ImportFailed when it cannot be read, or nothing can be made of its columns.
    """
    for sheet in open_file(bench, path):
        mapped = matching(entries, path, sheet)
        if mapped:
            for entry in mapped:
                notes = tuple(absent_headers(entry, sheet))
                layout = layout_of(entry)
                yield Chosen(path, sheet, layout, recipe(sheet, layout, entry.over(settings)), notes=notes)
            continue
        layouts = recognise(sheet, table)
        for layout in layouts:
            if layout.role == "nothing":
                yield Chosen(path, sheet, layout)
            else:
                yield Chosen(path, sheet, layout, recipe(sheet, layout, settings))
        if not layouts:
            entry, notes = propose(bench, sheet, path, table)
            layout = layout_of(entry, origin="proposed mapping to")
            yield Chosen(path, sheet, layout, recipe(sheet, layout, settings), entry, notes)
