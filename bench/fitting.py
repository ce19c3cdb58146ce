"""How long it takes to learn a stage of the funnel, after its cohorts are counted.

python -m bench.fitting
"""

from __future__ import annotations

from time import perf_counter, process_time

import numpy as np

from bench.stages import draw_truth, generate
from bench.table import BenchTable
from unslump.estimates.conversion import fit_stage
from unslump.history.cohorts import StageCohorts

__all__ = ["run"]

MONTHS = 24
WIDE = {"channel": 6, "owner": 9, "segment": 4, "offer": 4}
USUAL = {"channel": 5, "owner": 6, "segment": 3}
_SEED = 70_007
_WORLDS = 5
_AIM = 2.0  # seconds, two cores


def run() -> BenchTable:
    """Time fits of five generated stages of each size."""
    rows = []
    for leads, labels in ((200, USUAL), (2_000, USUAL), (20_000, USUAL), (20_000, WIDE)):
        stages = [_stage(leads, labels, world) for world in range(_WORLDS)]
        fit_stage(stages[0], np.random.default_rng(0))  # imports and caches
        seconds, busy = zip(*(_time(stage) for stage in stages), strict=True)
        cells = int(np.median([stage.n_cells for stage in stages]))
        rows.append(
            [
                f"{leads:,}",
                " × ".join(str(size) for size in (MONTHS, *labels.values())),
                f"{cells:,}",
                f"{np.median(seconds):.2f}",
                f"{max(seconds):.2f}",
                f"{np.median(busy):.2f}",
                f"{max(busy):.2f}",
                "yes" if max(busy) < _AIM else "no",
            ]
        )
    return BenchTable(
        title="Learning a stage",
        claim=f"20,000 leads are learnt in under {_AIM:.0f} s once their cohorts are counted.",
        header=[
            "leads",
            "months × labels",
            "cells",
            "median s",
            "slowest s",
            "processor s",
            "at most",
            f"under {_AIM:.0f} s",
        ],
        rows=rows,
        notes=[
            f"{_WORLDS} generated stages a row; three lag families compared, 1,000 draws of the posterior.",
            "Processor seconds are those of all threads together, without waiting for other programs;",
            "on a machine with nothing else to do the wall clock shows no more. They decide the last column.",
        ],
        command="python -m bench.fitting",
    )


def _stage(leads: int, labels: dict[str, int], world: int) -> StageCohorts:
    rng = np.random.default_rng([_SEED, leads, len(labels), world])
    family = ("weibull", "gamma", "lognormal")[world % 3]
    truth = draw_truth(rng, months=MONTHS, labels=labels, family=family)
    return generate(rng, truth, leads)[0]


def _time(cohorts: StageCohorts) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    start, busy = perf_counter(), process_time()
    fit_stage(cohorts, np.random.default_rng(0))
    return perf_counter() - start, process_time() - busy


if __name__ == "__main__":
    print(run())
