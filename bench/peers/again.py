"""The plainest rival: the next weeks bring what the last ones brought."""

from __future__ import annotations

import numpy as np

from bench.peers.conformal import conformal_total
from bench.peers.known import Array, Forecaster, Known

__all__ = ["Again"]


class Again(Forecaster):
    """The wins of the last h weeks once more, with the errors this would have made before."""

    name = "last weeks again"
    how = "the total of the last h weeks; conformal errors of the total over up to 52 past windows"

    def totals(
        self, known: Known, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
    ) -> dict[int, Array]:
        """See Forecaster."""
        return {weeks: conformal_total(_last, known.wins, weeks, rng, draws) for weeks in horizons}


def _last(wins: Array, weeks: int) -> float:
    return float(wins[-weeks:].mean() * weeks)
