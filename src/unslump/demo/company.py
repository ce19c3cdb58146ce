"""The demo company: Nordlicht Monitoring, nine people, six channels, four offers, and a slump.

The story. Nordlicht sells energy monitoring to small factories. Until October 2025 some 35 leads a
week come in and about one in seven becomes an order, some seven weeks later. Bookings are
fine, selling is busy, and so in November 2025 the managing director moves Jonas from marketing
into sales ("we need closers") and cuts the money for ads and fairs to a third; at the end of the
year Clara leaves. Leads fall at once. Bookings do not, for a while: the pipeline still holds the
leads of autumn. By the spring of 2026 they have sunk as well, and everyone looks at the sellers.

Three people wear both hats: Sofia, Peter, and now Jonas.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from unslump.demo.arrivals import scale_for
from unslump.demo.spec import ChannelSpec, Hat, OfferSpec, PersonSpec, SegmentSpec, WorldSpec
from unslump.demo.world import World, simulate

__all__ = ["FIRST_DAY", "LAST_DAY", "MAIN_GOAL", "SLUMP_BEGINS", "demo_spec", "demo_world"]

FIRST_DAY = date(2024, 7, 1)
LAST_DAY = date(2026, 6, 30)
SLUMP_BEGINS = date(2025, 11, 3)
MAIN_GOAL = "2026-Q3"

_CUT = (SLUMP_BEGINS - FIRST_DAY).days // 7
_CLARA_LEAVES = (date(2025, 12, 29) - FIRST_DAY).days // 7
_LENA_JOINS = (date(2025, 3, 3) - FIRST_DAY).days // 7

_PEOPLE = (
    PersonSpec("Ines Hartmann", (Hat(0, 0.9, 0.0),), hours=38, finder=1.2),
    PersonSpec(
        "Jonas Weber",
        (Hat(0, 0.9, 0.0), Hat(_CUT, 0.2, 0.7)),
        hours=38,
        finder=1.1,
        closer=-0.4,
        channels=("Paid Search", "Paid Social", "Offline Sources"),
    ),
    PersonSpec(
        "Clara Vogt",
        (Hat(0, 0.9, 0.0),),
        hours=24,
        finder=1.0,
        channels=("Organic Search", "Email Marketing"),
        leaves=_CLARA_LEAVES,
    ),
    PersonSpec("Tomas Lindner", (Hat(0, 0.0, 0.9),), hours=38, closer=0.25),
    PersonSpec("Aylin Demir", (Hat(0, 0.0, 0.9),), hours=38, closer=0.5),
    PersonSpec("Marek Novak", (Hat(0, 0.0, 0.9),), hours=38, closer=-0.2),
    PersonSpec("Lena Fuchs", (Hat(0, 0.0, 0.9),), hours=30, closer=-0.1, joins=_LENA_JOINS, ramp_weeks=12),
    PersonSpec(
        "Sofia Rossi",
        (Hat(0, 0.35, 0.55),),
        hours=38,
        finder=0.9,
        closer=0.2,
        channels=("Email Marketing", "Offline Sources"),
    ),
    PersonSpec(
        "Peter Brandt",
        (Hat(0, 0.2, 0.3),),
        hours=40,
        finder=0.8,
        closer=0.6,
        channels=("Referrals", "Offline Sources"),
    ),
)


@dataclass(frozen=True, slots=True)
class _Mix:
    """A channel as planned: leads a week by themselves and by effort, its money and hours a week."""

    name: str
    base: float
    driven: float
    spend: float
    hours: float
    win_effect: float
    cut: float = 1.0  # what is left of the spend after the cut
    adstock: float = 0.4


_CHANNELS = (
    _Mix("Organic Search", base=2.5, driven=5.5, spend=200, hours=26, win_effect=0.15, adstock=0.7),
    _Mix("Paid Search", base=0.5, driven=8.0, spend=950, hours=18, win_effect=0.0, cut=0.3),
    _Mix("Paid Social", base=0.4, driven=5.6, spend=600, hours=18, win_effect=-0.35, cut=0.3),
    _Mix("Email Marketing", base=0.6, driven=3.4, spend=90, hours=22, win_effect=-0.1),
    _Mix("Referrals", base=2.4, driven=0.8, spend=40, hours=8, win_effect=0.4),
    _Mix("Offline Sources", base=0.6, driven=4.2, spend=700, hours=22, win_effect=0.15, cut=0.3),
)

_ALPHA, _BETA = 0.45, 0.45


def demo_spec() -> WorldSpec:
    """The mechanisms behind the demo company."""
    return WorldSpec(
        people=_PEOPLE,
        channels=tuple(
            ChannelSpec(
                mix.name,
                base=mix.base,
                scale=scale_for(mix.driven, mix.spend, mix.hours, _ALPHA, _BETA, mix.adstock),
                alpha=_ALPHA,
                beta=_BETA,
                adstock=mix.adstock,
                spend=mix.spend,
                spend_changes=((_CUT, mix.cut),),
                win_effect=mix.win_effect,
                lag_effect=0.0,
            )
            for mix in _CHANNELS
        ),
        segments=(
            SegmentSpec("Metalworking", weight=1.2, win_effect=0.15, size_effect=0.1),
            SegmentSpec("Food & Beverage", weight=1.0, win_effect=0.1, size_effect=0.0),
            SegmentSpec("Plastics", weight=0.7, win_effect=-0.3, size_effect=-0.1),
        ),
        offers=(
            OfferSpec("Energy check", weight=1.3, median_amount=4_200, win_effect=0.3, delivery_days=21),
            OfferSpec("Starter kit", weight=1.2, median_amount=6_800, win_effect=0.1, delivery_days=28),
            OfferSpec("Service contract", weight=0.7, median_amount=9_500, win_effect=0.0, delivery_days=14),
            OfferSpec(
                "Plant monitoring", weight=0.8, median_amount=14_500, win_effect=-0.4, delivery_days=60
            ),
        ),
        start=FIRST_DAY,
        weeks=104,
        weeks_after=40,
        season=0.06,
        season_peak=10,
        drift=0.006,
        dispersion=30,
        spend_noise=0.3,
        mix_spread=0.25,
        focus_loss=0.2,
        routing_spread=0.15,
        hours_per_lead=3.7,
        cold_after=3,
        response_hours=5.0,
        response_cost=0.25,
        forgotten=0.03,
        win_rate=0.13,
        lost_share=0.75,
        level_drift=0.02,
        lag_shape=2.0,
        lag_mean=7.5,
        lost_lag_mean=6.0,
        deal_share=0.55,
        size_spread=0.4,
    )


def demo_world(seed: int = 7) -> World:
    """The demo company lived through once."""
    return simulate(demo_spec(), np.random.default_rng(seed))
