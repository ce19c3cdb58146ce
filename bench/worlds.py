"""Families of generated companies with known truth, for every claim that is measured.

    tuning_world      what a method may be tuned on
    reporting_world   what a figure is reported on: other seeds, wider and partly other ranges
    simple_world      steady company of a few numbers, with a shock at a known week ("warns early")
    conversion_world  leads that follow the conversion model of METHODS 1 exactly

Nothing tuned on the first family may look at the second before it is reported. The mechanisms are
those of `unslump.demo.world`; the product never sees a world's truth, only `write_history`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, gamma, logit

from unslump.demo.arrivals import scale_for
from unslump.demo.spec import (
    ChannelSpec,
    Hat,
    LagFamily,
    OfferSpec,
    PersonSpec,
    SegmentSpec,
    Shock,
    WorldSpec,
)
from unslump.demo.world import World, simulate
from unslump.history.store import Store

__all__ = [
    "REPORTING",
    "SIZES",
    "TUNING",
    "ConversionTruth",
    "Ranges",
    "company_from",
    "conversion_world",
    "reporting_world",
    "simple_world",
    "tuning_world",
    "write_history",
]

SIZES = (200, 2_000, 20_000)  # leads in the observed weeks

Interval = tuple[float, float]

_TUNING_SEED, _REPORTING_SEED, _CONVERSION_SEED, _SIMPLE_SEED = 10_001, 20_002, 30_003, 40_004


@dataclass(frozen=True, slots=True)
class Ranges:
    """What a family draws its companies from, uniformly; whole numbers with both ends included."""

    sellers: tuple[int, int]
    marketers: tuple[int, int]
    two_hats: tuple[int, int]
    channels: tuple[int, int]
    segments: tuple[int, int]
    offers: tuple[int, int]
    driven: Interval  # share of the leads that spend and effort bring
    season: Interval
    drift: Interval
    dispersion: Interval
    win_rate: Interval
    lost_share: Interval
    level_drift: Interval
    group_spread: Interval  # of channels and segments, log-odds
    closer_spread: Interval
    finder_spread: Interval
    focus_loss: Interval
    lag_shape: Interval
    lag_mean: Interval  # weeks
    lag_spread: Interval
    slack: Interval  # selling hours there are for each hour the leads need
    response_cost: Interval
    median_amount: Interval
    size_spread: Interval
    families: tuple[LagFamily, ...] = tuple(LagFamily)


TUNING = Ranges(
    sellers=(2, 4),
    marketers=(1, 2),
    two_hats=(1, 3),
    channels=(3, 5),
    segments=(2, 3),
    offers=(1, 3),
    driven=(0.3, 0.6),
    season=(0.0, 0.2),
    drift=(0.0, 0.02),
    dispersion=(10.0, 40.0),
    win_rate=(0.08, 0.18),
    lost_share=(0.5, 0.9),
    level_drift=(0.0, 0.12),
    group_spread=(0.2, 0.5),
    closer_spread=(0.2, 0.5),
    finder_spread=(0.2, 0.4),
    focus_loss=(0.1, 0.3),
    lag_shape=(1.2, 2.5),
    lag_mean=(4.0, 9.0),
    lag_spread=(0.0, 0.2),
    slack=(1.0, 1.6),
    response_cost=(0.1, 0.4),
    median_amount=(3_000.0, 15_000.0),
    size_spread=(0.3, 0.7),
)

REPORTING = Ranges(
    sellers=(2, 6),
    marketers=(1, 3),
    two_hats=(0, 4),
    channels=(2, 7),
    segments=(1, 5),
    offers=(1, 4),
    driven=(0.2, 0.7),
    season=(0.0, 0.3),
    drift=(0.0, 0.03),
    dispersion=(5.0, 60.0),
    win_rate=(0.05, 0.25),
    lost_share=(0.4, 0.95),
    level_drift=(0.0, 0.15),
    group_spread=(0.1, 0.6),
    closer_spread=(0.1, 0.6),
    finder_spread=(0.1, 0.5),
    focus_loss=(0.05, 0.35),
    lag_shape=(0.9, 3.0),
    lag_mean=(3.0, 12.0),
    lag_spread=(0.0, 0.3),
    slack=(0.9, 2.0),
    response_cost=(0.0, 0.5),
    median_amount=(1_000.0, 30_000.0),
    size_spread=(0.2, 0.9),
)


def tuning_world(seed: int, leads: int = 2_000, **changes: object) -> World:
    """A company to tune a method on. `changes` are fields of WorldSpec set after the draw."""
    return _drawn(TUNING, np.random.default_rng([_TUNING_SEED, seed]), leads, changes)


def reporting_world(seed: int, leads: int = 2_000, **changes: object) -> World:
    """A company to report a figure on; never one of the tuning family."""
    return _drawn(REPORTING, np.random.default_rng([_REPORTING_SEED, seed]), leads, changes)


def company_from(ranges: Ranges, rng: np.random.Generator, leads: int = 2_000) -> World:
    """A company drawn from ranges of one's own."""
    return simulate(_draw_spec(ranges, leads, rng), rng)


