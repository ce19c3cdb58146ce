"""Engines built by hand, every draw alike, so that what they do can be worked out on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.estimates.arrivals import ArrivalsPosterior
from unslump.estimates.clock import Clock
from unslump.estimates.conversion import FUTURE_MONTHS, StagePosterior
from unslump.estimates.deal_size import SizePosterior
from unslump.estimates.effort import EffortPosterior, Rate
from unslump.estimates.lag import FAMILIES
from unslump.estimates.revenue import EngineStage, Mix, RevenueEngine
from unslump.history.cohorts import StageCohorts
from unslump.history.journey import OpenProspects, Realised

Array = NDArray[np.float64]

LAST_DAY = date(2026, 3, 31)
MONTHS = 24
FIRST_MONTH = date(2024, 4, 1)


@dataclass(frozen=True)
class Open:
    """Some prospects inside a stage."""

    days: float
    count: int = 1
    amount: float = np.nan
    channel: int = 0


def clock(pace: float = 1.0) -> Clock:
    """A clock that ran at this pace, and returns to 1 as the product's does."""
    return Clock(FIRST_MONTH, LAST_DAY, np.full(MONTHS, pace))


class EvenClock(Clock):
    """A clock that keeps its pace for ever, where the product's returns to 1."""

    def future(self, draws: int, weeks: int, rng: np.random.Generator) -> Array:
        return np.tile(7.0 * self.pace[-1] * np.arange(weeks + 1.0), (draws, 1))


def even_clock(pace: float) -> EvenClock:
    return EvenClock(FIRST_MONTH, LAST_DAY, np.full(MONTHS, pace))


def stage(
    name: str = "deal",
    *,
    share: float | Sequence[float] = 0.3,
    lost: float | None = None,
    mean: float = 30.0,
    shape: float = 1.5,
    family: str = "gamma",
    channels: tuple[str, ...] = ("Web",),
    weights: Sequence[float] | None = None,
    inside: Sequence[Open] = (),
    arrivals: ArrivalsPosterior | None = None,
    draws: int = 400,
    pace: Clock | None = None,
) -> EngineStage:
    """`share` per channel or for all; `mean` is the lag's scale parameter in days (a gamma's mean)."""
    shares = np.broadcast_to(np.asarray(share, dtype=float), (len(channels),))
    endings = ("moved",) if lost is None else ("moved", "lost")
    never = 1.0 - shares - (lost or 0.0)
    levels = np.zeros((draws, MONTHS + FUTURE_MONTHS, len(endings)))
    effect = np.zeros((draws, len(endings), len(channels)))
    effect[:, 0] = np.log(shares / never)
    if lost is not None:
        effect[:, 1] = np.log(lost / never)
    plain = channels == ("",)  # as orders are: no factors at all
    if plain:
        levels += effect[:, None, :, 0]
    posterior = StagePosterior(
        name=name,
        endings=endings,
        labels={} if plain else {"channel": channels},
        family=FAMILIES[family],
        clock=pace or clock(),
        first_month=FIRST_MONTH,
        n_months=MONTHS,
        levels=levels,
        effects={} if plain else {"channel": effect},
        log_scale=np.full((draws, len(endings), len(channels)), np.log(mean)),
        log_shape=np.full((draws, len(endings)), np.log(shape)),
        spreads={},
    )
    code = np.arange(len(channels))
    even = np.full(len(channels), 1.0 / len(channels)) if weights is None else np.asarray(weights, float)
    now = np.full(len(inside), MONTHS - 1, dtype=np.int64)
    return EngineStage(
        posterior=posterior,
        cohorts=no_cohorts(name, endings),
        inside=OpenProspects(
            months=now,
            codes={} if plain else {"channel": np.array([entry.channel for entry in inside], dtype=np.int64)},
            watched=np.array([entry.days for entry in inside], dtype=float),
            count=np.array([entry.count for entry in inside], dtype=np.int64),
            amount=np.array([entry.amount for entry in inside], dtype=float),
        ),
        arrivals=arrivals,
        mix=Mix({} if plain else {"channel": code}, code, np.ones(len(channels)), channels, even),
    )


def order_stage(name: str, **changes: Any) -> EngineStage:
    """From an order to its delivery or payment."""
    return stage(f"order {name}", channels=("",), **changes)


def no_cohorts(name: str, endings: tuple[str, ...]) -> StageCohorts:
    none = np.zeros(0, dtype=np.int64)
    return StageCohorts(
        name, endings, FIRST_MONTH, MONTHS, {}, none, {}, (none,) * 4, (none,) * 3, LAST_DAY, none
    )


def weekly(*rates: float, channels: tuple[str, ...] = ("Web",), draws: int = 400) -> ArrivalsPosterior:
    """Poisson arrivals at so many a week, for ever."""
    return ArrivalsPosterior(
        channels=channels,
        level=np.tile(np.log(np.maximum(rates, 1e-9)), (draws, 1)),
        walk=np.full(draws, 1e-9),
        size=np.full(draws, 1e9),
        season=np.zeros((draws, 4)),
        last_week=LAST_DAY - timedelta(days=LAST_DAY.weekday()),
        season_seen=True,
    )


def sizes(median: float = 1000.0, sigma: float = 0.5, draws: int = 400) -> SizePosterior:
    one = np.zeros(1, dtype=np.int64)
    return SizePosterior(
        mean=np.full(draws, np.log(median)),
        offer=np.zeros((draws, 1)),
        segment=np.zeros((draws, 1)),
        sigma=np.full(draws, sigma),
        mix=(one, one),
        deals=50,
        largest_share=0.1,
    )


def record(days_ago: Sequence[int], amount: float = 1000.0) -> Realised:
    days = [np.datetime64(LAST_DAY - timedelta(days=int(d))) for d in days_ago]
    return Realised(np.array(days, dtype="datetime64[D]"), np.full(len(days), amount))


NOT_KNOWN = Rate(None, "not recorded")


def engine(*stages: EngineStage, **changes: Any) -> RevenueEngine:
    """An engine with thirty wins in the past, all before March 2026."""
    draws = stages[0].posterior.draws if stages else int(changes.pop("draws", 400))
    rates: Mapping[Function, Rate] = changes.pop("hours", dict.fromkeys(Function, NOT_KNOWN))
    fields: dict[str, Any] = {
        "as_of": LAST_DAY,
        "observed_until": LAST_DAY,
        "draws": draws,
        "stages": stages,
        "wins": None,
        "sizes": None,
        "delivery": None,
        "payment": None,
        "sold": record(range(40, 340, 10)),
        "delivered": None,
        "paid": None,
        "effort": EffortPosterior(rates, NOT_KNOWN, {}),
        "leads": 500,
        "deals": 200,
        "outcomes": None,
    }
    return RevenueEngine(**(fields | changes))


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)
