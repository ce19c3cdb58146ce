"""A recipe: which cells of one sheet become which canonical columns. Layouts and mappings end here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unslump.errors import ImportFailed
from unslump.history.importing.date_forms import Order
from unslump.history.importing.money import Decimal
from unslump.history.importing.sheets import Sheet
from unslump.history.sources import Layout, Outcomes, Role, Take, bare
from unslump.history.tables import TABLES, Kind, Table

__all__ = ["Pick", "Recipe", "Settings", "recipe"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What settles the ways dates and amounts read, from a flag or a mapping."""

    dates: Order | None = None
    decimal: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A `Take` whose headers have been found: their positions in the sheet."""

    positions: tuple[int, ...]
    joined: bool = False
    first_of: str = ""
    per_hour: float = 1.0
    until: int | None = None

    @property
    def all_positions(self) -> tuple[int, ...]:
        """Every position that is read."""
        return (*self.positions, *(() if self.until is None else (self.until,)))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one sheet fills one table. `origin` is what to call it in front of a user."""

    sheet: Sheet
    table: Table
    origin: str
    picks: Mapping[str, Pick]
    constants: Mapping[str, str] = field(default_factory=dict)
    outcomes: Outcomes | None = None
    won_flags: tuple[int, ...] = ()
    closed_flags: tuple[int, ...] = ()
    labels: tuple[int, ...] = ()
    active: int | None = None
    expected_close: bool = False
    deleted: tuple[int, ...] = ()
    only: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    newest: int | None = None
    role: Role = "rows"
    settings: Settings = Settings()
    note: str = ""

    @property
    def positions(self) -> tuple[int, ...]:
        """Every position of the sheet that must be loaded, in order."""
        picked = {at for pick in self.picks.values() for at in pick.all_positions}
        picked |= {*self.won_flags, *self.closed_flags, *self.labels, *self.deleted, *self.only}
        picked |= {at for at in (self.active, self.newest) if at is not None}
        return tuple(sorted(picked))

    @property
    def text_positions(self) -> tuple[int, ...]:
        """The positions read as text, not as dates or numbers."""
        typed = {self.newest}
        for name, pick in self.picks.items():
            if self.table.column(name).kind in (Kind.TIME, Kind.MONEY, Kind.HOURS):
                typed.update(pick.all_positions)
        return tuple(at for at in self.positions if at not in typed)

    def described(self) -> dict[str, str]:
        """Canonical column → the headers it comes from, for the report."""
        columns = {
            name: " + ".join(self.sheet.headers[at] for at in pick.all_positions)
            if pick.joined or pick.until is not None
            else ", else ".join(self.sheet.headers[at] for at in pick.positions)
            for name, pick in self.picks.items()
        }
        columns |= {name: f"always {value!r}" for name, value in self.constants.items()}
        if self.outcomes and "outcome" not in columns:
            marks = [self.sheet.headers[at] for at in (*self.won_flags, *self.closed_flags, *self.labels)]
            if marks:
                columns["outcome"] = ", ".join(dict.fromkeys(marks))
        return columns


def recipe(sheet: Sheet, layout: Layout, settings: Settings) -> Recipe:
    """The layout with its headers found in the sheet; headers that are not there are left out.

    Raises ImportFailed when a header that is used stands twice, or a required column has none.
    """
    table = TABLES[layout.table]
    picks = {name: pick for name, source in layout.columns.items() if (pick := _pick(sheet, source))}
    outcomes = layout.outcomes
    built = Recipe(
        sheet,
        table,
        layout.title,
        picks,
        layout.constants,
        outcomes,
        _found(sheet, outcomes.won_flags if outcomes else ()),
        _found(sheet, outcomes.closed_flags if outcomes else ()),
        _found(sheet, outcomes.labels if outcomes else ()),
        sheet.position(outcomes.active) if outcomes and outcomes.active else None,
        bool(layout.expected_close) and _is_plan(sheet, layout, picks),
        _found(sheet, layout.deleted),
        {at: values for header, values in layout.only.items() if (at := sheet.position(header)) is not None},
        next(iter(_found(sheet, layout.newest)), None),
        layout.role,
        settings,
        layout.note,
    )
    if layout.role == "rows":
        _check_required(built)
    return built


def _pick(sheet: Sheet, source: Take) -> Pick | None:
    positions = _found(sheet, source.headers)
    if not positions:
        return None
    until = sheet.position(source.until) if source.until else None
    if source.until and until is None:
        return None
    return Pick(positions, source.joined, source.first_of, source.per_hour, until)


def _found(sheet: Sheet, headers: tuple[str, ...]) -> tuple[int, ...]:
    at = [position for header in headers if (position := sheet.position(header)) is not None]
    return tuple(dict.fromkeys(at))


def _is_plan(sheet: Sheet, layout: Layout, picks: Mapping[str, Pick]) -> bool:
    """Whether the planned closing date is among what closed_at is read from."""
    closing = picks.get("closed_at")
    headers = {bare(sheet.headers[at]) for at in closing.positions} if closing else set()
    return bare(layout.expected_close) in headers


def _check_required(built: Recipe) -> None:
    missing = [
        column.name
        for column in built.table.columns
        if column.required and column.name not in built.picks and column.name not in built.constants
    ]
    if missing:
        raise ImportFailed(
            f"{built.sheet.name} looks like {built.origin}, but has no column for {', '.join(missing)}.",
            hint=f"Its columns are: {', '.join(built.sheet.headers)}. Export it with them, or say"
            " with --map which columns to use.",
        )
