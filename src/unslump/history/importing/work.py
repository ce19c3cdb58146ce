"""The steps of one import, in their order, and what they found out on the way."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.history.importing.choosing import Chosen, choose
from unslump.history.importing.currencies import Rates
from unslump.history.importing.loading import Loaded, load, trim_columns
from unslump.history.importing.mapping import Entry
from unslump.history.importing.merging import merge
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Recipe, Settings
from unslump.history.importing.refining import refine
from unslump.history.importing.rejects import add_broken
from unslump.history.importing.repeats import one_a_key
from unslump.history.importing.report import FileReport, Links, Progress
from unslump.history.importing.shared_ids import joined
from unslump.history.importing.stages import stage_outcomes
from unslump.history.importing.tables_now import TablesNow

if TYPE_CHECKING:
    from unslump.history.store import Draft
    from unslump.history.version import Version

__all__ = ["Work"]

_MANY = 1_000  # labels of one column; more than this group nothing
_TURN = {"stages": 0, "rows": 1, "updates": 2, "nothing": 3}


class Work:
    """One import at work. Its steps are called once each: choose, read, link, write."""

    def __init__(
        self,
        bench: Workbench,
        base: Version | None,
        settings: Settings,
        rates: Rates,
        now: datetime,
        progress: Progress | None,
    ) -> None:
        self.bench, self.settings, self.rates, self.now = bench, settings, rates, now
        self.tables = TablesNow(bench, base)
        self.warnings: list[str] = []
        self.links: list[Links] = []
        self.changed: set[str] = set()
        self._progress = progress or (lambda stage, fraction: None)
        self._chosen: list[Chosen] = []
        self._reports: dict[int, FileReport] = {}
        self._loaded: dict[int, Loaded] = {}
        self._stages: dict[str, str] = {}

    @property
    def reports(self) -> list[FileReport]:
        """What was done, a file and table at a time, in the order the files were named."""
        return [self._reports[number] for number in range(len(self._chosen))]

    @property
    def paths(self) -> list[Path]:
        """The file of each report."""
        return [chosen.path for chosen in self._chosen]

    @property
    def proposals(self) -> list[Entry]:
        """The mappings that were proposed, each with the headers it does not use."""
        return [
            dataclasses.replace(
                one.proposal, not_used=tuple(one.sheet.not_used(one.recipe.positions if one.recipe else ()))
            )
            for one in self._chosen
            if one.proposal
        ]

    @property
    def rejected(self) -> int:
        """Rows rejected so far."""
        return sum(report.rows_rejected for report in self._reports.values())

    def choose(self, files: Sequence[Path], entries: Sequence[Entry], table: str | None) -> None:
        """Decide what each file is. Raises ImportFailed."""
        self._progress("looking at the files", 0.0)
        for path in files:
            self._chosen += choose(self.bench, path, entries, table, self.settings)
        if self.proposals:
            self._chosen = joined(self.bench, self._chosen, self.tables.now, self.settings)

    def read(self) -> None:
        """Bring every file's rows into the tables: stages first, links between rows last."""
        turns = sorted(
            enumerate(self._chosen),
            key=lambda item: _TURN[item[1].recipe.role if item[1].recipe else "nothing"],
        )
        for at, (number, chosen) in enumerate(turns):
            share = 0.05 + 0.75 * at / len(turns)
            if chosen.recipe is None:
                self._reports[number] = _skipped(chosen)
                continue
            self._progress(f"reading {chosen.sheet.name}", share)
            loaded = self._load(number, chosen.recipe)
            self._progress(f"understanding {chosen.sheet.name}", share + 0.4 / len(turns))
            self._reports[number] = self._take(number, chosen, chosen.recipe, loaded)
        self._progress("linking", 0.8)
        self._weigh()

    def link(self) -> None:
        """Make the links between the tables anew."""
        self.links, self.changed = self.tables.link()
        for links in self.links:
            if (links.table, links.to) == ("deals", "leads") and "leads" in self.tables.now:
                self.warnings += _apart(links)

    def write(self, draft: Draft) -> None:
        """Put the tables that changed into the draft."""
        for at, name in enumerate(sorted(self.changed)):
            self._progress(f"writing {name}", 0.85 + 0.15 * at / len(self.changed))
            draft.put(name, self.tables.write(name, draft.directory))
        self._progress("done", 1.0)

    def _load(self, number: int, recipe: Recipe) -> Loaded:
        """The sheet's cells: loaded once, however many tables it fills."""
        key = id(recipe.sheet)
        if key not in self._loaded:
            sharing = [one.recipe for one in self._chosen if one.recipe and one.sheet is recipe.sheet]
            positions = sorted({at for one in sharing for at in one.positions})
            texts = sorted({at for one in sharing for at in one.text_positions})
            self._loaded[key] = load(self.bench, recipe.sheet, positions)
            trim_columns(self.bench, self._loaded[key], texts)
            add_broken(self.bench, recipe.sheet, self._loaded[key], number)
            return self._loaded[key]
        return dataclasses.replace(self._loaded[key], broken=0, notes=())

    def _take(self, number: int, chosen: Chosen, recipe: Recipe, loaded: Loaded) -> FileReport:
        report = FileReport(
            file=recipe.sheet.name,
            origin=recipe.origin,
            table=recipe.table.name,
            columns=recipe.described(),
            not_used=recipe.sheet.not_used(recipe.positions),
            rows_read=loaded.rows + loaded.broken,
            notes=[
                *recipe.sheet.notes,
                *loaded.notes,
                *chosen.notes,
                *([recipe.note] if recipe.note else []),
            ],
        )
        if recipe.role == "stages":
            self._stages |= stage_outcomes(self.bench, recipe, loaded)
            notes = [*report.notes, f"{len(self._stages):,} stages say what is won and lost"]
            return report.model_copy(update={"notes": notes})
        refined = refine(self.bench, recipe, loaded, self.rates, self._stages, self.now, number)
        unique = one_a_key(self.bench, recipe, loaded, refined, number)
        name = recipe.table.name
        merged = merge(self.bench, recipe, self.tables.now.get(name), unique, refined.columns)
        if name in self.tables.now or recipe.role == "rows":
            self.tables.take(name, merged)
        missed = (
            [f"{merged.missed:,} of its rows are about {name} that are not there"] if merged.missed else []
        )
        return report.model_copy(
            update={
                "rows_new": merged.new,
                "rows_changed": merged.changed,
                "rows_unchanged": merged.unchanged,
                "rows_rejected": loaded.broken + refined.rejected + unique.rejected,
                "rows_skipped": refined.skipped,
                "rows_repeated": unique.repeated,
                "notes": [*report.notes, *refined.notes, *unique.notes, *missed],
            }
        )

    def _labels(self, name: str, column: str) -> int:
        """How many different values a column has; exact where it may be too many."""
        labels = 0
        for count in (f"approx_count_distinct({column})", f"count(DISTINCT {column})"):
            query = f"SELECT {count} FROM {self.tables.now[name]}"
            (labels,) = self.bench.connection.execute(query).fetchone() or (0,)
            if labels < _MANY / 2:
                break
        return int(labels)

    def _weigh(self) -> None:
        """Warn of what will make the answers poor."""
        if self._stages and not any(one.recipe and one.recipe.role == "rows" for one in self._chosen):
            self.warnings.append("The stages were read, but no deals: import them together with the deals.")
        for name, column in (("leads", "channel"), ("deals", "segment")):
            filled = any(
                column in report.columns for report in self._reports.values() if report.table == name
            )
            labels = self._labels(name, column) if filled and name in self.tables.now else 0
            if labels > _MANY:
                self.warnings.append(
                    f"The {name} have {labels:,} different values of {column}: too many to learn from each."
                )
        for report in self._reports.values():
            if report.table and report.rows_read and report.rows_skipped == report.rows_read:
                self.warnings.append(
                    f"{report.file}: all of its rows were skipped (deleted, or of another kind)."
                )


def _apart(links: Links) -> list[str]:
    """Deals and leads that do not know of each other: said loudly, because it looks like success."""
    if links.linked or not links.unlinked + links.silent:
        return []
    if links.unlinked:
        why = f"{links.unlinked:,} name one, and no lead has that id, e-mail or name"
    else:
        why = "none says which lead it came from"
    return [
        f"NO DEAL IS LINKED TO A LEAD ({links.unlinked + links.silent:,} deals): {why}. Leads and deals are "
        "learnt apart, and channels cannot be told by what they win. Export the lead's or contact's id "
        "with each deal, or say with --map which column holds it (lead_ref for deals, lead_id for leads)."
    ]


def _skipped(chosen: Chosen) -> FileReport:
    note = chosen.layout.note or "nothing in it is needed here"
    return FileReport(
        file=chosen.sheet.name, origin=chosen.layout.title, table=None, notes=[f"left out: {note}"]
    )
