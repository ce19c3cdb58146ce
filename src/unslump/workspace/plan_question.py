"""Who should do what: a workspace's answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from unslump.business.goals import Goal, Period
from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.planning.assignment.answer import PlanResult
    from unslump.workspace.engines import Engines

__all__ = ["OBJECTIVES", "last_day_of", "plan_for"]

OBJECTIVES = ("margin", "cheapest", "probability")
_QUARTER = timedelta(weeks=13)
_LONGEST = timedelta(weeks=104)


def plan_for(
    snapshot: Snapshot,
    company: Company | None,
    engines: Engines,
    seed: int,
    *,
    goal: Goal | None,
    horizon: str | None,
    objective: str,
    probability: float,
    locks: Sequence[str],
    budget: float | None,
    progress: Callable[[str, float], None] | None,
    seconds: float = 30.0,
) -> PlanResult:
    """Learn from the snapshot and plan. The same history, question and seed: the same plan.

    Raises QuestionError for what cannot be planned.
    """
    import numpy as np

    from unslump.planning.assignment.aims import Objective
    from unslump.planning.assignment.planner import Asking, make_plan
    from unslump.planning.learnt import learn_all

    if company is None:
        raise QuestionError(
            "A plan needs company.yaml: who works here, how many hours, and on what.",
            hint="Make one with unslump init, and write people: into it.",
        )
    if objective not in OBJECTIVES:
        raise QuestionError(f"{objective!r} is no objective.", hint=f"Choose from {', '.join(OBJECTIVES)}.")
    end = last_day_of(horizon, goal, snapshot.observed_until)
    if progress:
        progress("learning from the history", 0.0)
    engine, rng = engines.of(snapshot, company, seed)
    learnt = learn_all(snapshot, company, rng, engine=engine)
    asking = Asking(
        end=end,
        goal=goal if goal is not None and goal.end > snapshot.observed_until else None,
        objective=Objective(objective),
        chance=probability,
        locks=tuple(locks),
        budget=budget,
        seconds=seconds,
    )
    return make_plan(learnt, company, asking, np.random.default_rng(seed), progress)


def last_day_of(horizon: str | None, goal: Goal | None, last: date) -> date:
    """The plan's last day: a number of weeks, a period's or a day's end; else the goal's, else 13 weeks.

    Raises QuestionError when it is none, or too near or too far.

    >>> last_day_of("26", None, date(2026, 6, 28)), last_day_of("2026-Q3", None, date(2026, 6, 28))
    (datetime.date(2026, 12, 27), datetime.date(2026, 9, 30))
    """
    if horizon is None:
        end = goal.end if goal is not None and goal.end > last else last + _QUARTER
    elif horizon.strip().isdigit() and len(horizon.strip()) < 4:
        end = last + timedelta(weeks=int(horizon))
    else:
        end = _end_of(horizon)
    if end <= last:
        raise QuestionError(
            f"The plan would end on {end}, and the history goes to {last}.",
            hint="Choose a later --horizon, as 13 (weeks) or 2026-Q4.",
        )
    if end - last > _LONGEST:
        raise QuestionError(
            f"The plan would go to {end}, more than two years ahead.", hint="Choose a nearer --horizon."
        )
    return end


def _end_of(horizon: str) -> date:
    try:
        return date.fromisoformat(horizon.strip())
    except ValueError:
        pass
    try:
        return Period.parse(horizon).end
    except QuestionError as error:
        raise QuestionError(
            f"--horizon {horizon!r} is no time to plan to.",
            hint="Write a number of weeks (13), a period (2026-Q3) or its last day (2026-09-30).",
        ) from error