def _drawn(ranges: Ranges, rng: np.random.Generator, leads: int, changes: dict[str, object]) -> World:
    spec = replace(_draw_spec(ranges, leads, rng), **changes)  # type: ignore[arg-type]
    return simulate(spec, rng)


def _draw_spec(ranges: Ranges, leads: int, rng: np.random.Generator) -> WorldSpec:
    """About `leads` leads in 104 weeks, with selling hours to match."""

    def between(interval: Interval) -> float:
        return float(rng.uniform(*interval))

    def whole(interval: tuple[int, int]) -> int:
        return int(rng.integers(interval[0], interval[1] + 1))

    weeks = 104
    people = _people(whole(ranges.marketers), whole(ranges.sellers), whole(ranges.two_hats), rng)
    focus_loss = between(ranges.focus_loss)
    marketing, sales = (_productive(people, function, focus_loss) for function in ("marketing", "sales"))
    share = rng.dirichlet(np.full(whole(ranges.channels), 3.0))
    driven = between(ranges.driven)
    group_spread = between(ranges.group_spread)
    return WorldSpec(
        people=people,
        channels=_channels(leads / weeks * share, driven, marketing, rng),
        segments=tuple(
            SegmentSpec(f"Segment {number + 1}", weight=float(rng.uniform(0.5, 2.0)))
            for number in range(whole(ranges.segments))
        ),
        offers=tuple(
            OfferSpec(
                f"Offer {number + 1}",
                weight=float(rng.uniform(0.5, 2.0)),
                median_amount=between(ranges.median_amount),
                delivery_days=float(rng.uniform(5, 60)),
            )
            for number in range(whole(ranges.offers))
        ),
        weeks=weeks,
        season=between(ranges.season),
        season_peak=float(rng.uniform(0, 52)),
        drift=between(ranges.drift),
        dispersion=between(ranges.dispersion),
        mix_spread=float(rng.uniform(0, 0.5)),
        focus_loss=focus_loss,
        finder_spread=between(ranges.finder_spread),
        closer_spread=between(ranges.closer_spread),
        routing_spread=float(rng.uniform(0, 0.5)),
        hours_per_lead=sales / (leads / weeks) / between(ranges.slack),
        response_cost=between(ranges.response_cost),
        forgotten=float(rng.uniform(0, 0.1)),
        win_rate=between(ranges.win_rate),
        lost_share=between(ranges.lost_share),
        level_drift=between(ranges.level_drift),
        channel_spread=group_spread,
        segment_spread=group_spread,
        lag_family=ranges.families[int(rng.integers(len(ranges.families)))],
        lag_shape=between(ranges.lag_shape),
        lag_mean=between(ranges.lag_mean),
        lost_lag_mean=between(ranges.lag_mean),
        lag_spread=between(ranges.lag_spread),
        size_spread=between(ranges.size_spread),
    )


def _people(marketers: int, sellers: int, two_hats: int, rng: np.random.Generator) -> tuple[PersonSpec, ...]:
    shares = [(0.9, 0.0)] * marketers + [(0.0, 0.9)] * sellers
    shares += [(share, 0.9 - share) for share in rng.uniform(0.2, 0.7, two_hats)]
    return tuple(
        PersonSpec(f"Person {number + 1}", (Hat(0, *both),), hours=float(rng.integers(20, 41)))
        for number, both in enumerate(shares)
    )


