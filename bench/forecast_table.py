"""Scores of forecasts, and the table they make: one a data set, best method first at each horizon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bench.table import BenchTable

__all__ = ["Score", "as_table", "held_share"]

COMMAND = "python -m bench forecast"
_COLUMNS = (
    "Ours is better by: mean difference of the CRPS, ± two standard errors over companies (one: origins).",
    "Ties shared: a range of whole numbers holds its own ends too, so that a true one of few wins holds "
    "far more than 80 %; with the ends counted in part, a true one holds 80 % again.",
    "Bias: mean forecast less what came. Width: of the 80 % range. Both in wins.",
    "Time: of the processor, for all horizons of an origin at once, learning included.",
)
_LOWEST, _HIGHEST = 0.75, 0.85


@dataclass(frozen=True)
class Score:
    """One forecast of one method, and how good it was."""

    data: str
    group: str
    origin: date
    method: str
    horizon: int
    actual: int
    mean: float
    crps: float
    covered: bool
    held: float  # like `covered`, with ties shared out: see `held_share`
    width: float
    seconds: float
    fitted: bool = True  # False: the method found no fit, and rate × leads answered in its place


def as_table(data: str, scores: Sequence[Score], ours: str, notes: Sequence[str]) -> BenchTable:
    """Mean scores by horizon and method."""
    rows: list[list[str]] = []
    verdicts: list[str] = []
    for horizon in sorted({score.horizon for score in scores}):
        by_method: dict[str, list[Score]] = {}
        for score in scores:
            if score.horizon == horizon:
                by_method.setdefault(score.method, []).append(score)
        mine = by_method[ours]
        order = sorted(by_method, key=lambda name: _mean(by_method[name], "crps"))
        rows.extend(_row(horizon, name, by_method[name], mine) for name in order)
        verdicts.append(_verdict(horizon, order, by_method, ours))
    groups = {score.group for score in scores}
    origins = len({(score.group, score.origin) for score in scores})
    held = f"{len(groups)} companies, " if len(groups) > 1 else ""
    return BenchTable(
        title=f"Forecasts: {data} ({held}{origins} origins)",
        claim="Lowest CRPS of total wins at 4, 8 and 13 weeks, and 80 % ranges that hold 75 to 85 %: "
        + " ".join(verdicts),
        header=[
            "weeks",
            "method",
            "forecasts",
            "CRPS",
            "÷ ours",
            "ours is better by",
            "bias",
            "in 80 %",
            "ties shared",
            "width",
            "time ÷ ours",
        ],
        rows=rows,
        notes=[*notes, *_unfitted(scores), *_COLUMNS],
        command=COMMAND,
    )


def held_share(draws: NDArray[np.float64], actual: float, share: float = 0.8) -> float:
    """How much of the truth's place among the draws lies in the central `share` of them, 0 to 1.

    The place is the interval from P(X < y) to P(X ≤ y) (a randomised probability transform, Czado,
    Gneiting and Held 2009, averaged over its chance): for a true forecast its mean is `share`, for
    counts too.

    >>> held_share(np.array([1.0, 2.0]), 1.0)  # 0 to 0.5, of which 0.1 to 0.5 is inside
    0.8
    """
    below, upto = float((draws < actual).mean()), float((draws <= actual).mean())
    low, high = (1.0 - share) / 2.0, (1.0 + share) / 2.0
    if upto == below:
        return float(low <= below <= high)
    return round(max(min(upto, high) - max(below, low), 0.0) / (upto - below), 12)


def _row(horizon: int, name: str, scores: Sequence[Score], mine: Sequence[Score]) -> list[str]:
    theirs, ours = (np.array([score.crps for score in some]) for some in (scores, mine))
    away = theirs - ours
    apart = _apart(away, scores)
    error = 2 * apart.std(ddof=1) / np.sqrt(len(apart)) if len(apart) > 1 else float("nan")
    bias = float(np.mean([score.mean - score.actual for score in scores]))
    return [
        f"{horizon}",
        name,
        f"{len(scores)}",
        f"{theirs.mean():.2f}",
        f"{theirs.mean() / ours.mean():.2f}",
        "" if scores is mine else f"{away.mean():+.2f} ± {error:.2f}",
        f"{bias:+.1f}",
        f"{_mean(scores, 'covered'):.0%}".replace("%", " %"),
        f"{_mean(scores, 'held'):.0%}".replace("%", " %"),
        f"{_mean(scores, 'width'):.1f}",
        f"{_mean(scores, 'seconds') / _mean(mine, 'seconds'):.3g}",
    ]


def _apart(values: NDArray[np.float64], scores: Sequence[Score]) -> NDArray[np.float64]:
    """Means by company, as origins of one company are alike; by origin where there is but one company."""
    _, group = np.unique([score.group for score in scores], return_inverse=True)
    if not group.any():
        return values
    return np.asarray(np.bincount(group, weights=values) / np.bincount(group))


def _unfitted(scores: Sequence[Score]) -> list[str]:
    failed = Counter(score.method for score in scores if not score.fitted)
    asked = Counter(score.method for score in scores)
    return [
        f"{name} found no fit for {count} of {asked[name]} forecasts; rate × leads answered in its place."
        for name, count in failed.items()
    ]


def _verdict(horizon: int, order: Sequence[str], by_method: dict[str, list[Score]], ours: str) -> str:
    mine = _mean(by_method[ours], "crps")
    covered, held = (_mean(by_method[ours], field) for field in ("covered", "held"))
    inside = "kept" if _LOWEST <= covered <= _HIGHEST else "missed"
    if order[0] == ours:
        second = f", {_mean(by_method[order[1]], 'crps') / mine:.2f} × to {order[1]}" if order[1:] else ""
        first = f"lowest{second}"
    else:
        first = f"missed, {order[0]} has {_mean(by_method[order[0]], 'crps') / mine:.2f} × ours"
    return f"{horizon} weeks: {first}; range {inside}, {covered:.0%} (ties shared {held:.0%}).".replace(
        "%", " %"
    )


def _mean(scores: Sequence[Score], field: str) -> float:
    return float(np.mean([getattr(score, field) for score in scores]))
