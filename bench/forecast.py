"""The claim "forecasts": total wins of the next 4, 8 and 13 weeks, from rolling origins.

Every forecaster is asked on the same days and shown the same masked history; what then came is read
from the full one. Ours is `unslump backtest`'s own path: learn, simulate, count the won deals.

    Olist       real: a marketing funnel whose leads stop being recorded on 2018-05-31
    worlds      generated companies of the reporting family (nothing was tuned on them)
    lead shock  the same, with the volume of leads cut or raised 2 to 8 weeks before the origin
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.forecast_table import Score, as_table, held_share
from bench.peers.again import Again
from bench.peers.arima import AutoArima, AutoEts
from bench.peers.convoys_model import ConvoysGamma, ConvoysWeibull
from bench.peers.croston import CrostonClassic, CrostonOptimized
from bench.peers.known import Array, Forecaster, Known, NoFit, known_on, wins_between
from bench.peers.lifelines_cure import LifelinesCure
from bench.peers.rate_times_leads import RateTimesLeads
from bench.table import BenchTable
from bench.worlds import reporting_world, tuning_world, write_history
from unslump.business.goals import Goal, Measure, Period
from unslump.demo.spec import Shock, ShockKind
from unslump.history.importing import import_files
from unslump.history.snapshot import Snapshot
from unslump.history.store import Store
from unslump.outlook.backtest import learn
from unslump.outlook.forecast import forecast_goal
from unslump.outlook.scores import covered, crps

__all__ = ["HORIZONS", "PEERS", "quick", "run"]

HORIZONS = (4, 8, 13)
DRAWS = 1000
OURS = "unslump"
PEERS: tuple[Forecaster, ...] = (
    Again(),
    RateTimesLeads(),
    AutoArima(),
    AutoEts(),
    CrostonClassic(),
    CrostonOptimized(),
    ConvoysWeibull(),
    ConvoysGamma(),
    LifelinesCure(),
)

_STAND_IN = RateTimesLeads()  # what its user falls back on when a peer finds no fit
_ROOT = Path(__file__).parents[1]
_SHARED = Path(os.environ.get("UNSLUMP_SHARED_DATA", _ROOT.parent / "shared" / "data"))
_OLIST_FIRST = date(2018, 1, 31)
_OLIST_EARLY = "Olist, while leads are recorded"
_OLIST_LEADS_END = date(2018, 5, 31)
_OLIST_LAST = date(2018, 8, 31)
_COMPANIES = 10
_ORIGIN_WEEKS = (68, 86, 104)
_SHOCK_WEEK = 78
_SHOCK_FACTORS = (0.4, 0.6, 1.7)
_SHOCK_ORIGINS = (80, 83, 86)


@dataclass(frozen=True)
class Company:
    """One history to forecast: `data` is the table it counts in, `group` the company."""

    data: str
    group: str
    make: Callable[[Path], Store]
    origins: tuple[date, ...]
    last: date  # a horizon ends on this day at the latest
    note: str  # what to know when reading the figures


def ours(snapshot: Snapshot, origin: date, rng: np.random.Generator, draws: int) -> dict[int, Array]:
    """Our own draws of total wins, by horizon: exactly what the product does when asked."""
    engine = learn(snapshot, None, rng, draws)
    totals = {}
    for weeks in HORIZONS:
        period = Period(origin + timedelta(days=1), origin + timedelta(days=7 * weeks))
        foreseen = forecast_goal(engine, Goal("the next weeks", 1.0, Measure.DEALS, period), rng)
        assert foreseen is not None  # deals are always recorded
        totals[weeks] = foreseen.total
    return totals


def available(peers: Sequence[Forecaster] = PEERS) -> tuple[list[Forecaster], list[str]]:
    """The peers whose package is here, and a word for each package that is not."""
    missing = sorted({peer.needs for peer in peers if peer.needs and find_spec(peer.needs) is None})
    words = [f"{package} is not installed here: its methods are skipped." for package in missing]
    return [peer for peer in peers if peer.needs not in missing], words


def scores_of(company: Company, peers: Sequence[Forecaster] = PEERS, draws: int = DRAWS) -> list[Score]:
    """Every forecaster at every origin of one company."""
    with tempfile.TemporaryDirectory() as folder:
        full = company.make(Path(folder)).snapshot()
        return [score for origin in company.origins for score in _at(company, full, origin, peers, draws)]


def _at(
    company: Company, full: Snapshot, origin: date, peers: Sequence[Forecaster], draws: int
) -> Iterator[Score]:
    horizons = tuple(weeks for weeks in HORIZONS if origin + timedelta(days=7 * weeks) <= company.last)
    actual = {
        weeks: wins_between(full, origin + timedelta(days=1), origin + timedelta(days=7 * weeks))
        for weeks in horizons
    }
    known = known_on(origin, full.at(origin))
    methods: list[tuple[str, Callable[[np.random.Generator], dict[int, Array]]]] = [
        (OURS, lambda rng: ours(full.at(origin), origin, rng, draws))
    ]
    methods += [(peer.name, partial(_asked, peer, known, horizons, draws)) for peer in peers]
    for name, totals_of in methods:
        started = time.process_time()
        rng = np.random.default_rng([origin.toordinal(), 1])
        try:
            totals, fitted = totals_of(rng), True
        except NoFit:
            totals, fitted = _STAND_IN.totals(known, horizons, rng, draws), False
        seconds = time.process_time() - started
        for weeks in horizons:
            drawn = totals[weeks]
            low, high = np.quantile(drawn, [0.1, 0.9])
            yield Score(
                data=company.data,
                group=company.group,
                origin=origin,
                method=name,
                horizon=weeks,
                actual=actual[weeks],
                mean=float(drawn.mean()),
                crps=crps(drawn, actual[weeks]),
                covered=covered(drawn, actual[weeks], 0.8),
                held=held_share(drawn, actual[weeks]),
                width=float(high - low),
                seconds=seconds,
                fitted=fitted,
            )


def _asked(
    peer: Forecaster, known: Known, horizons: tuple[int, ...], draws: int, rng: np.random.Generator
) -> dict[int, Array]:
    return peer.totals(known, horizons, rng, draws)


def olist() -> list[Company]:
    """The real funnel, asked every two weeks; empty where it is absent."""
    files = [_SHARED / "olist" / name for name in ("olist_mql.csv", "olist_closed_deals.csv")]
    if not all(file.exists() for file in files):
        return []
    days = (_OLIST_LAST - _OLIST_FIRST).days - 7 * min(HORIZONS)
    return [
        Company(
            "Olist, to August",
            "Olist",
            partial(_olist_store, files),
            tuple(_OLIST_FIRST + timedelta(days=step) for step in range(0, days + 1, 14)),
            _OLIST_LAST,
            "No lead is recorded after 2018-05-31 although deals run on; nobody could know that before.",
        )
    ]


def while_leads_are_recorded(scores: Sequence[Score]) -> list[Score]:
    """Olist's forecasts that end before its leads do, as a data set of their own."""
    return [
        replace(score, data=_OLIST_EARLY)
        for score in scores
        if score.group == "Olist" and score.origin + timedelta(days=7 * score.horizon) <= _OLIST_LEADS_END
    ]


