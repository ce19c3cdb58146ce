"""Won, lost or open: from flags, from the words of a stage or status, or from a table of stages."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from unslump.history.importing.engine import literal
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Recipe
from unslump.history.sources import bare

__all__ = ["flag", "judge", "outcome_sql"]

_WON = re.compile(r"\b(won|win|gewonnen|ganad[oa]|gagn[ée]e?|ganh[oa]|vint[oa])\b", re.IGNORECASE)
_LOST = re.compile(
    r"\b(lost|loss|verloren|perdid[oa]|perdue?|pers[oa]|disqualified|abandoned|cancelled|canceled)\b",
    re.IGNORECASE,
)
_LABELS = 100_000


def flag(text: str) -> str:
    """SQL: whether a text says yes.

    >>> flag("c1")
    "lower(c1) IN ('true', 't', '1', '1.0', 'yes', 'y', 'x')"
    """
    return f"lower({text}) IN ('true', 't', '1', '1.0', 'yes', 'y', 'x')"


def judge(labels: Iterable[str], won: tuple[str, ...], lost: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The labels that mean won and those that mean lost; the others mean open.

    Labels named by the origin or the mapping decide; the plain words won and lost decide the rest.

    >>> judge(["Closed Won", "Negotiation", "Lost - price"], ("closedwon",), ())
    (['Closed Won'], ['Lost - price'])
    """
    known_won, known_lost = {bare(label) for label in won}, {bare(label) for label in lost}
    found_won, found_lost = [], []
    for label in labels:
        name = bare(label)
        if name in known_won or (name not in known_lost and _WON.search(label) and not _LOST.search(label)):
            found_won.append(label)
        elif name in known_lost or _LOST.search(label):
            found_lost.append(label)
    return found_won, found_lost


def outcome_sql(
    bench: Workbench, raw: str, recipe: Recipe, stages: Mapping[str, str]
) -> tuple[str | None, list[str]]:
    """SQL for the outcome of each row of `raw`, None when nothing says it, and what was understood.

    `stages` are stage ids of a table of stages imported beside the deals, with their outcome.
    """
    rules, notes = [], []
    if recipe.won_flags:
        rules.append(f"WHEN {_any(recipe.won_flags)} THEN 'won'")
    if recipe.closed_flags and recipe.won_flags:
        rules.append(f"WHEN {_any(recipe.closed_flags)} THEN 'lost'")
    labels = recipe.labels
    if stages and labels:
        known = [key for key, outcome in stages.items() if outcome]
        for outcome in ("won", "lost", "open"):
            keys = [key for key in known if stages[key] == outcome]
            if keys:
                rules.append(f"WHEN {_among(labels, keys)} THEN {literal(outcome)}")
        notes.append(f"outcome by the {len(known)} stages imported beside it")
    if recipe.active is not None:
        lost = f"lower(c{recipe.active}) IN ('false', 'f', '0', 'no')"
        rules.append(f"WHEN {lost} THEN 'lost'")
    outcomes = recipe.outcomes
    if outcomes and labels:
        won, lost_labels = judge(_distinct(bench, raw, labels), outcomes.won, outcomes.lost)
        for outcome, keys in (("won", won), ("lost", lost_labels)):
            if keys:
                rules.append(f"WHEN {_among(labels, keys)} THEN {literal(outcome)}")
                notes.append(f"read as {outcome}: {_some(keys)}")
    if not rules and not (outcomes and (labels or recipe.won_flags)):
        return None, notes
    return (f"CASE {' '.join(rules)} ELSE 'open' END" if rules else "'open'"), notes


def _any(positions: tuple[int, ...]) -> str:
    return "(" + " OR ".join(f"coalesce({flag(f'c{at}')}, false)" for at in positions) + ")"


def _among(positions: tuple[int, ...], labels: list[str]) -> str:
    values = ", ".join(literal(label) for label in labels)
    return "(" + " OR ".join(f"coalesce(c{at} IN ({values}), false)" for at in positions) + ")"


def _distinct(bench: Workbench, raw: str, positions: tuple[int, ...]) -> list[str]:
    each = " UNION ".join(f"SELECT DISTINCT c{at} AS label FROM {raw}" for at in positions)
    query = f"SELECT label FROM ({each}) WHERE label IS NOT NULL ORDER BY label LIMIT {_LABELS}"
    return [row[0] for row in bench.connection.execute(query).fetchall()]


def _some(labels: list[str]) -> str:
    shown = ", ".join(labels[:5])
    return shown if len(labels) <= 5 else f"{shown} and {len(labels) - 5} more"
