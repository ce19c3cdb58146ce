"""Leads simulated a second against SimPy and Ciw on the same funnel, with the same means and variances.

Ours is `unslump.outlook.simulate` on an engine fitted to a generated company. So that all three run the
same funnel, one draw of its posterior stands in for every draw, its leads' level and its pace held where
they are; hours are for as many leads a week as come on average, so that some wait and go cold. What is
in the pipeline today, delivery and payment are left out. Weekly counts stay random, and so do waiting,
endings, lags and amounts.

    python -m bench simulation
"""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray

from bench.one_funnel import one_draw
from bench.peers import ciw_funnel, simpy_funnel
from bench.peers.funnel import Funnel, Won
from bench.realised import company_of
from bench.table import BenchTable
from bench.worlds import reporting_world, write_history
from unslump.estimates.revenue import RevenueEngine
from unslump.outlook.backtest import learn
from unslump.outlook.capacity import Capacity
from unslump.outlook.simulate import simulate
from unslump.planning.work import capacity_of

__all__ = ["quick", "run", "z_scores"]

Array = NDArray[np.float64]

DRAWS = 1000
WEEKS = 26
PERIOD = 13  # weeks
_SEED = 3
_AIM = 200.0
_SURE = 3.0


Simulator = Callable[[Funnel, int, np.random.Generator], Won]


@dataclass(frozen=True)
class _Peer:
    """A simulator of events; `at_a_time` is the futures between two collections of its garbage."""

    name: str
    needs: str
    simulate: Simulator
    at_a_time: int


_PEERS = (
    _Peer("SimPy", "simpy", simpy_funnel.simulate, 20),
    _Peer("Ciw", "ciw", ciw_funnel.simulate, 5),
)


def run() -> list[BenchTable]:
    """A company with 2,000 leads in two years and one with 20,000."""
    return _tables({2_000: _Effort(20, 3_000, 1_000), 20_000: _Effort(10, 500, 100)})


def quick() -> list[BenchTable]:
    """The smaller one, a few futures."""
    return _tables({2_000: _Effort(1, 100, 50)})


@dataclass(frozen=True)
class _Effort:
    """How much is simulated: calls of ours (1,000 futures each), futures of SimPy and of Ciw."""

    ours: int
    simpy: int
    ciw: int


@dataclass(frozen=True)
class _Measured:
    name: str
    won: Won
    seconds: float
    peak_mb: float
    futures_held: int

    @property
    def rate(self) -> float:
        """Leads a second."""
        return self.won.leads / self.seconds