def _olist_store(files: Sequence[Path], folder: Path) -> Store:
    store = Store(folder)
    guide = _ROOT / "docs" / "guides" / "olist.yaml"
    import_files(store, files, company=None, mapping=guide, now=datetime(2019, 1, 1))
    return store


def worlds(leads: int, seeds: Sequence[int], family: str = "reporting") -> list[Company]:
    """Generated companies of about `leads` leads in two years."""
    return [
        Company(
            f"{leads:,} leads in two years",
            f"company {seed}",
            partial(_world_store, family, seed, leads, ()),
            tuple(_day(week) for week in _ORIGIN_WEEKS),
            date.max,
            f"Generated companies of the {family} family, asked after {_listed(_ORIGIN_WEEKS)} weeks.",
        )
        for seed in seeds
    ]


def shocked(leads: int, seeds: Sequence[int], family: str = "reporting") -> list[Company]:
    """Companies whose leads were cut, or rose, 2 to 8 weeks before the origins."""
    return [
        Company(
            f"{leads:,} leads in two years, their volume changed 2 to 8 weeks ago",
            f"company {seed}",
            partial(
                _world_store,
                family,
                seed,
                leads,
                (Shock(ShockKind.LEAD_VOLUME, _SHOCK_WEEK, _SHOCK_FACTORS[seed % len(_SHOCK_FACTORS)]),),
            ),
            tuple(_day(week) for week in _SHOCK_ORIGINS),
            date.max,
            f"From week {_SHOCK_WEEK} on leads come at {_listed(_SHOCK_FACTORS)} times their rate (a factor "
            f"a company, in turn); asked after {_listed(_SHOCK_ORIGINS)} weeks.",
        )
        for seed in seeds
    ]


def _world_store(family: str, seed: int, leads: int, shocks: tuple[Shock, ...], folder: Path) -> Store:
    make = {"reporting": reporting_world, "tuning": tuning_world}[family]
    world = make(seed, leads, shocks=shocks)
    return write_history(world, folder, as_of=world.spec.horizon)


def _listed(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


def _day(week: int) -> date:
    """The Sunday on which `week` weeks of a world have passed."""
    return date(2023, 12, 31) + timedelta(weeks=week)


def every_company(family: str = "reporting") -> list[Company]:
    """All that is reported."""
    seeds = range(_COMPANIES)
    return [
        *olist(),
        *worlds(200, seeds, family),
        *worlds(2_000, range(100, 100 + _COMPANIES), family),
        *shocked(2_000, range(200, 200 + _COMPANIES), family),
    ]


def measured(
    companies: Sequence[Company], peers: Sequence[Forecaster], draws: int, workers: int
) -> list[Score]:
    """Scores of all companies; `workers` processes share them out."""
    one = partial(scores_of, peers=tuple(peers), draws=draws)
    if workers == 1:
        return [score for company in companies for score in one(company)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return [score for scores in pool.map(one, companies) for score in scores]


def run(companies: Sequence[Company] | None = None, draws: int = DRAWS, workers: int = 2) -> list[BenchTable]:
    """All tables, one for each data set."""
    peers, words = available()
    companies = every_company() if companies is None else companies
    if not any(company.group == "Olist" for company in companies):
        words.append("Olist's files are not here (UNSLUMP_SHARED_DATA): skipped.")
    scores = measured(companies, peers, draws, workers)
    how = [f"{peer.name}: {peer.how}." for peer in peers]
    notes = {_OLIST_EARLY: "A single company, and horizons that overlap: read differences with care."}
    notes |= {company.data: company.note for company in companies}
    scores = while_leads_are_recorded(scores) + scores
    return [
        as_table(data, [score for score in scores if score.data == data], OURS, [notes[data], *words, *how])
        for data in dict.fromkeys(score.data for score in scores)
    ]


def quick() -> list[BenchTable]:
    """A smoke version: one small generated company, few draws."""
    return run(companies=worlds(200, [0])[:1], draws=100, workers=1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the tuning worlds, for looking into a loss")
    asked = parser.parse_args()
    for table in run(every_company("tuning")) if asked.tuning else run():
        print(table, end="\n\n")
