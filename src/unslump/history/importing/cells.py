"""The canonical columns of a sheet as SQL, from its cells `c…` and the values `v…` read from them."""

from __future__ import annotations

from collections.abc import Mapping

from unslump.history.importing.currencies import Rates, amounts
from unslump.history.importing.engine import literal
from unslump.history.importing.loading import Loaded
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Pick, Recipe
from unslump.history.importing.values import Read, trimmed
from unslump.history.tables import Kind

__all__ = ["canonical_columns"]

_ADDRESS = r"[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+"


def canonical_columns(
    bench: Workbench,
    recipe: Recipe,
    loaded: Loaded,
    rates: Rates,
    reads: Mapping[int, Read],
    outcome: str | None,
) -> tuple[dict[str, str], list[str]]:
    """SQL for each canonical column the sheet fills, and what is worth saying about them.

    Raises ImportFailed when amounts come in a currency without a rate.
    """
    columns: dict[str, str] = {}
    notes: list[str] = []
    for name, pick in recipe.picks.items():
        if name not in ("amount", "currency"):
            columns[name] = _column(recipe, name, pick)
    for name, value in recipe.constants.items():
        kind = recipe.table.column(name).kind
        columns[name] = f"CAST({literal(value)} AS {kind.sql_type})"
    if "amount" in recipe.picks:
        money, said = amounts(bench, recipe, loaded.table, reads, rates)
        columns |= money
        notes += said
    if outcome is not None and "outcome" not in recipe.constants:
        columns["outcome"] = outcome
        _closing(recipe, columns, outcome)
    elif recipe.table.name == "deals" and recipe.role == "rows" and "outcome" not in columns:
        notes.append("nothing says which deals were won: no outcome is known")
    order = {name: at for at, name in enumerate(recipe.table.names)}
    return dict(sorted(columns.items(), key=lambda item: order[item[0]])), notes


def _column(recipe: Recipe, name: str, pick: Pick) -> str:
    kind = recipe.table.column(name).kind
    if kind is Kind.HOURS and pick.until is not None:
        start, end = pick.positions[0], pick.until
        return f"CASE WHEN v{end} >= v{start} THEN (epoch(v{end}) - epoch(v{start})) / 3600 END"
    if kind is Kind.HOURS:
        return f"{_first(pick, 'v')} / {pick.per_hour}"
    if kind is Kind.TIME:
        return _first(pick, "v")
    text = _first(pick, "c")
    if pick.joined:
        text = f"nullif(concat_ws(' ', {', '.join(f'c{at}' for at in pick.positions)}), '')"
    if pick.first_of:
        mark = literal(pick.first_of)
        first = trimmed(f"split_part({text}, {mark}, 1)")
        text = f"CASE WHEN contains({text}, {mark}) THEN {first} ELSE {text} END"
    if kind is Kind.EMAIL:
        address = f"nullif(regexp_extract({text}, {literal(_ADDRESS)}), '')"
        return f"lower(coalesce({address}, {text}))"
    if name == "lead_name":
        # "Ann Lee (ann@example.com)". Done without a pattern, which would take four times as long.
        before = f"rtrim(left({text}, length({text}) - length(split_part({text}, '(', -1)) - 1))"
        return f"CASE WHEN contains({text}, '@') AND contains({text}, '(') THEN {before} ELSE {text} END"
    return text


def _first(pick: Pick, prefix: str) -> str:
    cells = [f"{prefix}{at}" for at in pick.positions]
    return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"


def _closing(recipe: Recipe, columns: dict[str, str], outcome: str) -> None:
    """An open deal has no closing date; the one it carries may be the plan."""
    closing = columns.get("closed_at")
    if closing is None:
        return
    columns["closed_at"] = f"CASE WHEN {outcome} <> 'open' THEN {closing} END"
    if recipe.expected_close:
        planned = f"CASE WHEN {outcome} = 'open' THEN {closing} END"
        own = columns.get("expected_close_at")
        columns["expected_close_at"] = f"coalesce({own}, {planned})" if own else planned