def _tables(sizes: dict[int, _Effort]) -> list[BenchTable]:
    speed: list[list[str]] = []
    same: list[list[str]] = []
    notes, ratios = [], []
    for leads, effort in sizes.items():
        engine, company = _fitted(leads)
        funnel, ours = one_draw(engine, engine.draws // 2, DRAWS, WEEKS)
        a_week = f"{funnel.means.sum() / funnel.weeks:.0f}"
        measured = [_measure("unslump", ours.simulate, funnel, DRAWS * effort.ours, DRAWS)]
        for peer in _PEERS:
            if find_spec(peer.needs):
                futures = getattr(effort, peer.needs)
                measured.append(_measure(peer.name, peer.simulate, funnel, futures, peer.at_a_time))
        for one in measured:
            ratio = measured[0].rate / one.rate
            if one is not measured[0]:
                ratios.append((ratio, f"{_rounded(ratio):,} times {one.name} with {a_week} leads a week"))
            speed.append(
                [
                    a_week,
                    one.name,
                    f"{len(one.won.deals):,}",
                    f"{_rounded(one.rate):,}",
                    "1" if one is measured[0] else f"{_rounded(ratio):,}",
                    f"{one.peak_mb:.1f} MB",
                    f"{one.futures_held:,}",
                ]
            )
            same += _compared(funnel, measured[0], one)
        whole = _whole_rate(engine, company)
        notes.append(
            f"With {a_week} leads a week the engine as it is (1,000 different "
            f"draws, pipeline, delivery and payment too) simulates {_rounded(whole):,} leads a second."
        )
    missed = [said for ratio, said in ratios if ratio < _AIM]
    z = [float(row[-1]) for row in same if row[-1]]
    skipped = [f"{peer.name} is not installed: skipped." for peer in _PEERS if not find_spec(peer.needs)]
    return [
        BenchTable(
            "Simulates quickly",
            f"At least {_AIM:.0f} times as many leads a second as SimPy and Ciw on the same funnel.",
            [
                "leads a week",
                "simulator",
                "futures",
                "leads a second",
                "times",
                "peak memory",
                "futures held",
            ],
            speed,
            [
                f"The aim is missed: {', '.join(missed)}." if missed else "The aim is met.",
                *skipped,
                f"{WEEKS} weeks, processor seconds of one thread, warm; the peers' random numbers are drawn "
                "with NumPy beforehand. The garbage collector rests meanwhile, for everybody.",
                "Ours pays for draws, channels and weeks, the peers for leads.",
                "Memory is tracemalloc's peak in a run of its own with as many futures as it holds at "
                "once; Ciw keeps a record of every customer until a future is over.",
                *notes,
            ],
            "python -m bench simulation",
        ),
        BenchTable(
            "Simulates the same",
            f"Means and variances are those of SimPy and Ciw (|z| < {_SURE:.0f}).",
            [
                "leads a week",
                "simulator",
                "weeks",
                "what",
                "mean",
                "sd",
                "z of mean",
                "z of variance",
                "larger |z|",
            ],
            same,
            [
                f"{sum(one >= _SURE for one in z)} of {len(z)} larger |z| reach {_SURE:.0f}; the largest of "
                f"all is {max(z, default=0.0):.1f}.",
                "z is the difference from ours over its standard error, a variance's from fourth moments.",
            ],
            "python -m bench simulation",
        ),
    ]


def _fitted(leads: int) -> tuple[RevenueEngine, Capacity | None]:
    """An engine learnt from a generated company, and its sellers' hours."""
    world = reporting_world(_SEED, leads)
    company = company_of(world)
    with tempfile.TemporaryDirectory() as folder:
        snapshot = write_history(world, Path(folder) / "company").snapshot(world.end)
        engine = learn(snapshot, company, np.random.default_rng(_SEED), DRAWS)
    return engine, capacity_of(engine, company, engine.observed_until + timedelta(weeks=WEEKS))


def _measure(
    name: str,
    simulator: Simulator,
    funnel: Funnel,
    futures: int,
    held: int,
) -> _Measured:
    """Memory first, in a run of its own, which is the warming up as well.

    Then the clock runs with the garbage collector off, as in timeit, and stands still while it is run
    after every `held` futures: it costs SimPy with its many processes up to half of its time.
    """
    tracemalloc.start()
    simulator(funnel, held, np.random.default_rng(1))
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    rng, seconds, parts = np.random.default_rng(2), 0.0, []
    for _ in range(futures // held):
        gc.collect()
        gc.disable()
        began = process_time()
        parts.append(simulator(funnel, held, rng))
        seconds += process_time() - began
        gc.enable()
    deals, money = (np.concatenate([getattr(part, name) for part in parts]) for name in ("deals", "money"))
    return _Measured(name, Won(deals, money, sum(part.leads for part in parts)), seconds, peak, held)


def _whole_rate(engine: RevenueEngine, capacity: Capacity | None) -> float:
    until, rng = engine.observed_until + timedelta(weeks=WEEKS), np.random.default_rng(3)
    simulate(engine, until, rng, capacity)
    began = process_time()
    leads = sum(int(simulate(engine, until, rng, capacity).arrivals.sum()) for _ in range(3))
    return leads / (process_time() - began)


def _compared(funnel: Funnel, ours: _Measured, other: _Measured) -> list[list[str]]:
    rows = []
    for first in range(0, funnel.weeks, PERIOD):
        for what, mine, theirs in (
            ("deals won", ours.won.deals, other.won.deals),
            ("their money", ours.won.money, other.won.money),
        ):
            here, there = (values[:, first : first + PERIOD].sum(axis=1) for values in (mine, theirs))
            z = z_scores(here, there) if other is not ours else None
            digits = 2 if what == "deals won" else 0
            rows.append(
                [
                    f"{funnel.means.sum() / funnel.weeks:.0f}",
                    other.name,
                    f"{first + 1}–{first + PERIOD}",
                    what,
                    f"{there.mean():,.{digits}f}",
                    f"{there.std(ddof=1):,.{digits}f}",
                    *(
                        ["", "", ""]
                        if z is None
                        else [f"{z[0]:+.1f}", f"{z[1]:+.1f}", f"{np.abs(z).max():.1f}"]
                    ),
                ]
            )
    return rows


def z_scores(one: Array, other: Array) -> tuple[float, float]:
    """How many standard errors two samples' means, and their variances, lie apart."""
    mean = (one.mean() - other.mean()) / np.sqrt(one.var() / len(one) + other.var() / len(other))
    errors = [((values - values.mean()) ** 4).mean() - values.var() ** 2 for values in (one, other)]
    error = np.sqrt(errors[0] / len(one) + errors[1] / len(other))
    return float(mean), float((one.var(ddof=1) - other.var(ddof=1)) / error)


def _rounded(rate: float) -> int:
    """To two digits: seconds say no more."""
    step = 10 ** max(int(np.log10(rate)) - 1, 0)
    return int(round(rate / step) * step)