def _productive(people: Sequence[PersonSpec], function: str, focus_loss: float) -> float:
    """Hours a week for one function, focus loss taken off."""
    hours = 0.0
    for person in people:
        hat = person.hats[0]
        kept = 1 - focus_loss if hat.marketing > 0 and hat.sales > 0 else 1.0
        hours += person.hours * getattr(hat, function) * kept
    return hours


def _channels(
    weekly: NDArray[np.float64], driven: float, marketing: float, rng: np.random.Generator
) -> tuple[ChannelSpec, ...]:
    """Channels that bring `weekly` leads each, the share `driven` of them by spend and effort."""
    effort_share = rng.dirichlet(np.full(len(weekly), 4.0))
    channels = []
    for number, (leads, effort) in enumerate(zip(weekly, effort_share, strict=True)):
        alpha, beta = (float(rng.uniform(0.2, 0.5)) for _ in range(2))
        decay = float(rng.uniform(0.2, 0.8))
        spend = float(rng.uniform(20, 150) * leads)
        channels.append(
            ChannelSpec(
                f"Channel {number + 1}",
                base=float(leads * (1 - driven)),
                scale=scale_for(leads * driven, spend, marketing * effort, alpha, beta, decay),
                alpha=alpha,
                beta=beta,
                adstock=decay,
                spend=spend,
                effort_share=float(effort),
            )
        )
    return tuple(channels)


def simple_world(
    leads_per_week: float = 20.0,
    win_rate: float = 0.12,
    lag_mean_weeks: float = 8.0,
    shock: Shock | Sequence[Shock] | None = None,
    *,
    seed: int = 0,
    weeks: int = 156,
    median_amount: float = 8_000.0,
    **changes: object,
) -> World:
    """A steady company: two channels and two segments that differ, four people, nothing that drifts.

    `win_rate` is the mean over its leads. Half of the leads come through spend and effort. With the
    same seed, worlds with and without a shock share every draw the shock does not touch.
    """
    shocks = () if shock is None else (shock,) if isinstance(shock, Shock) else tuple(shock)
    effects = (0.5, -0.5)
    level = brentq(lambda x: np.mean([expit(x + c + s) for c in effects for s in effects]) - win_rate, -9, 9)
    marketing = 38.0 + 15.2 * 0.8
    half = leads_per_week / 2
    scale = scale_for(half / 2, spend=500, hours=marketing / 2, alpha=0.4, beta=0.4, decay=0.5)
    spec = WorldSpec(
        people=(
            PersonSpec("Finder", (Hat(0, 1.0, 0.0),), finder=1.0),
            PersonSpec("Closer one", (Hat(0, 0.0, 1.0),), closer=0.0),
            PersonSpec("Closer two", (Hat(0, 0.0, 1.0),), closer=0.0),
            PersonSpec("Both", (Hat(0, 0.4, 0.6),), finder=1.0, closer=0.0),
        ),
        channels=tuple(
            ChannelSpec(name, base=half / 2, scale=scale, spend=500, win_effect=effect, lag_effect=0.0)
            for name, effect in zip(("Search", "Social"), effects, strict=True)
        ),
        segments=tuple(
            SegmentSpec(name, win_effect=effect, size_effect=0.0)
            for name, effect in zip(("Crafts", "Retail"), effects, strict=True)
        ),
        offers=(OfferSpec("Offer", median_amount=median_amount, win_effect=0.0),),
        shocks=shocks,
        weeks=weeks,
        dispersion=1e6,
        spend_noise=0.1,
        win_rate=float(expit(level)),
        lag_mean=lag_mean_weeks,
        lost_lag_mean=lag_mean_weeks * 0.75,
    )
    spec = replace(spec, **changes)  # type: ignore[arg-type]
    return simulate(spec, np.random.default_rng([_SIMPLE_SEED, seed]))


