"""Whom to hire: a workspace's answer, and the scorecards of candidates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.business.scorecard import MOST_TEXT, Scorecard, blank_scorecard, read_scorecard
from unslump.errors import QuestionError, StoreError

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.business.goals import Goal
    from unslump.history.snapshot import Snapshot
    from unslump.planning.hiring_answer import HireResult
    from unslump.workspace.engines import Engines

__all__ = ["hires_for", "scorecard_from", "write_blank"]


def hires_for(
    snapshot: Snapshot,
    company: Company | None,
    engines: Engines,
    seed: int,
    *,
    goal: Goal | None,
    start: date | None,
    hours: float,
    cost: float | None,
    ramp_weeks: float,
    candidates: Sequence[Scorecard],
) -> HireResult:
    """Learn from the snapshot and judge hires. The same history, question and seed: the same answer."""
    import numpy as np

    from unslump.planning.hiring import judge_hires
    from unslump.planning.learnt import learn_all

    if company is None:
        raise QuestionError(
            "Judging a hire needs company.yaml: who works here already, and how many hours.",
            hint="Make one with unslump init, and write people: into it.",
        )
    engine, rng = engines.of(snapshot, company, seed)
    return judge_hires(
        learn_all(snapshot, company, rng, engine=engine),
        company,
        goal if goal is not None and goal.end > snapshot.observed_until else None,
        np.random.default_rng(seed),
        start=start,
        hours=hours,
        cost=cost,
        ramp_weeks=ramp_weeks,
        candidates=candidates,
    )


def scorecard_from(path: str | PathLike[str]) -> Scorecard:
    """Read a scorecard's file. Raises QuestionError when it cannot be read or is none."""
    place = Path(path)
    try:
        with place.open(encoding="utf-8") as file:
            text = file.read(MOST_TEXT + 1)
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise QuestionError(
            f"The scorecard {place} cannot be read: {why}.", hint=f"Make one: unslump hire --blank {place}"
        ) from error
    return read_scorecard(text, place.name)


def write_blank(path: str | PathLike[str], candidate: str) -> Path:
    """Write a scorecard to fill in; never over a file. Raises QuestionError or StoreError."""
    place = Path(path)
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(blank_scorecard(candidate))
    except FileExistsError as error:
        raise QuestionError(
            f"{place} is there already.", hint="Choose another name; nothing is overwritten."
        ) from error
    except OSError as error:
        raise StoreError(f"{place} cannot be written: {error.strerror}") from error
    return place
