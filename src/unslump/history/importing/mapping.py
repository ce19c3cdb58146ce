"""The mapping file: how files of no known origin become canonical tables, written by hand or proposed.

    - file: leads*.csv            # the files it is for; or  needs: [mql_id]  to go by headers
      table: leads
      dates: dmy                  # or mdy, ymd; only where dates read two ways
      decimal: ","                # only where amounts read two ways
      currency: EUR               # of amounts that do not say theirs
      columns:
        lead_id: mql_id           # canonical column: header in the file
        name: [First name, Last name]
      constants: {segment: Trade}
      outcome:                    # deals: which values mean won and lost
        from: Status
        won: [Signed]
        lost: [Dead, No budget]

Two entries for the same file fill two tables from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from textwrap import fill

from unslump.business.naming import nearest
from unslump.errors import ImportFailed, StoreError
from unslump.history.importing.date_forms import Order
from unslump.history.importing.money import Decimal
from unslump.history.importing.recipe import Settings
from unslump.history.importing.sheets import Sheet
from unslump.history.sources import Layout, Outcomes, Take, bare
from unslump.history.tables import TABLES

__all__ = ["Entry", "absent_headers", "layout_of", "mapping_text", "matching", "write_mapping"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, one table. `columns` are canonical column → headers, the first with a value counts."""

    table: str
    columns: dict[str, tuple[str, ...]]
    file: str = ""
    needs: tuple[str, ...] = ()
    dates: Order | None = None
    decimal: Decimal | None = None
    currency: str | None = None
    constants: dict[str, str] = field(default_factory=dict)
    outcome_from: str = ""
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    not_used: tuple[str, ...] = field(default=(), compare=False)  # headers, for the reader of the file

    def over(self, settings: Settings) -> Settings:
        """The settings of this entry; a flag goes before it."""
        return Settings(
            settings.dates or self.dates,
            settings.decimal or self.decimal,
            settings.currency or self.currency,
        )


def matching(entries: Sequence[Entry], path: Path, sheet: Sheet) -> list[Entry]:
    """The entries for a sheet: its file's name fits and the headers they ask for are there."""
    headers = sheet.bare_headers
    return [
        entry
        for entry in entries
        if (not entry.file or fnmatch(path.name, entry.file) or fnmatch(sheet.name, entry.file))
        and all(bare(header) in headers for header in entry.needs)
    ]


def absent_headers(entry: Entry, sheet: Sheet) -> list[str]:
    """What to say of headers that the mapping names and the sheet lacks, each with the nearest there.

    A column with several headers may lack some. Raises ImportFailed when a required column has none.
    """
    said, needed = [], []
    for column, headers in [*entry.columns.items(), ("outcome", (entry.outcome_from,))]:
        if not any(headers) or any(sheet.position(header) is not None for header in headers):
            continue
        near = nearest(headers[0], [header for header in sheet.headers if header])
        hint = f"; the nearest is {near!r}" if near else ""
        said.append(
            f"the mapping reads {column} from {' or '.join(map(repr, headers))}, not in this file{hint}"
        )
        if TABLES[entry.table].column(column).required and column not in entry.constants:
            needed.append(column)
    if needed:
        raise ImportFailed(
            f"{sheet.name} has no column for {', '.join(needed)}: {'; '.join(said)}.",
            hint=f"Its columns are: {', '.join(header for header in sheet.headers if header)}. "
            "Write the header in the mapping as it is in the file.",
        )
    return said


def layout_of(entry: Entry, origin: str = "mapping to") -> Layout:
    """The entry as the importer reads it."""
    columns = {
        name: Take(headers, joined=name in ("name", "lead_name") and len(headers) > 1)
        for name, headers in entry.columns.items()
        if name != "outcome"
    }
    labels = entry.outcome_from or "".join(entry.columns.get("outcome", ())[:1])
    if not labels and entry.table == "deals":
        labels = "".join(entry.columns.get("stage", ())[:1])
    outcomes = Outcomes(labels=(labels,), won=entry.won, lost=entry.lost) if labels else None
    return Layout(
        origin=origin,
        what=entry.table,
        table=entry.table,
        columns=columns,
        constants=entry.constants,
        outcomes=None if "outcome" in entry.constants else outcomes,
    )


def mapping_text(entries: Sequence[Entry]) -> str:
    """The entries as a mapping file, ready to be edited."""
    from io import StringIO

    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    listing = CommentedSeq()
    for entry in entries:
        item = CommentedMap()
        for key in ("file", "table", "dates", "decimal", "currency"):
            value = getattr(entry, key)
            if value:
                item[key] = value
        if entry.needs:
            item["needs"] = list(entry.needs)
        columns = CommentedMap()
        for column in TABLES[entry.table].columns:
            if column.name in entry.columns:
                headers = entry.columns[column.name]
                columns[column.name] = headers[0] if len(headers) == 1 else list(headers)
                columns.yaml_add_eol_comment(column.meaning, column.name)
        if entry.not_used:
            listing_of = fill(f"not used: {', '.join(entry.not_used)}", 90, break_long_words=False)
            item.yaml_set_comment_before_after_key("columns", before=listing_of, indent=4)
        item["columns"] = columns
        if entry.constants:
            item["constants"] = dict(entry.constants)
        if entry.outcome_from or entry.won or entry.lost:
            outcome = CommentedMap()
            if entry.outcome_from:
                outcome["from"] = entry.outcome_from
            outcome["won"], outcome["lost"] = list(entry.won), list(entry.lost)
            item["outcome"] = outcome
        listing.append(item)
    out = StringIO()
    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(listing, out)
    return out.getvalue()


def write_mapping(path: Path, text: str) -> Path:
    """Write a mapping file. Raises StoreError when the folder does not allow it."""
    head = "# How these files are read. Edit it, and use it again: unslump import --map FILE …\n"
    try:
        path.write_text(head + text, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"The mapping cannot be saved as {path}: {error.strerror}.") from error
    return path
