"""A table of stages imported beside the deals: which stage ids mean won and which lost."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from unslump.history.importing.loading import Loaded
from unslump.history.importing.outcomes import flag
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Recipe

__all__ = ["stage_outcomes"]


def stage_outcomes(bench: Workbench, recipe: Recipe, loaded: Loaded) -> dict[str, str]:
    """The outcome of each stage id: won, lost or open.

    A stage that is closed and not won is lost. Stages deleted in the CRM count too: old deals
    still refer to them.
    """
    (stage,) = recipe.picks["stage"].positions
    won = " OR ".join(f"coalesce({flag(f'c{at}')}, false)" for at in recipe.won_flags) or "false"
    closed = " OR ".join(f"coalesce({flag(f'c{at}')}, false)" for at in recipe.closed_flags) or "false"
    rows = bench.connection.execute(
        f"SELECT c{stage}, CASE WHEN {won} THEN 'won' WHEN {closed} THEN 'lost' ELSE 'open' END"
        f" FROM {loaded.table} WHERE c{stage} IS NOT NULL ORDER BY rowid"
    ).fetchall()
    return {str(key): str(outcome) for key, outcome in rows}