@dataclass(frozen=True, slots=True)
class ConversionTruth:
    """The parameters of METHODS 1 a conversion world was made with; their spreads are in its spec."""

    win_level: NDArray[np.float64]  # months: softmax score of won where all effects are zero
    lost_level: float  # softmax score of lost; never scores zero
    channel: NDArray[np.float64]
    segment: NDArray[np.float64]
    owner: NDArray[np.float64]
    family: LagFamily
    lag_shape: float  # shared by won and lost
    won_scale: NDArray[np.float64]  # channels, weeks
    lost_scale: NDArray[np.float64]  # channels, weeks


def conversion_world(
    n_leads: int, seed: int, family: LagFamily | None = None
) -> tuple[World, ConversionTruth]:
    """About `n_leads` leads in 104 weeks that follow METHODS 1 exactly, and its parameters.

    score won = level(month, random walk) + channel + segment + owner, score lost = a constant,
    score never = 0; endings by softmax; lag Gamma or Weibull from the lead's arrival, scale by
    channel and ending. Every lead is answered at once and a deal from its first minute, so leads
    and deals tell the same story and either can be fitted.
    """
    rng = np.random.default_rng([_CONVERSION_SEED, seed])
    family = family or list(LagFamily)[int(rng.integers(2))]
    channels, segments, owners = (int(rng.integers(low, high)) for low, high in ((3, 8), (2, 5), (3, 9)))
    share = rng.dirichlet(np.full(channels, 3.0))
    spec = WorldSpec(
        people=tuple(PersonSpec(f"Seller {number + 1}", (Hat(0, 0.0, 1.0),)) for number in range(owners)),
        channels=tuple(
            ChannelSpec(f"Channel {number + 1}", base=float(n_leads / 104 * part))
            for number, part in enumerate(share)
        ),
        segments=tuple(SegmentSpec(f"Segment {number + 1}") for number in range(segments)),
        dispersion=float(rng.uniform(10, 40)),
        mix_spread=0.4,
        routing_spread=0.4,
        response_hours=0.0,
        win_rate=float(rng.uniform(0.06, 0.3)),
        lost_share=float(rng.uniform(0.4, 0.9)),
        level_drift=float(rng.uniform(0.02, 0.15)),
        channel_spread=float(rng.uniform(0.15, 0.6)),
        segment_spread=float(rng.uniform(0.15, 0.6)),
        closer_spread=float(rng.uniform(0.15, 0.6)),
        lag_family=family,
        lag_shape=float(rng.uniform(0.9, 2.5)),
        lag_mean=float(rng.uniform(3, 10)),
        lost_lag_mean=float(rng.uniform(3, 10)),
        lag_spread=float(rng.uniform(0.05, 0.3)),
        deal_share=1.0,
        deal_part=0.0,
    )
    world = simulate(spec, rng)
    return world, _conversion_truth(world)


def _conversion_truth(world: World) -> ConversionTruth:
    spec, effects = world.spec, world.truth.effects
    mean_of_shape = spec.lag_shape
    if spec.lag_family is LagFamily.WEIBULL:
        mean_of_shape = float(gamma(1 + 1 / spec.lag_shape))
    by_channel = np.exp(effects.channel_lag) / mean_of_shape
    return ConversionTruth(
        win_level=effects.level - np.log(1 - spec.lost_share),
        lost_level=float(logit(spec.lost_share)),
        channel=effects.channel,
        segment=effects.segment,
        owner=effects.closer,
        family=spec.lag_family,
        lag_shape=spec.lag_shape,
        won_scale=spec.lag_mean * by_channel,
        lost_scale=spec.lost_lag_mean * by_channel,
    )


def write_history(world: World, workspace: Path, as_of: date | None = None) -> Store:
    """Put what is known of `world` at `as_of` (default: its last observed day) into a workspace."""
    as_of = as_of or world.end
    store = Store(workspace)
    workspace.mkdir(parents=True, exist_ok=True)
    with store.draft("a generated company", now=datetime.combine(as_of, time(), UTC)) as draft:
        for name, table in world.tables(as_of).items():
            path = draft.directory / f"{name}.parquet"
            pq.write_table(table, path)
            draft.put(name, path)
    return store
