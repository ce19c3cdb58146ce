"""When prospects end: P(over by the end of a week) by channel, stretched or not.

For prospects that arrived since the anchor and for those that were inside then. A cycle longer by a factor
stretches every lag by it, wins' and losses' alike. Prospects arrive in the middle of their week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.outcomes import OutcomePosterior

__all__ = ["Lags", "lags_of"]

Array = NDArray[np.float64]

_AGES = 96  # points of the table of lags
_LONGEST = 14.0  # its last point, in scales


@dataclass(frozen=True)
class Lags:
    """The lags of one ending: `table` is draws × points of the CDF at `grid`, `scale` draws × channels."""

    grid: Array
    table: Array
    scale: Array
    ahead: Array  # draws × (weeks + 1): days of this ending's clock since the anchor
    behind: Array  # draws × weeks before the anchor, the nearest first: age there of who came then

    def since(self, draw: int, stretch: Array) -> Array:
        """P(over by the end of week e | arrived in week s since the anchor): stretches × channels × s × e."""
        time = self.ahead[draw]
        age = np.maximum(time[None, 1:] - 0.5 * (time[:-1] + time[1:])[:, None], 0.0)
        # In the week of arrival only those who came before it: half of them on average.
        relative = age / np.exp(self.scale[draw][None, :, None, None] + stretch[:, None, None, None])
        return np.asarray(np.interp(relative, self.grid, self.table[draw]))

    @property
    def mean_days(self) -> float:
        """The mean lag."""
        over = 0.5 * (self.table[:, 1:] + self.table[:, :-1])
        unit = ((1.0 - over) * np.diff(self.grid)).sum(axis=1)
        return float((unit[:, None] * np.exp(self.scale)).mean())

    def inside(self, draw: int) -> tuple[Array, Array]:
        """For who came in a week before the anchor: P(over by the anchor) and by the end of week e since.

        channels × weeks before, the nearest first, and channels × weeks before × e.
        """
        scale = np.exp(self.scale[draw])[:, None]
        now = np.interp(self.behind[draw] / scale, self.grid, self.table[draw])
        age = self.behind[draw][:, None] + self.ahead[draw][None, 1:]
        later = np.interp(age / scale[:, :, None], self.grid, self.table[draw])
        return np.asarray(now), np.asarray(later)


def lags_of(
    outcomes: OutcomePosterior, channels: tuple[str, ...], weeks: int, before: int, ending: int
) -> Lags:
    """The lags of an ending for weeks since the anchor, and for so many before it."""
    stage = outcomes.stage
    grid = np.linspace(0.0, 1.0, _AGES) ** 2 * _LONGEST
    table = stage.family.cdf(grid, np.array(0.0), stage.log_shape[:, ending, None])
    known = stage.labels.get("channel", ("",))
    scales = stage.log_scale[:, ending, :]
    if scales.shape[1] == 1:
        scale = np.repeat(scales, len(channels), axis=1)
    else:
        scales = np.concatenate([scales, scales.mean(axis=1, keepdims=True)], axis=1)
        place = [known.index(name) if name in known else len(known) for name in channels]
        scale = scales[:, place]
    middles = np.asarray(7.0 * np.arange(before) + 3.5, dtype=np.float64)
    if ending:
        ahead = np.broadcast_to(7.0 * np.arange(weeks + 1), (outcomes.draws, weeks + 1))
        behind = np.broadcast_to(middles, (outcomes.draws, before))
    else:
        ahead = outcomes.ahead[:, : weeks + 1]
        short = weeks + 1 - ahead.shape[1]
        if short > 0:  # a week that is not whole yet
            ahead = np.concatenate([ahead, ahead[:, -1:] + 7.0 * np.arange(1, short + 1)], axis=1)
        behind = np.broadcast_to(stage.clock.ages(middles), (outcomes.draws, before))
    return Lags(grid, np.asarray(table), scale, np.asarray(ahead), np.asarray(behind))
