"""The true effects of channels, segments, offers, people and time: what estimates try to find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.spec import WorldSpec
from unslump.demo.streams import Streams

__all__ = ["Effects", "draw_effects"]


@dataclass(frozen=True, slots=True)
class Effects:
    """Log-odds of a win unless said otherwise; one number a group, in the order of the spec."""

    level: NDArray[np.float64]  # months
    channel: NDArray[np.float64]
    segment: NDArray[np.float64]
    offer: NDArray[np.float64]
    closer: NDArray[np.float64]  # people
    finder: NDArray[np.float64]  # people; multiplies marketing hours
    channel_lag: NDArray[np.float64]  # log of the lag's scale
    segment_size: NDArray[np.float64]  # log of the amount


def draw_effects(spec: WorldSpec, months: int, streams: Streams) -> Effects:
    """The effects `spec` fixes, and draws for those it leaves open."""

    def effect(stream: str, spread: float, given: list[float | None]) -> NDArray[np.float64]:
        drawn = streams.named(stream).normal(0.0, spread, len(given))
        fixed = np.array([np.nan if value is None else value for value in given], dtype=np.float64)
        return np.where(np.isnan(fixed), drawn, fixed)

    finder = [None if person.finder is None else float(np.log(person.finder)) for person in spec.people]
    steps = streams.named("level").normal(0.0, spec.level_drift, months)
    steps[0] = 0.0
    return Effects(
        level=np.log(spec.win_rate / (1 - spec.win_rate)) + np.cumsum(steps),
        channel=effect("channel", spec.channel_spread, [group.win_effect for group in spec.channels]),
        segment=effect("segment", spec.segment_spread, [group.win_effect for group in spec.segments]),
        offer=effect("offer", spec.offer_spread, [group.win_effect for group in spec.offers]),
        closer=effect("closer", spec.closer_spread, [person.closer for person in spec.people]),
        finder=np.exp(effect("finder", spec.finder_spread, finder)),
        channel_lag=effect("channel_lag", spec.lag_spread, [group.lag_effect for group in spec.channels]),
        segment_size=effect(
            "segment_size", spec.segment_size_spread, [group.size_effect for group in spec.segments]
        ),
    )
