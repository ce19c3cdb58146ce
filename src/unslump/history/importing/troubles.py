"""What makes a row bad: unreadable, missing, impossible or future values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from unslump.history.importing.engine import literal, quoted
from unslump.history.importing.recipe import Recipe
from unslump.history.importing.values import Read
from unslump.history.tables import Kind

__all__ = ["Trouble", "troubles_of"]

_PLANS = {"expected_close_at", "deliver_by", "due_at"}  # may lie in the future
_BEFORE = (("closed_at", "created_at"), ("lost_at", "created_at"))  # (the later one, the earlier one)


@dataclass(frozen=True, slots=True)
class Trouble:
    """`condition` is SQL that is true for a bad row; `value` and `reason` are SQL for the report."""

    condition: str
    header: str
    value: str
    reason: str


def troubles_of(
    recipe: Recipe, columns: Mapping[str, str], reads: Mapping[int, Read], now: datetime
) -> list[Trouble]:
    """Everything that can be wrong with a row of this recipe, in the order it is looked for.

    Conditions are asked of the raw cells `c…`, the values read from them `v…` and the canonical
    columns `k_…`.
    """
    return [*_unreadable(recipe, reads), *_missing(recipe), *_impossible(recipe, columns, now)]


def _unreadable(recipe: Recipe, reads: Mapping[int, Read]) -> list[Trouble]:
    troubles = []
    for name, pick in recipe.picks.items():
        kind = recipe.table.column(name).kind
        if kind not in (Kind.TIME, Kind.MONEY, Kind.HOURS):
            continue
        dated = kind is Kind.TIME or pick.until is not None
        what = f"is not a date{_in_order(recipe)}" if dated else f"is not {_noun(kind)}"
        troubles += [
            Trouble(
                f"v{at} IS NULL AND {reads[at].given} IS NOT NULL",
                recipe.sheet.headers[at],
                f"raw.c{at}",
                literal(what),
            )
            for at in pick.all_positions
        ]
    return troubles


def _missing(recipe: Recipe) -> list[Trouble]:
    required = {column.name for column in recipe.table.columns if column.required}
    return [
        Trouble(
            f"{quoted('k_' + name)} IS NULL",
            _headers(recipe, name),
            "''",
            literal(f"has no value for {name}"),
        )
        for name in recipe.table.names
        if name in required and name in recipe.picks
    ]


def _impossible(recipe: Recipe, columns: Mapping[str, str], now: datetime) -> list[Trouble]:
    troubles = []
    latest = literal(f"{now + timedelta(days=1):%Y-%m-%d %H:%M:%S}")
    for name in columns:
        column, header, value = quoted("k_" + name), _headers(recipe, name), _raw(recipe, name)
        kind = recipe.table.column(name).kind
        if kind is Kind.TIME and name not in _PLANS:
            troubles.append(Trouble(f"{column} > TIMESTAMP {latest}", header, value, "'lies in the future'"))
        if kind is Kind.TIME:
            troubles.append(
                Trouble(f"{column} < TIMESTAMP '1900-01-01'", header, value, "'lies before the year 1900'")
            )
        if (kind is Kind.MONEY and name != "amount") or kind is Kind.HOURS:
            troubles.append(
                Trouble(f"NOT isfinite({column})", header, value, literal(f"is not {_noun(kind)}"))
            )
            troubles.append(Trouble(f"{column} < 0", header, value, "'is negative'"))
    for later, earlier in _BEFORE:
        if later in columns and earlier in columns:
            end, start = quoted("k_" + later), quoted("k_" + earlier)
            reason = literal(f"lies before {_headers(recipe, earlier)} (")
            troubles.append(
                Trouble(
                    f"CAST({end} AS DATE) < CAST({start} AS DATE)",
                    _headers(recipe, later),
                    _raw(recipe, later),
                    f"{reason} || {_raw(recipe, earlier)} || ')'",
                )
            )
    return troubles


def _noun(kind: Kind) -> str:
    return "an amount" if kind is Kind.MONEY else "a number of hours"


def _in_order(recipe: Recipe) -> str:
    names = {"dmy": " with the day first", "mdy": " with the month first", "ymd": " with the year first"}
    return names.get(recipe.settings.dates or "", "")


def _headers(recipe: Recipe, name: str) -> str:
    pick = recipe.picks.get("amount" if name == "amount_given" else name)
    if pick is None and name == "expected_close_at":
        pick = recipe.picks.get("closed_at")
    return " / ".join(recipe.sheet.headers[at] for at in pick.all_positions) if pick else name


def _raw(recipe: Recipe, name: str) -> str:
    pick = recipe.picks.get("amount" if name == "amount_given" else name)
    if pick is None and name == "expected_close_at":
        pick = recipe.picks.get("closed_at")
    if pick is None:
        return "''"
    return f"coalesce({', '.join(f'raw.c{at}' for at in pick.all_positions)}, '')"
