"""Streams that have a level of their own: leads, spend, hours, replies, lateness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.levels import (
    LONGEST,
    LevelPosterior,
    Windows,
    follow,
    learn_level,
    score,
    simulate,
    windows,
)
from unslump.slump.bars import bar_from
from unslump.slump.streams import FOLLOWED, Judged, Stream

__all__ = ["SLIGHT", "LevelStream"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

_FUTURES = 300
SLIGHT = 0.12
"""Changes smaller than this, relative to what is expected, are no alarm however sure."""
_SLIGHT_SHARE = 0.1  # of the leads, for shares of which more is worse
_FLOOR = {"count": 0.0, "share": 0.0, "money": 0.15, "mean": 0.0}
"""Least relative noise of a week: what never varied may still do so."""


@dataclass(frozen=True)
class LevelStream:
    """A weekly series beside its offset; see estimates/levels.py for `kind`.

    `y`, `offset` and `seen` are (weeks,); windows shorter than `shortest` are not judged. `season` gives
    the season's factor by week, as the weeks before an anchor showed it; in weeks that are `deaf` no alarm
    is raised.
    """

    stream: Stream
    y: Array
    offset: Array
    seen: Bools
    kind: str
    shortest: int = 1
    season: Callable[[int], Array] | None = None
    deaf: Bools | None = None

    def judge(self, anchor: int, until: int, hidden: Bools, scale: Array, rng: np.random.Generator) -> Judged:
        """See `Watched`."""
        bad, skewed, whole = self.stream.bad, self.kind != "mean", self.kind in ("count", "share")
        y, offset = self.y[:until], self.offset[:until]
        if self.season is not None:
            offset = offset * self.season(anchor)[:until]
        offset = offset * scale[:until]
        seen = self.seen[:until] & ~hidden[:until]
        before = slice(0, anchor)
        rate = self._rate(anchor)
        learnt, start = learn_level(y[before], offset[before], seen[before], kind=self.kind, rate=rate)
        learnt = self._floored(learnt)
        level = learnt.level
        path = follow(y, offset, seen, level, start)
        found = windows(y, offset, seen, level, path, FOLLOWED)
        scores = score(found, bad, skewed=skewed, whole=whole)
        scores = self._worth_hearing(scores, found, offset * seen)
        scores[:, LONGEST:] = -np.inf
        if self.deaf is not None:
            scores[self.deaf[:until]] = -np.inf

        begin = max(anchor - LONGEST, 0)
        futures = simulate(
            level,
            (float(path.mean[begin]), float(path.variance[begin])),
            offset[begin:],
            rng,
            _FUTURES,
            self.kind,
        )
        at = (path.mean[begin], path.variance[begin])
        healthy = follow(futures, offset[begin:], seen[begin:], level, at)
        within = windows(futures, offset[begin:], seen[begin:], level, healthy)
        null = score(within, bad, skewed=skewed, whole=whole)
        null = self._worth_hearing(null, within, offset[begin:] * seen[begin:])
        bar = bar_from(null[:, anchor - begin :].max(axis=(1, 2)), until - anchor)
        middle = path.mean[anchor:until] * offset[anchor:until]
        spread = np.sqrt(
            level.variance(path.mean[anchor:until], offset[anchor:until])
            + path.variance[anchor:until] * offset[anchor:until] ** 2
        )
        line = np.stack([middle, middle - 1.2816 * spread, middle + 1.2816 * spread])
        if level.relative:
            line = np.maximum(line, 0.0)
        return Judged(
            anchor, scores[anchor:], found.observed[anchor:], found.expected[anchor:], bar, line,
            np.where(seen & (offset > 0), y, np.nan)[anchor:], path.mean, offset,
        )  # fmt: skip

    def _worth_hearing(self, scores: Array, found: Windows, offset: Array) -> Array:
        """Scores of windows long enough and changes large enough to matter; −∞ for others."""
        if self.stream.bad < 0:
            small = found.observed > (1.0 - SLIGHT) * found.expected
        else:
            upto = np.concatenate([[0.0], np.cumsum(offset)])
            last = np.arange(1, len(upto))[:, None]
            lengths = np.arange(1, scores.shape[-1] + 1)
            total = upto[last] - upto[np.maximum(last - lengths, 0)]
            small = found.observed - found.expected < _SLIGHT_SHARE * total
        kept = np.where(small, -np.inf, scores)
        kept[..., : self.shortest - 1] = -np.inf
        return np.asarray(kept)

    def _floored(self, learnt: LevelPosterior) -> LevelPosterior:
        """With at least the least noise of a week."""
        least = _FLOOR[self.kind] ** 2
        level, points = learnt.level, learnt.points
        return LevelPosterior(
            replace(level, inverse_size=max(level.inverse_size, least)),
            replace(points, inverse_size=np.maximum(points.inverse_size, least)),
            learnt.chance,
        )

    def _rate(self, anchor: int) -> float | None:
        if self.kind != "share":
            return None
        total = self.offset[:anchor][self.seen[:anchor]].sum()
        return float(np.clip(self.y[:anchor][self.seen[:anchor]].sum() / max(total, 1.0), 0.01, 0.99))
