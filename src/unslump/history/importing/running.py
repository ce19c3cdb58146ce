"""An import from end to end: read, recognise, refine, merge, link, write; or change nothing."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.errors import ImportFailed, RowsRejected
from unslump.history.importing.currencies import Business, Rates
from unslump.history.importing.date_forms import Order
from unslump.history.importing.engine import connect
from unslump.history.importing.keeping import keep_what_was_proposed
from unslump.history.importing.mapping import mapping_text, write_mapping
from unslump.history.importing.mapping_file import read_mapping
from unslump.history.importing.money import Decimal
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Settings
from unslump.history.importing.rejects import prepare, write_rejected
from unslump.history.importing.report import FileReport, ImportReport, Progress
from unslump.history.importing.work import Work
from unslump.records.moments import naive_utc

if TYPE_CHECKING:
    from unslump.history.store import Draft, Store

__all__ = ["import_files"]


def import_files(
    store: Store,
    files: Sequence[Path],
    *,
    company: Business | None,
    mapping: Path | None = None,
    table: str | None = None,
    dates: Order | None = None,
    decimal: Decimal | None = None,
    currency: str | None = None,
    strict: bool = False,
    now: datetime,
    progress: Progress | None = None,
    save_mapping_to: Path | None = None,
) -> ImportReport:
    """Bring files into the history as its next version, and say what was done with every row.

    `mapping` is a mapping file; without one, and for files it does not name, the origin is told by
    the headers, and for an unknown one a mapping is proposed (and written to `save_mapping_to`).
    `table` keeps to one canonical table. `dates`, `decimal` and `currency` settle what the files
    leave open. `now` is the present: rows dated after it are rejected.

    Good rows are kept and bad ones go to rejected.csv in the workspace; with `strict` one bad row
    raises RowsRejected and nothing changes. Raises ImportFailed (a file as a whole cannot be
    used), AmbiguousDates, CompanyError (mistakes in the mapping), StoreError and Busy; then
    nothing changes either, and a mapping that was proposed by then is saved.
    """
    if not files:
        raise ImportFailed("No file was named.", hint="unslump import FILE…")
    entries = read_mapping(mapping) if mapping else []
    settings = Settings(dates, decimal, currency.strip().upper() if currency else None)
    naive = naive_utc(now)
    with store.draft(_note(files), now) as draft, ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=draft.directory)))
        connection = connect(folder)
        stack.callback(connection.close)
        pool = stack.enter_context(ThreadPoolExecutor(1))
        digests = {path: pool.submit(_digest, path) for path in files if path.is_file()}
        bench = Workbench(connection, folder)
        prepare(bench)
        work = Work(bench, draft.base, settings, Rates(company), naive, progress)
        try:
            work.choose(files, entries, table)
            work.read()
            work.link()
            rejected = write_rejected(bench, store.workspace) if work.rejected else None
            if strict and work.rejected:
                raise _refused(work.rejected, rejected)
            if dates or decimal:
                _refuse_contradicted(work.reports, rejected)
        except ImportFailed as error:
            keep_what_was_proposed(error, work, store.workspace, save_mapping_to)
            raise
        work.write(draft)
        _log(work, draft, digests)
        before = draft.base.id if draft.base else None
    after = store.current()
    proposed = mapping_text(work.proposals) if work.proposals else ""
    saved = write_mapping(save_mapping_to, proposed) if proposed and save_mapping_to else None
    return ImportReport(
        files=work.reports,
        links=work.links,
        changed=bool(work.changed),
        version_before=before,
        version_after=after.id if after else None,
        rejected=rejected,
        mapping=proposed,
        mapping_saved=saved,
        warnings=work.warnings,
    )


def _refuse_contradicted(reports: Sequence[FileReport], rejected: Path | None) -> None:
    """A flag that most rows of a file contradict is a wrong flag: nothing is imported with it."""
    for report in reports:
        if report.rows_read and report.rows_rejected > 0.5 * report.rows_read:
            raise ImportFailed(
                f"{report.file}: {report.rows_rejected:,} of {report.rows_read:,} rows cannot be read with "
                f"these flags; nothing was imported. Their reasons are in {rejected}.",
                hint="Check --dates and --decimal: they say how this file writes, and most of it does not.",
            )


def _note(files: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in files[:3])
    return f"import {names}" + (f" and {len(files) - 3} more" if len(files) > 3 else "")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _log(work: Work, draft: Draft, digests: dict[Path, Future[str]]) -> None:
    for path, report in zip(work.paths, work.reports, strict=True):
        if report.table:
            draft.log_import(
                report.file,
                digests[path].result(),
                report.table,
                report.rows_read,
                report.rows_new,
                report.rows_changed,
                report.rows_rejected,
            )


def _refused(count: int, where: Path | None) -> RowsRejected:
    rows = "1 row is" if count == 1 else f"{count:,} rows are"
    return RowsRejected(
        f"{rows} bad, and --strict takes all or nothing: nothing was imported.",
        hint=f"See what is wrong in {where}, mend it and import again; without --strict good rows are kept.",
    )
