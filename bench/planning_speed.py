"""Plans quickly: ten people, six channels, twenty-six weeks, to a proven gap of one percent.

The search alone is timed, on the scenarios of `unslump plan`; learning from the history comes before it.
Processor seconds are the search's own: HiGHS runs in one thread, so on an idle core they are the wait.

    python -m bench planning_speed
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from bench.realised import company_of
from bench.table import BenchTable
from bench.worlds import REPORTING, company_from, write_history
from unslump.planning.assignment.ahead import look_ahead
from unslump.planning.assignment.planner import Asking, best_decision
from unslump.planning.learnt import learn_all

__all__ = ["quick", "run"]

WEEKS = 26
_SEED = 70_007
_RANGES = replace(REPORTING, sellers=(4, 4), marketers=(2, 2), two_hats=(4, 4), channels=(6, 6))
_AIM_SECONDS, _AIM_GAP = 10.0, 0.01


def run() -> BenchTable:
    """Ten companies."""
    return _table(10)


def quick() -> BenchTable:
    """One."""
    return _table(1)


def _table(count: int) -> BenchTable:
    rows = []
    for seed in range(count):
        world = company_from(_RANGES, np.random.default_rng([_SEED, seed]), 2_000)
        company = company_of(world)
        with tempfile.TemporaryDirectory() as folder:
            snapshot = write_history(world, Path(folder) / "company").snapshot(world.end)
            learnt = learn_all(snapshot, company, np.random.default_rng(seed))
        asking = Asking(end=world.end + timedelta(weeks=WEEKS))
        ahead = look_ahead(learnt, company, world.end + timedelta(days=1), asking.end, None)
        began, cpu = time.perf_counter(), time.process_time()
        _, found = best_decision(learnt, company, ahead, asking, np.random.default_rng(seed))
        rows.append((time.process_time() - cpu, time.perf_counter() - began, found.gap, found.searches))
    processor, _, gap, _ = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    kept = (processor < _AIM_SECONDS) & (gap <= _AIM_GAP)
    return BenchTable(
        "Plans quickly",
        "Ten people, six channels, 26 weeks: under ten seconds to a proven gap of 1 %.",
        ["company", "processor seconds", "seconds on the clock", "proven gap", "searches over the hats"],
        [
            [str(n + 1), f"{row[0]:.1f}", f"{row[1]:.1f}", f"{row[2]:.2%}", str(row[3])]
            for n, row in enumerate(rows)
        ],
        [
            f"Both aims held in {int(kept.sum())} of {count} companies; median {np.median(processor):.1f} "
            f"processor seconds, {np.median(gap):.2%}. Running both assignments forward is in the time.",
        ],
        "python -m bench planning_speed",
    )
